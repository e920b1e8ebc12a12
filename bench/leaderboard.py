"""The board of one server in which 5,000 people have given 1,000,000 answers."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.items import CARDS, GROUPS, make_item
from bench.measures import Measure, middle, of_runs, percentile, report
from bench.waits import measure_waits
from bot.learning.scoring import Period
from bot.store import Store
from bot.store.partial_files import sync_to_disk
from bot.store.quiz_rows import write_item

GUILD = 1
PEOPLE = 5000
QUIZZES = 2000
QUESTIONS = 10
PLAYERS = 50
ITEMS = 400
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = 10
CALLS = 400
PROMISE, INSIGHTS = 10, 300
"""Milliseconds: of a leaderboard at p99, and of insights."""

QUIZ = """INSERT INTO quiz (id, guild_id, channel_id, home_id, topic, audience, pace, scoring,
names, phase, position, empty, created_at, ended_at)
VALUES (?, 1, 1, 1, 'everything', 'both', 'relaxed', 'accuracy', 0, 'finished', 9, 0, ?, ?)"""
QUESTION = """INSERT INTO quiz_question (quiz_id, position, item_id, card, seed, shown_order,
right_choice, snapshot, opened_at, closed_at, held_us) VALUES (?, ?, ?, ?, 0, '0123', 0, ?, ?, ?, 0)
"""
ANSWER = """INSERT INTO answer (quiz_id, position, person_id, guild_id, item_id, card, choice,
correct, first_at, answered_at, taken_us, changes, points)
VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, 5000000, 0, ?)"""
TALLY = """INSERT INTO tally SELECT 1, periods.value, topics.value, a.person_id, sum(a.points),
sum(a.correct), count(*) FROM answer a
JOIN quiz_question q ON q.quiz_id = a.quiz_id AND q.position = a.position,
json_each(json_insert(json_extract(q.snapshot, '$.topics'), '$[#]', '')) topics,
json_each(?) periods GROUP BY periods.value, topics.value, a.person_id"""

ITEM_TALLY = """INSERT INTO item_tally (guild_id, item_id, correct, answered)
SELECT guild_id, item_id, sum(correct), count(*) FROM answer GROUP BY guild_id, item_id"""


def written(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def answers(rng: random.Random) -> Iterator[tuple[object, ...]]:
    """Everybody has a skill of their own, so that boards are not all ties."""
    skill = [rng.uniform(0.3, 0.9) for _ in range(PEOPLE)]
    at = written(NOW)
    for quiz in range(1, QUIZZES + 1):
        players = rng.sample(range(PEOPLE), PLAYERS)
        for position in range(QUESTIONS):
            item = f"Q{(quiz * QUESTIONS + position) % ITEMS:03}"
            card = f"card-{int(item[1:]) % CARDS}"
            for person in players:
                right = rng.random() < skill[person]
                choice = 0 if right else rng.randrange(1, 4)
                marks = (choice, right, at, at, 1000 * right)
                yield (quiz, position, person + 1, item, card, *marks)


def fill(path: Path) -> None:
    """Write a million answers and their tallies by SQL alone."""
    at = written(NOW)
    items = [make_item(number) for number in range(ITEMS)]
    rng = random.Random(2026)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(QUIZ, ((quiz, at, at) for quiz in range(1, QUIZZES + 1)))
        connection.executemany(
            QUESTION,
            (
                (quiz, position, item.id, item.card, write_item(item), at, at)
                for quiz in range(1, QUIZZES + 1)
                for position in range(QUESTIONS)
                for item in (items[(quiz * QUESTIONS + position) % ITEMS],)
            ),
        )
        connection.executemany(ANSWER, answers(rng))
        keys = ", ".join(f'"{period.key(NOW)}"' for period in Period)
        connection.execute(TALLY, (f"[{keys}]",))
        connection.executemany(
            "INSERT INTO asked VALUES (1, ?, ?)", ((item.id, at) for item in items)
        )
        connection.execute(ITEM_TALLY)
        connection.executemany(
            "INSERT INTO member (person_id, text_only, board) VALUES (?, 0, 'hidden')",
            ((person,) for person in range(1, PEOPLE, 10)),
        )
        # Everybody has stood on a board before: an alias is drawn once in a person's life here.
        connection.executemany(
            "INSERT INTO alias VALUES (1, ?, ?)",
            ((person, f"Quiet Heron {person}") for person in range(1, PEOPLE + 1)),
        )
        connection.commit()
    # Or the first commit that is measured waits for all of it.
    sync_to_disk(path)


async def timed(work: Callable[[], Awaitable[object]], calls: int) -> list[float]:
    taken = []
    for _ in range(calls):
        began = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


async def ask(path: Path) -> list[Measure]:
    rng = random.Random(7)
    async with Store(f"sqlite+aiosqlite:///{path}") as store:

        async def board() -> None:
            """All that one `/scores leaderboard` reads: a page, its names, and the own place."""
            period = rng.choice(list(Period)).key(NOW)
            topic = rng.choice(["", "", f"group-{rng.randrange(GROUPS)}", "card-7"])
            page = await store.scores.leaderboard(
                *(GUILD, period, topic),
                offset=PAGE * rng.randrange(PEOPLE // PAGE),
                limit=PAGE,
                own=rng.randrange(1, PEOPLE),
            )
            people = [row.person_id for row in page.rows]
            await store.display_names.of(GUILD, people, names=False)

        async def mine() -> None:
            await store.scores.of(rng.randrange(1, PEOPLE), GUILD, NOW + timedelta(hours=1))

        async def insights() -> None:
            await store.scores.insights(GUILD, most=10)

        await timed(board, 5)
        boards = await timed(board, CALLS)
        own = await timed(mine, CALLS)
        insight = await timed(insights, 5)
        waits = await measure_waits(store, path, NOW)
    slowest = percentile(boards, 0.99)
    return [
        Measure("leaderboard, 1,000,000 answers, p50", middle(boards), "ms"),
        Measure(
            "leaderboard, 1,000,000 answers, p99",
            *(slowest, "ms", None, PROMISE),
            target=f"at most {PROMISE} ms",
        ),
        Measure("scores of one person, p99", percentile(own, 0.99), "ms"),
        of_runs(
            "insights of 1,000,000 answers",
            insight,
            "ms",
            limit=INSIGHTS,
            target=f"at most {INSIGHTS} ms",
        ),
        *waits,
    ]


def measure() -> list[Measure]:
    """Fill a database and read its boards; takes about half a minute."""

    async def make(url: str) -> None:
        async with Store(url):
            pass

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "imnm.db"
        asyncio.run(make(f"sqlite+aiosqlite:///{path}"))
        fill(path)
        return asyncio.run(ask(path))


if __name__ == "__main__":
    sys.exit(report(measure()))
