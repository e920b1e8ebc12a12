"""One session of each bucket begins in five seconds."""

import asyncio

import pytest

from bot.runtime import identify_gate
from bot.runtime.identify_gate import IdentifyGate

AT_ONCE = 0.5


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long each waited, which takes no time."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(identify_gate.asyncio, "sleep", sleep)
    return waited


async def test_two_of_one_bucket_are_five_seconds_apart_and_others_are_not_held_up(waits) -> None:
    gate = IdentifyGate()
    gate.max_concurrency = 2
    for shard in (0, 1, 2):
        await gate.enter(shard)
    first, other, second = waits
    assert first < AT_ONCE
    assert other < AT_ONCE
    assert 5.0 < second < 6.0


@pytest.mark.parametrize("count", [1, 3])
async def test_without_concurrency_each_shard_waits_for_the_one_before(waits, count: int) -> None:
    gate = IdentifyGate()
    for shard in range(count + 1):
        await gate.enter(shard)
    assert [wait > AT_ONCE for wait in waits] == [False] + [True] * count


async def test_it_asks_other_processes_before_its_own_pause_begins(waits) -> None:
    gate, claimed = IdentifyGate(), []

    async def claim(bucket: int) -> None:
        claimed.append(bucket)

    gate.claim, gate.max_concurrency = claim, 16
    await asyncio.gather(*(gate.enter(shard) for shard in (17, 3, 1)))
    assert claimed == [1, 3, 1]
