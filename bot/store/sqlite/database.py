"""One connection to one SQLite file, and the rules of its transactions.

One connection serves everything, in turns. It keeps clear of the corruption bug of SQLite before
3.51.3 (https://sqlite.org/wal.html), which needs two that write, and nobody waits longer for it
than for the disk.

The turns are taken in the connection's own thread: a whole function is handed over at once, so
that it costs one way there and back however many statements it has. The event loop never waits.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import sleep
from typing import Any, Final
from urllib.parse import quote

import structlog
from sqlalchemy import (
    Connection,
    Engine,
    QueuePool,
    Table,
    create_engine,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError

from bot.errors import (
    StoreBusy,
    StoreClosed,
    StoreError,
    StoreMoved,
    StoreUnsupported,
    StoreUnwritable,
)
from bot.store.database import Access, Database
from bot.store.erasures import Erasures, list_beside, write_list
from bot.store.group_commit import T, Work
from bot.store.row_cache import RowCache
from bot.store.sqlite.backup import back_up
from bot.store.sqlite.connection_thread import ConnectionThread
from bot.store.sqlite.errors import to_store_error, translated_errors
from bot.store.sqlite.files import OpenFiles, unused_path

log = structlog.get_logger(__name__)

DRIVER = "sqlite+aiosqlite"

PRAGMAS = (
    # First, so that the others wait as well. Shorter than Discord's 3 s to answer an interaction.
    "PRAGMA busy_timeout = 2000",
    "PRAGMA journal_mode = WAL",
    # WAL's usual NORMAL may lose the last commits when the power fails; ours were acknowledged.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: none of it stays in the file.
    "PRAGMA secure_delete = ON",
)


def _pragmas_for(access: Access) -> tuple[str, ...]:
    """Return how a connection is set up."""
    match access:
        case Access.OWNER:
            return PRAGMAS
        case Access.GUEST:
            # Only the bot moves the log into the file: the corruption bug needs two who do.
            return (*PRAGMAS, "PRAGMA wal_autocheckpoint = 0")
        case Access.READER:
            return (PRAGMAS[0], "PRAGMA query_only = ON")


LEAST_FREE = 1024 * 1024
"""Bytes. With less free space one row may fit and the next may not."""

GATHER: Final = 0.025
"""Seconds in which others may join a transaction where several came at once: most of what an answer
costs the database is the transaction."""

EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"


def path_of(url: str) -> Path:
    """Return the absolute path of the file that ``sqlite+aiosqlite:///folder/name.db`` names.

    Raise :class:`~bot.errors.StoreUnsupported` for any other address, in-memory ones included.
    """
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise StoreUnsupported(Path(), "this is no database address") from error
    name = parts.database or ""
    if parts.drivername != DRIVER or name in {"", ":memory:"} or name.startswith("file:"):
        raise StoreUnsupported(Path(name), f"only {DRIVER}:///FILE can be used")
    return Path(name).absolute()


class SqliteDatabase(Database):
    """The one connection to a file. It must exist: ``schema`` creates it."""

    def __init__(self, path: Path, access: Access = Access.OWNER) -> None:
        super().__init__(path)
        self.path = path
        self._access = access
        self._files = OpenFiles(path)
        self._engine = _make_engine(self._connect, access)
        event.listen(self._engine, "connect", self._note_log)
        self._writing = self._engine.execution_options(immediate=True)
        self._thread: ConnectionThread | None = None

    async def _begin(self) -> None:
        if self._thread is None:
            self._thread = ConnectionThread(partial(_open_file, self.path, self._access))
        self._files.note_database()
        if self._access is not Access.READER:
            await self.write(_touch)

    async def check(self) -> None:
        def work(connection: Connection) -> None:
            with translated_errors(self.path):
                free = shutil.disk_usage(self.path.parent).free
            if free < LEAST_FREE:
                raise StoreUnwritable(self.path, "the disk is full")
            _touch(connection)

        await self.write(work)

    async def purge_deleted(self) -> None:
        """Move the content of the write-ahead log into the file, and empty the log.

        While another program reads the file, nothing happens: a later call does it.
        """
        await self.read(lambda connection: connection.exec_driver_sql(EMPTY_LOG).close())

    async def copy_aside(self, name: str) -> str | None:
        return str(await asyncio.to_thread(back_up, self.path, unused_path(self.path, name)))

    async def list_erasures(self, erasures: Erasures) -> None:
        await asyncio.to_thread(write_list, list_beside(self.path), erasures)

    async def last_id(self, table: Table) -> int:
        """Return the highest number that a row of a table was ever given; 0 if none was."""

        def work(connection: Connection) -> int:
            (key,) = table.primary_key.columns
            highest = connection.scalar(select(func.max(key))) or 0
            kept = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
            return max(highest, connection.scalar(kept, {"name": table.name}) or 0)

        return await self.read(work)

    def translate(self, error: BaseException | None) -> StoreError | None:
        return to_store_error(self.path, error)

    def make_cache(self, table: Table) -> RowCache[Any]:  # noqa: ARG002 - nobody else changes any
        return RowCache()

    def tell(self, subject: str, key: int) -> None:
        """Tell nobody: no other process keeps anything in memory."""

    def listen(
        self,
        subject: str,
        heard: Callable[[int], object],
        missed: Callable[[], object] | None = None,
    ) -> None:
        """Hear of nothing: no other process changes what is kept in memory."""

    def _start_read(self, work: Work[T]) -> asyncio.Future[T]:
        return self._hand_over(partial(self._read, work))

    _start_filling = _start_read
    """The connection does one thing at a time."""

    def _start_write(self, work: Work[T]) -> asyncio.Future[T]:
        return self._hand_over(partial(self._write, work))

    def _gather(self) -> None:
        sleep(GATHER)

    async def _disconnect(self) -> None:
        if self._thread is not None:
            await self._hand_over(self._close_connection)
            await self._thread.close()
            self._thread = None

    def _hand_over(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Run a call in the thread, after all that were handed over before."""
        return self._note_running(self._started_thread().run(call))

    def _started_thread(self) -> ConnectionThread:
        if self._thread is None:
            raise StoreClosed(self.path, "the store is closed")
        return self._thread

    # -- in the thread

    def _connect(self) -> sqlite3.Connection:
        return self._started_thread().connect()

    def _read(self, work: Work[T]) -> T:
        with self._translating_errors():
            if not self._files.connected:
                self._files.check_database()
            with self._engine.connect() as connection:
                return work(connection)

    def _write(self, work: Work[T]) -> T:
        with self._translating_errors():
            self._keep_files()
            with self._writing.begin() as connection:
                result = work(connection)
            # Whoever took the file away meanwhile took these rows along: nobody is told of them.
            self._keep_files()
            self._note_commit()
            return result

    def _keep_files(self) -> None:
        """Raise StoreMoved if the database was taken away; if its log was, begin another.

        What a lost log holds can still be read through the connection, and by nobody else.
        """
        self._files.check_database()
        if not self._files.lost_log():
            return
        with self._engine.connect() as connection:
            if connection.exec_driver_sql(EMPTY_LOG).one()[0]:
                raise StoreMoved(self.path, "its log was moved or deleted: put it back")
        self._close_connection()
        log.warning("log of the store was taken away, nothing is lost", path=str(self.path))

    def _note_log(self, *_: object) -> None:
        self._files.note_log()

    def _close_connection(self) -> None:
        self._engine.dispose()
        self._files.forget_log()

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        """Raise a StoreError for failures of the file, log the first of a row, and reconnect."""
        try:
            yield
        except Exception as error:
            failure = self.translate(error)
            if failure is None:
                raise
            self._note_failure(failure)
            if not isinstance(failure, StoreBusy | StoreMoved):
                # A connection may keep the error; a new one sees what is true now. One to a file
                # that was moved holds it, and what is in its log, until it comes back.
                self._close_connection()
            raise failure from error


def _touch(connection: Connection) -> None:
    """Write a page as it was, through ``user_version``, which the bot does not use.

    SQLite opens a file that it may not write without an error, and locks one on a full disk: only
    a commit tells.
    """
    connection.exec_driver_sql("PRAGMA user_version = 0")


def _open_file(path: Path, access: Access) -> sqlite3.Connection:
    """Open the database; ``mode=rw`` never creates an empty file for a missing one."""
    mode = "ro" if access is Access.READER else "rw"
    # Python's sqlite3 would begin transactions by rules of its own; ``_begin`` does it.
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None)


def _make_engine(connect: Callable[[], sqlite3.Connection], access: Access) -> Engine:
    """Connect on first use."""
    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        # The log shows why a statement failed, without anybody's data.
        hide_parameters=True,
    )

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        # The first read opens the log.
        for statement in (*_pragmas_for(access), "SELECT count(*) FROM sqlite_schema"):
            cursor.execute(statement)
        cursor.close()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _guard)
    return engine


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a read that becomes a write could fail half-way, busy.

    Reads begin no transaction. They have the only connection to themselves, and a BEGIN would
    double the time of most of them.
    """
    if connection.get_execution_options().get("immediate"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _guard(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    reads = statement.startswith(("SELECT", "WITH", EMPTY_LOG))
    if not reads and not connection.get_execution_options().get("immediate"):
        raise RuntimeError(f"only Database.write may run this: {statement}")
