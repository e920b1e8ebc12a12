"""What people and servers choose, over real sockets: saved at once, and together, for good."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import time
from pathlib import Path

import pytest

from bot.deck.model import Level
from bot.learning.questions import Audience
from bot.store import BoardVisibility, DailySettings, GuildDefaults, Preferences, Reminder, Store
from bot.ui.time_form import AT, ZONE
from tests.live.conftest import Community
from tests.live.interactions import Interaction
from tests.live.process import started, until
from tests.live.rights import MANAGE_GUILD, USUAL
from tests.live.server import DiscordServer
from tests.live.world import Message, User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]


Step = tuple[Callable[[], Awaitable[Interaction]], str]
"""What somebody does, and what their message says then."""


def store_in(home: Path) -> Store:
    return Store(f"sqlite+aiosqlite:///{home / 'imnm.db'}")


async def test_presses_at_the_same_moment_undo_nothing(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    ana, home = community.ana, tmp_path / "home"
    async with started(discord, home) as bot:
        shown = (await discord.slash(ana, community.general, "settings me")).message
        assert shown is not None
        for text_only in ("yes", "no", "yes"):
            await asyncio.gather(
                discord.select(ana, shown, "st1:level", "clinical"),
                discord.select(ana, shown, "st1:private", "yes"),
                discord.select(ana, shown, "st1:board", "hidden"),
                discord.click(ana, shown, f"stt1:{text_only}"),
            )
        await bot.kill()
    async with store_in(home) as store:
        assert await store.people.preferences(ana.id) == Preferences(
            Level.CLINICAL, private=True, text_only=True, board=BoardVisibility.HIDDEN
        )


@pytest.fixture
def boss(discord: DiscordServer, community: Community) -> User:
    return discord.world.add_member(community.guild, "Boss", permissions=USUAL | MANAGE_GUILD)


async def walk(discord: DiscordServer, home: Path, shown: Message, steps: list[Step]) -> None:
    """Do each step in a process of its own, which is killed as soon as it has confirmed it."""
    for act, said in steps:
        discord.world.global_commands.clear()
        async with started(discord, home) as bot:
            asked = await act()
            assert asked.modal is None, said
            text = shown.content + "".join(str(embed) for embed in shown.embeds)
            assert said in text, (said, text)
            await bot.kill()


@pytest.mark.long
async def test_all_that_a_server_can_choose_is_saved_at_once_for_good(
    discord: DiscordServer, community: Community, boss: User, tmp_path: Path
) -> None:
    home, guild = tmp_path / "home", community.guild
    desk = discord.world.add_channel(guild, "moderators")
    hosts = discord.world.add_role(guild, "Hosts")
    async with started(discord, home):
        shown = (await discord.slash(boss, community.general, "settings server")).message
        assert shown is not None
        assert shown.visible_to is boss

    async def fill(opened: Interaction, at: str, zone: str) -> Interaction:
        return await discord.submit(opened, **{AT: at, ZONE: zone})

    async def set_daily() -> Interaction:
        opened = await discord.pick(boss, shown, "sv1:daily", desk)
        return await fill(opened, "7:45", "IST")

    async def set_time() -> Interaction:
        return await fill(await discord.click(boss, shown, "svt1"), "23:05", "tokyo")

    steps: list[Step] = [
        (lambda: discord.select(boss, shown, "sv1:level", "clinical"), "Cards use clinical terms."),
        (
            lambda: discord.select(boss, shown, "sv1:private", "yes"),
            "Only the person who asks for a card sees it.",
        ),
        (lambda: discord.select(boss, shown, "sv1:board", "names"), "Boards show names."),
        (
            lambda: discord.pick(boss, shown, "sv1:reports", desk),
            f"Reports appear in <#{desk.id}>.",
        ),
        (
            lambda: discord.click(boss, shown, "svp1:quizzes"),
            "These settings apply to everybody in this server.",
        ),
        (
            lambda: discord.pick(boss, shown, "sv1:channels", community.general, desk),
            f"played in <#{community.general.id}>, <#{desk.id}>",
        ),
        (
            lambda: discord.pick(boss, shown, "sv1:role", hosts),
            f"People with <@&{hosts.id}> can start quizzes.",
        ),
        (
            lambda: discord.select(boss, shown, "sv1:audience", "both"),
            "Questions are written for patients and for students.",
        ),
        (set_daily, "Which of these is yours?"),
        (
            lambda: discord.select(boss, shown, f"svz1:{desk.id}:07:45", "Europe/Dublin"),
            f"a question every day at 07:45 in <#{desk.id}>",
        ),
        (set_time, "a question every day at 23:05"),
        (
            lambda: discord.pick(boss, shown, "sv1:daily", community.general),
            f"at 23:05 in <#{community.general.id}>",
        ),
    ]
    await walk(discord, home, shown, steps)
    chosen = GuildDefaults(
        level=Level.CLINICAL,
        private=True,
        board_names=True,
        audience=Audience.BOTH,
        quiz_channels=frozenset({community.general.id, desk.id}),
        quiz_role=hosts.id,
        daily=DailySettings(community.general.id, time(23, 5), "Asia/Tokyo"),
        reports_channel=desk.id,
    )
    async with store_in(home) as store:
        assert await store.servers.defaults(guild.id) == chosen
    await walk(
        discord,
        home,
        shown,
        [
            (lambda: discord.click(boss, shown, "svo1"), "The question of the day is off."),
            (lambda: discord.pick(boss, shown, "sv1:role"), "Anyone can start quizzes."),
            (
                lambda: discord.pick(boss, shown, "sv1:channels"),
                "Quizzes can be played in every channel.",
            ),
            (
                lambda: discord.click(boss, shown, "svp1:cards"),
                "These settings apply to everybody in this server.",
            ),
            (
                lambda: discord.pick(boss, shown, "sv1:reports"),
                "only to the people who write the cards",
            ),
        ],
    )
    async with store_in(home) as store:
        left = GuildDefaults(
            level=Level.CLINICAL, private=True, board_names=True, audience=Audience.BOTH
        )
        assert await store.servers.defaults(guild.id) == left
    # What was chosen holds for those who have chosen nothing.
    discord.world.global_commands.clear()
    async with started(discord, home):
        card = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert card.private
        assert "In plain words" in str(card.message and card.message.pieces())


@pytest.mark.long
async def test_all_that_a_person_can_choose_is_saved_at_once_for_good(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    home, ana = tmp_path / "home", community.ana
    async with started(discord, home):
        shown = (await discord.slash(ana, community.general, "settings me")).message
        assert shown is not None

    async def pick_hour() -> Interaction:
        opened = await discord.select(ana, shown, "st1:reminder", "19:00")
        return await discord.submit(opened, **{AT: "19:00", ZONE: "berlin"})

    async def set_time() -> Interaction:
        opened = await discord.click(ana, shown, "str1")
        return await discord.submit(opened, **{AT: "6.30", ZONE: "IST"})

    steps: list[Step] = [
        (lambda: discord.select(ana, shown, "st1:level", "clinical"), "Cards use clinical terms."),
        (lambda: discord.select(ana, shown, "st1:private", "yes"), "Only you see your cards."),
        (
            lambda: discord.select(ana, shown, "st1:board", "alias"),
            "Boards show your alias.",
        ),
        (lambda: discord.select(ana, shown, "st1:board", "hidden"), "Boards do not show you."),
        (lambda: discord.select(ana, shown, "st1:board", "name"), "Boards show your name, Ana."),
        (lambda: discord.click(ana, shown, "stt1:yes"), "Cards come as plain text."),
        (pick_hour, "I will remind you at 19:00 (Europe/Berlin)."),
        (
            lambda: discord.select(ana, shown, "st1:reminder", "07:00"),
            "I will remind you at 07:00 (Europe/Berlin).",
        ),
        (set_time, "Which of these is yours?"),
        (
            lambda: discord.select(ana, shown, "stz1:06:30", "Asia/Kolkata"),
            "I will remind you at 06:30 (Asia/Kolkata).",
        ),
    ]
    await walk(discord, home, shown, steps)
    async with store_in(home) as store:
        assert await store.people.preferences(ana.id) == Preferences(
            level=Level.CLINICAL,
            private=True,
            text_only=True,
            board=BoardVisibility.NAME,
            board_name="Ana",
            reminder=Reminder(time(6, 30), "Asia/Kolkata"),
        )
    back: list[Step] = [
        (lambda: discord.click(ana, shown, "stt1:no"), "Cards come with buttons."),
        (lambda: discord.select(ana, shown, "st1:reminder", "-"), "Reminders are off."),
    ]
    back += [
        (lambda what=what: discord.select(ana, shown, f"st1:{what}", "-"), said)
        for what, said in (
            ("level", "Cards use the server's wording."),
            ("private", "The server's default decides who sees your cards."),
            ("board", "Boards show you by the server's default."),
        )
    ]
    await walk(discord, home, shown, back)
    async with store_in(home) as store:
        assert await store.people.preferences(ana.id) == Preferences()
        assert "set of settings" not in str(await store.privacy.count_rows(ana.id))


@pytest.mark.long
async def test_without_manage_server_nothing_of_a_server_can_be_changed(
    discord: DiscordServer, community: Community, boss: User, tmp_path: Path
) -> None:
    home, general = tmp_path / "home", community.general
    pages = []
    async with started(discord, home):
        refused = await discord.slash(community.ana, general, "settings server")
        assert "permission Manage Server" in refused.text
        assert refused.private
        for _ in range(2):
            shown = (await discord.slash(boss, general, "settings server")).message
            assert shown is not None
            pages.append(shown)
        await discord.click(boss, pages[1], "svp1:quizzes")
        opened = await discord.pick(boss, pages[1], "sv1:daily", general)
    community.guild.members[boss.id] = USUAL
    discord.world.global_commands.clear()
    async with started(discord, home):
        told = [await discord.submit(opened, **{AT: "7", ZONE: "Berlin"})]
        for shown in pages:
            for piece in shown.pieces():
                if piece["type"] == 2:
                    told.append(await discord.click(boss, shown, piece["custom_id"]))
                elif piece["type"] == 3:
                    value = piece["options"][-1]["value"]
                    told.append(await discord.select(boss, shown, piece["custom_id"], value))
                else:
                    told.append(await discord.pick(boss, shown, piece["custom_id"]))
        assert len(told) == 1 + 5 + 6
        await until(lambda: all(each.text for each in told))
        for each in told:
            assert "permission Manage Server" in each.text
            assert each.private
    async with store_in(home) as store:
        assert await store.servers.defaults(community.guild.id) == GuildDefaults()
