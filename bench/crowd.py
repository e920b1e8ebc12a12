"""A thousand people in twenty channels answer within the same second, over real sockets."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

from bench.measures import Measure, middle, of_runs, percentile, processor, report
from bench.outcomes import Outcome, count, seconds_of, wait_for
from tests.live.interactions import Interaction
from tests.live.process import started, until
from tests.live.room import Room
from tests.live.server import DiscordServer
from tests.live.world import User

CHANNELS = 20
PEOPLE = 50
"""In each channel."""
QUESTIONS, FEW = 5, 2
LIMIT = 180
"""Seconds of one way of playing."""
AT_P99 = 1000
NEVER = 3000
"""Milliseconds: how late an acknowledgement may be at p99, and how late any may be at all."""


class Hall:
    """The channels, with a quiz in each, and everybody who answers."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self._rng = random.Random(5)
        self._people: list[tuple[Room, User]] = []
        self._rooms: list[Room] = []
        guild = discord.world.add_guild("A big class")
        for number in range(CHANNELS):
            members = [
                discord.world.add_member(guild, f"Player{number}x{each}") for each in range(PEOPLE)
            ]
            room = Room(discord, discord.world.add_channel(guild, f"quiz-{number}"), members[0])
            self._rooms.append(room)
            self._people += [(room, member) for member in members]

    async def begin(self, questions: int) -> None:
        for room in self._rooms:
            await self.discord.slash(room.host, room.channel, "quiz", pace="host", length=questions)
        await until(lambda: all(room.find("Start now") for room in self._rooms))

    async def go_on(self, *, asked: bool) -> None:
        """Let the hosts press; wait until every question is open, or every one is closed."""
        for room in self._rooms:
            step = room.find("Start now", "Next")
            if step is not None:
                await self.discord.click(room.host, *step)
        await until(lambda: all(bool(room.open_question) is asked for room in self._rooms), 30)

    async def answer(self) -> list[Interaction]:
        """Let everybody press a letter, each at a moment of chance within one second.

        Return all presses once each has its outcome.
        """
        moments = [self._rng.random() for _ in self._people]

        async def press(room: Room, who: User, moment: float) -> Interaction | None:
            question = room.open_question
            if question is None:
                return None
            message, letters = question
            letter = self._rng.choice(letters)
            await asyncio.sleep(moment)
            asked = await self.discord.click(who, message, letter, wait=0)
            await wait_for(asked)
            if self._rng.random() < 0.1:
                await self.discord.redeliver(asked)
            return asked

        presses = zip(self._people, moments, strict=True)
        pressed = await asyncio.gather(*(press(*each, moment) for each, moment in presses))
        return [asked for asked in pressed if asked is not None]


class Busy:
    """A program that does nothing but take one core, for as long as the context lasts."""

    async def __aenter__(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            f"import time\nend = time.time() + {LIMIT}\nwhile time.time() < end: pass",
        )

    async def __aexit__(self, *_: object) -> None:
        self._process.kill()
        await self._process.wait()


async def play(home: Path, *, questions: int = QUESTIONS) -> list[Measure]:
    """Play a quiz everywhere and note how long every press took, and what became of it."""
    pressed: list[list[Interaction]] = []
    used: list[float] = []
    async with DiscordServer(strict=False) as discord:
        hall = Hall(discord)
        async with started(discord, home) as bot:
            await hall.begin(questions)
            for _ in range(questions):
                await hall.go_on(asked=True)
                before = processor(bot)
                pressed.append(await hall.answer())
                used.append((processor(bot) - before) / len(pressed[-1]) * 1000)
                await hall.go_on(asked=False)
        outcomes = count(discord, chain.from_iterable(pressed))
    runs = [[seconds_of(asked) * 1000 for asked in run] for run in pressed]
    told = sum(asked.text.startswith("You chose") for run in pressed for asked in run)
    with closing(sqlite3.connect(home / "imnm.db")) as connection:
        ((kept,),) = connection.execute(
            "SELECT count(*) FROM (SELECT DISTINCT quiz_id, position, person_id FROM answer)"
        )
        ((rows,),) = connection.execute("SELECT count(*) FROM answer")
    crowd = CHANNELS * PEOPLE
    slowest = max(max(run) for run in runs)
    return [
        of_runs(f"{crowd} people in a second, p50", [middle(run) for run in runs], "ms"),
        of_runs(
            f"{crowd} people in a second, p99",
            [percentile(run, 0.99) for run in runs],
            "ms",
            limit=AT_P99,
            target="at most 1 s",
        ),
        Measure(
            f"{crowd} people in a second, slowest",
            *(slowest, "ms", None, NEVER),
            target="never over 3 s",
        ),
        of_runs("processor time of a press", used, "ms"),
        *(
            Measure(f"presses {outcome.value}", outcomes[outcome], "", limit=limit, target=target)
            for outcome, limit, target in (
                (Outcome.IN_TIME, None, ""),
                (Outcome.DEFERRED, None, ""),
                (Outcome.LATE, 0, "none"),
                (Outcome.LOST, 0, "none"),
            )
        ),
        Measure('presses told "You chose"', told, ""),
        Measure(
            "answers told and not recorded",
            *(max(0, told - kept), "", None, 0),
            target="none",
        ),
        Measure("answers recorded twice", rows - kept, "", None, 0, target="none"),
    ]


async def play_beside_a_busy_loop(home: Path) -> list[Measure]:
    """Play with one core taken: what matters is that nobody is told of a failure."""
    async with Busy():
        measures = await play(home, questions=FEW)
    kept = ("slowest", "presses late", "presses lost", "not recorded")
    return [
        replace(each, name=f"{each.name}, core busy")
        for each in measures
        if any(words in each.name for words in kept)
    ]


def measure() -> list[Measure]:
    """Play it, and once more beside a busy loop; takes about two minutes."""
    measures: list[Measure] = []
    for way in (play, play_beside_a_busy_loop):
        with tempfile.TemporaryDirectory() as folder:
            measures += asyncio.run(asyncio.wait_for(way(Path(folder) / "home"), LIMIT))
    return measures


if __name__ == "__main__":
    sys.exit(report(measure()))
