"""How long one press waits for whatever else the database does, on a server with a million answers.

Somebody answers a question every few milliseconds, while in turn each long job is done. What is
told is the longest that an answer took to be on the disk, and how much the usual one takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from bench.commits import begin
from bench.measures import Measure, middle
from bot.learning.session import Answer
from bot.store import Store

MOST = 50
"""Milliseconds that a press may wait for any other work."""
PAUSE = 0.004
ROWS = 60_000
PERSON, GUILD, PROBED = 7, 1, 99


async def drain(rows: AsyncIterator[object]) -> None:
    async for _ in rows:
        pass


def jobs(store: Store, path: Path, now: datetime) -> dict[str, Callable[[], Awaitable[object]]]:
    """List what takes long, the gentlest first; the last ones change the database."""
    return {
        "nothing else": lambda: asyncio.sleep(1),
        "insights": lambda: store.scores.insights(GUILD, most=10),
        "results of 60,000 answers": lambda: drain(store.scores.results(GUILD, most=ROWS)),
        "a history": lambda: drain(store.scores.history(PERSON)),
        "a person's export": lambda: drain(store.privacy.export(PERSON)),
        "a backup": lambda: store.backup(path.with_name("copy.db")),
        "an erasure": lambda: store.privacy.erase(PERSON, now),
        "retention": lambda: forget_some(store, now),
    }


async def forget_some(store: Store, now: datetime) -> None:
    """Take people off old answers for three seconds: all of them would take minutes."""
    forgetting = asyncio.create_task(store.privacy.forget_old(now + timedelta(days=1)))
    await asyncio.wait([forgetting], timeout=3)
    forgetting.cancel()
    await asyncio.wait([forgetting])


async def measure_waits(store: Store, path: Path, now: datetime) -> list[Measure]:
    """Do each job while somebody answers."""
    quiz = await begin(store, PROBED)
    measures = []
    for name, job in jobs(store, path, now).items():
        taken: list[float] = []
        work = asyncio.ensure_future(job())
        person = 1
        while not work.done():
            person += 1
            given = Answer(person % 4, now, now, timedelta(0))
            began = time.perf_counter()
            await store.quizzes.answer(quiz.id, quiz.session.position, person, given)
            taken.append((time.perf_counter() - began) * 1000)
            await asyncio.sleep(PAUSE)
        await work
        usual = middle(taken)
        measures.append(
            Measure(
                f"longest that a press waits: {name}",
                *(max(taken), "ms", usual, MOST),
                target=f"at most {MOST} ms",
            )
        )
    return measures
