"""Translate SQLite's errors to ours, by its result codes: https://sqlite.org/rescode.html."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.errors import StoreBusy, StoreCorrupt, StoreError, StoreUnwritable
from bot.store.file_errors import translated_file_errors

# The low byte is the primary result code; the others refine it.
PRIMARY = 0xFF

KINDS: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_CORRUPT: StoreCorrupt,
    sqlite3.SQLITE_NOTADB: StoreCorrupt,
    sqlite3.SQLITE_AUTH: StoreUnwritable,
    sqlite3.SQLITE_CANTOPEN: StoreUnwritable,
    sqlite3.SQLITE_FULL: StoreUnwritable,
    sqlite3.SQLITE_IOERR: StoreUnwritable,
    sqlite3.SQLITE_PERM: StoreUnwritable,
    sqlite3.SQLITE_READONLY: StoreUnwritable,
}

UNDECODED = "Could not decode to UTF-8"
"""How the error of Python's sqlite3 for a value that is not UTF-8 begins."""
NOT_TEXT = "what should be text in it is none"


def to_store_error(path: Path, error: BaseException | None) -> StoreError | None:
    """Return our error for a failure of the file; None for others (a broken constraint, a bug)."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, DBAPIError):
        error = error.orig
    if isinstance(error, UnicodeDecodeError):
        # A name or a message that comes from the file itself.
        return StoreCorrupt(path, NOT_TEXT)
    if not isinstance(error, sqlite3.Error):
        return None
    if not hasattr(error, "sqlite_errorcode"):
        # Python's sqlite3 raises some errors by itself, without a code of SQLite's.
        return StoreCorrupt(path, NOT_TEXT) if str(error).startswith(UNDECODED) else None
    kind = KINDS.get(error.sqlite_errorcode & PRIMARY)
    return kind(path, str(error)) if kind is not None else None


@contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn failures of the file ``path`` inside the block into a :class:`StoreError`."""
    try:
        with translated_file_errors(path):
            yield
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        failure = to_store_error(path, error)
        if failure is None:
            raise
        raise failure from error
