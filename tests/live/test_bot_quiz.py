"""A quiz over real sockets: killed, cut off, delivered twice, and never asked twice."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.conftest import Community, forgive
from tests.live.interactions import Interaction
from tests.live.process import BotProcess, started, until
from tests.live.server import DiscordServer
from tests.live.world import Message, User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


class Table:
    """The channel of a quiz, as those who play in it see it."""

    def __init__(self, discord: DiscordServer, community: Community, home: Path) -> None:
        self.discord = discord
        self.community = community
        self.home = home

    async def start(self, **options: object) -> None:
        await self.discord.slash(
            self.community.ana, self.community.general, "quiz", pace="host", length=3, **options
        )
        await until(lambda: self.find("Start now"))

    @property
    def shown(self) -> list[Message]:
        messages = self.community.general.messages.values()
        return [message for message in messages if message.visible_to is None]

    @property
    def titles(self) -> list[str]:
        return [
            embed["title"].partition(" ")[2] for message in self.shown for embed in message.embeds
        ]

    def find(self, label: str) -> tuple[Message, str] | None:
        for message in reversed(self.shown):
            for piece in message.pieces():
                if piece.get("label") == label:
                    return message, str(piece["custom_id"])
        return None

    async def press(self, who: User, label: str) -> Interaction:
        found = self.find(label)
        assert found is not None, (label, self.titles)
        return await self.discord.click(who, *found)

    async def sees(self, condition: Callable[[], object]) -> None:
        await until(condition, within=10)

    async def ask(self, number: int) -> None:
        """Goes on until this question is open."""
        await self.press(self.community.ana, "Start now" if number == 1 else "Next")
        await self.sees(
            lambda: self.titles[-1].startswith(f"Question {number} of") and self.find("A")
        )

    async def close(self, number: int) -> None:
        await self.press(self.community.ana, "Next")
        await self.sees(lambda: self.titles[-1] == f"Question {number} of 3: the answer")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.home / "imnm.db")
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def assert_sound(self) -> None:
        counted = self.rows(
            "SELECT person_id, sum(points), count(*) FROM answer GROUP BY 1 ORDER BY 1"
        )
        assert counted == self.rows(
            "SELECT person_id, points, answered FROM tally "
            "WHERE period = 'all' AND topic = '' ORDER BY 1"
        )
        assert len(self.titles) == len(set(self.titles)) == 5


@pytest.fixture
def table(discord: DiscordServer, community: Community, tmp_path: Path) -> Table:
    return Table(discord, community, tmp_path / "home")


async def test_a_quiz_that_is_killed_at_every_step_goes_on_where_it_stood(
    discord: DiscordServer, community: Community, table: Table
) -> None:
    ana, ben = community.ana, community.ben

    async def again(bot: BotProcess) -> None:
        await bot.kill()
        discord.world.global_commands.clear()

    async with started(discord, table.home) as bot:
        await table.start()
        await again(bot)
    for number in (1, 2, 3):
        async with started(discord, table.home) as bot:
            await table.ask(number)
            first = await table.press(ana, "A")
            assert first.text.startswith("You chose **A**")
            await again(bot)
        async with started(discord, table.home) as bot:
            second = await table.press(ben, "B")
            await discord.redeliver(second)
            await table.close(number)
            await again(bot)
    async with started(discord, table.home):
        await table.press(ana, "Next")
        await table.sees(lambda: table.titles[-1] == "Result: Everything")
    assert len(table.rows("SELECT * FROM answer WHERE points IS NOT NULL")) == 6
    # A new process does not know how much of Discord's patience the last one has used up.
    forgive(discord, 429)
    table.assert_sound()


async def test_a_lost_connection_and_failing_answers_of_discord_lose_and_repeat_nothing(
    discord: DiscordServer, community: Community, table: Table
) -> None:
    ana, ben = community.ana, community.ben
    async with started(discord, table.home):
        await table.start()
        await table.ask(1)
        await table.press(ben, "A")
        await table.close(1)
        # The message arrives, and the answer to it does not.
        discord.fail_next("POST", "/messages", 502, after=True)
        await table.ask(2)
        await discord.gateway.drop()
        await until(lambda: discord.gateway.live_sessions)
        await table.press(ben, "A")
        discord.fail_next("PATCH", "/messages", 500)
        await table.close(2)
        await table.ask(3)
        await table.close(3)
        await table.press(ana, "Next")
        await table.sees(lambda: table.titles[-1] == "Result: Everything")
    forgive(discord, 500, 502)
    table.assert_sound()
