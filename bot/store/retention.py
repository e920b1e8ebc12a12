"""Answers that are older than a person's id is kept: the questions still count them.

The points go with the id, for a board is a sum of the answers that people have: a tally always
equals a recount of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.scoring import Period
from bot.store.database import Database, Work
from bot.store.personal_data import STEP
from bot.store.quiz_rows import read_item
from bot.store.quiz_steps import EVERYTHING
from bot.store.tables import answer, quiz_question, recall, tally

Line = tuple[int, str, str, int]
"""A tally: server, period, topic, person."""


async def forget_old(database: Database, before: datetime) -> int:
    """Takes the id off answers given before a moment, and deletes practice of that time.

    Returns how many rows it was. Goes step by step, each a whole, so that nobody waits for long;
    when the file fails half-way, the next call does the rest.
    """
    done = after = 0
    while (step := await database.read(_look(before, after))).old:
        if step.named:
            done += await database.write(_unname(before, after, step.end))
        after = step.end
    while some := await database.write(_delete_practice(before)):
        done += some
    return done


@dataclass(frozen=True, slots=True)
class Step:
    """The answers up to ``end``: how many are old, and how many of those have a person."""

    end: int
    old: int
    named: int


def _look(before: datetime, after: int) -> Work[Step]:
    """The next step. One without old answers is the last, for answers are numbered as they come."""
    some = (
        select(answer.c.id, answer.c.answered_at, answer.c.person_id)
        .where(answer.c.id > after)
        .order_by(answer.c.id)
        .limit(STEP)
        .subquery()
    )
    old = some.c.answered_at < before
    asked = select(
        func.coalesce(func.max(some.c.id), after),
        func.count().filter(old),
        func.count(some.c.person_id).filter(old),
    )

    async def work(connection: AsyncConnection) -> Step:
        return Step(*(await connection.execute(asked)).one())

    return work


def _unname(before: datetime, after: int, end: int) -> Work[int]:
    these = (
        answer.c.id > after,
        answer.c.id <= end,
        answer.c.person_id.is_not(None),
        answer.c.answered_at < before,
        # An open question is not counted yet, and needs to know whose answers it counts.
        answer.c.points.is_not(None),
    )
    counted = (
        select(
            answer.c.guild_id,
            answer.c.person_id,
            answer.c.points,
            answer.c.correct,
            quiz_question.c.closed_at,
            quiz_question.c.snapshot,
        )
        .join(
            quiz_question,
            and_(
                quiz_question.c.quiz_id == answer.c.quiz_id,
                quiz_question.c.position == answer.c.position,
            ),
        )
        .where(*these)
    )

    async def work(connection: AsyncConnection) -> int:
        rows = (await connection.execute(counted)).all()
        if rows:
            await _subtract(connection, rows)
            await connection.execute(update(answer).where(*these).values(person_id=None))
        return len(rows)

    return work


async def _subtract(connection: AsyncConnection, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    """Takes answers out of the tallies that they were added to."""
    points: Counter[Line] = Counter()
    correct: Counter[Line] = Counter()
    answered: Counter[Line] = Counter()
    for row in rows:
        for topic in (EVERYTHING, *read_item(row.snapshot).topics):
            for period in Period:
                line = (row.guild_id, period.key(row.closed_at), topic, row.person_id)
                points[line] += row.points
                correct[line] += row.correct
                answered[line] += 1
    lines = [
        dict(zip(("in_guild", "in_period", "on_topic", "of_person"), line, strict=True))
        | {"points_off": points[line], "correct_off": correct[line], "answered_off": answered[line]}
        for line in answered
    ]
    this = (
        tally.c.guild_id == bindparam("in_guild"),
        tally.c.period == bindparam("in_period"),
        tally.c.topic == bindparam("on_topic"),
        tally.c.person_id == bindparam("of_person"),
    )
    lessened = update(tally).where(*this)
    await connection.execute(
        lessened.values(
            points=tally.c.points - bindparam("points_off"),
            correct=tally.c.correct - bindparam("correct_off"),
            answered=tally.c.answered - bindparam("answered_off"),
        ),
        lines,
    )
    await connection.execute(
        delete(tally).where(*this, tally.c.answered == 0),
        [
            {name: line[name] for name in ("in_guild", "in_period", "on_topic", "of_person")}
            for line in lines
        ],
    )


def _delete_practice(before: datetime) -> Work[int]:
    old = select(recall.c.id).where(recall.c.at < before).limit(STEP)
    gone = delete(recall).where(recall.c.id.in_(old))

    async def work(connection: AsyncConnection) -> int:
        return (await connection.execute(gone)).rowcount

    return work
