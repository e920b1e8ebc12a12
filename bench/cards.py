"""A card, side by side with two floors: bare, and with the same message as ours."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench.load import Side
from bench.measures import (
    Measure,
    middle,
    of_runs,
    percentile,
    processor,
    resident,
    table,
)
from tests.live.process import BotProcess, program, started
from tests.live.server import DiscordServer

RUNS = 5
PHASE = 1.0
WITHIN = 150.0


async def start_times(side: Side, home: Path) -> list[float]:
    """Measure several starts, from the process to READY with the commands registered.

    The first makes the database and reads the deck from its files.
    """
    taken = []
    for _ in range(1 + RUNS):
        side.discord.gateway.sessions.clear()
        began = time.perf_counter()
        async with started(side.discord, home):
            taken.append(time.perf_counter() - began)
            await side.ask(next(side.questions()))
    side.discord.gateway.sessions.clear()
    return taken


async def write_messages(side: Side, home: Path) -> dict[str, Path]:
    """Take a real answer of the bot's as the floors' static message, with and without buttons."""
    answers = [(await side.ask(topic)).message for topic in side.topics()]
    payloads = sorted(
        (each.payload() for each in answers if each is not None),
        key=lambda payload: len(json.dumps(payload["embeds"])),
    )
    typical = payloads[len(payloads) // 2]
    files = {}
    for name, keys in (("bare", ("embeds",)), ("same", ("embeds", "components"))):
        files[name] = home / f"{name}.json"
        message = {key: typical[key] for key in keys}
        files[name].write_text(json.dumps(message), encoding="utf-8")
    return files


class Run:
    """What one run has measured of one side."""

    def __init__(self, side: Side, bot: BotProcess) -> None:
        self.side = side
        self.bot = bot
        self.work: list[float] = []
        self.p50: list[float] = []
        self.p99: list[float] = []

    async def one_by_one(self) -> None:
        self.side.seconds.clear()
        await self.side.one_by_one(PHASE)
        self.p50.append(middle(self.side.seconds) * 1000)
        self.p99.append(percentile(self.side.seconds, 0.99) * 1000)

    async def all_at_once(self) -> None:
        """Keep many in flight; their processor time is what a busy bot pays for each."""
        before, asked = processor(self.bot), len(self.side.discord.rest.calls)
        await self.side.all_at_once(PHASE)
        count = len(self.side.discord.rest.calls) - asked
        self.work.append((processor(self.bot) - before) / count * 1000)


async def run(home: Path) -> list[Measure]:
    """Measure everything once, the sides by turns in each of the runs."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        sides = [Side.of(await enter(DiscordServer(strict=False))) for _ in range(3)]
        ours, bare, same = sides
        starts = await start_times(ours, home / "bot")
        bots = [await enter(started(ours.discord, home / "bot"))]
        files = await write_messages(ours, home)
        for side, name in ((bare, "bare"), (same, "same")):
            launch = program(sys.executable, "-m", "bench.floor", str(files[name]))
            bots.append(await enter(started(side.discord, home / name, launch)))
        runs = [Run(side, bot) for side, bot in zip(sides, bots, strict=True)]
        for side in sides:  # the first answers warm caches and connections
            await side.one_by_one(0.5)
        for _ in range(RUNS):
            for each in runs:
                await each.one_by_one()
            for each in runs:
                await each.all_at_once()
        typed = await ours.type_a_name(2.0)
        memory = [resident(bot) for bot in bots]
        faults = ours.faults()
    bot, floor, rich = runs
    work, rate = middle(floor.work), middle(floor.side.rates)
    measures = [
        of_runs(
            "processor time of a card",
            bot.work,
            "ms",
            floor=work,
            limit=0.95 * work,
            target="0.95 x bare floor",
        ),
        of_runs("the same, floor with our message", rich.work, "ms", floor=work),
        of_runs(
            "cards a second, 32 in flight",
            bot.side.rates,
            "/s",
            floor=rate,
            limit=rate,
            at_least=True,
            target="1.0 x bare floor",
        ),
        of_runs("the same, floor with our message", rich.side.rates, "/s", floor=rate),
        of_runs(
            "answer, p50",
            bot.p50,
            "ms",
            floor=middle(floor.p50),
            limit=middle(floor.p50),
            target="1.0 x bare floor",
        ),
        of_runs("the same, floor with our message", rich.p50, "ms", floor=middle(floor.p50)),
        of_runs("answer, p99", bot.p99, "ms", floor=middle(floor.p99)),
        of_runs("process start to ready", starts[1:], "s", limit=1.2, target="at most 1.2 s"),
        Measure("the first start, which makes the database", starts[0], "s"),
        Measure(
            "resident memory after the load",
            memory[0],
            "MB",
            floor=memory[1],
            limit=85,
            target="at most 85 MB",
        ),
        Measure("suggestions over the wire, p99", percentile(typed, 0.99) * 1000, "ms"),
        Measure("answers that Discord refuses", len(faults), "", limit=0, target="none"),
    ]
    for fault in faults:
        print(f"refused by Discord: {fault}")
    return measures


def measure() -> list[Measure]:
    """Measure once; takes about a minute."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(asyncio.wait_for(run(Path(folder)), WITHIN))


if __name__ == "__main__":
    print(table(measure()))
