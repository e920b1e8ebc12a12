"""What is kept in memory is what is on the disk."""

import asyncio

from bot.deck.model import Level
from bot.store import Preferences, Store
from bot.store.cache import Remembered


async def test_a_value_is_read_once_until_it_is_written_anew() -> None:
    disk, reads = {1: "old"}, []

    async def read() -> str:
        reads.append(1)
        return disk[1]

    kept: Remembered[int, str] = Remembered()
    assert [await kept.get(1, read) for _ in range(3)] == ["old"] * 3
    disk[1] = "new"
    kept.forget(1)
    assert await kept.get(1, read) == "new"
    assert len(reads) == 2


async def test_a_value_that_was_written_while_it_was_read_is_not_kept() -> None:
    kept: Remembered[int, str] = Remembered()
    written = asyncio.Event()

    async def read_slowly() -> str:
        await written.wait()
        return "old"

    async def read() -> str:
        return "new"

    reading = asyncio.create_task(kept.get(1, read_slowly))
    await asyncio.sleep(0)
    kept.forget(1)
    written.set()
    assert await reading == "old"
    assert await kept.get(1, read) == "new"


async def test_it_holds_the_latest_and_no_more() -> None:
    kept: Remembered[int, int] = Remembered(most=2)
    reads: list[int] = []

    async def ask(key: int) -> None:
        async def read() -> int:
            reads.append(key)
            return key

        await kept.get(key, read)

    for key in (1, 2, 1, 3, 1, 2):
        await ask(key)
    assert reads == [1, 2, 3, 2]


async def test_a_choice_holds_from_the_moment_it_was_stored(store: Store) -> None:
    assert await store.people.preferences(7) == Preferences()
    await store.people.set_preferences(7, Preferences(level=Level.CLINICAL))
    assert (await store.people.preferences(7)).level is Level.CLINICAL
    await store.people.set_preferences(7, Preferences())
    assert await store.people.preferences(7) == Preferences()
