"""What members report, over real sockets: shown to moderators, resolved by them, told back."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.live.conftest import Community
from tests.live.process import ROOT, started, until
from tests.live.rights import MANAGE_GUILD, MANAGE_MESSAGES, USUAL
from tests.live.server import DiscordServer
from tests.live.world import Channel, Message, User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


def find(message: Message | None, start: str) -> str:
    assert message is not None
    found = [str(piece.get("custom_id")) for piece in message.pieces()]
    return next(each for each in found if each.startswith(start))


async def report(discord: DiscordServer, who: User, message: Message | None, said: str) -> None:
    assert message is not None
    opened = await discord.click(who, message, find(message, "rp1:"))
    sent = await discord.submit(opened, said=said)
    assert sent.private
    assert sent.text.startswith("Thank you.")


async def report_both(discord: DiscordServer, who: User, channel: Channel) -> None:
    """Report a question from practice, and a card from its sources."""
    asked = await discord.slash(who, channel, "review", length=1)
    assert asked.message is not None
    await discord.click(who, asked.message, find(asked.message, "v1:"))
    await report(discord, who, asked.message, "The right answer should be B.")
    card = await discord.slash(who, channel, "imnm subtypes")
    assert card.message is not None
    opened = await discord.click(who, card.message, find(card.message, "s1:"))
    await report(discord, who, opened.message, "The second sentence is out of date.")


@pytest.mark.long
async def test_a_report_reaches_the_moderators_and_its_end_the_reporter(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    world, guild, home = discord.world, community.guild, tmp_path / "home"
    ana, ben, general = community.ana, community.ben, community.general
    boss = world.add_member(guild, "Boss", permissions=USUAL | MANAGE_GUILD)
    mo = world.add_member(guild, "Mo", permissions=USUAL | MANAGE_MESSAGES)
    desk = world.add_channel(guild, "moderators")
    async with started(discord, home) as bot:
        rules = await discord.slash(boss, general, "settings server")
        assert rules.message is not None
        await discord.pick(boss, rules.message, "sv1:reports", desk)
        await report_both(discord, ana, general)
        await until(lambda: len(desk.messages) == 2)
        about_question, about_card = desk.messages.values()
        assert "The right answer should be B." in about_question.embeds[0]["description"]
        assert about_card.embeds[0]["title"].endswith("A card was reported")
        for each in (about_question, about_card):
            assert str(ana.id) not in str(each.embeds)
            assert ana.name not in str(each.embeds)
        await bot.kill()
    world.global_commands.clear()
    async with started(discord, home) as bot:
        for nobody in (ana, ben):
            refused = await discord.click(nobody, about_card, find(about_card, "rr1:"))
            assert refused.private
            assert "Manage Messages or Manage Server" in refused.text
        button = find(about_card, "rr1:")
        await discord.click(mo, about_card, button)
        assert about_card.embeds[0]["title"].endswith("A card was reported: resolved")
        assert f"<@{mo.id}>" in str(about_card.embeds)
        assert button not in str(about_card.components)
        # It was confirmed, so it is on the disk.
        await bot.kill()
    world.global_commands.clear()
    async with started(discord, home):
        told = (await discord.slash(ana, general, "privacy show")).text
        assert told.count("**resolved**") == 1
        assert told.count(": open") == 1
        await discord.click(boss, about_question, find(about_question, "rr1:"))
        told = (await discord.slash(ana, general, "privacy show")).text
        assert told.count("**resolved**") == 2
    assert len(desk.messages) == 2


async def test_two_moderators_who_resolve_at_once_are_both_answered(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    world, guild = discord.world, community.guild
    boss = world.add_member(guild, "Boss", permissions=USUAL | MANAGE_GUILD)
    desk = world.add_channel(guild, "moderators")
    async with started(discord, tmp_path / "home"):
        rules = await discord.slash(boss, community.general, "settings server")
        assert rules.message is not None
        await discord.pick(boss, rules.message, "sv1:reports", desk)
        await report_both(discord, community.ana, community.general)
        await until(lambda: len(desk.messages) == 2)
        message = next(iter(desk.messages.values()))
        button = find(message, "rr1:")
        first = await discord.click(boss, message, button, wait=0)
        second = await discord.click(boss, message, button, wait=0)
        await until(lambda: first.done.is_set() and second.done.is_set())
        # On a busy machine both are acknowledged first.
        await until(lambda: message.embeds[0]["title"].endswith(": resolved"))


async def run_reports(home: Path, *arguments: str) -> tuple[int | None, str]:
    """`imnm-bot reports` as whoever writes the cards types it, beside the bot that runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "reports",
        *arguments,
        cwd=home,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite+aiosqlite:///{home / 'imnm.db'}",
            "PYTHONPATH": str(ROOT),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@pytest.mark.long
async def test_a_card_writer_closes_a_report_while_people_go_on(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    """Two processes write to one file: neither waits in vain, and nothing is lost."""
    ana, ben, home = community.ana, community.ben, tmp_path / "home"
    presses = 0
    async with started(discord, home) as bot:
        await report_both(discord, ana, community.general)
        shown = (await discord.slash(ben, community.general, "settings me")).message
        assert shown is not None
        for number in ("1", "2"):
            closing = asyncio.create_task(run_reports(home, "--close", number))
            while not closing.done():
                presses += 1
                level = "clinical" if presses % 2 else "plain"
                await discord.select(ben, shown, "st1:level", level)
                assert "Saved" in str(shown.embeds)
            assert (await closing)[0] == 0
        assert presses > 10
        told = (await discord.slash(ana, community.general, "privacy show")).text
        assert told.count("**resolved**") == 2
        assert "No reports." in (await run_reports(home, "--open"))[1]
        assert "failed" not in bot.log
        assert "store fails" not in bot.log
