"""Steps of servers that another process acts for are left to it."""

import time
from collections.abc import Iterable
from datetime import datetime

from bot.store import Ownership
from bot.ui.steps import Step, StepJob

OURS, THEIRS = 0 << 22, 1 << 22


class Job(StepJob):
    """One step for each server, due at once."""

    def __init__(self, ownership: Ownership) -> None:
        super().__init__(ownership)
        self.taken: list[int] = []

    async def list_steps(self, now: datetime) -> Iterable[Step]:
        async def take(guild_id: int) -> None:
            self.taken.append(guild_id)

        return [
            Step("do", guild_id, guild_id, now, lambda it=guild_id: take(it))
            for guild_id in (OURS, THEIRS)
            if guild_id not in self.taken
        ]


async def run(job: Job) -> None:
    await job._run()
    await job.close()


async def test_alone_it_takes_each_step() -> None:
    job = Job(Ownership())
    await run(job)
    assert job.taken == [OURS, THEIRS]


async def test_a_step_that_was_listed_before_its_server_was_let_go_is_not_taken() -> None:
    ownership = Ownership()
    ownership.share(2)
    ownership.add(0)
    ownership.confirm(time.monotonic() + 3600)
    job = Job(ownership)
    await run(job)
    assert job.taken == [OURS]
    assert not job.was_held_up("do", THEIRS)
