"""Locks on bytes of an open file, which hold under every name of it and end with the process.

On Linux, macOS and BSD they belong to an open file description (``F_OFD_SETLK`` of fcntl(2)), on
Windows to a handle (``_locking`` of the C library). Either way another handle of this process is
kept off as well, and closing some other one releases nothing. The byte need not exist.
"""

from __future__ import annotations

import importlib
import os
import struct
import sys
from typing import Any, Final

from bot.system import WINDOWS

# The fields of ``struct flock``, which BSD and macOS have in another order than Linux.
FIELDS: Final = "hhqqi0q" if sys.platform == "linux" else "qqihh"


def lock(handle: int, byte: int, *, shared: bool, sharers: int) -> bool:
    """Lock a byte for one alone or, ``shared``, beside others; return whether it was free.

    Locks of Windows are for one alone: there each of so many ``sharers`` takes one of as many bytes
    from this one on, and whoever wants it alone takes them all.
    """
    if WINDOWS:
        return _lock_on_windows(handle, byte, shared=shared, sharers=sharers)
    return _lock_on_posix(handle, byte, shared=shared)


def _lock_on_posix(handle: int, byte: int, *, shared: bool) -> bool:
    import fcntl  # noqa: PLC0415 - Windows has none

    kind = fcntl.F_RDLCK if shared else fcntl.F_WRLCK
    whence, length, nobody = os.SEEK_SET, 1, 0
    wanted = (
        (kind, whence, byte, length, nobody)
        if sys.platform == "linux"
        else (byte, length, nobody, kind, whence)
    )
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, struct.pack(FIELDS, *wanted))
    except (BlockingIOError, PermissionError):
        return False
    return True


def _lock_on_windows(handle: int, byte: int, *, shared: bool, sharers: int) -> bool:
    # By name, since the types of other systems' modules say that there is nothing in it.
    msvcrt: Any = importlib.import_module("msvcrt")
    parts = [(byte + each, 1) for each in range(sharers)] if shared else [(byte, sharers)]
    for start, length in parts:
        os.lseek(handle, start, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
        except OSError:
            continue
        return True
    return False
