"""Translate PostgreSQL's errors to ours, by their SQLSTATE.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import (
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreUnreachable,
    StoreUnwritable,
)

RETRIED: Final = frozenset({"40001", "40P01"})
"""Serialization failure and deadlock: nothing was done, and a second try succeeds."""

KINDS: Final[dict[str, type[StoreError]]] = {
    "08": StoreUnreachable,
    "25006": StoreUnwritable,  # read-only: a standby, or a primary that is none any more
    "28": StoreUnwritable,
    "3D000": StoreUnwritable,
    "40001": StoreBusy,
    "40P01": StoreBusy,
    "42501": StoreUnwritable,
    "53": StoreUnwritable,  # the disk is full, or there are too many connections
    "55000": StoreUnreachable,
    "55P03": StoreBusy,
    "57": StoreUnreachable,  # it shuts down, starts, or was told to end what we asked
    "58": StoreUnwritable,
    "XX001": StoreCorrupt,
    "XX002": StoreCorrupt,
}
"""Our error for a code, or for the class that it begins with."""
LOST: Final = (StoreUnreachable, StoreUnwritable)
"""After these a connection is given up: the next one may lead to another server."""


def to_store_error(place: str, error: BaseException | None) -> StoreError | None:
    """Return our error for a failure of the database; None for a broken constraint or a bug."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, DBAPIError):
        # What asyncpg raised is the cause of what SQLAlchemy made of it.
        error = error.orig.__cause__ or error.orig if error.orig is not None else error
    if isinstance(error, OSError | TimeoutError | PoolTimeout | asyncpg.InterfaceError):
        # TimeoutError says nothing by itself.
        return StoreUnreachable(place, str(error) or "it does not answer")
    code = code_of(error)
    kind = KINDS.get(code) or KINDS.get(code[:2])
    return kind(place, str(error)) if kind is not None else None


def code_of(error: BaseException | None) -> str:
    """Return the SQLSTATE of an error; empty if it has none."""
    if isinstance(error, DBAPIError):
        error = error.orig
    return getattr(error, "sqlstate", None) or ""


@contextmanager
def translated_errors(place: str) -> Iterator[None]:
    """Turn failures of the database inside the block into a :class:`StoreError`."""
    try:
        yield
    except Exception as error:
        failure = to_store_error(place, error)
        if failure is None:
            raise
        raise failure from error
