"""The store as the tests of features use it: real SQLite, without a thread of its own.

The store hands each call to a thread, and a test makes some two hundred: the passing to and fro
takes longer than the calls. Here they run where they are handed over, and whoever awaits one still
gives way to other tasks. The tests of the store and the processes of the live tests keep the
thread.

SQLAlchemy compiles each statement once for an engine, and each test has its own engine: here all
share what was compiled. The empty database is made once and copied.

A private part (checked with SQLAlchemy 2.1): `Engine._compiled_cache`. `tests/test_quick_store.py`
fails when it changes.
"""

import asyncio
import functools
import sqlite3
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from aiosqlite.core import set_exception, set_result
from sqlalchemy import Engine

from bot.store.database import Access
from bot.store.sqlite import database, schema


class CallsInPlace:
    """Takes the place of the connection's thread: runs what is handed to it."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self.connect = connect

    def run(self, call: Callable[[], Any]) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        try:
            loop.call_soon(set_result, future, call())
        except BaseException as error:  # noqa: BLE001 - whoever awaits the call gets it
            loop.call_soon(set_exception, future, error)
        return future

    async def close(self) -> None:
        """There is nothing to end: the engine has closed the connection."""


class SharedStatements(dict[Any, Any]):
    """Compiled statements by what they say, whichever engine asks: those of a dialect are alike."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_for_any_engine(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_for_any_engine(key), compiled)


def _for_any_engine(key: Any) -> Any:
    dialect, *statement = key
    return (type(dialect), *statement)


STATEMENTS = SharedStatements()
CREATE = schema._create


@functools.cache
def empty_database(revision: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "imnm.db"
        CREATE(path, revision)
        return path.read_bytes()


def copy_empty_database(path: Path, revision: str) -> None:
    path.write_bytes(empty_database(revision))


def make_stores_quick(patch: pytest.MonkeyPatch) -> None:
    """For every store that is made until the patch is undone."""
    patch.setattr(database, "ConnectionThread", CallsInPlace)
    make_engine = database._make_engine

    def make(connect: Callable[[], sqlite3.Connection], access: Access) -> Engine:
        engine = make_engine(connect, access)
        engine._compiled_cache = STATEMENTS
        return engine

    # How long a locked database is waited for is tested in tests/store; here a lock is one at once.
    assert database.PRAGMAS[0] == "PRAGMA busy_timeout = 2000"
    patch.setattr(database, "PRAGMAS", ("PRAGMA busy_timeout = 20", *database.PRAGMAS[1:]))
    patch.setattr(database, "_make_engine", make)
    patch.setattr(schema, "_create", copy_empty_database)
