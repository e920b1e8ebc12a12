"""Locks that end with the session that holds them, whatever ends it."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.errors import StoreUnreachable
from bot.store.postgres import shard_locks
from bot.store.postgres.shard_locks import ShardLock, ShardLocks
from tests.postgres_server import PostgresServer

CEILING = 60.0


class Session:
    """One process's locks, and what it heard."""

    def __init__(self, url: str) -> None:
        self.lost = asyncio.Event()
        self.told: list[str] = []
        self.locks = ShardLocks(url, self.lost.set, self.told.append)


@pytest.fixture
async def begin(url: str) -> AsyncIterator[Callable[[], Session]]:
    begun: list[Session] = []

    async def begin() -> Session:
        session = Session(url)
        begun.append(session)
        await session.locks.open()
        return session

    yield begin
    for each in begun:
        await each.locks.close()


async def seen(session: Session, condition) -> None:
    """Wait until this session sees something of the others."""
    async with asyncio.timeout(CEILING):
        while not condition(await session.locks.look()):  # noqa: ASYNC110 - no Event of ours
            await asyncio.sleep(0.01)


async def test_a_lock_has_one_holder_and_everybody_sees_who(begin) -> None:
    first, second = await begin(), await begin()
    assert await first.locks.take(ShardLock.SHARD, 3)
    assert not await second.locks.take(ShardLock.SHARD, 3)
    assert await second.locks.take(ShardLock.READY, 3), "another kind is another lock"
    for each in (first, second):
        await each.locks.take(ShardLock.PROCESS, 4, shared=True)
    assert await first.locks.take(ShardLock.LEADER)
    view, mine = await second.locks.look(), (await first.locks.look()).me
    assert view.shards == {3: mine}
    assert view.ready == {3: view.me}
    assert view.processes == {mine: 4, view.me: 4}
    assert view.leader == mine
    await first.locks.release(ShardLock.SHARD, 3)
    assert await second.locks.take(ShardLock.SHARD, 3)


async def test_another_database_has_locks_of_its_own(begin, empty_url: str) -> None:
    first, elsewhere = await begin(), Session(empty_url)
    await elsewhere.locks.open()
    assert await first.locks.take(ShardLock.SHARD, 0)
    assert await elsewhere.locks.take(ShardLock.SHARD, 0)
    view = await elsewhere.locks.look()
    assert view.shards == {0: view.me}
    await elsewhere.locks.close()


@pytest.mark.parametrize("how", ["close", "abandon", "terminate", "silence"])
async def test_however_a_session_ends_its_locks_are_free(
    begin, server: PostgresServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    second = await begin()
    if how == "silence":
        monkeypatch.setitem(shard_locks.SESSION, "idle_session_timeout", "50")
    first = await begin()
    await first.locks.take(ShardLock.SHARD, 0)
    me = (await first.locks.look()).me
    if how == "terminate":
        server.query(f"SELECT pg_terminate_backend({me})")
    elif how != "silence":
        result = getattr(first.locks, how)()
        if result is not None:
            await result
    await seen(second, lambda view: not view.shards)
    assert await second.locks.take(ShardLock.SHARD, 0)
    if how in {"terminate", "silence"}:
        await asyncio.wait_for(first.lost.wait(), CEILING)
    with pytest.raises(StoreUnreachable):
        await first.locks.look()
    assert first.lost.is_set() == (how in {"terminate", "silence"})


async def test_what_is_told_comes_to_the_others_before_what_is_done_after_it(begin) -> None:
    first, second = await begin(), await begin()
    for number in range(50):
        await first.locks.take(ShardLock.SHARD, number)
        await first.locks.tell(f"over {number}")
        await first.locks.release(ShardLock.SHARD, number)
        assert await second.locks.take(ShardLock.SHARD, number)
        await second.locks.look()
        assert second.told[-1] == f"over {number}"
    assert first.told == []


async def test_a_server_that_does_not_answer_is_a_lost_session(
    begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await begin()
    monkeypatch.setattr(shard_locks, "ANSWERS_WITHIN", 0.05)
    monkeypatch.setattr(shard_locks, "_HELD", "SELECT 0::bigint, 0::bigint, 0 FROM pg_sleep(60)")
    with pytest.raises(StoreUnreachable):
        await first.locks.look()
    assert first.lost.is_set()
