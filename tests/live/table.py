"""A quiz whose host steps it on, from its first question to its scores."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.live.conftest import Community
from tests.live.interactions import Interaction
from tests.live.process import until
from tests.live.processes import Processes
from tests.live.room import Room
from tests.live.server import DiscordServer
from tests.live.world import User


class Table(Room):
    """The channel of a quiz of three questions, and who hosts it."""

    def __init__(self, discord: DiscordServer, community: Community) -> None:
        super().__init__(discord, community.general, community.ana)

    async def start(self) -> None:
        await self.discord.slash(self.host, self.channel, "quiz", pace="host", length=3)
        await until(lambda: self.find("Start now"))

    async def press(self, who: User, label: str) -> Interaction:
        found = self.find(label)
        assert found is not None, (label, self.titles)
        return await self.discord.click(who, *found)

    async def ask(self, number: int) -> None:
        await self.press(self.host, "Start now" if number == 1 else "Next")
        await until(lambda: self.titles[-1].startswith(f"Question {number} of") and self.find("A"))

    async def sees(self, title: str) -> None:
        await until(lambda: self.titles[-1] == title)

    async def play_on(self, number: int, *players: User) -> None:
        """Answer the open question, and all that follow."""
        for position in range(number, 4):
            if position != number:
                await self.ask(position)
            for who in players:
                assert (await self.press(who, "A")).text.startswith("You chose **")
            await self.press(self.host, "Next")
            await self.sees(f"Question {position} of 3: the answer")
        await self.press(self.host, "Next")
        await self.sees("Result: Everything")

    def assert_sound(self, processes: Processes, answers: int) -> None:
        """Nothing was lost, nothing was counted or shown twice."""
        assert len(self.titles) == len(set(self.titles)) == 5
        counted = processes.rows("SELECT person_id, sum(points), count(*) FROM answer GROUP BY 1")
        tallied = processes.rows(
            "SELECT person_id, points, answered FROM tally WHERE period = 'all' AND topic = ''"
        )
        assert sorted(counted) == sorted(tallied)
        assert processes.rows("SELECT count(*) FROM answer WHERE points IS NOT NULL") == [
            str(answers)
        ]


@asynccontextmanager
async def pressing(
    discord: DiscordServer, table: Table, people: list[User]
) -> AsyncIterator[list[str]]:
    """Let people press as fast as they are answered; give what they are told."""
    told: list[str] = []
    stopping = asyncio.Event()

    async def press(who: User) -> None:
        while not stopping.is_set():
            for label in "AB":
                asked = await table.press(who, label)
                told.append(asked.text)
                await asyncio.sleep(0.02)

    tasks = [asyncio.create_task(press(who)) for who in people]
    try:
        yield told
    finally:
        stopping.set()
        await asyncio.gather(*tasks)
