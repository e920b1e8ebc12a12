"""`make soak`: two hundred times `kill -9` in the middle of running quizzes, under load.

Exit code 1 when an acknowledged answer is lost, anything is scored twice, or a quiz does not end.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from pathlib import Path

from tests.live.crowd import Crowd, play_through_kills
from tests.live.server import DiscordServer

KILLS = 200
A_RUN = 20
"""Kills of one run, which ends when all its quizzes have."""
ROOMS = 4
PEOPLE = 8


async def run(kills: int, seed: int) -> list[str]:
    """Play through some kills; return everything that went wrong."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        async with DiscordServer(lifetime=3600) as discord:
            crowd = Crowd(discord, Path(folder), rooms=ROOMS, people=PEOPLE, seed=seed)
            await play_through_kills(crowd, kills)
        wrong = crowd.lost() + crowd.unsound() + crowd.faults
        ((quizzes,),) = crowd.rows("SELECT count(*) FROM quiz")
    print(
        f"seed {seed}: {kills} kills, {quizzes} quizzes to their end, "
        f"{crowd.acknowledged} answers acknowledged, {len(wrong)} faults, "
        f"{time.perf_counter() - began:.0f} s",
        flush=True,
    )
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, help="the seed of the first run (default: by chance)")
    wanted = parser.parse_args()
    first = secrets.randbelow(1_000_000) if wanted.seed is None else wanted.seed
    wrong: list[str] = []
    left = wanted.kills
    for seed in range(first, first + -(-wanted.kills // A_RUN)):
        wrong += asyncio.run(run(min(left, A_RUN), seed))
        left -= A_RUN
    for fault in wrong:
        print(fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
