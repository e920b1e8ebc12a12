"""The folder that the site is written to: one that is empty, or one that holds a site already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.errors import BotError

LIST: Final = ".imnm-bot-site"
"""The file that names all others of a site, so that the next one leaves none of them behind."""


class SiteNotWritten(BotError):
    """The folder is not one for a site, or cannot be written; the text says what to do."""


def write_site(out: Path, files: Mapping[str, bytes]) -> None:
    """Write all files; those of the site that was there before and are no more are removed.

    Whatever else is in the folder stays, such as a ``CNAME``. Raise :class:`SiteNotWritten`.
    """
    try:
        before = _read_list(out)
        for path, content in files.items():
            file = out / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (out / LIST).write_text("\n".join(sorted(files)) + "\n", encoding="utf-8")
        for path in before - files.keys():
            (out / path).unlink(missing_ok=True)
    except OSError as problem:
        raise SiteNotWritten(f"{out} cannot be written: {problem.strerror}.") from None


def _read_list(out: Path) -> set[str]:
    """Return the files of the site that is there; those that are named outside of it are none."""
    if out.exists() and not out.is_dir():
        raise SiteNotWritten(f"{out} is no folder: name another.")
    if not out.is_dir() or not any(out.iterdir()):
        return set()
    if not (out / LIST).is_file():
        raise SiteNotWritten(f"{out} holds other files and no site: name an empty or new folder.")
    named = (out / LIST).read_text(encoding="utf-8").splitlines()
    inside = out.resolve()
    return {each for each in named if each and (inside / each).resolve().is_relative_to(inside)}
