"""The engine: one connection to one SQLite file, and the rules of its transactions.

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
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import structlog
from sqlalchemy import (
    Column,
    Connection,
    Delete,
    Engine,
    QueuePool,
    Row,
    Select,
    Table,
    Update,
    create_engine,
    event,
    literal,
    make_url,
    tuple_,
)
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.sql.dml import Insert as AnyInsert

from bot.errors import StoreBusy, StoreClosed, StoreMoved, StoreUnsupported, StoreUnwritable
from bot.store.group_commit import BatchWork, Entry, GroupCommit, T, Work
from bot.store.row_cache import RowCache
from bot.store.sqlite.connection_thread import ConnectionThread
from bot.store.sqlite.errors import to_store_error, translated_errors
from bot.store.sqlite.files import OpenFiles

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


def upsert(table: Table, columns: Sequence[str], *, adding: bool = False) -> Insert:
    """Insert rows; where the primary key is there already, overwrite these ``columns`` of it.

    Or add to the numbers that are in them.
    """
    inserted = insert(table)
    new = inserted.excluded
    return inserted.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: table.c[name] + new[name] if adding else new[name] for name in columns},
    )


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


class Access(StrEnum):
    """What the database is opened for."""

    OWNER = "owner"
    """To make, migrate, read and write it, as the bot does."""
    GUEST = "guest"
    """To write a row beside a bot that may run."""
    READER = "reader"
    """To read alone: nothing in the file changes."""

    @property
    def pragmas(self) -> tuple[str, ...]:
        """How a connection is set up."""
        match self:
            case Access.OWNER:
                return PRAGMAS
            case Access.GUEST:
                # Only the bot moves the log into the file: the corruption bug needs two who do.
                return (*PRAGMAS, "PRAGMA wal_autocheckpoint = 0")
            case Access.READER:
                return (PRAGMAS[0], "PRAGMA query_only = ON")


BATCH_SIZE = 2000
"""Rows that are read or changed at once, so that nobody waits long for the database."""

LEAST_FREE = 1024 * 1024
"""Bytes. With less free space one row may fit and the next may not."""

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


class Database:
    """Run whole functions in transactions; each runs to its end even if its caller is cancelled."""

    def __init__(self, path: Path, access: Access = Access.OWNER) -> None:
        self.path = path
        self.commits = 0
        """Transactions on the disk since the start."""
        self._access = access
        self._files = OpenFiles(path)
        self._engine = _make_engine(self._connect, access)
        event.listen(self._engine, "connect", self._note_log)
        self._writing = self._engine.execution_options(immediate=True)
        self._open = False
        self._thread: ConnectionThread | None = None
        self._running: set[asyncio.Future[Any]] = set()
        self._group_commit = GroupCommit(self._start_write, self._start)
        self._failing = False
        self._opening = False

    async def open(self) -> None:
        """Connect. The file must exist: :mod:`bot.store.sqlite.schema` creates it.

        Raise :class:`~bot.errors.StoreError` when the file cannot be used.
        """
        self._open = self._opening = True
        if self._thread is None:
            self._thread = ConnectionThread(partial(_open_file, self.path, self._access))
        try:
            self._files.note_database()
            if self._access is not Access.READER:
                await self.write(_touch)
        except BaseException:
            await self.close()
            raise
        finally:
            self._opening = False

    async def check(self) -> None:
        """Raise :class:`~bot.errors.StoreError` unless something could be written now."""

        def work(connection: Connection) -> None:
            with translated_errors(self.path):
                free = shutil.disk_usage(self.path.parent).free
            if free < LEAST_FREE:
                raise StoreUnwritable(self.path, "the disk is full")
            _touch(connection)

        await self.write(work)

    async def close(self) -> None:
        """Finish what was accepted, then disconnect; whatever comes later is refused."""
        self._open = False
        while self._running:
            await asyncio.wait(self._running)
        if self._thread is not None:
            await self._hand_over(self._disconnect)
            await self._thread.close()
            self._thread = None

    async def read(self, work: Work[T]) -> T:
        """Return the result of ``work``, which may only select and sees one state of the data."""
        self._refuse_when_closed()
        return await self._hand_over(partial(self._read, work))

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction of its own; return once its rows are on the disk."""
        self._refuse_when_closed()
        return await asyncio.shield(self._start_write(work))

    async def empty_log(self) -> None:
        """Move the content of the write-ahead log into the file, and empty the log.

        While another program reads the file, nothing happens: a later call does it.
        """
        await self.read(lambda connection: connection.exec_driver_sql(EMPTY_LOG).close())

    async def write_together(self, work: Work[T]) -> T:
        """Like :meth:`write`, in one transaction with all others who wait: for the many.

        ``work`` may be run twice (the first run undone) when somebody else's fails, so it must do
        nothing but write. Its failure is its caller's alone.
        """

        def alone(connection: Connection, _entries: Sequence[None]) -> list[T]:
            return [work(connection)]

        return await self.write_batched(alone, None)

    async def write_batched(self, work: BatchWork[Entry, T], entry: Entry) -> T:
        """Like :meth:`write_together`; ``work`` is run once for all entries that wait for it."""
        self._refuse_when_closed()
        return await self._group_commit.enqueue(work, entry)

    async def fetch_all(self, statement: AnySelect) -> Sequence[AnyRow]:
        """Return every row of a SELECT."""
        return await self.read(lambda connection: connection.execute(statement).all())

    async def fetch_in_batches(
        self, statement: AnySelect, keys: Sequence[Column[Any]], size: int
    ) -> AsyncIterator[Sequence[AnyRow]]:
        """Yield every row of a SELECT, so many at once, in the order of columns that are unique.

        The columns must be among those that are selected. Others may read and write in between.
        """
        rest = statement
        while batch := await self.fetch_all(rest.order_by(*keys).limit(size)):
            yield batch
            if len(batch) < size:
                break
            last = [literal(batch[-1]._mapping[key], key.type) for key in keys]
            rest = statement.where(tuple_(*keys) > tuple_(*last))

    async def fetch_one(self, statement: AnySelect) -> AnyRow | None:
        """Return the first row of a SELECT; None if there is none."""
        rows = await self.fetch_all(statement)
        return rows[0] if rows else None

    async def fetch_count(self, statement: Select[int]) -> int:
        """Return the value of a SELECT that counts."""
        ((count,),) = await self.fetch_all(statement)
        return int(count)

    async def read_cached(
        self, cache: RowCache[T], key: int, work: Callable[[Connection, int], T]
    ) -> T:
        """Return the value of a key from a cache, or read it into that: see ``row_cache``."""
        if (cached := cache.get(key)) is not None:
            return cached

        def fill(connection: Connection) -> T:
            value = work(connection, key)
            cache.put(key, value)
            return value

        return await self.read(fill)

    async def execute(
        self,
        statement: AnyInsert | Update | Delete,
        parameters: Sequence[Mapping[str, Any]] | None = None,
        *,
        together: bool = False,
    ) -> int:
        """Run one statement that writes, and return how many rows it changed.

        In a transaction of its own, or ``together`` with all others who wait.
        """

        def work(connection: Connection) -> int:
            return connection.execute(statement, parameters).rowcount

        return await (self.write_together(work) if together else self.write(work))

    def _refuse_when_closed(self) -> None:
        if not self._open:
            raise StoreClosed(self.path, "the store is closed")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task that :meth:`close` waits for."""
        self._note_running(asyncio.create_task(work))

    def _start_write(self, work: Work[T]) -> asyncio.Future[T]:
        """Hand a write over; it runs to its end unless this future itself is cancelled."""
        return self._hand_over(partial(self._write, work))

    def _hand_over(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Run a call in the thread, after all that were handed over before."""
        return self._note_running(self._started_thread().run(call))

    def _started_thread(self) -> ConnectionThread:
        if self._thread is None:
            raise StoreClosed(self.path, "the store is closed")
        return self._thread

    def _note_running(self, future: asyncio.Future[T]) -> asyncio.Future[T]:
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

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
            self.commits += 1
            # Only after a commit: a full disk can still be read.
            if self._failing:
                self._failing = False
                log.info("store works again", path=str(self.path))
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
        self._disconnect()
        log.warning("log of the store was taken away, nothing is lost", path=str(self.path))

    def _note_log(self, *_: object) -> None:
        self._files.note_log()

    def _disconnect(self) -> None:
        self._engine.dispose()
        self._files.forget_log()

    @contextmanager
    def _translating_errors(self) -> Iterator[None]:
        """Raise a StoreError for failures of the file, log the first of a row, and reconnect.

        What fails while the file is opened is logged by whoever opens it.
        """
        try:
            yield
        except Exception as error:
            failure = to_store_error(self.path, error)
            if failure is None:
                raise
            if not (self._failing or self._opening):
                self._failing = True
                log.error(  # noqa: TRY400 - a failing disk needs a line, not a trace
                    "store fails",
                    path=str(self.path),
                    kind=type(failure).__name__,
                    reason=failure.reason,
                )
            if not isinstance(failure, StoreBusy | StoreMoved):
                # A connection may keep the error; a new one sees what is true now. One to a file
                # that was moved holds it, and what is in its log, until it comes back.
                self._disconnect()
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
        for statement in (*access.pragmas, "SELECT count(*) FROM sqlite_schema"):
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
