"""Files and folders that are open to nobody but the user of the bot.

The mode of each is set after it is made, so that no umask takes part in it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import structlog

from bot.system import WINDOWS

FILE_MODE = 0o600
FOLDER_MODE = 0o700
OF_OTHERS = 0o077
"""The bits of a mode that let the group or anybody else in."""

log = structlog.get_logger(__name__)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, for the bot's user alone; leave those that exist."""
    if path.is_dir():
        return
    make_folder(path.parent)
    try:
        path.mkdir()
    except FileExistsError:
        if not path.is_dir():
            raise
    else:
        path.chmod(FOLDER_MODE)


def open_private(path: Path) -> tuple[int, bool]:
    """Open a file to read and write; return its descriptor and whether the file was made."""
    flags = os.O_RDWR
    while True:
        with suppress(FileExistsError):
            handle = os.open(path, flags | os.O_CREAT | os.O_EXCL, FILE_MODE)
            if not WINDOWS:
                os.fchmod(handle, FILE_MODE)
            return handle, True
        # It may be gone again by now.
        with suppress(FileNotFoundError):
            return os.open(path, flags), False


def tighten(paths: Iterable[Path]) -> None:
    """Take the rights of everybody else away from files that are there; say which had any.

    Who may not do so (the files of another user, some network shares) is told in the log alone. On
    Windows a mode says nothing: the folder of the user's data is closed to others there.
    """
    if WINDOWS:
        return
    for path in paths:
        try:
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode) and mode & OF_OTHERS:
                path.chmod(stat.S_IMODE(mode) & ~OF_OTHERS)
                log.warning("file was open to others", path=str(path))
        except FileNotFoundError:
            continue
        except OSError as error:
            log.warning("file is open to others", path=str(path), reason=error.strerror)
