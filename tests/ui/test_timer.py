"""A moment that is set, set anew, or given up."""

import asyncio
from datetime import timedelta

from discord.utils import utcnow

from bot.ui.timer import Timer


def soon(seconds: float = 0.01):
    return utcnow() + timedelta(seconds=seconds)


class Work:
    def __init__(self, lasting: float = 0.0) -> None:
        self.begun = self.done = 0
        self.lasting = lasting

    async def __call__(self) -> None:
        self.begun += 1
        await asyncio.sleep(self.lasting)
        self.done += 1


async def test_it_rings_once_at_the_moment_that_was_set_last():
    work = Work()
    alarm = Timer(work)
    alarm.set(soon())
    alarm.set(soon())
    alarm.set(soon(0.02))
    await asyncio.sleep(0.08)
    assert work.done == 1


async def test_a_moment_that_is_past_rings_at_once_and_none_at_all_never():
    work = Work()
    alarm = Timer(work)
    alarm.set(soon(-60))
    await asyncio.sleep(0.02)
    assert work.done == 1
    alarm.set(soon())
    alarm.set(None)
    await asyncio.sleep(0.03)
    assert work.done == 1


async def test_work_that_has_begun_is_not_cancelled_by_a_new_moment():
    work = Work(lasting=0.03)
    alarm = Timer(work)
    alarm.set(soon())
    await asyncio.sleep(0.02)
    alarm.set(None)
    await asyncio.sleep(0.05)
    assert work.done == 1


async def test_finishing_waits_for_what_has_begun_and_rings_no_more():
    work = Work(lasting=0.03)
    alarm = Timer(work)
    alarm.set(soon())
    await asyncio.sleep(0.02)
    alarm.set(soon(0.01))
    await alarm.finish()
    assert (work.begun, work.done) == (1, 1)
    alarm.set(soon())
    await asyncio.sleep(0.03)
    assert work.begun == 1
