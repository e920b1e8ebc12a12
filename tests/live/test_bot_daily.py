"""The question of the day over real sockets and by the real clock: asked, killed, closed, shown."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.ui.time_form import AT, ZONE
from tests.live.conftest import Community
from tests.live.interactions import Interaction
from tests.live.process import BotProcess, started, until
from tests.live.rights import MANAGE_GUILD, USUAL
from tests.live.server import DiscordServer
from tests.live.world import Channel, Message, User
from tests.options import is_labelled

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused"), pytest.mark.long]

TOKYO = ZoneInfo("Asia/Tokyo")
AHEAD = timedelta(seconds=10)
"""Time enough to press three times before the minute comes."""
A_DAY = timedelta(days=1)
STORED = "%Y-%m-%d %H:%M:%S.%f"


def button(message: Message, letter: str) -> str:
    return next(
        str(p["custom_id"]) for p in message.pieces() if is_labelled(p.get("label"), letter)
    )


async def answer(discord: DiscordServer, who: User, message: Message, letter: str) -> Interaction:
    told = await discord.click(who, message, button(message, letter))
    assert told.private
    return told


async def choose_daily(
    discord: DiscordServer, community: Community, boss: User, place: Channel
) -> datetime:
    """Choose the next minute that can still be reached, by the clocks of Tokyo; returns it."""
    shown = (await discord.slash(boss, community.general, "settings server")).message
    assert shown is not None
    await discord.click(boss, shown, "svp1:quizzes")
    soon = datetime.now(UTC) + AHEAD
    moment = soon.replace(second=0, microsecond=0) + timedelta(minutes=1)
    opened = await discord.pick(boss, shown, "sv1:daily", place)
    at = f"{moment.astimezone(TOKYO):%H:%M}"
    told = await discord.submit(opened, **{AT: at, ZONE: "tokyo"})
    assert f"a question every day at {at}" in told.text
    there = datetime.now(TOKYO).date()
    day = "today" if moment.astimezone(TOKYO).date() == there else "tomorrow"
    assert f"The next one comes {day}." in told.text
    assert place.messages == {}
    return moment


def let_a_day_pass(database: Path) -> None:
    """What a day would do to the times that are stored, while no process runs."""
    with closing(sqlite3.connect(database)) as connection:
        (closes_at,) = connection.execute("SELECT closes_at FROM quiz_question").fetchone()
        earlier = datetime.strptime(closes_at, STORED) - A_DAY  # noqa: DTZ007 - SQLite keeps no zone
        with connection:
            connection.execute("UPDATE quiz_question SET closes_at = ?", [f"{earlier:{STORED}}"])


async def test_it_comes_at_its_time_outlives_kills_and_shows_its_answer_after_a_day(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    ana, ben, home = community.ana, community.ben, tmp_path / "home"
    boss = discord.world.add_member(community.guild, "Boss", permissions=USUAL | MANAGE_GUILD)
    place = discord.world.add_channel(community.guild, "question-of-the-day")

    async def die(bot: BotProcess) -> None:
        await bot.kill()
        discord.world.global_commands.clear()

    async with started(discord, home) as bot:
        moment = await choose_daily(discord, community, boss, place)
        await until(lambda: place.messages, within=90)
        assert moment <= datetime.now(UTC) < moment + AHEAD
        (asked,) = place.messages.values()
        assert asked.embeds[0]["title"].endswith("Question of the day")
        assert (await answer(discord, ana, asked, "A")).text.startswith("You chose **")
        await die(bot)
    async with started(discord, home) as bot:
        assert (await answer(discord, ana, asked, "B")).text.startswith("You chose **")
        again = await answer(discord, ben, asked, "A")
        await discord.redeliver(again)
        await bot.logs("interaction repeated")
        old = button(asked, "A")
        await die(bot)
    assert list(place.messages.values()) == [asked]
    let_a_day_pass(home / "imnm.db")
    # A client that has not heard of the edit still shows the letters.
    letters = asked.components
    async with started(discord, home) as bot:
        await until(lambda: asked.embeds[0]["title"].endswith("Question of the day: the answer"))
        assert old not in str(asked.components)
        assert "**Why:**" in asked.embeds[0]["description"]
        asked.components = letters
        late = await discord.click(ben, asked, old)
        assert "closed" in late.text
        # Its day has had its question.
        assert list(place.messages.values()) == [asked]
        await die(bot)
    with closing(sqlite3.connect(home / "imnm.db")) as connection:
        given = connection.execute("SELECT person_id, choice FROM answer").fetchall()
        assert sorted(given) == sorted([(ana.id, 1), (ben.id, 0)])
        scored = connection.execute(
            "SELECT count(*) FROM tally WHERE period = 'all' AND topic = ''"
        ).fetchone()
        assert scored == (2,)
        assert connection.execute("SELECT phase, reason FROM quiz").fetchall() == [
            ("finished", "done")
        ]
