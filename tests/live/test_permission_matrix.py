"""Every command and every control, by a member and a moderator, while the bot lacks one right.

Whatever is missing, Discord must never show "This interaction failed": there is always the page
that was asked for, or one sentence that says what is wrong.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.runtime.commands import CONTROLS
from bot.ui.time_form import AT, ZONE
from tests.live.driver import NotOfferedError
from tests.live.interactions import DEFER, DEFER_UPDATE, Interaction
from tests.live.offered import fill_required, list_commands, list_fields
from tests.live.process import started, until
from tests.live.rights import (
    ATTACH_FILES,
    CREATE_THREADS,
    EMBED_LINKS,
    MANAGE_GUILD,
    MANAGE_MESSAGES,
    PIN_MESSAGES,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    USUAL,
    VIEW_CHANNEL,
)
from tests.live.server import DiscordServer
from tests.live.world import Channel, Message, User

pytestmark = [pytest.mark.live, pytest.mark.long]

MODERATOR = USUAL | MANAGE_MESSAGES | MANAGE_GUILD | PIN_MESSAGES
LACKING = {
    "nothing": 0,
    "view": VIEW_CHANNEL,
    "send": SEND_MESSAGES,
    "embed": EMBED_LINKS,
    "files": ATTACH_FILES,
    "history": READ_HISTORY,
    "threads": CREATE_THREADS | SEND_IN_THREADS,
    "pin": PIN_MESSAGES,
}
ENDING = ("ye1", "qs1", "qp1", "svo1", "sto1")
"""Controls that end what others stand on are pressed when nothing else is left."""
SAID = {AT: "8:30", ZONE: "Brazil"}
RARE = {
    "ac1", "d1", "d1q", "ho1", "oa1", "oc1", "on1", "op1", "ow1", "ph1", "pl1", "qt1", "rr1",
    "sto1", "svo1", "va1", "vb1", "vg1", "wl1",
}  # fmt: skip
"""Controls that show only after a longer story than a walk through everything:
test_rare_controls prepares the places for them."""
MAY_NOT = {
    "view": ("I need View Channel", "I need View Channel"),
    "send": ("Your quiz is ready", "I need Send Messages in this"),
    "embed": ("I need Embed Links", "I need Embed Links"),
    "pin": ("Your quiz is ready", "I need Pin Messages"),
}
"""What the start of `/quiz` and of `/pin card` is when the bot lacks a right in a channel."""


@dataclass
class Visitor:
    """One person in one place, who uses everything that is offered there."""

    discord: DiscordServer
    user: User
    channel: Channel
    patience: int = 1
    """Fifths of a second to wait for more to come: messages of a quiz wait for Discord's limits."""
    told: dict[str, str] = field(default_factory=dict)
    """What each command was answered with."""
    kinds: set[str] = field(default_factory=set)
    """The kinds of controls that were pressed."""
    faults: list[str] = field(default_factory=list)
    _tried: set[tuple[str, str]] = field(default_factory=set)

    async def use_everything(self) -> None:
        for line, options in list(self._commands()):
            if line == "pin remove":
                await self._use_menus()
                options = await self._find_pin() or options  # noqa: PLW2901 - the same, filled in
            await self._ask(line, options)
        # A quiz goes on by itself, and with every press. What ends things comes at the end.
        idle = 0
        while idle < self.patience:
            await asyncio.sleep(0.2)
            pressed = await self._press_seen(ending=False) or await self._press_seen(ending=True)
            idle = 0 if pressed else idle + 1
        # By now there is something to be reviewed, and a score to be shown.
        for line, options in list(self._commands()):
            if line in ("review", "scores me", "settings me"):
                self._tried -= {each for each in self._tried if each[0] in ("c1", "vs1")}
                await self._ask(line, options)

    async def _ask(self, line: str, options: dict[str, Any]) -> None:
        try:
            asked = await self.discord.slash(self.user, self.channel, line, **options)
        except NotOfferedError:
            return
        self.told[line] = await self.judge(asked, line)
        await self._press_all([asked.message, *asked.followups])

    async def _find_pin(self) -> dict[str, Any]:
        try:
            found = await self.discord.autocomplete(
                self.user, self.channel, "pin remove", "pin", ""
            )
        except NotOfferedError:
            return {}
        return {"pin": found[0]["value"]} if found else {}

    async def _press_seen(self, *, ending: bool) -> bool:
        return await self._press_all(self._seen(), ending=ending)

    def _seen(self) -> list[Message | None]:
        """Everything that is shown to everybody, in threads too."""
        guild = self.channel.guild
        channels = [self.channel] if guild is None else list(guild.channels.values())
        return [message for channel in channels for message in channel.messages.values()]

    def _commands(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for line, node in list_commands(self.discord.world):
            options = fill_required(line, node)
            if line == "quiz":
                options |= {"pace": "host", "length": 3, "where": "thread"}
            if line in ("imnm compare", "imnm card"):
                options["private"] = True  # so that there is something to post to the channel
            yield line, options

    async def _use_menus(self) -> None:
        menus = [each for each in self.discord.world.global_commands if each["type"] == 3]
        for menu in menus:
            for message in list(self.channel.messages.values())[:1]:
                try:
                    asked = await self.discord.menu(self.user, message, menu["name"])
                except NotOfferedError:
                    continue
                self.told[menu["name"]] = await self.judge(asked, menu["name"])

    async def _press_all(
        self, messages: list[Message | None], *, ending: bool | None = None
    ) -> bool:
        """Use each kind of control once, and those of the answers too; False if all were used."""
        waiting = [
            (message, piece) for message in messages if message for piece in _usable(message)
        ]
        pressed = False
        while waiting:
            waiting.sort(key=lambda each: _is_ending(each[1]))
            message, piece = waiting.pop(0)
            if ending is not None and _is_ending(piece) is not ending:
                continue
            kind = str(piece["custom_id"]).partition(":")[0]
            what = (kind, str(piece.get("label") or piece["custom_id"].split(":")[1:2]))
            if what in self._tried:
                continue
            self._tried.add(what)
            try:
                asked = await self._use(message, piece)
            except NotOfferedError:
                self._tried.discard(what)
                continue
            pressed = True
            self.kinds.add(kind)
            await self.judge(asked, piece["custom_id"])
            opened = [asked.message, *asked.followups]
            if asked.modal is not None:
                sent = await self._send(asked)
                opened += [sent.message, *sent.followups]
            waiting += [(each, piece) for each in opened if each for piece in _usable(each)]
        return pressed

    async def _use(self, message: Message, piece: dict[str, Any]) -> Interaction:
        custom_id = piece["custom_id"]
        if piece["type"] == 2:
            return await self.discord.click(self.user, message, custom_id)
        if piece["type"] == 3:
            values = [option["value"] for option in piece["options"]]
            return await self.discord.select(self.user, message, custom_id, values[-1])
        if piece["type"] == 8:
            place = self.channel.parent or self.channel
            return await self.discord.pick(self.user, message, custom_id, place)
        return await self.discord.pick(self.user, message, custom_id)

    async def ask(self, line: str, **options: Any) -> Message:
        """Use a command; whatever is wrong with the answer is noted."""
        asked = await self.discord.slash(self.user, self.channel, line, **options)
        await self.judge(asked, line)
        assert asked.message is not None
        return asked.message

    async def press(self, message: Message, start: str) -> Interaction:
        """Use the first control of this kind that is there, and its form if it opens one."""
        piece = next(each for each in _usable(message) if each["custom_id"].startswith(start))
        asked = await self._use(message, piece)
        self.kinds.add(str(piece["custom_id"]).partition(":")[0])
        await self.judge(asked, piece["custom_id"])
        return asked if asked.modal is None else await self._send(asked)

    async def _send(self, opened: Interaction) -> Interaction:
        assert opened.modal is not None
        said = {name: SAID.get(name, "A word is missing") for name in list_fields(opened.modal)}
        sent = await self.discord.submit(opened, **said)
        await self.judge(sent, opened.modal["custom_id"])
        return sent

    async def judge(self, asked: Interaction, what: str) -> str:
        if asked.answer == DEFER:
            await until(lambda: asked.message is not None and not asked.message.loading)
        text = asked.text
        if "Something went wrong" in text or "That command has just changed" in text:
            self.faults.append(f"{what}: {text}")
        if asked.answer != DEFER_UPDATE and asked.modal is None and not text:
            self.faults.append(f"{what}: nothing is said")
        return text


def _usable(message: Message) -> list[dict[str, Any]]:
    return [each for each in message.pieces() if "custom_id" in each and not each.get("disabled")]


def _is_ending(piece: dict[str, Any]) -> bool:
    return str(piece["custom_id"]).startswith(ENDING)


def kinds_of_controls() -> set[str]:
    """Every kind of control that there is."""
    return {each.template.partition(":")[0] for each in CONTROLS}


def settle(
    discord: DiscordServer, place: str, who: str, lacking: str = "nothing"
) -> tuple[User, Channel]:
    """Make a server of its own with a channel where the bot lacks something, and somebody in it."""
    world = discord.world
    guild = world.add_guild(f"{place} without {lacking} for a {who}")
    guild.members[world.bot.id] |= PIN_MESSAGES
    user = world.add_member(guild, who, permissions=USUAL if who == "member" else MODERATOR)
    channel = world.add_channel(guild, "general")
    channel.denied[world.bot.id] = LACKING[lacking]
    return user, channel if place == "channel" else world.add_thread(channel, "thread")


async def visit_all(discord: DiscordServer, home: Path, visitors: list[Visitor]) -> None:
    """Start the bot and let everybody use everything; whatever goes wrong fails the test."""
    async with started(discord, home) as bot:
        for visitor in visitors:
            await visitor.use_everything()
        lines = bot.log.splitlines()
    assert [line for line in lines if "failed" in line or "Traceback" in line] == []
    assert [visitor.faults for visitor in visitors if visitor.faults] == []


@pytest.mark.parametrize("place", ["channel", "thread"])
@pytest.mark.parametrize("who", ["member", "moderator"])
async def test_nothing_is_left_unanswered_in_a_server(
    discord: DiscordServer, tmp_path: Path, place: str, who: str
) -> None:
    visitors = {
        lacking: Visitor(discord, *settle(discord, place, who, lacking)) for lacking in LACKING
    }
    visitors["nothing"].patience = 30
    await visit_all(discord, tmp_path / "home", list(visitors.values()))
    pins = {visitor.told["pin card"] for visitor in visitors.values()}
    if who == "member":
        assert len(pins) == 1
        assert pins.pop().startswith("You need the permission Pin Messages in this channel")
        return
    assert kinds_of_controls() - visitors["nothing"].kinds <= RARE
    for lacking, visitor in visitors.items():
        starts = MAY_NOT.get(lacking, ("Your quiz is ready", "Pinned: "))
        if place == "thread" and lacking in ("send", "threads"):
            # Another right counts there, and the channel's own does not.
            said = "I need Send Messages in Threads"
            starts = (said, said) if lacking == "threads" else ("Your quiz is ready", "Pinned: ")
        told = (visitor.told["quiz"], visitor.told["pin card"])
        for answer, start in zip(told, starts, strict=True):
            assert answer.startswith(start), (place, lacking, told)


async def test_nothing_is_left_unanswered_in_private_and_where_the_bot_is_not(
    discord: DiscordServer, tmp_path: Path
) -> None:
    world = discord.world
    alone = world.add_user("Ana", installed=True)
    assert alone.dm is not None
    elsewhere = world.add_guild("Elsewhere", with_bot=False)
    guest, boss = (
        world.add_member(elsewhere, "Guest"),
        world.add_member(elsewhere, "Boss", permissions=MODERATOR),
    )
    guest.installed = boss.installed = True
    channel = world.add_channel(elsewhere, "general")
    visitors = [Visitor(discord, alone, alone.dm)]
    visitors += [Visitor(discord, guest, channel), Visitor(discord, boss, channel)]
    await visit_all(discord, tmp_path / "home", visitors)
    assert {"quiz", "pin card"} & set(visitors[1].told) == set()
