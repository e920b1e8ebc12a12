"""Files that are written under another name until they are complete.

Whoever reads one finds the old or the new, whatever fails meanwhile. No two who write the same file
share such a name, and what a kill or a loss of power has left is told by nobody holding it.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from bot.errors import StoreUnwritable
from bot.store.sqlite.claim import hold, is_held
from bot.store.sqlite.files import remove_parts
from bot.system import WINDOWS

PARTIAL = re.compile(r".+\.[0-9a-f]{8}\.partial")


@contextmanager
def partial_file(path: Path) -> Iterator[Path]:
    """Make an empty file to write ``path`` in, and delete it if it was not renamed."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with ExitStack() as held:
            try:
                held.enter_context(hold(partial))
                if WINDOWS:
                    # It renames no file that is open; nor does it delete one, so that whoever
                    # tidies up cannot take this one away while it is written.
                    partial.touch()
                    held.close()
            except StoreUnwritable as error:
                raise StoreUnwritable(path, error.reason) from error
            yield partial
    finally:
        remove_parts(partial)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole, over the one that is there."""
    with partial_file(path) as partial:
        partial.write_bytes(content)
        sync_to_disk(partial)
        partial.replace(path)
    sync_to_disk(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Delete the files of a folder that nobody is going to complete."""
    for path in folder.iterdir():
        if PARTIAL.fullmatch(path.name):
            with suppress(OSError):
                if not is_held(path):
                    remove_parts(path)


def sync_to_disk(path: Path) -> None:
    """Wait until the file (or a folder's list of names) is on the disk."""
    if WINDOWS and path.is_dir():
        # It opens no folders, and writes their lists by itself.
        return
    handle = os.open(path, os.O_RDWR if WINDOWS else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
