"""Who holds which shard: locks of the database's sessions, one session for each process.

PostgreSQL gives them up when the session ends, be it that the process, its machine or the network
between has died. They are held on a connection of their own that nothing else uses: not through a
pool, whose connections change hands. Two keys of 32 bits make one; locks with one key of 64 bits
are others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, TypeVar

import asyncpg
import structlog

from bot.errors import StoreUnreachable
from bot.store.postgres.address import connect, hide_password

T = TypeVar("T")
log = structlog.get_logger(__name__)

ANSWERS_WITHIN: Final = 3.0
"""Seconds. A server that takes longer may have given our locks to others."""
CHANNEL: Final = "imnm_shards"
SESSION: Final = {
    # The server ends a session that is silent for so long, in ms: longer than a process goes on
    # acting by what it was told last.
    "idle_session_timeout": "5500",
    "tcp_keepalives_idle": "2",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "5000",
}


class ShardLock(IntEnum):
    """The first key of a lock; the second is a shard, a number of shards or a bucket."""

    SHARD = 0x494D4E01
    """Held by the one process that acts for the servers of a shard."""
    READY = 0x494D4E02
    """Held by the one that has a session of a shard and waits for it."""
    PROCESS = 0x494D4E03
    """Shared by all who take shards; the second key is how many there are."""
    LEAVING = 0x494D4E04
    """Shared by all who take no more."""
    LEADER = 0x494D4E05
    IDENTIFY = 0x494D4E06
    """Held while a session of a bucket begins, and for as long as no other may."""


_HELD: Final = """
    SELECT classid::bigint, objid::bigint, pid FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND classid::bigint BETWEEN $1 AND $2
"""


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds what, at one moment; processes are known by their sessions' numbers."""

    me: int
    shards: dict[int, int]
    ready: dict[int, int]
    processes: dict[int, int]
    """With how many shards each reckons."""
    leaving: dict[int, int]
    leader: int | None


class ShardLocks:
    """This process's session. Whatever fails raises StoreUnreachable; then every lock is gone."""

    def __init__(
        self, url: str, on_lost: Callable[[], object], on_told: Callable[[str], object]
    ) -> None:
        """``on_lost`` is called when the session ends, ``on_told`` with what others tell."""
        self.place = hide_password(url)
        self._url = url
        self._on_lost = on_lost
        self._on_told = on_told
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Begin a session, which holds nothing yet."""
        try:
            connection = await connect(self._url)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StoreUnreachable(self.place, str(error) or "it does not answer") from error
        self._connection = connection
        connection.add_termination_listener(self._end)

        async def prepare() -> None:
            if await connection.fetchval("SELECT pg_is_in_recovery()"):
                # A standby has locks as well, and nobody else asks for them there.
                raise ConnectionError("this is a standby")
            for name, value in SESSION.items():
                await connection.execute("SELECT set_config($1, $2, false)", name, value)
            await connection.add_listener(CHANNEL, self._hear)

        await self._do(prepare)

    async def look(self) -> Holders:
        """Return who holds what. That it returns says that the session lives."""
        me = self._session.get_server_pid()
        held: dict[int, list[tuple[int, int]]] = {kind: [] for kind in ShardLock}
        for kind, number, pid in await self._ask("fetch", _HELD, min(ShardLock), max(ShardLock)):
            held[kind].append((number, pid))
        return Holders(
            me=me,
            shards=dict(held[ShardLock.SHARD]),
            ready=dict(held[ShardLock.READY]),
            processes={pid: count for count, pid in held[ShardLock.PROCESS]},
            leaving={pid: count for count, pid in held[ShardLock.LEAVING]},
            leader=next((pid for _, pid in held[ShardLock.LEADER]), None),
        )

    async def take(self, kind: ShardLock, number: int = 0, *, shared: bool = False) -> bool:
        """Take a lock that this session does not hold; return False if another holds it."""
        function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        return bool(await self._ask("fetchval", f"SELECT {function}($1, $2)", kind, number))

    async def release(self, kind: ShardLock, number: int = 0, *, shared: bool = False) -> None:
        """Give up a lock that this session holds."""
        function = "pg_advisory_unlock_shared" if shared else "pg_advisory_unlock"
        await self._ask("fetchval", f"SELECT {function}($1, $2)", kind, number)

    async def tell(self, message: str) -> None:
        """Tell the others something, 8,000 bytes at most, before whatever is done after it."""
        await self._ask("execute", "SELECT pg_notify($1, $2)", CHANNEL, message)

    def abandon(self) -> None:
        """End the session without a word: the server may be gone."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def close(self) -> None:
        """End the session, and give up every lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.remove_termination_listener(self._end)
            try:
                await connection.close(timeout=ANSWERS_WITHIN)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.debug("session of the shards not closed", why=str(error))

    @property
    def _session(self) -> asyncpg.Connection:
        if self._connection is None:
            raise StoreUnreachable(self.place, "the session has ended")
        return self._connection

    async def _ask(self, method: str, statement: str, *values: object) -> Any:  # noqa: ANN401 - as asyncpg has it
        return await self._do(lambda: getattr(self._session, method)(statement, *values))

    async def _do(self, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN), self._turn:
                return await ask()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            self._lose()
            raise StoreUnreachable(self.place, str(error) or "it does not answer") from error

    def _lose(self) -> None:
        if self._connection is not None:
            self.abandon()
            self._on_lost()

    def _end(self, connection: object) -> None:
        if connection is self._connection:
            self._lose()

    def _hear(self, _connection: object, pid: int, _channel: str, message: object) -> None:
        if self._connection is not None and pid != self._connection.get_server_pid():
            self._on_told(str(message))
