"""`make soak`: three hundred times `kill -9`, at moments of chance, in whatever the bot does.

In quizzes, pins, settings, erasures, reports and questions of the day, and in the verbs that
migrate, back up and restore. Exit code 1 when anything acknowledged is lost, anything is left half
done or done twice, or a quiz does not end.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.soak_files import VERBS, kill_verb
from bench.soak_people import KINDS, People
from tests.discord_rules import broken_promises
from tests.live.crowd import Crowd, play_through_kills
from tests.live.process import started, until
from tests.live.server import DiscordServer

KILLS = 300
A_RUN = 20
"""Kills of one run, whose world and database are its own."""
ROOMS = 4
PEOPLE = 8
QUIZZES = "quizzes"
ALL = (QUIZZES, *KINDS, *VERBS)
STARTING = 0.2
"""The share of the processes that are killed while they start."""
LONGEST_LIFE = 4.0
LAST_LIFE = 60.0
"""Seconds that the last process of a run has at most to end what the others left."""


async def play(kills: int, seed: int, folder: Path) -> tuple[list[str], int]:
    """Kill the bot in quizzes; return what is wrong, and how many answers were acknowledged."""
    async with DiscordServer(lifetime=3600) as discord:
        crowd = Crowd(discord, folder, rooms=ROOMS, people=PEOPLE, seed=seed)
        await play_through_kills(crowd, kills)
    return crowd.lost() + crowd.unsound() + crowd.faults, crowd.acknowledged


async def use(kinds: list[str], kills: int, seed: int, folder: Path) -> tuple[list[str], int]:
    """Kill the bot while people of these kinds use it."""
    rng = random.Random(seed)
    async with DiscordServer(lifetime=3600) as discord:
        people = [KINDS[kind](discord, folder, rng) for kind in kinds]
        wrong: list[str] = []
        for _ in range(kills):
            wrong += await _live(discord, folder, people, rng.uniform(0, LONGEST_LIFE), rng)
        wrong += await _live(discord, folder, people, None, rng)
        wrong += _list_wrong(people)
    return wrong, sum(each.acknowledged for each in people)


def _list_wrong(people: list[People]) -> list[str]:
    return [f"{type(each).__name__}: {fault}" for each in people for fault in each.wrong()]


async def _live(
    discord: DiscordServer,
    folder: Path,
    people: list[People],
    seconds: float | None,
    rng: random.Random,
) -> list[str]:
    """Let one process live for so long and kill it; without a time it is left alone a while."""
    for each in people if seconds is not None else ():
        await each.prepare()
    async with started(discord, folder, ready=False) as bot:
        if seconds is not None and rng.random() < STARTING:
            await asyncio.sleep(rng.uniform(0, 1))
        else:
            await until(lambda: discord.gateway.live_sessions or not bot.running)
            acting = [asyncio.create_task(each.act()) for each in people if seconds is not None]
            if seconds is None:
                with suppress(TimeoutError):
                    await until(lambda: not _list_wrong(people), LAST_LIFE)
            else:
                await asyncio.sleep(seconds)
            await bot.kill()
            for task in acting:
                task.cancel()
            for task in acting:
                with suppress(asyncio.CancelledError):
                    await task
    # What the dead process had sent already is still being read.
    await until(lambda: not discord.busy)
    wrong = []
    for call in discord.rest.calls:
        # A new process does not know how much of Discord's patience the last one used up.
        if call.status >= 400 and call.status != 429:
            wrong.append(f"{call.method} {call.path}: {call.status} {call.code}")
        wrong += broken_promises(call.method, call.path, call.body)
    discord.rest.calls.clear()
    discord.gateway.sessions.clear()
    return wrong


async def run(kinds: list[str], kills: int, seed: int) -> list[str]:
    """Share some kills among the kinds; return everything that went wrong."""
    began, rng = time.perf_counter(), random.Random(seed)
    verbs = [kind for kind in kinds if kind in VERBS]
    people = [kind for kind in kinds if kind in KINDS]
    shares = [QUIZZES in kinds, bool(people), *(True for _ in verbs)]
    each = -(-kills // sum(shares))
    wrong: list[str] = []
    acknowledged = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if QUIZZES in kinds:
            found, count = await play(each, seed, folder / "quizzes")
            wrong, acknowledged = wrong + found, acknowledged + count
        if people:
            (folder / "people").mkdir()
            found, count = await use(people, each, seed, folder / "people")
            wrong, acknowledged = wrong + found, acknowledged + count
        for verb in verbs:
            for _ in range(each):
                wrong += await kill_verb(verb, folder / verb, rng)
    print(
        f"seed {seed}: {each * sum(shares)} kills in {', '.join(kinds)}, "
        f"{acknowledged} things acknowledged, {len(wrong)} faults, "
        f"{time.perf_counter() - began:.0f} s",
        flush=True,
    )
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, help="the seed of the first run (default: by chance)")
    parser.add_argument(
        "--only", default=",".join(ALL), help=f"some of {','.join(ALL)} (default: all)"
    )
    wanted = parser.parse_args()
    kinds = wanted.only.split(",")
    if not set(kinds) <= set(ALL):
        parser.error(f"--only takes some of {','.join(ALL)}")
    first = secrets.randbelow(1_000_000) if wanted.seed is None else wanted.seed
    wrong: list[str] = []
    left = wanted.kills
    for seed in range(first, first + -(-wanted.kills // A_RUN)):
        wrong += asyncio.run(run(kinds, min(left, A_RUN), seed))
        left -= A_RUN
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
