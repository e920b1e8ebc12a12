"""In which order pinned messages are edited, and how fast, by a clock that only waiting moves."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.deck.model import Level
from bot.features.pins.refresher import RateLimit, RefreshQueue
from bot.store import Pin

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
INTERVAL = timedelta(seconds=0.25)


class Clock:
    """The time, and a sleep that lets it pass at once."""

    def __init__(self) -> None:
        self.now = START

    async def sleep(self, seconds: float) -> None:
        await yield_to_others(0)
        self.now += timedelta(seconds=seconds)


yield_to_others = asyncio.sleep


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio, "sleep", clock.sleep)
    monkeypatch.setattr("bot.features.pins.refresher.utcnow", lambda: clock.now)
    return clock


def pin(message_id: int, channel_id: int) -> Pin:
    return Pin(message_id, channel_id, 1, "srp", Level.PLAIN, "0" * 8)


async def test_the_oldest_whose_channel_may_be_edited_in_comes_first(clock):
    queue = RefreshQueue()
    queue.add([pin(1, 7), pin(2, 7), pin(3, 8), pin(4, 9)])
    assert [(await queue.next()).message_id for _ in range(3)] == [1, 3, 4]
    assert not queue.is_ready()
    assert clock.now == START
    assert (await queue.next()).message_id == 2
    assert clock.now == START + timedelta(seconds=1)
    assert len(queue) == 0


async def test_a_clock_that_is_set_back_does_not_hold_up_a_channel(clock):
    queue = RefreshQueue()
    queue.add([pin(1, 7), pin(2, 7)])
    await queue.next()
    clock.now = set_back = START - timedelta(hours=1)
    assert (await queue.next()).message_id == 2
    assert clock.now - set_back <= timedelta(seconds=1)


async def test_callers_are_let_through_one_after_the_other_with_room_between_them(clock):
    limit, moments = RateLimit(INTERVAL), []

    async def edit() -> None:
        await limit.acquire()
        moments.append(clock.now)

    await asyncio.gather(*(edit() for _ in range(4)))
    assert moments == [START + number * INTERVAL for number in range(4)]


async def test_whoever_gives_up_waiting_holds_up_nobody(clock):
    limit = RateLimit(INTERVAL)
    await limit.acquire()
    impatient = asyncio.create_task(limit.acquire())
    await yield_to_others(0)
    impatient.cancel()
    await limit.acquire()
    assert clock.now == START + INTERVAL
