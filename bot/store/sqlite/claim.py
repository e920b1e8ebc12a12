"""The claim on a database file: one bot for it, and nobody beside whoever migrates or replaces it.

The locks are on the file itself, so they hold under every name that it has, and no other file has
to stay where it is. They are on bytes behind those that SQLite locks (``PENDING_BYTE`` in
https://sqlite.org/src/file/src/os.h), and of a kind (``byte_locks``) that unlike SQLite's own does
not end when the process closes some other handle on the file, or when a connection fails. They end
with the process, however that ends.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum
from pathlib import Path

from bot.errors import StoreBusy
from bot.store.private_files import make_folder, open_private
from bot.store.sqlite.byte_locks import lock
from bot.store.sqlite.errors import translated_errors

SHARERS = 64
"""More than will ever write to one file at once."""

ANOTHER_BOT = "another bot is running on it. Stop that one, or set another DATABASE_URL"
IN_USE = "a bot or another program uses it: stop that first"
BEING_REPLACED = "it is being migrated or replaced at this moment: try again"


class LockByte(IntEnum):
    """What is locked: the place of a byte, which need not exist."""

    BOT = 0x4000_0000 + 512
    """Locked by the one bot, and by whoever migrates or replaces the file."""
    USE = 0x4000_0000 + 513
    """Shared by all who write to it, and locked by whoever migrates or replaces it."""

    @property
    def sharers(self) -> int:
        """How many may share it at once, where that has to be known."""
        return SHARERS if self is LockByte.USE else 1


@contextmanager
def claim(path: Path, refusal: str = ANOTHER_BOT) -> Iterator[None]:
    """Keep every other bot off the database at ``path``, which may not be there yet.

    Two would answer everybody twice, and each would trust its cache of rows that the other
    changes. Raise :class:`~bot.errors.StoreBusy` while another holds the claim.
    """
    with _locked(path, LockByte.BOT, refusal):
        yield


@contextmanager
def use(path: Path) -> Iterator[None]:
    """Write to the database at ``path`` beside others; nobody replaces it meanwhile."""
    with _locked(path, LockByte.USE, BEING_REPLACED, shared=True):
        yield


@contextmanager
def sole_use(path: Path) -> Iterator[None]:
    """Keep everybody else who would write off the database at ``path``, to change all of it."""
    with _locked(path, LockByte.USE, IN_USE):
        yield


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Make a file, and tell everybody who asks :func:`is_held` that it is worked on."""
    with _locked(path, LockByte.BOT, IN_USE):
        yield


def is_held(path: Path) -> bool:
    """Return whether somebody holds a file with :func:`claim` or :func:`hold`."""
    handle = os.open(path, os.O_RDWR)
    try:
        return not _lock(handle, LockByte.BOT, shared=False)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path, byte: LockByte, refusal: str, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock on the file that ``path`` leads to; make an empty one if there is none.

    Raise :class:`~bot.errors.StoreBusy` with the refusal, or another
    :class:`~bot.errors.StoreError` when the file cannot be opened.
    """
    file = Path(os.path.realpath(path))
    with translated_errors(path):
        handle, made = _open_locked(path, file, byte, refusal, shared=shared)
    try:
        yield
    finally:
        if made and os.fstat(handle).st_size == 0 and _leads_to(file, handle):
            # Nothing came of it: an empty file would be taken for a database that was lost.
            with suppress(OSError):
                file.unlink()
        os.close(handle)


def _open_locked(
    path: Path, file: Path, byte: LockByte, refusal: str, *, shared: bool
) -> tuple[int, bool]:
    make_folder(file.parent)
    while True:
        handle, made = open_private(file)
        try:
            locked = _lock(handle, byte, shared=shared)
            if locked and _leads_to(file, handle):
                return handle, made
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        if not locked:
            raise StoreBusy(path, refusal)
        # Whoever held it has put another file in its place: that one is to be locked.


def _lock(handle: int, byte: LockByte, *, shared: bool) -> bool:
    return lock(handle, byte, shared=shared, sharers=byte.sharers)


def _leads_to(file: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False
