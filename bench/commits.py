"""A thousand people in twenty channels answer at once: with group commit, and each alone."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.items import make_item
from bench.measures import Measure, middle, percentile, report
from bot.learning.scoring import Scoring
from bot.learning.session import Answer, Pace
from bot.store import QuizPlan, Store, StoredQuiz
from bot.store.answers import PendingAnswer, record_answers

CHANNELS = 20
PEOPLE = 50
"""In each channel."""
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROMISE = 1000
"""Milliseconds at p99, for an answer that is on the disk."""


async def begin(store: Store, channel: int) -> StoredQuiz:
    items = tuple(make_item(number) for number in range(2))
    plan = QuizPlan(
        guild_id=1,
        channel_id=channel,
        home_id=channel,
        host_id=1,
        topic="everything",
        audience="both",
        names=False,
        pace=Pace.RELAXED,
        scoring=Scoring.ACCURACY,
        items=items,
        seeds=(0, 1),
    )
    quiz = await store.quizzes.create(plan, NOW)
    await advance(store, quiz)
    return quiz


async def advance(store: Store, quiz: StoredQuiz) -> float:
    """Do one step of the quiz; return how many milliseconds it took to save it."""
    quiz.session.press_next(NOW)
    began = time.perf_counter()
    await store.quizzes.save(quiz, NOW)
    return (time.perf_counter() - began) * 1000


async def everybody_answers(
    store: Store, quizzes: list[StoredQuiz], *, together: bool
) -> tuple[list[float], float]:
    """Let all of them answer within the same moment.

    Returns the milliseconds of each, and the answers that were on the disk per second.
    """
    rng = random.Random(5)

    async def one(quiz: StoredQuiz, person: int) -> float:
        given = Answer(rng.randrange(4), NOW, NOW, timedelta(0))
        position = quiz.session.position
        began = time.perf_counter()
        if together:
            await store.quizzes.answer(quiz.id, position, person, given)
        else:
            entry = PendingAnswer(quiz.id, position, person, given)
            await store._database.write(lambda connection: record_answers(connection, [entry]))
        return (time.perf_counter() - began) * 1000

    began = time.perf_counter()
    taken = await asyncio.gather(
        *(one(quiz, person) for quiz in quizzes for person in range(1, PEOPLE + 1))
    )
    return list(taken), len(taken) / (time.perf_counter() - began)


async def play(path: Path) -> list[Measure]:
    async with Store(f"sqlite+aiosqlite:///{path}") as store:
        quizzes = [await begin(store, channel) for channel in range(1, CHANNELS + 1)]
        alone, alone_rate = await everybody_answers(store, quizzes, together=False)
        for quiz in quizzes:
            await advance(store, quiz)
            await advance(store, quiz)
        before = store._database.commits
        grouped, grouped_rate = await everybody_answers(store, quizzes, together=True)
        commits = store._database.commits - before
        closes = [await advance(store, quiz) for quiz in quizzes]
    return [
        Measure("answers a second, a commit for each", alone_rate, "/s"),
        Measure("answers a second, group commit", grouped_rate, "/s"),
        Measure(f"commits for {CHANNELS * PEOPLE} answers, group commit", commits, ""),
        Measure("1,000 answers at once, alone, p99", percentile(alone, 0.99), "ms"),
        Measure("1,000 answers at once, group commit, p50", middle(grouped), "ms"),
        Measure(
            "1,000 answers at once, group commit, p99",
            *(percentile(grouped, 0.99), "ms", None, PROMISE),
            target=f"under {PROMISE} ms",
        ),
        Measure("close of a question with 50 answers, p50", middle(closes), "ms"),
    ]


def measure() -> list[Measure]:
    """Play it once; takes a few seconds."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(play(Path(folder) / "imnm.db"))


if __name__ == "__main__":
    sys.exit(report(measure()))
