"""The folder of a deck: its cards, and files and folders that nobody reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DECK_INFO = "deck.yaml"
"""What every folder of a deck holds."""
CARDS = "en"
LOCK = "facts.lock.yaml"
"""The wordings that were last accepted: for `check`, serving needs none of them."""
BESIDE = ("readme.md", "schema.json", "license", "license.md", "license.txt")
"""What may stand beside the files of a deck, in any case of its letters."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A file or folder that is no part of the deck."""

    path: str
    """Its path in the folder, fit to be printed."""
    is_folder: bool


def card_files(folder: Path) -> list[str]:
    """Return the sorted paths of the card files in the folder; none if there is no such folder.

    Hidden files are left out: editors keep their locks and drafts there.
    """
    names = [path.name for path in (folder / CARDS).glob("*.yaml")]
    return sorted(f"{CARDS}/{name}" for name in names if name.isprintable() and name[0] != ".")


def served_files(folder: Path) -> list[str]:
    """Return the sorted paths of all files that a deck to be served may be read from."""
    shared = (path.name for path in folder.glob("*.yaml") if path.name != LOCK)
    return sorted([*shared, *card_files(folder)])


def find_strays(folder: Path, read: set[str]) -> tuple[Stray, ...]:
    """Return what lies in the folder and is not among the paths that are read.

    Hidden files and folders are none, they belong to editors and systems; nor is what explains the
    deck. What a stray folder holds is not listed.
    """
    found = (*_list(folder), *_list(folder / CARDS))
    return tuple(
        Stray(_printable(name), path.is_dir())
        for name, path in sorted((path.relative_to(folder).as_posix(), path) for path in found)
        if name not in read and name != CARDS and name.casefold() not in BESIDE
    )


def _list(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if not path.name.startswith("."))


def _printable(name: str) -> str:
    """Return the name, or what it is made of where it holds line breaks or stray bytes."""
    return name if name.isprintable() else ascii(name)
