"""Quizzes to play in tests, and a recount of the scores that shares no code with the bot."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.learning.questions import Item
from bot.learning.scoring import Scoring
from bot.learning.session import Answer, Pace
from bot.store import QuizPlan, Store, StoredQuiz

GUILD = 2**62 + 1
CHANNEL = 2**62 + 2
HOST = 2**63 - 1  # the largest id that Discord could ever give
ANA, BEN, CLEO = 2**62 + 11, 2**62 + 12, 2**62 + 13
SECOND = timedelta(seconds=1)


def make_item(number: int, options: int = 4) -> Item:
    card = f"card-{number % 3}"
    return Item(
        id=f"Q{number:03}",
        card=card,
        topics=frozenset({card, "tests" if number % 2 else "basics"}),
        difficulty="easy",
        audience="both",
        text=f"Which “one” is right in {number}?",
        options=tuple(f"{number} {'right' if place == 0 else place}" for place in range(options)),
        explanation="It is.",
        sources=("S01", "S02"),
        theme=f"Q{number:03}",
    )


def make_plan(
    length: int = 3,
    *,
    first: int = 0,
    guild: int = GUILD,
    channel: int = CHANNEL,
    pace: Pace = Pace.RELAXED,
    scoring: Scoring = Scoring.ACCURACY,
) -> QuizPlan:
    items = tuple(make_item(first + number) for number in range(length))
    return QuizPlan(
        guild_id=guild,
        channel_id=channel,
        home_id=channel,
        host_id=HOST,
        topic="everything",
        audience="both",
        names=False,
        pace=pace,
        scoring=scoring,
        items=items,
        seeds=tuple(range(first, first + length)),
    )


async def begin(store: Store, now: datetime, length: int = 3, **how) -> StoredQuiz:
    """A quiz whose first question is open."""
    quiz = await store.quizzes.create(make_plan(length, **how), now)
    await step(store, quiz, now)
    return quiz


async def step(store: Store, quiz: StoredQuiz, now: datetime) -> None:
    """The host presses Next."""
    quiz.session.press_next(now)
    await store.quizzes.save(quiz, now)


async def press(store: Store, quiz: StoredQuiz, person: int, choice: int, now: datetime) -> Answer:
    """What a press on a letter does, to its end."""
    position = quiz.session.position
    given = quiz.session.validate_answer(person, position, choice, now)
    recorded = await store.quizzes.answer(quiz.id, position, person, given)
    quiz.session.add_answer(person, position, recorded)
    return recorded


def right(quiz: StoredQuiz) -> int:
    return quiz.session.rounds[quiz.session.position].right


def wrong(quiz: StoredQuiz) -> int:
    return (right(quiz) + 1) % 4


async def play(store: Store, now: datetime, marks: list[dict[int, bool]], **how) -> StoredQuiz:
    """A whole quiz; ``marks`` tells for each question who is right and who is wrong."""
    quiz = await begin(store, now, len(marks), **how)
    for place, answers in enumerate(marks):
        at = now + 20 * place * SECOND
        for person, is_right in answers.items():
            await press(store, quiz, person, right(quiz) if is_right else wrong(quiz), at)
        await step(store, quiz, at + 10 * SECOND)
        await step(store, quiz, at + 15 * SECOND)
    return quiz


def ask(path: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql, values).fetchall()


def recount(path: Path) -> dict[tuple, tuple[int, int, int]]:
    """The tallies as they should be, from the answers that people still have."""
    points, correct, answered = Counter(), Counter(), Counter()
    for guild, person, snapshot, choice, key, closed_at, worth in ask(
        path,
        "SELECT a.guild_id, a.person_id, q.snapshot, a.choice, q.right_choice, q.closed_at, "
        "a.points FROM answer a JOIN quiz_question q "
        "ON q.quiz_id = a.quiz_id AND q.position = a.position WHERE q.closed_at IS NOT NULL "
        "AND a.person_id IS NOT NULL",
    ):
        day = date.fromisoformat(closed_at[:10])
        year, week, _ = day.isocalendar()
        for period in ("all", closed_at[:7], f"{year}-W{week:02}"):
            for topic in ("", *json.loads(snapshot)["topics"]):
                where = (guild, period, topic, person)
                points[where] += worth
                correct[where] += choice == key
                answered[where] += 1
    return {where: (points[where], correct[where], answered[where]) for where in answered}


def tallies(path: Path) -> dict[tuple, tuple[int, int, int]]:
    rows = ask(
        path, "SELECT guild_id, period, topic, person_id, points, correct, answered FROM tally"
    )
    return {row[:4]: row[4:] for row in rows}


def assert_nothing_is_half_written(path: Path) -> None:
    """Every question is closed with all that it sets off, or with none of it."""
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "PRAGMA foreign_key_check") == []
    assert tallies(path) == recount(path)
    assert ask(path, "SELECT * FROM item_tally ORDER BY guild_id, item_id") == ask(
        path,
        "SELECT a.guild_id, a.item_id, sum(a.choice = q.right_choice), count(*) FROM answer a "
        "JOIN quiz_question q ON q.quiz_id = a.quiz_id AND q.position = a.position "
        "WHERE q.closed_at IS NOT NULL GROUP BY a.guild_id, a.item_id",
    )
    questions = ask(path, "SELECT quiz_id, position, item_id, closed_at FROM quiz_question")
    known = dict(ask(path, "SELECT item_id, asked_at FROM asked"))
    assert set(known) == {item for _, _, item, closed in questions if closed}
    missed = set()
    for quiz, position, item, closed in questions:
        given = ask(
            path,
            "SELECT person_id, correct, points FROM answer WHERE quiz_id = ? AND position = ?",
            quiz,
            position,
        )
        assert all((points is None) == (closed is None) for _, _, points in given)
        missed |= {(person, item) for person, correct, _ in given if closed and not correct}
    assert set(ask(path, "SELECT person_id, item_id FROM memory")) == missed
    begun = set(ask(path, "SELECT id FROM quiz"))
    assert begun == set(ask(path, "SELECT DISTINCT quiz_id FROM quiz_question"))
    assert (
        ask(
            path,
            "SELECT 1 FROM quiz JOIN quiz_question ON quiz_id = id WHERE phase = 'finished' "
            "AND opened_at IS NOT NULL AND closed_at IS NULL",
        )
        == []
    )
