"""The store as the tests of features use it: real SQLite, without a thread of its own.

aiosqlite runs each call in a thread, and a test makes some two hundred: the passing to and fro
takes longer than the calls. Here they run where they are awaited, and whoever awaits one still
gives way to other tasks. The tests of the store and the processes of the live tests keep the
thread.

SQLAlchemy compiles each statement once for an engine, and each test has its own engine: here all
share what was compiled. The empty database is made once and copied.

Private parts (checked with aiosqlite 0.22.1 and SQLAlchemy 2.1): `aiosqlite.core.SimpleQueue` and
`Thread`, `Engine._compiled_cache`. `tests/test_quick_store.py` fails when they change.
"""

import asyncio
import functools
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiosqlite.core
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import database, schema

Job = tuple[asyncio.Future[Any] | None, Callable[[], Any]]


class CallsInPlace:
    """Takes the place of the queue to aiosqlite's thread: runs what is put into it."""

    def put_nowait(self, job: Job) -> None:
        future, function = job
        deliver: Callable[..., None]
        outcome: Any
        try:
            deliver, outcome = aiosqlite.core.set_result, function()
        except BaseException as error:  # noqa: BLE001 - whoever awaits the call gets it
            deliver, outcome = aiosqlite.core.set_exception, error
        if future is not None:
            future.get_loop().call_soon(deliver, future, outcome)


class NoThread:
    """Takes the place of aiosqlite's thread."""

    daemon = True

    def __init__(self, **_: Any) -> None:
        pass

    def start(self) -> None:
        pass


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
    patch.setattr(aiosqlite.core, "SimpleQueue", CallsInPlace)
    patch.setattr(aiosqlite.core, "Thread", NoThread)
    make_engine = database._make_engine

    def make(path: Path, access: database.Access) -> AsyncEngine:
        engine = make_engine(path, access)
        engine.sync_engine._compiled_cache = STATEMENTS
        return engine

    # How long a locked database is waited for is tested in tests/store; here a lock is one at once.
    assert database.PRAGMAS[0] == "PRAGMA busy_timeout = 2000"
    patch.setattr(database, "PRAGMAS", ("PRAGMA busy_timeout = 20", *database.PRAGMAS[1:]))
    patch.setattr(database, "_make_engine", make)
    patch.setattr(schema, "_create", copy_empty_database)
