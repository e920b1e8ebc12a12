"""One step of a quiz: the state of its session, written in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import QuizOver
from bot.learning.round import Answer
from bot.learning.session import Phase, Session
from bot.store.closing import close_question
from bot.store.tables import quiz, quiz_question


def session_values(session: Session) -> dict[str, Any]:
    """The columns of ``quiz`` that tell where a session stands."""
    return {
        "phase": session.phase,
        "position": session.position,
        "since": session.since,
        "paused_from": session.paused_from,
        "reason": session.reason,
        "empty": session.empty,
    }


async def save_session(
    connection: AsyncConnection, quiz_id: int, guild_id: int, session: Session, now: datetime
) -> dict[int, Mapping[int, Answer]]:
    """Writes where ``session`` stands, which nothing else may change meanwhile.

    Returns the answers of every question that this has closed. Raises
    :class:`~bot.errors.QuizOver` when the quiz has ended or was erased, and the session goes on.
    """
    stands = await connection.execute(select(quiz.c.phase).where(quiz.c.id == quiz_id))
    phase = stands.scalar_one_or_none()
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
        asked = session.rounds[row.position]
        if asked.opened_at is None:
            continue
        if (asked.opened_at, asked.closes_at, asked.held) != (
            row.opened_at,
            row.closes_at,
            row.held_us,
        ):
            await connection.execute(
                update(quiz_question)
                .where(quiz_question.c.quiz_id == quiz_id, quiz_question.c.position == row.position)
                .values(opened_at=asked.opened_at, closes_at=asked.closes_at, held_us=asked.held)
            )
        if asked.closed_at is not None:
            answers = await close_question(connection, session, quiz_id, guild_id, row.position)
            closed[row.position] = answers
            if answers and row.position == session.position:
                # The process may not have learnt of the last ones when it counted none.
                session.empty = 0
    await connection.execute(
        update(quiz)
        .where(quiz.c.id == quiz_id)
        .values(**session_values(session), ended_at=now if session.over else None)
    )
    return closed
