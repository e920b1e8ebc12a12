"""Answers come in the order of their writes."""

import asyncio

import pytest

from bot.ui.ordering import _LOCKS, one_at_a_time

ANA, BEN = 7, 8


async def test_what_came_first_is_answered_before_the_next_begins():
    done: list[str] = []
    first_wrote = asyncio.Event()
    go_on = asyncio.Event()

    async def first() -> None:
        async with one_at_a_time(ANA):
            first_wrote.set()
            await go_on.wait()
            done.append("first")

    async def second() -> None:
        await first_wrote.wait()
        async with one_at_a_time(ANA):
            done.append("second")

    async def another_person() -> None:
        await first_wrote.wait()
        async with one_at_a_time(BEN):
            done.append("another person")
            go_on.set()

    await asyncio.gather(first(), second(), another_person())
    assert done == ["another person", "first", "second"]


async def test_a_press_that_fails_holds_up_nobody_and_no_lock_is_kept():
    with pytest.raises(LookupError):
        async with one_at_a_time(ANA):
            {}[ANA]
    async with one_at_a_time(ANA):
        assert ANA in _LOCKS
    assert ANA not in _LOCKS
