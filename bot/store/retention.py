"""Take people's ids off old answers: the questions still count them.

The points go with the id, for a board is a sum of the answers that people have: a tally always
equals a recount of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.scoring import Period
from bot.store.database import Database, Work
from bot.store.personal_data import BATCH_SIZE
from bot.store.quiz_rows import ANSWERED_QUESTION, read_item
from bot.store.tables import ALL_TOPICS, answer, quiz_question, recall, tally

TallyKey = tuple[int, str, str, int]
"""Server, period, topic and person."""
TALLY_KEY = ("in_guild", "in_period", "on_topic", "of_person")


async def forget_old(database: Database, before: datetime) -> int:
    """Take the id off answers given before a moment, and delete practice of that time.

    Return how many rows it was. Each step is a transaction of its own, so that nobody waits for
    long; when the file fails half-way, the next call does the rest.
    """
    done = after = 0
    while (step := await _next_step(database, before, after)).old:
        if step.named:
            done += await database.write(_unname(before, after, step.end))
        after = step.end
    old = select(recall.c.id).where(recall.c.at < before).limit(BATCH_SIZE)
    while deleted := await database.execute(delete(recall).where(recall.c.id.in_(old))):
        done += deleted
    return done


@dataclass(frozen=True, slots=True)
class PruningStep:
    """The answers up to ``end``: how many are old, and how many of those have a person."""

    end: int
    old: int
    named: int


async def _next_step(database: Database, before: datetime, after: int) -> PruningStep:
    """Return the next step. One without old answers is the last: ids grow with time."""
    some = (
        select(answer.c.id, answer.c.answered_at, answer.c.person_id)
        .where(answer.c.id > after)
        .order_by(answer.c.id)
        .limit(BATCH_SIZE)
        .subquery()
    )
    old = some.c.answered_at < before
    (row,) = await database.fetch_all(
        select(
            func.coalesce(func.max(some.c.id), after),
            func.count().filter(old),
            func.count(some.c.person_id).filter(old),
        )
    )
    return PruningStep(*row)


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
        .join(quiz_question, ANSWERED_QUESTION)
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
    """Take answers out of the tallies that they were added to."""
    points: Counter[TallyKey] = Counter()
    correct: Counter[TallyKey] = Counter()
    answered: Counter[TallyKey] = Counter()
    for row in rows:
        for topic in (ALL_TOPICS, *read_item(row.snapshot).topics):
            for period in Period:
                key = (row.guild_id, period.key(row.closed_at), topic, row.person_id)
                points[key] += row.points
                correct[key] += row.correct
                answered[key] += 1
    keys = [dict(zip(TALLY_KEY, key, strict=True)) for key in answered]
    changes = [
        {"points_off": points[key], "correct_off": correct[key], "answered_off": answered[key]}
        for key in answered
    ]
    this = [
        column == bindparam(name)
        for column, name in zip(tally.primary_key.columns, TALLY_KEY, strict=True)
    ]
    await connection.execute(
        update(tally)
        .where(*this)
        .values(
            points=tally.c.points - bindparam("points_off"),
            correct=tally.c.correct - bindparam("correct_off"),
            answered=tally.c.answered - bindparam("answered_off"),
        ),
        [key | change for key, change in zip(keys, changes, strict=True)],
    )
    await connection.execute(delete(tally).where(*this, tally.c.answered == 0), keys)
