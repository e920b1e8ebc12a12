"""``kill -9`` again and again of one of two processes on one PostgreSQL, while people play.

Two servers, one on each of two shards, have a quiz each. Every kill takes the process of one of the
quizzes, and a new process is started at once; now and then both are replaced instead, as by a new
version. Exit code 1 when an answer that was acknowledged is lost, or anything is counted, asked or
shown twice.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import secrets
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.live.crowd import ACKNOWLEDGED, Crowd
from tests.live.interactions import Interaction
from tests.live.process import BotProcess, until
from tests.live.processes import SHARED, TAKEN, Processes
from tests.live.server import DiscordServer
from tests.postgres_server import running_server

KILLS = 100
A_RUN = 10
"""Kills of one run, whose world and database are its own."""
SHARDS = 2
PEOPLE = 20
"""In each quiz: together they press about fifty times a second."""
REPLACE_EVERY = 5
"""Kills between two replacements."""
PATIENCE = 120.0
"""Seconds until a quiz that has not gone on never will."""
TOO_LATE = 10062
"""Discord's code for an answer to an interaction that it has given up."""
STEADY, KILLING, REPLACING = "in between", "while one was killed", "while both were replaced"


@dataclass(slots=True)
class Outcome:
    """What one run showed, or all of them."""

    kills: int = 0
    replacements: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    pressed: Counter[str] = field(default_factory=Counter)
    """Presses, by what was under way: a kill, a replacement, or neither."""
    failed: Counter[str] = field(default_factory=Counter)
    """Those that were told nothing in three seconds."""
    refused: Counter[str] = field(default_factory=Counter)
    """Those that were told to be not recorded."""
    pauses: list[float] = field(default_factory=list)
    """Seconds from each kill until an answer in its quiz was acknowledged again."""
    seconds: float = 0.0

    def add(self, other: Outcome) -> None:
        for name in self.__slots__:
            total = getattr(self, name)
            if isinstance(total, Counter):
                total.update(getattr(other, name))
            else:
                setattr(self, name, total + getattr(other, name))

    def lines(self) -> list[str]:
        pauses = self.pauses or [0.0]
        return [
            f"{self.kills} kills, {self.replacements} replacements of both processes, "
            f"{self.seconds:.0f} s, {self.pressed.total() / self.seconds:.0f} presses a second",
            f"answers acknowledged {self.acknowledged}, lost {len(self.lost)}, "
            f"doubled or unsound {len(self.faults)}",
            f"the quiz went on after {statistics.median(pauses):.1f} s (median), "
            f"{max(pauses):.1f} s (most)",
            *(
                f"presses {phase}: {self.pressed[phase]}, unanswered {self.failed[phase]}, "
                f"told that they were not recorded {self.refused[phase]}"
                for phase in (STEADY, KILLING, REPLACING)
            ),
        ]


class Players(Crowd):
    """Those who play, and who note how each press went and when."""

    IN_DOUBT = "not recorded"

    def __init__(self, processes: Processes, seed: int) -> None:
        super().__init__(
            processes.discord,
            processes.home,
            rooms=SHARDS,
            people=PEOPLE,
            seed=seed,
            shards=SHARDS,
        )
        self.phase = STEADY
        self.outcome = Outcome()
        self.answered: dict[int, float] = {}
        """When the last press was sent in each channel that was acknowledged."""
        self._processes = processes
        self._numbers = itertools.count(1)

    async def _wait_for(self, asked: Interaction) -> None:
        sent, phases = time.monotonic(), {self.phase}
        with suppress(TimeoutError):
            await until(lambda: asked.said, self._patience)
        phase = max(phases | {self.phase}, key=(STEADY, REPLACING, KILLING).index)
        self.outcome.pressed[phase] += 1
        if not asked.said:
            self.outcome.failed[phase] += 1
        elif self.IN_DOUBT in asked.said:
            self.outcome.refused[phase] += 1
        elif asked.said.startswith(ACKNOWLEDGED):
            self.answered[asked.channel.id] = sent

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        return [
            tuple(int(each) if each.lstrip("-").isdigit() else each for each in row.split("|"))
            for row in self._processes.rows(statement)
        ]

    async def play_through(self, kills: int) -> Outcome:
        """Play while processes are killed and replaced; then let the quizzes come to their end."""
        pair = [await self._processes.start_with_shards("first")]
        await until(lambda: self.discord.world.global_commands)
        pair.append(await self._start_another())
        await pair[1].logs(TAKEN, PATIENCE)
        async with self._play():
            for number in range(1, kills + 1):
                await self._goes_on()
                await asyncio.sleep(self.rng.uniform(0.0, 2.0))
                self.phase = KILLING
                await self._kill(pair)
                if number % REPLACE_EVERY == 0:
                    self.phase = REPLACING
                    await self._replace(pair)
                self.phase = STEADY
            self._playing_on = False
            async with asyncio.timeout(PATIENCE):
                while await asyncio.to_thread(self._running):  # noqa: ASYNC110 - a process sets no Event
                    await asyncio.sleep(1)
        for bot in pair:
            await self._end(bot)
        await self._after_the_end()
        self.outcome.acknowledged = self.acknowledged
        self.outcome.lost = self.lost()
        self.outcome.faults = self.unsound() + self.faults
        return self.outcome

    async def _start_another(self) -> BotProcess:
        return await self._processes.start(str(next(self._numbers)))

    async def _kill(self, pair: list[BotProcess]) -> None:
        """Kill one of two, start another, and wait until that has its share."""
        began = time.monotonic()
        await pair.pop(self.rng.randrange(2)).kill()
        pair.append(await self._start_another())
        await self._goes_on()
        self.outcome.kills += 1
        self.outcome.pauses.append(time.monotonic() - began)
        await pair[1].logs(TAKEN, PATIENCE)

    async def _replace(self, pair: list[BotProcess]) -> None:
        """Replace both, one after the other, as a rolling deployment does."""
        for _ in range(2):
            new = await self._start_another()
            await new.logs(SHARED, PATIENCE)
            await self._end(pair.pop(0))
            await new.logs(TAKEN, PATIENCE)
            pair.append(new)
        self.outcome.replacements += 1

    async def _end(self, bot: BotProcess) -> None:
        bot.send(signal.SIGTERM)
        code = await bot.ended()
        if code:
            self.faults.append(f"a process ended with {code}")

    async def _goes_on(self) -> None:
        """Wait until an answer that is given from now on is acknowledged in every quiz."""
        now = time.monotonic()
        channels = [room.channel.id for room in self.rooms]
        await until(lambda: all(self.answered.get(each, 0.0) > now for each in channels), PATIENCE)

    def _look_through_requests(self) -> None:
        calls = self.discord.rest.calls
        self.discord.rest.calls = [call for call in calls if call.code != TOO_LATE]
        super()._look_through_requests()


async def run(kills: int, seed: int, home: Path) -> Outcome:
    """Kill so many times in a world with a database of its own."""
    began = time.monotonic()
    home.mkdir()  # noqa: ASYNC240 - once, before anything runs
    with running_server(()) as server:
        async with DiscordServer(lifetime=3600) as discord:
            discord.gateway.shards, discord.gateway.holds_back = SHARDS, True
            processes = Processes(discord, server, home)
            try:
                outcome = await Players(processes, seed).play_through(kills)
            finally:
                await processes.close()
            outcome.faults += [f"began a session too soon: {e}" for e in discord.gateway.too_soon]
    outcome.seconds = time.monotonic() - began
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale_kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, help="the seed of the first run (default: by chance)")
    wanted = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if wanted.seed is None else wanted.seed
    total = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        while total.kills < wanted.kills:
            kills = min(A_RUN, wanted.kills - total.kills)
            found = asyncio.run(run(kills, seed, Path(folder) / f"run{seed}"))
            total.add(found)
            print(f"up to seed {seed}", *total.lines(), *found.lost, *found.faults, sep="\n")
            sys.stdout.flush()
            seed += 1
    return 1 if total.lost or total.faults else 0


if __name__ == "__main__":
    sys.exit(main())
