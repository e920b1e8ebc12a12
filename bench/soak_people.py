"""What people do at a bot that is killed again and again, and what they were promised.

Each kind of people acts while the bot lives. Afterwards they say what is wrong: whatever was
acknowledged and is lost, or was left half done, in the database or in Discord.
"""

from __future__ import annotations

import asyncio
import random
import re
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bot.store import DailySettings, GuildDefaults, Store
from tests.live.driver import NotOfferedError
from tests.live.interactions import Interaction
from tests.live.process import until
from tests.live.rights import PIN_MESSAGES, USUAL
from tests.live.server import DiscordServer
from tests.live.world import Channel, Message
from tests.store.scan import scan

CARDS = ("subtypes", "hmgcr", "srp", "five-conditions")
KEEP = "Keep this card up to date"
MODERATOR = USUAL | PIN_MESSAGES | 0x20 | 0x2000
"""The usual permissions, Pin Messages, Manage Server and Manage Messages."""
PATIENCE = 3.0
LINK = re.compile(r"/(\d+)\)")


class People:
    """One kind of people. ``acknowledged`` counts what they were told is done."""

    def __init__(self, discord: DiscordServer, home: Path, rng: random.Random) -> None:
        self.discord = discord
        self.home = home
        self.rng = rng
        self.acknowledged = 0

    async def prepare(self) -> None:
        """Do what is to be done while the bot is down."""

    async def act(self) -> None:
        """Act until cancelled."""
        while True:
            await asyncio.sleep(self.rng.uniform(0.02, 0.2))
            with suppress(TimeoutError, NotOfferedError):
                async with asyncio.timeout(PATIENCE):
                    await self.do_one()

    async def do_one(self) -> None:
        """Do one thing, and note what was told."""

    def wrong(self) -> list[str]:
        """Say what is wrong, once the bot has lived long enough to end what was begun."""
        raise NotImplementedError

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database, beside the bot."""
        with closing(sqlite3.connect(self.home / "imnm.db", timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    async def told(self, asked: Interaction) -> str:
        """Return what somebody is told in the end."""
        await until(lambda: bool(asked.text), PATIENCE)
        return asked.text


def find(message: Message | None, start: str) -> str | None:
    """Return the custom_id of the first button or menu under a message that begins so."""
    pieces = message.pieces() if message is not None else []
    ids = (str(piece.get("custom_id")) for piece in pieces)
    return next((each for each in ids if each.startswith(start)), None)


class Pinners(People):
    """Moderators who pin cards and front desks, keep posted cards, and remove pins."""

    def __init__(self, discord: DiscordServer, home: Path, rng: random.Random) -> None:
        super().__init__(discord, home, rng)
        guild = discord.world.add_guild("Pins")
        self.channels = [discord.world.add_channel(guild, f"pins-{n}") for n in range(3)]
        self.moderator = discord.world.add_member(guild, "Mo")
        for who in (self.moderator, discord.world.bot):
            guild.members[who.id] = MODERATOR
        self.made: set[int] = set()
        self.removed: set[int] = set()
        self.removing: set[int] = set()

    async def do_one(self) -> None:
        channel = self.rng.choice(self.channels)
        pinned = list(channel.pins)
        if pinned and self.rng.random() < (0.8 if len(pinned) > 10 else 0.3):
            message_id = self.rng.choice(pinned)
            self.removing.add(message_id)
            asked = await self.discord.slash(
                self.moderator, channel, "pin remove", wait=0, pin=str(message_id)
            )
            if (await self.told(asked)).startswith("Unpinned"):
                self.acknowledged += 1
                self.removed.add(message_id)
            return
        if self.rng.random() < 0.3:
            shown = await self.discord.slash(
                self.moderator, channel, "imnm subtypes", private=False
            )
            if shown.message is None:
                return
            asked = await self.discord.menu(self.moderator, shown.message, KEEP)
        elif self.rng.random() < 0.2:
            asked = await self.discord.slash(self.moderator, channel, "pin board", wait=0)
        else:
            asked = await self.discord.slash(
                self.moderator, channel, "pin card", wait=0, card=self.rng.choice(CARDS)
            )
        text = await self.told(asked)
        link = LINK.search(text)
        if text.startswith("Pinned") and link:
            self.acknowledged += 1
            self.made.add(int(link[1]))

    def wrong(self) -> list[str]:
        bot = self.discord.world.bot
        rows = {message_id for (message_id,) in self.rows("SELECT message_id FROM pin")}
        pinned, posted = set[int](), set[int]()
        for channel in self.channels:
            pinned |= set(channel.pins)
            posted |= {
                each.id
                for each in channel.messages.values()
                if each.author is bot
                and each.visible_to is None
                and each.interaction_id is None
                and each.embeds
            }
        return [
            *(f"pinned and not kept: {each}" for each in pinned - rows),
            *(f"kept and not pinned: {each}" for each in rows - pinned),
            *(
                f"posted and neither pinned nor removed: {each}"
                for each in posted - pinned - self.removing
            ),
            *(f"acknowledged and gone: {each}" for each in self.made - rows - self.removing),
            *(f"removed and still there: {each}" for each in self.removed & (rows | pinned)),
            *(f"left undone: {row}" for row in self.rows("SELECT * FROM pin_change")),
        ]


class Choosers(People):
    """People and moderators who change their settings."""

    def __init__(self, discord: DiscordServer, home: Path, rng: random.Random) -> None:
        super().__init__(discord, home, rng)
        guild = discord.world.add_guild("Settings")
        self.guild = guild
        self.channel = discord.world.add_channel(guild, "settings")
        self.people = [discord.world.add_member(guild, f"Chooser{n}") for n in range(4)]
        guild.members[self.people[0].id] = MODERATOR
        self.possible: dict[tuple[str, int], set[str | None]] = {}

    async def do_one(self) -> None:
        who = self.rng.choice(self.people)
        of_server = who is self.people[0] and self.rng.random() < 0.5
        command, kind = (
            ("settings server", "sv1:level") if of_server else ("settings me", "st1:level")
        )
        shown = await self.discord.slash(who, self.channel, command)
        if shown.message is None or find(shown.message, kind) is None:
            return
        value = self.rng.choice(("plain", "clinical"))
        key = (kind, self.guild.id if of_server else who.id)
        # Until it is told, it may be stored or not.
        self.possible.setdefault(key, {None}).add(value)
        asked = await self.discord.select(who, shown.message, kind, value, wait=0)
        await asked.done.wait()
        if asked.answer is not None and "not recorded" not in asked.text:
            self.acknowledged += 1
            self.possible[key] = {value}

    def wrong(self) -> list[str]:
        kept: dict[tuple[str, int], str | None] = {
            ("st1:level", person): level
            for person, level in self.rows("SELECT person_id, level FROM member")
        }
        kept |= {
            ("sv1:level", guild): level
            for guild, level in self.rows("SELECT id, default_level FROM guild")
        }
        return [
            f"{key}: promised {possible}, kept {kept.get(key)}"
            for key, possible in self.possible.items()
            if kept.get(key) not in possible
        ]


class Leavers(People):
    """People who choose and practise, and have everything erased."""

    def __init__(self, discord: DiscordServer, home: Path, rng: random.Random) -> None:
        super().__init__(discord, home, rng)
        self.guild = discord.world.add_guild("Erasures")
        self.channel = discord.world.add_channel(self.guild, "erasures")
        self.come = 0
        self.erased: set[int] = set()

    async def do_one(self) -> None:
        self.come += 1
        who = self.discord.world.add_member(self.guild, f"Leaver{self.come}")
        shown = await self.discord.slash(who, self.channel, "settings me")
        if shown.message is not None and find(shown.message, "st1:board"):
            await self.discord.select(who, shown.message, "st1:board", "hidden")
        practice = await self.discord.slash(who, self.channel, "review", length=1)
        answer = find(practice.message, "v1:")
        if practice.message is not None and answer is not None:
            await self.discord.click(who, practice.message, answer)
        question = await self.discord.slash(who, self.channel, "privacy erase")
        if question.message is None:
            return
        await self.discord.click(who, question.message, "ye1", wait=0)
        asked = question.message
        await until(lambda: asked.content.startswith("✅"), PATIENCE)
        self.acknowledged += 1
        self.erased.add(who.id)

    def wrong(self) -> list[str]:
        database = self.home / "imnm.db"
        return [
            f"erased and still in {where}: {person}"
            for person in self.erased
            for where in scan(database, person)
        ]


class Reporters(People):
    """People who report a card, and the channel where their moderators read it."""

    def __init__(self, discord: DiscordServer, home: Path, rng: random.Random) -> None:
        super().__init__(discord, home, rng)
        self.guild = discord.world.add_guild("Reports")
        self.channel = discord.world.add_channel(self.guild, "talk")
        self.desk = discord.world.add_channel(self.guild, "moderators")
        self.come = 0
        self.sent: set[str] = set()

    async def prepare(self) -> None:
        now = datetime.now(UTC)
        async with Store(f"sqlite+aiosqlite:///{self.home / 'imnm.db'}") as store:
            await store.servers.change(
                self.guild.id,
                partial(_set_to, GuildDefaults(reports_channel=self.desk.id)),
                now,
            )

    async def do_one(self) -> None:
        self.come += 1
        words = f"Report number {self.come}."
        who = self.discord.world.add_member(self.guild, f"Reporter{self.come}")
        shown = await self.discord.slash(who, self.channel, "imnm subtypes")
        button = find(shown.message, "s1:")
        if shown.message is None or button is None:
            return
        sources = await self.discord.click(who, shown.message, button)
        button = find(sources.message, "rp1:")
        if sources.message is None or button is None:
            return
        form = await self.discord.click(who, sources.message, button)
        asked = await self.discord.submit(form, said=words)
        if "Thank" in asked.text:
            self.acknowledged += 1
            self.sent.add(words)

    def wrong(self) -> list[str]:
        stored = [text for (text,) in self.rows("SELECT text FROM report")]
        shown = [str(message.embeds) for message in self.desk.messages.values()]
        wrong = [f"acknowledged and not stored: {each}" for each in self.sent - set(stored)]
        for text in stored:
            times = sum(text in each for each in shown)
            if times != 1:
                wrong.append(f"shown {times} times to the moderators: {text}")
        return wrong


class Daily(People):
    """Servers whose question of the day is due when the bot starts."""

    def __init__(self, discord: DiscordServer, home: Path, rng: random.Random) -> None:
        super().__init__(discord, home, rng)
        self.channels: list[Channel] = []

    async def prepare(self) -> None:
        now = datetime.now(UTC)
        # Not on the minute before midnight: its date would be another one.
        at = time(hour=(now - timedelta(hours=1)).hour) if now.hour else time()
        async with Store(f"sqlite+aiosqlite:///{self.home / 'imnm.db'}") as store:
            for _ in range(3):
                guild = self.discord.world.add_guild("Daily")
                channel = self.discord.world.add_channel(guild, "daily")
                self.channels.append(channel)
                defaults = GuildDefaults(daily=DailySettings(channel.id, at, "UTC"))
                await store.servers.change(guild.id, partial(_set_to, defaults), now)

    def wrong(self) -> list[str]:
        asked = dict(
            self.rows("SELECT channel_id, count(*) FROM quiz WHERE pace = 'daily' GROUP BY 1")
        )
        wrong = []
        for channel in self.channels:
            posted = len(channel.messages)
            if (asked.get(channel.id), posted) != (1, 1):
                wrong.append(f"asked {asked.get(channel.id, 0)} times, posted {posted} times")
        self.acknowledged = len(self.channels)
        return wrong


def _set_to(wanted: GuildDefaults, _before: GuildDefaults) -> GuildDefaults:
    return wanted


KINDS: dict[str, type[People]] = {
    "pins": Pinners,
    "settings": Choosers,
    "erasure": Leavers,
    "reports": Reporters,
    "daily": Daily,
}
