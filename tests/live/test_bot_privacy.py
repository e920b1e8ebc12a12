"""`/privacy` over real sockets: told, handed over, and erased while a quiz goes on."""

from pathlib import Path

import pytest

from tests.live.conftest import Community
from tests.live.process import started, until
from tests.live.room import Room
from tests.live.server import DiscordServer
from tests.live.world import Message, User
from tests.store.scan import scan

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


def find(message: Message | None, start: str) -> str:
    assert message is not None
    found = [str(piece.get("custom_id")) for piece in message.pieces()]
    return next(each for each in found if each.startswith(start))


async def leave_traces(discord: DiscordServer, who: User, room: Room) -> None:
    """Choose, practise and report; the quiz that goes on has an answer of theirs too."""
    shown = await discord.slash(who, room.channel, "settings me")
    assert shown.message is not None
    await discord.select(who, shown.message, "st1:board", "name")
    asked = await discord.slash(who, room.channel, "review", length=1)
    assert asked.message is not None
    await discord.click(who, asked.message, find(asked.message, "v1:"))
    opened = await discord.click(who, asked.message, find(asked.message, "rp1:"))
    await discord.submit(opened, said="The right answer should be B.")


def find_in_files(home: Path, wanted: int) -> list[str]:
    """Every file of the bot's folder in which a number stands, as text or as SQLite keeps it."""
    marks = (str(wanted).encode(), wanted.to_bytes(8, "big"))
    return [
        each.name
        for each in home.iterdir()
        if each.is_file() and any(mark in each.read_bytes() for mark in marks)
    ]


async def test_an_erasure_is_kept_through_kills_and_the_quiz_goes_on(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    ana, ben, home = community.ana, community.ben, tmp_path / "home"
    room = Room(discord, community.general, ben)
    database = home / "imnm.db"

    async def press(who: User, label: str) -> str:
        await until(lambda: room.find(label))
        found = room.find(label)
        assert found is not None
        return (await discord.click(who, *found)).text

    async def go_on(title: str) -> None:
        await press(ben, "Next")
        await until(lambda: room.titles[-1] == title)

    async with started(discord, home) as bot:
        await discord.slash(ben, room.channel, "quiz", pace="host", length=2)
        await press(ben, "Start now")
        assert (await press(ana, "A")).startswith("You chose")
        assert (await press(ben, "B")).startswith("You chose")
        await leave_traces(discord, ana, room)
        told = (await discord.slash(ana, room.channel, "privacy show")).text
        for line in ("1 set of settings", "1 answer in a quiz", "1 answer in practice", "1 report"):
            assert line in told
        taken = await discord.slash(ana, room.channel, "privacy export")
        await until(lambda: "Everything I have stored" in taken.text)
        assert taken.private
        asked = (await discord.slash(ana, room.channel, "privacy erase")).message
        assert asked is not None
        assert "Nothing has been erased yet" in str(asked.embeds)
        assert scan(database, ana.id)
        assert find_in_files(home, ana.id)
        await bot.kill()
    discord.world.global_commands.clear()
    async with started(discord, home) as bot:
        # The question stood through the restart: its button carries all that it needs.
        await discord.click(ana, asked, "ye1")
        await until(lambda: asked.content.startswith("✅"))
        await bot.kill()
    assert scan(database, ana.id) == []
    assert find_in_files(home, ana.id) == []
    discord.world.global_commands.clear()
    async with started(discord, home):
        told = (await discord.slash(ana, room.channel, "privacy show")).text
        assert "Nothing at all." in told
        await go_on("Question 1 of 2: the answer")
        await go_on("Question 2 of 2")
        assert (await press(ben, "A")).startswith("You chose")
        await go_on("Question 2 of 2: the answer")
        await go_on("Result: Everything")
        board = str(room.shown[-1].embeds)
        assert "2 people" not in board
        assert ana.name not in board
    assert scan(database, ana.id) == []
    assert scan(database, ben.id)


@pytest.mark.long
async def test_a_quiz_whose_host_is_erased_is_everybodys_also_after_a_kill(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    ana, ben, home = community.ana, community.ben, tmp_path / "home"
    room = Room(discord, community.general, ana)
    async with started(discord, home) as bot:
        await discord.slash(ana, room.channel, "quiz", pace="host", length=1)
        await until(lambda: room.find("Start now"))
        start = room.find("Start now")
        assert start is not None
        refused = await discord.click(ben, *start)
        assert "Only the person who started this quiz" in refused.text
        asked = (await discord.slash(ana, room.channel, "privacy erase")).message
        assert asked is not None
        await discord.click(ana, asked, "ye1")
        await until(lambda: asked.content.startswith("✅"))
        await bot.kill()
    assert scan(home / "imnm.db", ana.id) == []
    discord.world.global_commands.clear()
    async with started(discord, home):
        await discord.click(ben, *start)
        await until(lambda: room.open_question)
