"""A quiz over real sockets: killed, cut off, delivered twice, and never asked twice."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.live.conftest import Community, forgive
from tests.live.interactions import Interaction
from tests.live.process import BotProcess, started, until
from tests.live.rights import SEND_MESSAGES, VIEW_CHANNEL
from tests.live.room import Room
from tests.live.server import DiscordServer
from tests.live.world import User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


class Table(Room):
    """The channel of a quiz and the database behind it."""

    def __init__(self, discord: DiscordServer, community: Community, home: Path) -> None:
        super().__init__(discord, community.general, community.ana)
        self.community = community
        self.home = home

    async def start(self, **options: object) -> None:
        await self.discord.slash(self.host, self.channel, "quiz", pace="host", length=3, **options)
        await until(lambda: self.find("Start now"))

    async def press(self, who: User, label: str) -> Interaction:
        found = self.find(label)
        assert found is not None, (label, self.titles)
        return await self.discord.click(who, *found)

    async def sees(self, condition: Callable[[], object]) -> None:
        await until(condition)

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


@pytest.mark.long
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
            assert first.text.startswith("You chose **")
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


@pytest.mark.long
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


@pytest.mark.long
async def test_a_deleted_question_comes_back_and_too_many_requests_are_waited_out(
    discord: DiscordServer, community: Community, table: Table
) -> None:
    ana, ben = community.ana, community.ben
    async with started(discord, table.home):
        await table.start()
        await table.ask(1)
        await table.press(ben, "A")
        del table.channel.messages[table.shown[-1].id]
        await table.sees(lambda: table.find("Next"))
        await table.close(1)
        discord.fail_next("POST", "/messages", 429)
        await table.ask(2)
        await table.press(ana, "B")
        discord.fail_next("PATCH", "/messages", 429, times=2)
        await table.close(2)
        await table.ask(3)
        await table.press(ben, "A")
        await table.close(3)
        await table.press(ana, "Next")
        await table.sees(lambda: table.titles[-1] == "Result: Everything")
    forgive(discord, 404, 429)
    table.assert_sound()


@pytest.mark.long
@pytest.mark.parametrize("loss", ["the channel", "the right to see it", "the right to write"])
async def test_a_quiz_that_loses_its_channel_ends_and_keeps_its_scores(
    discord: DiscordServer, community: Community, table: Table, loss: str
) -> None:
    ana, ben = community.ana, community.ben
    async with started(discord, table.home) as bot:
        await table.start()
        await table.ask(1)
        await table.press(ben, "A")
        await table.close(1)
        step = table.find("Next")
        assert step is not None
        if loss == "the channel":
            del discord.world.channels[table.channel.id]
        else:
            right = VIEW_CHANNEL if loss == "the right to see it" else SEND_MESSAGES
            table.channel.denied[discord.world.bot.id] = right
        told = await discord.click(ana, *step)
        await until(lambda: table.rows("SELECT id FROM quiz WHERE phase = 'finished'"))
        await until(lambda: told.followups)
        said = told.followups[0]
        assert said.content.startswith("I could no longer write in the channel of this quiz")
        assert said.ephemeral
        # It is not stuck: where the bot may write again, the next quiz begins.
        discord.world.channels[table.channel.id] = table.channel
        table.channel.denied.clear()
        await table.start()
        assert "Traceback" not in bot.log
    assert table.rows("SELECT reason FROM quiz ORDER BY id") == [("lost",), (None,)]
    assert table.rows("SELECT answered FROM tally WHERE period = 'all' AND topic = ''") == [(1,)]
    forgive(discord, 403, 404)
