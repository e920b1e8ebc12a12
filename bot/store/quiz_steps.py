"""One step of a quiz: the state of its session, written in one transaction.

The transaction that closes a question also counts its answers: points, tallies, when the item was
last asked, and its return to those who missed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import QuizOver
from bot.learning.questions import Item
from bot.learning.scoring import Period
from bot.learning.session import Answer, Phase, Session
from bot.store.database import upsert
from bot.store.quiz_rows import ANSWER, read_answer, read_item, session_values
from bot.store.reviews import record_misses
from bot.store.tables import answer, asked, quiz, quiz_question, tally

EVERYTHING = ""
"""The topic of a tally over all topics together."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A question that this transaction has closed, and every answer to it."""

    quiz_id: int
    guild_id: int
    position: int
    item: Item
    right: int
    closed_at: datetime
    answers: Mapping[int, Answer]


async def close_question(
    connection: AsyncConnection,
    session: Session,
    quiz_id: int,
    guild_id: int,
    position: int,
) -> Mapping[int, Answer]:
    """Close an open question, as ``session`` says; return every answer recorded by now.

    Those are counted here, so it must run once per question: its caller checks, in this
    transaction, that the question is open.
    """
    closed_at = session.rounds[position].closed_at
    if closed_at is None:
        raise ValueError(f"question {position} of quiz {quiz_id} is not closed")
    closed = await connection.execute(
        update(quiz_question)
        .where(
            quiz_question.c.quiz_id == quiz_id,
            quiz_question.c.position == position,
            quiz_question.c.closed_at.is_(None),
        )
        .values(closed_at=closed_at)
        .returning(quiz_question.c.snapshot)
    )
    snapshot = closed.scalar_one()
    rows = await connection.execute(
        select(answer.c.person_id, *ANSWER)
        .where(
            answer.c.quiz_id == quiz_id,
            answer.c.position == position,
            answer.c.person_id.is_not(None),
        )
        .order_by(answer.c.id)
    )
    answers = {row.person_id: read_answer(row) for row in rows}
    # The answers on the disk are counted, not those in the memory of the process.
    session.rounds[position] = replace(session.rounds[position], answers=answers)
    closing = Closing(
        quiz_id=quiz_id,
        guild_id=guild_id,
        position=position,
        item=read_item(snapshot),
        right=session.rounds[position].right,
        closed_at=closed_at,
        answers=answers,
    )
    await record_asked(connection, guild_id, closing.item.id, closed_at)
    if answers:
        await _score(connection, closing, session.points(position))
        missed = [person for person, given in answers.items() if given.choice != closing.right]
        if missed:
            await record_misses(connection, closing.item.id, missed, closed_at)
    return answers


async def record_asked(
    connection: AsyncConnection, guild_id: int, item_id: str, at: datetime
) -> None:
    """Record that an item was asked in a server: it is not drawn again soon."""
    await connection.execute(
        upsert(asked, ["asked_at"]), {"guild_id": guild_id, "item_id": item_id, "asked_at": at}
    )


async def _score(connection: AsyncConnection, closing: Closing, points: Mapping[int, int]) -> None:
    """Write each answer's points, and add them to the tallies of every leaderboard."""
    statement = (
        update(answer)
        .where(
            answer.c.quiz_id == closing.quiz_id,
            answer.c.position == closing.position,
            answer.c.person_id == bindparam("scored_person"),
        )
        .values(points=bindparam("scored_points"))
    )
    await connection.execute(
        statement,
        [{"scored_person": person, "scored_points": worth} for person, worth in points.items()],
    )
    added = insert(tally)
    added = added.on_conflict_do_update(
        index_elements=[tally.c.guild_id, tally.c.period, tally.c.topic, tally.c.person_id],
        set_={
            column.name: column + added.excluded[column.name]
            for column in (tally.c.points, tally.c.correct, tally.c.answered)
        },
    )
    await connection.execute(
        added,
        [
            {
                "guild_id": closing.guild_id,
                "period": period.key(closing.closed_at),
                "topic": topic,
                "person_id": person,
                "points": worth,
                "correct": int(closing.answers[person].choice == closing.right),
                "answered": 1,
            }
            for period in Period
            for topic in (EVERYTHING, *closing.item.topics)
            for person, worth in points.items()
        ],
    )


async def save_session(
    connection: AsyncConnection, quiz_id: int, guild_id: int, session: Session, now: datetime
) -> dict[int, Mapping[int, Answer]]:
    """Write the state of ``session``, which nothing else may change meanwhile.

    Return the answers to every question that this has closed. Raise
    :class:`~bot.errors.QuizOver` when the quiz has ended or was erased, and the session goes on.
    """
    phase = await connection.scalar(select(quiz.c.phase).where(quiz.c.id == quiz_id))
    if phase in (None, Phase.FINISHED):
        if session.over:
            return {}
        raise QuizOver
    rows = await connection.execute(
        select(
            quiz_question.c.position,
            quiz_question.c.opened_at,
            quiz_question.c.closes_at,
            quiz_question.c.held_us,
        ).where(quiz_question.c.quiz_id == quiz_id, quiz_question.c.closed_at.is_(None))
    )
    closed: dict[int, Mapping[int, Answer]] = {}
    for row in rows.all():
        current = session.rounds[row.position]
        if current.opened_at is None:
            continue
        if (current.opened_at, current.closes_at, current.held) != (
            row.opened_at,
            row.closes_at,
            row.held_us,
        ):
            await connection.execute(
                update(quiz_question)
                .where(quiz_question.c.quiz_id == quiz_id, quiz_question.c.position == row.position)
                .values(
                    opened_at=current.opened_at, closes_at=current.closes_at, held_us=current.held
                )
            )
        if current.closed_at is not None:
            answers = await close_question(connection, session, quiz_id, guild_id, row.position)
            closed[row.position] = answers
            if answers and row.position == session.position:
                # The process may have counted none before it learnt of the last ones.
                session.empty = 0
    await connection.execute(
        update(quiz)
        .where(quiz.c.id == quiz_id)
        .values(**session_values(session), ended_at=now if session.over else None)
    )
    return closed
