"""A timer that is set, set anew, finished or cancelled, on a clock of the test's own."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.ui.timer import Timer


class Clock:
    """Time that passes only when it is advanced."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)
        self._sleepers: list[tuple[datetime, asyncio.Event]] = []
        self._yield = asyncio.sleep

    def after(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        awake = asyncio.Event()
        self._sleepers.append((self.after(seconds), awake))
        await awake.wait()

    async def advance(self, seconds: float) -> None:
        """Let time pass, and every task go on until it sleeps or ends."""
        until = self.after(seconds)
        while True:
            for _ in range(10):
                await self._yield(0)
            due = sorted((at for at, awake in self._sleepers if not awake.is_set() and at <= until))
            if not due:
                self.now = until
                return
            self.now = max(self.now, due[0])
            for at, awake in self._sleepers:
                if at <= self.now:
                    awake.set()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr("bot.ui.timer.utcnow", lambda: clock.now)
    monkeypatch.setattr(asyncio, "sleep", clock.sleep)
    return clock


class Job:
    def __init__(self, lasting: float = 0.0) -> None:
        self.begun = self.done = 0
        self.lasting = lasting

    async def __call__(self) -> None:
        self.begun += 1
        await asyncio.sleep(self.lasting)
        self.done += 1


async def test_the_job_runs_once_at_the_moment_that_was_set_last(clock):
    job = Job()
    timer = Timer(job)
    timer.set(clock.after(10))
    timer.set(clock.after(10))
    timer.set(clock.after(30))
    await clock.advance(29)
    assert job.done == 0
    await clock.advance(60)
    assert job.done == 1


async def test_the_same_moment_is_not_slept_for_anew_unless_the_clock_was_set(clock, monkeypatch):
    # Time on the wall passes, and the clock of the test stands still.
    monkeypatch.setattr("bot.ui.timer.SAME_MOMENT", 100.0)
    job = Job()
    timer = Timer(job)
    due = clock.after(600)
    for _ in range(5):
        timer.set(due)
        await clock.advance(0)
    assert len(clock._sleepers) == 1
    clock.now = clock.after(599)  # somebody put it forward, and that much time did not pass
    timer.set(due)
    await clock.advance(0)
    assert [at for at, _ in clock._sleepers] == [due, due]
    await clock.advance(1)
    assert job.done == 1


async def test_a_moment_that_is_past_runs_it_at_once_and_none_not_at_all(clock):
    job = Job()
    timer = Timer(job)
    timer.set(clock.after(-60))
    await clock.advance(0)
    assert job.done == 1
    timer.set(clock.after(10))
    timer.set(None)
    await clock.advance(60)
    assert job.done == 1


async def test_a_run_that_has_begun_is_not_cancelled_by_a_new_moment(clock):
    job = Job(lasting=30)
    timer = Timer(job)
    timer.set(clock.after(10))
    await clock.advance(20)
    timer.set(None)
    await clock.advance(60)
    assert job.done == 1


async def test_finishing_waits_for_a_run_and_starts_none(clock):
    job = Job(lasting=30)
    timer = Timer(job)
    timer.set(clock.after(10))
    await clock.advance(20)
    timer.set(clock.after(10))
    finishing = asyncio.create_task(timer.finish())
    await clock.advance(30)
    assert finishing.done()
    assert (job.begun, job.done) == (1, 1)
    timer.set(clock.after(10))
    await clock.advance(30)
    assert job.begun == 1


async def test_cancelling_the_wait_for_a_run_cancels_the_run(clock):
    job = Job(lasting=30)
    timer = Timer(job)
    timer.set(clock.after(10))
    await clock.advance(20)
    finishing = asyncio.create_task(timer.finish())
    await clock.advance(1)
    finishing.cancel()
    await clock.advance(60)
    assert (job.begun, job.done) == (1, 0)


async def test_cancelling_ends_a_run_that_has_begun_and_starts_none(clock):
    job = Job(lasting=30)
    timer = Timer(job)
    timer.set(clock.after(10))
    await clock.advance(20)
    timer.cancel()
    timer.set(clock.after(10))
    await clock.advance(60)
    assert (job.begun, job.done) == (1, 0)


async def test_it_looks_again_when_it_has_slept_as_long_as_it_may(clock):
    job = Job()
    timer = Timer(job, longest_sleep=timedelta(hours=1))
    timer.set(clock.after(24 * 3600))
    await clock.advance(3599)
    assert job.begun == 0
    await clock.advance(2)
    assert job.begun == 1
