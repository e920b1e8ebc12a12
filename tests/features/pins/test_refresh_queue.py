"""In which order pinned messages are edited, and how fast."""

import asyncio
import time
from datetime import timedelta

from bot.deck.model import Level
from bot.features.pins.editor import RateLimit
from bot.features.pins.refresher import RefreshQueue
from bot.store import Pin


def pin(message_id: int, channel_id: int) -> Pin:
    return Pin(message_id, channel_id, 1, "srp", Level.PLAIN, "0" * 8)


async def test_the_oldest_whose_channel_has_had_its_rest_comes_first():
    walk = RefreshQueue()
    walk.add([pin(1, 7), pin(2, 7), pin(3, 8), pin(4, 9)])
    assert [(await walk.next()).message_id for _ in range(3)] == [1, 3, 4]
    assert not walk.is_ready()
    began = time.monotonic()
    assert (await walk.next()).message_id == 2
    assert 0.8 < time.monotonic() - began < 1.5
    assert len(walk) == 0


async def test_turns_are_taken_one_after_the_other_with_room_between_them():
    pace = RateLimit(timedelta(seconds=0.05))
    began = time.monotonic()
    await asyncio.gather(*(pace.take_turn() for _ in range(4)))
    assert 0.15 <= time.monotonic() - began < 0.5


async def test_whoever_gives_up_waiting_holds_up_nobody():
    pace = RateLimit(timedelta(seconds=0.05))
    await pace.take_turn()
    impatient = asyncio.create_task(pace.take_turn())
    await asyncio.sleep(0)
    impatient.cancel()
    async with asyncio.timeout(1):
        await pace.take_turn()
