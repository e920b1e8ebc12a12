"""Transactions: every statement runs in a whole function, whichever engine keeps the rows.

Statements are SQLAlchemy's and the same for all engines. What differs stands behind
:class:`Database` and :class:`~bot.store.engine.StoreEngine`, with a package for each engine.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import structlog
from sqlalchemy import (
    Column,
    Connection,
    Delete,
    Row,
    Select,
    Table,
    Update,
    literal,
    tuple_,
)
from sqlalchemy.sql.dml import Insert as AnyInsert

from bot.errors import StoreClosed, StoreError
from bot.store.erasures import Erasures
from bot.store.group_commit import BatchWork, Entry, GroupCommit, T, Work
from bot.store.ownership import Ownership
from bot.store.row_cache import RowCache

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]


log = structlog.get_logger(__name__)


class Access(StrEnum):
    """What the database is opened for."""

    OWNER = "owner"
    """To make, migrate, read and write it, as the bot does."""
    GUEST = "guest"
    """To write a row beside a bot that may run."""
    READER = "reader"
    """To read alone: nothing in the database changes."""


def take_turn(connection: Connection, table: Table, *keys: int) -> None:
    """Let no other process write about these keys of a table until this transaction ends.

    For whoever reads before they write and may find no row that could be locked. Where all writes
    take turns anyway, nothing happens.
    """
    lock = connection.get_execution_options().get(LOCK)
    if lock is not None:
        lock(connection, [f"{table.name} {key}" for key in sorted(set(keys))])


def keep_rows(connection: Connection, rows: Select[Any], values: Mapping[str, Any]) -> None:
    """Keep rows as they are until this transaction ends, if another process could change them.

    ``rows`` selects them with a lock.
    """
    if connection.get_execution_options().get(LOCK) is not None:
        connection.execute(rows, values).close()


LOCK = "lock"
"""The option of a connection that has the engine's function for :func:`take_turn`."""

BATCH_SIZE = 2000
"""Rows that are read or changed at once, so that nobody waits long for the database."""


class Database(ABC):
    """Run whole functions in transactions; each runs to its end even if its caller is cancelled."""

    def __init__(self, place: Path | str) -> None:
        """``place`` is where the rows are, as messages and the log say it."""
        self.place = place
        self.ownership = Ownership()
        self.commits = 0
        """Transactions that were committed since the start."""
        self._open = False
        self._running: set[asyncio.Future[Any]] = set()
        self._group_commit = GroupCommit(
            self._start_write, self._start, self._is_failure, self._gather
        )
        self._failing = False
        self._opening = False

    # -- what an engine does in its own way

    @abstractmethod
    async def _begin(self) -> None:
        """Connect, and see that the database can be used for what it is opened for."""

    @abstractmethod
    async def check(self) -> None:
        """Raise :class:`~bot.errors.StoreError` unless something could be written now."""

    @abstractmethod
    async def purge_deleted(self) -> None:
        """See that what was deleted can be read no more beside the rows that are left."""

    @abstractmethod
    async def copy_aside(self, name: str) -> str | None:
        """Copy the database beside itself; return where, or None if copies are its operator's."""

    @abstractmethod
    async def list_erasures(self, erasures: Erasures) -> None:
        """Keep a list of who was erased outside the database, where the engine has a place for it.

        Raise :class:`~bot.errors.StoreError` when that place cannot be used.
        """

    @abstractmethod
    def translate(self, error: BaseException | None) -> StoreError | None:
        """Return our error for a failure of the database; None for others, such as a bug."""

    @abstractmethod
    def _start_read(self, work: Work[T]) -> asyncio.Future[T]:
        """Hand a function over that only selects."""

    @abstractmethod
    def _start_write(self, work: Work[T]) -> asyncio.Future[T]:
        """Hand a write over; it runs to its end unless this future itself is cancelled."""

    @abstractmethod
    def _start_filling(self, work: Work[T]) -> asyncio.Future[T]:
        """Hand a function over that only selects, while no write is under way."""

    @abstractmethod
    def _gather(self) -> None:
        """Wait a little in a transaction, so that others join it, where that delays nobody else."""

    @abstractmethod
    async def _disconnect(self) -> None:
        """Give up all connections; nothing runs any more."""

    @abstractmethod
    def make_cache(self, table: Table) -> RowCache[Any]:
        """Return a cache of rows of a table; what changes in it is told to other processes."""

    @abstractmethod
    def tell(self, subject: str, key: int) -> None:
        """Tell other processes of a change, once the transaction that calls this is committed.

        To be called in a write of its own, for few things: never with what many do together.
        """

    @abstractmethod
    def listen(
        self,
        subject: str,
        heard: Callable[[int], object],
        missed: Callable[[], object] | None = None,
    ) -> None:
        """Call a function with the key of each change that another process tells of.

        Call ``missed`` when changes may have gone unheard, also at the start.
        """

    # -- what is the same for all

    async def open(self) -> None:
        """Connect to a database that was prepared.

        Raise :class:`~bot.errors.StoreError` when it cannot be used.
        """
        self._open = self._opening = True
        try:
            await self._begin()
        except BaseException:
            await self.close()
            raise
        finally:
            self._opening = False

    async def close(self) -> None:
        """Finish what was accepted, then disconnect; whatever comes later is refused."""
        self._open = False
        while self._running:
            await asyncio.wait(self._running)
        await self._disconnect()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read(self, work: Work[T]) -> T:
        """Return the result of ``work``, which may only select and sees one state of the data."""
        self._refuse_when_closed()
        return await self._start_read(work)

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction of its own; return once its rows are on the disk.

        It may be run again, the first run undone, when a transaction of another process was in the
        way: it must do nothing but write.
        """
        self._refuse_when_closed()
        return await asyncio.shield(self._start_write(work))

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
            changes = cache.changes
            value = work(connection, key)
            if cache.changes == changes:
                cache.put(key, value)
            return value

        self._refuse_when_closed()
        return await self._start_filling(fill)

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
            raise StoreClosed(self.place, "the store is closed")

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task that :meth:`close` waits for."""
        self._note_running(asyncio.create_task(work))

    def _note_running(self, future: asyncio.Future[T]) -> asyncio.Future[T]:
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    def _is_failure(self, error: BaseException) -> bool:
        """Whether the database failed, not the statement: nothing else would succeed either."""
        return self.translate(error) is not None

    def _note_commit(self) -> None:
        self.commits += 1
        # Only after a commit: a full disk can still be read.
        if self._failing:
            self._failing = False
            log.info("store works again", path=str(self.place))

    def _note_failure(self, failure: StoreError) -> None:
        """Log the first of a row. What fails while it is opened is logged by whoever opens it."""
        if self._failing or self._opening:
            return
        self._failing = True
        log.error(
            "store fails",
            path=str(self.place),
            kind=type(failure).__name__,
            reason=failure.reason,
        )
