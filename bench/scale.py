"""`python -m bench.scale`: answers a second of one process on SQLite, and of several on PostgreSQL.

Each answer is acknowledged after it is on the disk. In each process fifty people wait at any
moment, in ten quizzes of its own; the next one answers when the one before is told. All ways are
measured by turns. Exit code 1 when a target is missed. Takes two minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

import psutil

from bench.__main__ import write
from bench.commits import NOW, begin
from bench.compare import head_of
from bench.measures import Measure, of_runs, report
from bot.learning.session import Answer
from bot.store import Store, StoredQuiz
from tests.live.process import ROOT
from tests.postgres_server import MISSING, find_programs, running_server

QUIZZES = 10
WAITING = 50
"""People in each process who wait for their answer to be acknowledged."""
PROCESSES = (1, 2, 4)
ROUNDS = 5
SECONDS = 3.0
SHARE = 0.8
"""Of the answers of SQLite with one process."""
FULL = 90.0
"""Percent of all processors from which on more processes cannot be faster."""
READY = "ready"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Rate:
    """What one way has reached in one round."""

    answers: float
    """A second, of all its processes together."""
    busy: float
    """Percent of all processors, with whatever else ran on the machine."""


async def answer_for(url: str, first: int, seconds: float) -> float:
    """Let people answer for so long, after a line has come; return the answers a second.

    ``first`` is the first channel that nobody else plays in.
    """
    async with Store(url) as store:
        quizzes = [await begin(store, first + place) for place in range(QUIZZES)]
        people = itertools.count(1)
        print(READY, flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        began = time.perf_counter()
        end = began + seconds

        async def wait(quiz: StoredQuiz) -> int:
            for count in itertools.count(1):
                given = Answer(count % 4, NOW, NOW, timedelta(0))
                await store.quizzes.answer(quiz.id, quiz.session.position, next(people), given)
                if time.perf_counter() >= end:
                    return count
            raise AssertionError

        waiting = [wait(quizzes[place % QUIZZES]) for place in range(WAITING)]
        answers = sum(await asyncio.gather(*waiting))
        return answers / (time.perf_counter() - began)


def run_round(url: str, processes: int, channels: Iterator[int]) -> Rate:
    """Measure so many processes once; all begin when the last one is ready."""
    with ExitStack() as running:
        workers = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "bench.scale", "--answer", url, str(next(channels))],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(processes)
        ]
        for worker in workers:
            running.callback(worker.kill)
            # Lines of the log come before.
            while (line := _opened(worker.stdout).readline()).strip() != READY:
                if not line:
                    raise RuntimeError("a process ended before it was ready")
        psutil.cpu_percent()
        for worker in workers:
            begin_now = _opened(worker.stdin)
            begin_now.write("\n")
            begin_now.flush()
        time.sleep(SECONDS)
        busy = psutil.cpu_percent()
        printed = [worker.communicate(timeout=LONGEST)[0] for worker in workers]
    return Rate(sum(float(each.splitlines()[-1]) for each in printed), busy)


def _opened(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise RuntimeError("a process was started without its pipes")
    return pipe


def judge(sqlite: Sequence[Rate], postgres: dict[int, list[Rate]]) -> list[Measure]:
    """Hold PostgreSQL to SQLite, and more processes to fewer while processors are idle."""
    found = [of_runs("answers a second, SQLite", [each.answers for each in sqlite], "/s")]
    floor = found[0].value
    limit, target = SHARE * floor, f"{SHARE} x SQLite's"
    for processes, rates in postgres.items():
        name = f"PostgreSQL, {processes} process{'es' if processes > 1 else ''}"
        measured = of_runs(
            f"answers a second, {name}",
            [each.answers for each in rates],
            "/s",
            floor=floor,
            limit=limit,
            at_least=True,
            target=target,
        )
        busy = of_runs(f"processors busy, {name}", [each.busy for each in rates], "%")
        found += [measured, busy]
        limit, target = SHARE * floor, f"{SHARE} x SQLite's, full"
        if busy.value < FULL and measured.value > limit:
            limit, target = measured.value, f"more than {processes}"
    return found


def measure(rounds: int = ROUNDS) -> list[Measure]:
    """Measure all ways by turns, on a PostgreSQL that syncs each commit to the disk."""
    channels = itertools.count(1, QUIZZES)
    sqlite: list[Rate] = []
    postgres: dict[int, list[Rate]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder, running_server(()) as server:
        server.query("CREATE DATABASE imnm")
        file, url = f"sqlite+aiosqlite:///{Path(folder) / 'imnm.db'}", server.url("imnm")
        for _ in range(rounds):
            sqlite.append(run_round(file, 1, channels))
            for processes in PROCESSES:
                postgres[processes].append(run_round(url, processes, channels))
    return judge(sqlite, postgres)


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", type=Path, default=Path("dist/scale.json"), metavar="FILE")
    parser.add_argument("--answer", nargs=2, metavar=("URL", "CHANNEL"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.answer is not None:
        url, first = arguments.answer
        print(asyncio.run(answer_for(url, int(first), SECONDS)))
        return 0
    if find_programs() is None:
        print(f"Nothing was measured: this {MISSING}")
        return 1
    measures = measure(arguments.rounds)
    missed = report(measures)
    write(arguments.json, head_of("HEAD"), measures)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, also in {arguments.json}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
