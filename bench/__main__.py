"""Runs bot and floor against the loopback Discord in one go, then a thousand people and the boards.

Exit code 1 when a target is missed. Takes under four minutes.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench import commits, crowd, leaderboard, pictures
from bench.load import TYPED, Side
from bench.measures import Measure, middle, percentile, processor, resident, table
from bot.deck.library import Library
from bot.deck.search.index import MAX_QUERY
from tests.live.process import ROOT, program, started
from tests.live.server import DiscordServer

ROUNDS = 10
PHASE = 1.0
STARTS = 4


async def start_times(side: Side, home: Path) -> list[float]:
    """Measure several starts, from the process to READY with the commands registered."""
    taken = []
    for _ in range(STARTS):
        side.discord.gateway.sessions.clear()
        began = time.perf_counter()
        async with started(side.discord, home):
            taken.append(time.perf_counter() - began)
            await side.ask(next(side.questions()))
    side.discord.gateway.sessions.clear()
    return taken


def loaded_deck() -> tuple[Library, float]:
    """Load the whole deck, and say how many seconds that took."""
    library = Library(ROOT / "cards")
    began = time.perf_counter()
    library.load()
    return library, time.perf_counter() - began


def handler_times(library: Library) -> list[float]:
    """Measure the suggestions of a name inside the process, without any wire."""
    taken = []
    for typed in TYPED * 5:
        began = time.perf_counter()
        library.index.suggest(typed)
        taken.append(time.perf_counter() - began)
    return taken


def longest_times(library: Library) -> list[float]:
    """Measure searches for as long a text as is looked at."""
    taken = []
    for words in (
        "muscle weakness stairs xqzzt ",
        "zzyzx qwfp arstd ",
        "\N{LATIN SMALL LETTER E WITH ACUTE}",
        "a ",
    ):
        began = time.perf_counter()
        library.index.find((words * MAX_QUERY)[:MAX_QUERY])
        taken.append(time.perf_counter() - began)
    return taken


async def write_embed(side: Side, home: Path) -> Path:
    """Take a real answer of the bot's as the floor's static embed: they are of one size."""
    answers = [await side.ask(topic) for topic in side.topics()]
    sizes = [json.dumps(answer.message.embeds[0]) for answer in answers if answer.message]
    file = home / "embed.json"
    file.write_text(sorted(sizes, key=len)[len(sizes) // 2], encoding="utf-8")
    return file


async def run(home: Path) -> tuple[list[Measure], tuple[str, ...]]:
    """Measure everything once."""
    async with AsyncExitStack() as stack:
        bot_side = Side.of(await stack.enter_async_context(DiscordServer(strict=False)))
        floor_side = Side.of(await stack.enter_async_context(DiscordServer(strict=False)))
        starts = await start_times(bot_side, home / "bot")
        bot = await stack.enter_async_context(started(bot_side.discord, home / "bot"))
        embed = await write_embed(bot_side, home)
        launch = program(sys.executable, "-m", "bench.floor", str(embed))
        floor = await stack.enter_async_context(started(floor_side.discord, home / "floor", launch))
        sides = (bot_side, floor_side)
        for side in sides:  # the first answers warm caches and connections
            await side.one_by_one(0.5)
            side.seconds.clear()
        used = processor(bot), processor(floor)
        asked = [len(side.discord.rest.calls) for side in sides]
        for _ in range(ROUNDS):
            for side in sides:
                await side.one_by_one(PHASE)
            for side in sides:
                await side.all_at_once(PHASE)
        answers = [len(side.discord.rest.calls) - n for side, n in zip(sides, asked, strict=True)]
        work = [
            (processor(each) - before) / count * 1000
            for each, before, count in zip((bot, floor), used, answers, strict=True)
        ]
        typed = await bot_side.type_a_name(2.0)
        memory = resident(bot), resident(floor)
    library, loading = loaded_deck()
    handler = handler_times(library)
    longest = max(longest_times(library)) * 1000
    p50 = [middle(side.seconds) * 1000 for side in sides]
    p99 = [percentile(side.seconds, 0.99) * 1000 for side in sides]
    rate = [middle(side.rates) for side in sides]
    ready = middle(starts[1:])
    half = 1.5 * p50[1]
    share = 0.7 * rate[1]
    slowest = percentile(handler, 0.99) * 1000
    measures = [
        Measure("answer, p50", p50[0], "ms", p50[1], half, target="at most 1.5 x floor"),
        Measure("answer, p99", p99[0], "ms", p99[1]),
        Measure(
            "answers a second, 32 in flight",
            *(rate[0], "/s", rate[1], share),
            at_least=True,
            target="at least 0.7 x floor",
        ),
        Measure("processor time of an answer", work[0], "ms", work[1]),
        Measure("process start to ready", ready, "s", None, 1.5, target="at most 1.5 s"),
        Measure("the first start, which makes the database", starts[0], "s"),
        Measure("loading the whole deck", loading, "s", None, 1, target="at most 1 s"),
        Measure("resident memory", memory[0], "MB", memory[1], 100, target="at most 100 MB"),
        Measure("suggestions in the handler, p99", slowest, "ms", None, 10, target="under 10 ms"),
        Measure("a search for 6,000 characters", longest, "ms", None, 500, target="under 500 ms"),
        Measure("suggestions over the wire, p99", percentile(typed, 0.99) * 1000, "ms"),
    ]
    return measures, bot_side.faults()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        measures, faults = asyncio.run(asyncio.wait_for(run(Path(folder)), 90))
    for measure in (crowd.measure, commits.measure, leaderboard.measure, pictures.measure):
        measures += measure()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end")
    print(table(measures))
    for fault in faults:
        print(f"refused by Discord: {fault}")
    return 1 if faults or any(measure.missed for measure in measures) else 0


if __name__ == "__main__":
    sys.exit(main())
