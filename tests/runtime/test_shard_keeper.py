"""Processes that share shards on one PostgreSQL: what each takes, hands over and gives up."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from bot.runtime import shard_keeper
from bot.runtime.identify_gate import IdentifyGate
from bot.runtime.shard_keeper import ShardKeeper
from bot.store import Ownership
from tests.postgres_server import PostgresServer
from tests.store.conftest import server  # noqa: F401  fixture

pytestmark = pytest.mark.postgres
CEILING = 60.0


class Fleet:
    """All processes, and who acts for which shard at every moment."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.living: list[Process] = []
        self.leaders: list[Process] = []

    async def start(self, count: int = 4, *, adapts: bool = True) -> "Process":
        process = Process(self, adapts=adapts)
        self.living.append(process)
        await process.keeper.begin(count)
        return process

    def spread(self) -> list[int]:
        """How many shards each holds, the most first."""
        return sorted((len(each.owned) for each in self.living), reverse=True)

    async def comes_to(self, *spread: int) -> None:
        await until(
            lambda: (
                self.spread() == list(spread)
                and all(each.keeper.holds_its_share for each in self.living)
            )
        )
        owned = [shard for each in self.living for shard in each.owned]
        assert sorted(owned) == list(range(sum(spread)))


class Process:
    """What a keeper moves; it acts for a shard from `take_up` until it is no longer its own."""

    def __init__(self, fleet: Fleet, *, adapts: bool) -> None:
        self.fleet = fleet
        self.identify_gate = IdentifyGate()
        self.ownership = Ownership()
        self.sessions: set[int] = set()
        self.answered: list[Any] = []
        self.refused: list[Any] = []
        self.count = 0
        self.taken_up = self.put_down_times = 0
        self.keeper = ShardKeeper(self, self.ownership, fleet.url, adapts=adapts)

    @property
    def owned(self) -> frozenset[int]:
        return self.ownership.shards or frozenset()

    def use_shard_count(self, count: int) -> None:
        self.count = count

    def has_session(self, shard_id: int) -> bool:
        return shard_id in self.sessions

    async def take_shard(self, shard_id: int) -> None:
        await asyncio.sleep(0)
        self.sessions.add(shard_id)

    async def let_shard_go(self, shard_id: int) -> None:
        self.sessions.discard(shard_id)

    def handle_interaction(self, data: Any) -> None:
        self.answered.append(data)

    def read_interaction(self, data: Any) -> Any:
        self.refused.append(data)
        raise ValueError

    async def finish_accepted(self) -> None:
        await asyncio.sleep(0)

    async def take_up(self) -> None:
        self.taken_up += 1
        for other in self.fleet.living:
            assert other is self or not (other.owned & self.owned), "two act for one shard"

    async def put_down(self) -> None:
        self.put_down_times += 1

    async def lead(self) -> None:
        self.fleet.leaders.append(self)

    def follow(self) -> None:
        self.fleet.leaders.remove(self)

    async def leave(self) -> None:
        await self.keeper.leave(CEILING)
        await self.keeper.close()
        self.fleet.living.remove(self)

    def die(self) -> None:
        """End without a word, as ``kill -9`` does."""
        self.fleet.living.remove(self)
        if self in self.fleet.leaders:
            self.fleet.leaders.remove(self)
        assert self.keeper._running is not None
        self.keeper._running.cancel()
        self.keeper._locks.abandon()


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(CEILING):
        while not condition():  # noqa: ASYNC110 - other processes set no Event
            await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOOK_EVERY", "REST", "PAUSE", "RETRY_AFTER", "ASK_EVERY"):
        monkeypatch.setattr(shard_keeper, name, 0.05)
    # A busy machine makes nobody late.
    monkeypatch.setattr(shard_keeper, "VALID_FOR", 3600.0)


@pytest.fixture
async def fleet(server: PostgresServer) -> AsyncIterator[Fleet]:  # noqa: F811
    with server.database() as url:
        fleet = Fleet(url)
        yield fleet
        for each in fleet.living:
            await each.keeper.close()


async def test_shards_are_shared_evenly_as_processes_come_and_go(fleet: Fleet) -> None:
    first = await fleet.start()
    await fleet.comes_to(4)
    await fleet.start()
    await fleet.comes_to(2, 2)
    await fleet.start()
    await fleet.comes_to(2, 1, 1)
    assert len(fleet.leaders) == 1
    await first.leave()
    assert not first.owned
    assert not first.sessions
    await fleet.comes_to(2, 2)
    await until(lambda: len(fleet.leaders) == 1 and first not in fleet.leaders)


async def test_what_a_dead_process_held_is_taken_by_the_others(fleet: Fleet) -> None:
    first = await fleet.start()
    await fleet.comes_to(4)
    await fleet.start()
    await fleet.start()
    await fleet.comes_to(2, 1, 1)
    first.die()
    await fleet.comes_to(2, 2)
    await until(lambda: len(fleet.leaders) == 1)


async def test_what_is_given_up_before_it_begins_leaves_nothing_behind(fleet: Fleet) -> None:
    process = Process(fleet, adapts=True)
    work = process.keeper._take_up()
    task = process.keeper._start(work)
    task.cancel()
    await asyncio.wait([task])
    # Else Python warns of a coroutine that nobody has awaited.
    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED
    assert process.taken_up == 0


async def test_what_was_handed_over_once_is_not_taken_so_again(fleet: Fleet) -> None:
    first = await fleet.start(1)
    await fleet.comes_to(1)
    second, third = await fleet.start(1), await fleet.start(1)
    await first.leave()
    await fleet.comes_to(1, 0)
    assert not any(each.keeper._handed_over for each in (second, third))


async def test_what_is_pressed_while_a_shard_changes_hands_is_answered_once(fleet: Fleet) -> None:
    first = await fleet.start(1)
    await fleet.comes_to(1)
    second = await fleet.start(1)
    await fleet.comes_to(1, 0)
    pressed = [{"id": str(number)} for number in range(400)]
    for data in pressed:
        # Discord sends it to both.
        if first.keeper.admits(0, data):
            first.answered.append(data)
        assert not second.keeper.admits(0, data)
    await first.leave()
    for data in pressed[:5]:
        assert first.answered.count(data) + second.answered.count(data) == 1
    await fleet.comes_to(1)
    await until(lambda: not second.keeper._work or second.keeper.holds_its_share)
    both = [each["id"] for each in first.answered + second.answered]
    assert sorted(both) == sorted(each["id"] for each in pressed)
    assert not second.refused


async def test_without_the_database_it_stops_at_once_and_goes_on_with_what_nobody_took(
    fleet: Fleet,
) -> None:
    only = await fleet.start(2)
    await fleet.comes_to(2)
    before = only.taken_up
    only.keeper._locks._lose()
    assert not only.owned
    assert only not in fleet.leaders
    await until(lambda: only.put_down_times)
    assert only.sessions == {0, 1}, "who presses is told so"
    await fleet.comes_to(2)
    assert only.taken_up > before
    await until(lambda: fleet.leaders == [only])


async def test_a_process_whose_shard_was_taken_meanwhile_ends_its_session(fleet: Fleet) -> None:
    first = await fleet.start(1)
    await fleet.comes_to(1)
    open_again: Callable[[], Awaitable[None]] = first.keeper._locks.open
    mended = asyncio.Event()

    async def wait() -> None:
        await mended.wait()
        await open_again()

    first.keeper._locks.open = wait  # type: ignore[method-assign]
    first.keeper._locks._lose()
    second = await fleet.start(1)
    await until(lambda: second.owned == {0})
    assert first.sessions == {0}
    mended.set()
    await until(lambda: not first.sessions)
    assert second.owned == {0}


@pytest.mark.long
async def test_all_reckon_with_the_number_of_shards_of_those_who_were_first(fleet: Fleet) -> None:
    first = await fleet.start(4)
    await fleet.comes_to(4)
    second = await fleet.start(2)
    await fleet.comes_to(2, 2)
    assert second.count == 4
    third = await fleet.start(3, adapts=False)
    await asyncio.sleep(0.3)
    assert not third.owned, "it waits until the others have ended"
    await first.leave()
    await second.leave()
    await fleet.comes_to(3)
