"""A few connections to a PostgreSQL server, and the rules of their transactions.

The writes of this process take turns, as with SQLite; so do the reads that fill a cache, which
must not see a row of before a write that has taken it out. Other reads go beside them. What other
processes write at the same time is kept apart by locks: on rows, or on a subject where there may
be no row yet (:func:`~bot.store.database.take_turn`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, Final

import structlog
from sqlalchemy import Connection, Table, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import bot.store.postgres.dialect  # noqa: F401 - lets our statements compile
from bot.errors import StoreClosed, StoreError
from bot.store.database import LOCK, Access, Database
from bot.store.erasures import Erasures
from bot.store.group_commit import T, Work
from bot.store.postgres.address import connect, hide_password
from bot.store.postgres.errors import LOST, RETRIED, code_of, to_store_error
from bot.store.postgres.notifications import Notifications
from bot.store.row_cache import RowCache

log = structlog.get_logger(__name__)

CONNECTIONS: Final = 5
"""One writes; the others read."""
TRIES: Final = 5
"""How often a transaction is begun that others were in the way of."""
TO_DISCONNECT: Final = 3.0
"""Seconds for saying good-bye to a server that may be gone."""
LIFETIME: Final = 60.0
"""Seconds after which a row in memory is read anew, in case news of a change was lost."""
READING: Final[dict[str, Any]] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""Each read sees one state of the data."""

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))")


class PostgresDatabase(Database):
    """One database on a server. It must exist: ``schema`` creates its tables."""

    place: str

    def __init__(self, url: str, access: Access = Access.OWNER) -> None:
        super().__init__(hide_password(url))
        self._url = url
        self._access = access
        self._engine: AsyncEngine | None = None
        self._turn = asyncio.Lock()
        self._notifications = Notifications(url, self.place)

    async def _begin(self) -> None:
        if self._engine is None:
            self._engine = make_engine(self._url)
        if self._access is Access.READER:
            await self.read(lambda connection: connection.execute(text("SELECT 1")).close())
        else:
            await self.check()
        if self._access is Access.OWNER:
            self._notifications.open()

    async def check(self) -> None:
        def work(connection: Connection) -> None:
            # A server that may not be written to has no numbers for transactions.
            connection.execute(text("SELECT pg_current_xact_id()"))

        await self.write(work)

    async def purge_deleted(self) -> None:
        """Leave it to the server: what was deleted goes when it is vacuumed."""

    async def copy_aside(self, name: str) -> str | None:  # noqa: ARG002 - there is none
        return None

    async def list_erasures(self, erasures: Erasures) -> None:
        """Leave it to ``imnm-bot backup``: nothing is kept outside the database."""

    def make_cache(self, table: Table) -> RowCache[Any]:
        cache: RowCache[Any] = RowCache(LIFETIME, partial(self.tell, table.name))
        self.listen(table.name, cache.discard, cache.clear)
        return cache

    def tell(self, subject: str, key: int) -> None:
        self._notifications.tell(subject, key)

    def listen(
        self,
        subject: str,
        heard: Callable[[int], object],
        missed: Callable[[], object] | None = None,
    ) -> None:
        self._notifications.listen(subject, heard, missed)

    def translate(self, error: BaseException | None) -> StoreError | None:
        return to_store_error(self.place, error)

    def _start_read(self, work: Work[T]) -> asyncio.Future[T]:
        return asyncio.shield(self._start_task(self._read(work)))

    def _start_filling(self, work: Work[T]) -> asyncio.Future[T]:
        return asyncio.shield(self._start_task(self._read_in_turn(work)))

    def _start_write(self, work: Work[T]) -> asyncio.Future[T]:
        return self._start_task(self._write(work))

    def _start_task(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(work)
        self._note_running(task)
        return task

    def _gather(self) -> None:
        """Wait for nobody: who comes while others are written is in the next transaction."""

    async def _disconnect(self) -> None:
        await self._notifications.close()
        engine, self._engine = self._engine, None
        if engine is not None:
            await _dispose(engine)

    async def _read(self, work: Work[T]) -> T:
        return await self._run(work, READING)

    async def _read_in_turn(self, work: Work[T]) -> T:
        async with self._turn:
            return await self._run(work, READING)

    async def _write(self, work: Work[T]) -> T:
        def tell_of(connection: Connection) -> T:
            self._notifications.begin()
            result = work(connection)
            self._notifications.send(connection)
            return result

        async with self._turn:
            result = await self._run(tell_of, {LOCK: _lock})
            self._note_commit()
            return result

    async def _run(self, work: Work[T], options: dict[str, Any]) -> T:
        """Run a function in a transaction, again if a transaction of others was in the way."""
        if self._engine is None:
            raise StoreClosed(self.place, "the store is closed")
        engine = self._engine.execution_options(**options)
        tries = 0
        while True:
            tries += 1
            try:
                async with engine.connect() as connection:
                    try:
                        async with connection.begin():
                            return await connection.run_sync(work)
                    except (OSError, TimeoutError):
                        # Nobody knows what the server makes of it.
                        await connection.invalidate()
                        raise
            except Exception as error:
                if code_of(error) in RETRIED and tries < TRIES:
                    continue
                failure = self.translate(error)
                if failure is None:
                    raise
                self._note_failure(failure)
                if isinstance(failure, LOST):
                    await self._reconnect(self._engine)
                raise failure from error

    async def _reconnect(self, failed: AsyncEngine | None) -> None:
        """Give up all connections: they may lead to a server that is no longer the primary."""
        if failed is not None and self._engine is failed:
            self._engine = make_engine(self._url)
            await _dispose(failed)


def make_engine(url: str) -> AsyncEngine:
    """Connect on first use, through addresses that asyncpg understands."""
    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=lambda: connect(url),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=5,
        # The log shows why a statement failed, without anybody's data.
        hide_parameters=True,
    )


async def _dispose(engine: AsyncEngine) -> None:
    try:
        async with asyncio.timeout(TO_DISCONNECT):
            await engine.dispose()
    except (OSError, TimeoutError) as error:
        log.debug("connections of the store not closed", reason=str(error))


def _lock(connection: Connection, subjects: Sequence[str]) -> None:
    for subject in subjects:
        connection.execute(_LOCK, {"subject": subject})
