"""Whatever is typed into an option or a form: nobody is pinged, nothing breaks, nothing is kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.ui.time_form import AT, ZONE
from tests.live.conftest import Community
from tests.live.interactions import DEFER, Interaction
from tests.live.offered import fill_required, list_commands, list_fields
from tests.live.process import started, until
from tests.live.rights import MANAGE_GUILD, MANAGE_MESSAGES, PIN_MESSAGES
from tests.live.server import DiscordServer
from tests.live.world import Message, User

pytestmark = [pytest.mark.live, pytest.mark.usefixtures("nothing_refused")]

MARK = "zqxmark"
"""In every hostile text, so that it can be found wherever it should not be."""
HOSTILE = {
    "mentions": f"{MARK} @everyone @here <@1> <@!1> <@&2> <#3> </imnm help:4> <id:guide>",
    "masked link": f"[{MARK}](https://evil.example) <https://evil.example> ||hid|| https://evil.example",
    "zero width": f"{MARK}\u200b\u200d\u2060\ufeff@\u200beveryone",
    "right to left": f"\u202e{MARK}\u202d \u2066x\u2069 مرحبا",
    "long": f"{MARK} " + "ab" * 3000,
    "long in signs": MARK + "\N{HOT BEVERAGE}\N{VARIATION SELECTOR-16}" * 3000,
    "controls": f"{MARK}\x00\x01\x07\x1b[31m\r\n\t\x7f\x85",
    "SQL": f"{MARK}'; DROP TABLE answer; -- \" OR 1=1 /*",
    "Markdown": f"# {MARK}\n> ```py\n**b** __u__ ~~s~~ `c`\n- x\n-# y ||z|| \\",
    "combining": f"{MARK}" + "e\u0301\u0316" * 200,
    "spaces": " \u3000\u2003 ",
}
LIVE = (MARK + "](", "://evil", "@everyone", "@here", "<@", "<id:", "\u202e", "\u200b", "\x1b")
"""What must not come back, since Discord or a reader would take it for more than words."""
NO_MORE_THAN = 500
"""Characters of a report that are kept."""
TITLE = "Three types at a glance"
NAMED = {
    "mention": f"<@{TITLE}>",
    "everyone": f"@{TITLE}@",
    "masked link": "[Three types](at-a-glance)",
    "zero width": "Three\u200b types\u200d at\u2060 a\ufeff glance",
    "right to left": f"\u202e{TITLE}\u202d",
    "controls": f"{TITLE}\x00\x1b[\r\n\t\x7f\x85",
    "SQL": f"{TITLE}'; -- \" /*",
    "Markdown": f"# **{TITLE}**\n> ```||~~`",
}
"""The name of one card, written so that it still names that card."""


def text_options(discord: DiscordServer) -> Iterator[tuple[str, dict[str, object], str]]:
    """Find every option that takes a text: its command, what else must be given, its name."""
    for line, node in list_commands(discord.world):
        for option in node.get("options", []):
            if option["type"] == 3 and not option.get("choices"):
                yield line, fill_required(line, node), option["name"]


async def read(asked: Interaction, what: object) -> str:
    if asked.answer == DEFER:
        await until(lambda: asked.message is not None and not asked.message.loading)
    assert "Something went wrong" not in asked.text, what
    return asked.text


def judge(text: str, what: object) -> None:
    for piece in LIVE:
        assert piece not in text, (what, piece, text)


def assert_nothing_kept(database: Path, log: str) -> None:
    """Look for the mark in every column of every table, and in the log."""
    assert MARK not in log
    assert "failed" not in log
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
        assert "answer" in names
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - our names
                if table == "report":
                    assert all(len(str(value)) <= NO_MORE_THAN for value in row)
                else:
                    assert MARK not in str(row), table


@pytest.fixture
def moderator(discord: DiscordServer, community: Community) -> None:
    members = community.guild.members
    members[community.ana.id] |= MANAGE_GUILD | MANAGE_MESSAGES | PIN_MESSAGES
    # Else nothing of what is typed into /pin would get as far as the database.
    members[discord.world.bot.id] |= PIN_MESSAGES


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize("kind", HOSTILE)
async def test_no_option_takes_a_text_for_more_than_words(
    discord: DiscordServer, community: Community, tmp_path: Path, kind: str
) -> None:
    said = HOSTILE[kind]
    tried = 0
    async with started(discord, tmp_path / "home") as bot:
        for line, others, name in list(text_options(discord)):
            options = others | {name: said}
            asked = await discord.slash(community.ana, community.general, line, **options)
            judge(await read(asked, (line, name)), (line, name))
            typed = (
                await discord.autocomplete(
                    community.ana, community.general, line, name, said, **others
                )
                if _suggests(discord, line, name)
                else []
            )
            judge(str(typed), (line, name))
            tried += 1
        assert tried >= 8
        assert_nothing_kept(tmp_path / "home" / "imnm.db", bot.log)


@pytest.mark.long
@pytest.mark.usefixtures("moderator")
async def test_a_pin_stores_and_shows_the_card_that_was_named_and_not_how_it_was_typed(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    # One for each kind: so many posts at once would run into the limit of a channel.
    rooms = {name: discord.world.add_channel(community.guild, "room") for name in NAMED}
    async with started(discord, tmp_path / "home") as bot:
        for name, room in rooms.items():
            asked = await discord.slash(community.ana, room, "pin card", card=NAMED[name])
            told = await read(asked, name)
            judge(told, name)
            assert told.startswith(f"Pinned: [{TITLE}]"), name
        listed = await read(
            await discord.slash(community.ana, community.general, "pin list"), "pin list"
        )
        assert listed.count(f"[{TITLE}]") == len(NAMED)
        judge(listed.replace("<#", ""), "pin list")
        pinned = [room.messages[each] for room in rooms.values() for each in room.pins]
        assert [each.embeds[0]["title"].partition(" ")[2] for each in pinned] == [TITLE] * len(
            NAMED
        )
        assert all(not each.content for each in pinned)
        with closing(sqlite3.connect(tmp_path / "home" / "imnm.db")) as connection:
            stored = connection.execute(
                "SELECT message_id, channel_id, page FROM pin ORDER BY message_id"
            ).fetchall()
        assert stored == [(each.id, each.channel.id, "subtypes") for each in pinned]
        assert "failed" not in bot.log
        assert all(text not in bot.log for text in NAMED.values())


@pytest.mark.long
@pytest.mark.usefixtures("moderator")
async def test_no_form_takes_a_text_for_more_than_words(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    # One for each kind: so many reports at once would run into the limit of a channel.
    desks = [discord.world.add_channel(community.guild, f"desk-{n}") for n in range(len(HOSTILE))]
    async with started(discord, tmp_path / "home") as bot:
        rules = await discord.slash(community.ana, community.general, "settings server")
        assert rules.message is not None
        for desk, (kind, said) in zip(desks, HOSTILE.items(), strict=True):
            await discord.pick(community.ana, rules.message, "sv1:reports", desk)
            # A person may send five reports a day.
            reporter = discord.world.add_member(community.guild, f"Reporter of {kind}")
            practised = await discord.slash(reporter, community.general, "review", length=1)
            assert practised.message is not None
            await discord.click(reporter, practised.message, _find(practised.message, "v1:"))
            await _report(discord, reporter, practised.message, kind, said)
            shown = await discord.slash(reporter, community.general, "imnm subtypes")
            assert shown.message is not None
            opened = await discord.click(reporter, shown.message, _find(shown.message, "s1:"))
            assert opened.message is not None
            await _report(discord, reporter, opened.message, kind, said)
            await _set_time(discord, community, kind, said)
            await _set_daily(discord, community, kind, said)
        reported = 2 * len(HOSTILE)
        await until(lambda: sum(len(desk.messages) for desk in desks) == reported)
        for message in (each for desk in desks for each in desk.messages.values()):
            fault, _, said = message.embeds[0]["description"].partition("\n")
            assert fault.startswith("**Dangerous.** ")
            # Only spaces are no words.
            if said:
                _judge_block(said)
        assert_nothing_kept(tmp_path / "home" / "imnm.db", bot.log)


async def _report(
    discord: DiscordServer, reporter: User, message: Message, kind: str, said: str
) -> None:
    opened = await discord.click(reporter, message, _find(message, "rp1:"))
    assert opened.modal is not None
    # What is picked is one of what the form offers.
    fields = dict.fromkeys(list_fields(opened.modal), said) | {"fault": "dangerous"}
    judge(await read(await discord.submit(opened, **fields), kind), kind)


def _judge_block(said: str) -> None:
    """In a block of code nothing comes to life, unless it gets out of it or cannot be seen."""
    assert said.startswith("```\n"), said
    assert said.endswith("\n```"), said
    inside = said[4:-4]
    assert "`" not in inside
    assert all(each.isprintable() or each == "\n" for each in inside), said


async def _set_time(discord: DiscordServer, community: Community, kind: str, said: str) -> None:
    shown = await discord.slash(community.ana, community.general, "settings me")
    assert shown.message is not None
    for usual in _times(said):
        opened = await discord.click(community.ana, shown.message, "str1")
        assert opened.modal is not None
        assert set(list_fields(opened.modal)) == set(usual)
        judge(await read(await discord.submit(opened, **usual), kind), kind)


async def _set_daily(discord: DiscordServer, community: Community, kind: str, said: str) -> None:
    shown = await discord.slash(community.ana, community.general, "settings server")
    assert shown.message is not None
    await discord.click(community.ana, shown.message, "svp1:quizzes")
    for usual in _times(said):
        opened = await discord.pick(community.ana, shown.message, "sv1:daily", community.general)
        assert opened.modal is not None
        assert set(list_fields(opened.modal)) == set(usual)
        judge(await read(await discord.submit(opened, **usual), kind), kind)


def _times(said: str) -> tuple[dict[str, str], ...]:
    return {AT: said, ZONE: said}, {AT: "8:30", ZONE: said}, {AT: said, ZONE: "Berlin"}


def _find(message: Message, start: str) -> str:
    found = [str(piece.get("custom_id")) for piece in message.pieces()]
    return next(each for each in found if each.startswith(start))


def _suggests(discord: DiscordServer, line: str, name: str) -> bool:
    (node,) = [node for each, node in list_commands(discord.world) if each == line]
    return any(o["name"] == name and o.get("autocomplete") for o in node["options"])


@pytest.mark.long
@pytest.mark.parametrize("half", ["\ud800", "a \udfff b"])
async def test_half_a_sign_does_not_stop_the_bot_and_is_answered(
    discord: DiscordServer, community: Community, tmp_path: Path, half: str
) -> None:
    """JSON can write half of a surrogate pair, and orjson refuses to read it."""
    async with started(discord, tmp_path / "home") as bot:
        asked = await discord.slash(
            community.ana, community.general, "imnm search", query=half + MARK
        )
        judge(await read(asked, half), half)
        shown = await discord.slash(community.ana, community.general, "imnm subtypes")
        assert shown.text
        assert bot.running
        assert_nothing_kept(tmp_path / "home" / "imnm.db", bot.log)
