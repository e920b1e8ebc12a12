"""Does a refresh of 10,000 pins make people wait?

Two bots answer `/imnm subtypes` by turns. One is refreshing its pins all the while, the other has
as many that are up to date. Exit code 1 when the p99 of the first is more than 1.5 times that of
the second. Takes about a minute.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from bench.load import PAUSE, Side
from bench.measures import Measure, middle, percentile, table
from bot.deck.library import Library
from bot.features.pins.content import find_content, revision_of
from bot.store import Store
from tests.live.process import ROOT, started
from tests.live.server import DiscordServer
from tests.live.world import Channel, Message

PINS = 10_000
SERVERS = 20
CHANNELS = 10
ROUNDS = 40
PHASE = 0.6
MOST = 1.5
STALE = "00000000"
ASK = ("imnm subtypes", {"level": "plain"})


def hang_up(discord: DiscordServer) -> list[Message]:
    """Make the servers, and in their channels the messages that are pinned."""
    world = discord.world
    channels: list[Channel] = []
    for number in range(SERVERS):
        guild = world.add_guild(f"Server {number}")
        channels += [world.add_channel(guild, f"room-{room}") for room in range(CHANNELS)]
    made = datetime.now(UTC)
    messages = []
    for channel in islice(cycle(channels), PINS):
        message = Message(world.new_id(), channel, world.bot, made, content="old")
        channel.messages[message.id] = message
        messages.append(message)
    return messages


async def remember(messages: list[Message], home: Path, *, stale: bool) -> None:
    """Write the pins into a database as if the bot had made them."""
    home.mkdir()  # noqa: ASYNC240 - once, before anything runs
    file = home / "imnm.db"
    await Store.migrate(f"sqlite+aiosqlite:///{file}")
    library = Library(ROOT / "cards")
    pages = list(library.load().cards)
    current = {page: revision_of(library.deck, find_content(library, page)) for page in pages}
    rows = [
        (each.id, each.channel.id, guild.id, page, STALE if stale else current[page])
        for each, page in zip(messages, cycle(pages), strict=False)
        if (guild := each.channel.guild) is not None
    ]
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(
            "INSERT INTO pin (message_id, channel_id, guild_id, page, level, revision) "
            "VALUES (?, ?, ?, ?, 'plain', ?)",
            rows,
        )


async def ask_for(side: Side, duration: float) -> None:
    """Ask for one card again and again, and note how long each answer takes."""
    end = time.perf_counter() + duration
    while time.perf_counter() < end:
        side.seconds.append((await side.ask(ASK)).seconds)
        await asyncio.sleep(PAUSE)


def count_edits(side: Side) -> int:
    return len(side.discord.calls("PATCH", "/messages/"))


async def run(home: Path) -> list[Measure]:
    """Measure both by turns, so that whatever else the machine does hits both alike."""
    async with AsyncExitStack() as stack:
        sides = []
        for name, stale in (("busy", True), ("idle", False)):
            discord = await stack.enter_async_context(DiscordServer(strict=False))
            side = Side.of(discord)
            await remember(hang_up(discord), home / name, stale=stale)
            await stack.enter_async_context(started(discord, home / name))
            sides.append(side)
        busy, idle = sides
        for side in sides:  # the first answers warm caches and connections
            await ask_for(side, 2.0)
            side.seconds.clear()
        began, before = time.perf_counter(), count_edits(busy)
        for _ in range(ROUNDS):
            for side in sides:
                await ask_for(side, PHASE)
        rate = (count_edits(busy) - before) / (time.perf_counter() - began)
        edited_idle = count_edits(idle)
    slow, usual = (percentile(side.seconds, 0.99) * 1000 for side in sides)
    return [
        Measure("answers measured", len(busy.seconds), "", len(idle.seconds)),
        Measure("pins refreshed a second", rate, "/s", edited_idle, 5, target="at most 5"),
        Measure("answer, p50", middle(busy.seconds) * 1000, "ms", middle(idle.seconds) * 1000),
        Measure("answer, p99", slow, "ms", usual, MOST * usual, target="at most 1.5 x without"),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        measures = asyncio.run(asyncio.wait_for(run(Path(folder)), 150))
    print(f"{PINS} pins, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    print("second column of numbers: without a refresh")
    print(table(measures))
    return 1 if any(measure.missed for measure in measures) else 0


if __name__ == "__main__":
    sys.exit(main())
