"""A thousand people in twenty channels answer within the same second, over real sockets."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from bench.measures import Measure, middle, percentile, processor, report
from tests.live.interactions import Interaction
from tests.live.process import started, until
from tests.live.room import Room
from tests.live.server import DiscordServer
from tests.live.world import User

CHANNELS = 20
PEOPLE = 50
"""In each channel."""
QUESTIONS = 3
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

    async def begin(self) -> None:
        for room in self._rooms:
            await self.discord.slash(room.host, room.channel, "quiz", pace="host", length=QUESTIONS)
        await until(lambda: all(room.find("Start now") for room in self._rooms))

    async def go_on(self, *, asked: bool) -> None:
        """Let the hosts press; wait until every question is open, or every one is closed."""
        for room in self._rooms:
            step = room.find("Start now", "Next")
            if step is not None:
                await self.discord.click(room.host, *step)
        await until(lambda: all(bool(room.open_question) is asked for room in self._rooms), 30)

    async def answer(self) -> list[Interaction]:
        """Let everybody press a letter, each at a moment of chance within one second."""
        moments = [self._rng.random() for _ in self._people]

        async def press(room: Room, who: User, moment: float) -> Interaction:
            question = room.open_question
            if question is None:
                raise AssertionError("the question closed while it was answered")
            message, letters = question
            letter = self._rng.choice(letters)
            await asyncio.sleep(moment)
            asked = await self.discord.click(who, message, letter, wait=10)
            if self._rng.random() < 0.1:
                await self.discord.redeliver(asked)
            return asked

        presses = zip(self._people, moments, strict=True)
        return await asyncio.gather(*(press(*each, moment) for each, moment in presses))


async def play(home: Path) -> list[Measure]:
    """Play a quiz everywhere and note how long every press took."""
    pressed: list[Interaction] = []
    used = 0.0
    async with DiscordServer(strict=False) as discord:
        hall = Hall(discord)
        async with started(discord, home) as bot:
            await hall.begin()
            for _ in range(QUESTIONS):
                await hall.go_on(asked=True)
                before = processor(bot)
                pressed += await hall.answer()
                used += processor(bot) - before
                await hall.go_on(asked=False)
    taken = [asked.seconds * 1000 for asked in pressed]
    told = sum(asked.text.startswith("You chose") for asked in pressed)
    with closing(sqlite3.connect(home / "imnm.db")) as connection:
        ((kept,),) = connection.execute(
            "SELECT count(*) FROM (SELECT DISTINCT quiz_id, position, person_id FROM answer)"
        )
        ((rows,),) = connection.execute("SELECT count(*) FROM answer")
    crowd = CHANNELS * PEOPLE
    return [
        Measure(f"{crowd} people in a second, p50", middle(taken), "ms"),
        Measure(
            f"{crowd} people in a second, p99",
            *(percentile(taken, 0.99), "ms", None, AT_P99),
            target="at most 1 s",
        ),
        Measure(
            f"{crowd} people in a second, slowest",
            *(max(taken), "ms", None, NEVER),
            target="never over 3 s",
        ),
        Measure("processor time of such an answer", used / len(pressed) * 1000, "ms"),
        Measure(
            "answers recorded, of those pressed",
            *(100 * min(kept, told) / len(pressed), "%", None, 100),
            at_least=True,
            target="all",
        ),
        Measure("answers recorded twice", rows - kept, "", None, 0, target="none"),
    ]


def measure() -> list[Measure]:
    """Play it once; takes under a minute."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(asyncio.wait_for(play(Path(folder) / "home"), 120))


if __name__ == "__main__":
    sys.exit(report(measure()))
