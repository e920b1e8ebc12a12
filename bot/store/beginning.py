"""A quiz that begins: its rows, and the same quiz as its messages need it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.session import Session
from bot.store.quiz_rows import QuizPlan, StoredQuiz, write_item
from bot.store.quiz_steps import session_values
from bot.store.tables import quiz, quiz_question

Orders = tuple[tuple[int, ...], ...]


async def insert_quiz(
    connection: AsyncConnection,
    plan: QuizPlan,
    session: Session,
    orders: Sequence[Sequence[int]],
    now: datetime,
) -> int:
    """Writes a quiz as its session stands; returns its number."""
    begun = await connection.execute(
        insert(quiz)
        .values(
            guild_id=plan.guild_id,
            channel_id=plan.channel_id,
            home_id=plan.home_id,
            host_id=plan.host_id,
            topic=plan.topic,
            audience=plan.audience,
            pace=plan.pace,
            scoring=plan.scoring,
            names=plan.names,
            created_at=now,
            **session_values(session),
        )
        .returning(quiz.c.id)
    )
    quiz_id = int(begun.scalar_one())
    await connection.execute(
        insert(quiz_question),
        [
            {
                "quiz_id": quiz_id,
                "position": position,
                "item_id": item.id,
                "card": item.card,
                "seed": seed,
                "shown_order": "".join(map(str, order)),
                "right_choice": order.index(0),
                "snapshot": write_item(item),
                "opened_at": session.rounds[position].opened_at,
                "closes_at": session.rounds[position].closes_at,
                "held_us": timedelta(0),
            }
            for position, (item, seed, order) in enumerate(
                zip(plan.items, plan.seeds, orders, strict=True)
            )
        ],
    )
    return quiz_id


def describe_quiz(
    quiz_id: int, plan: QuizPlan, session: Session, orders: Orders, now: datetime
) -> StoredQuiz:
    """The quiz that :func:`insert_quiz` has written, without reading it back."""
    return StoredQuiz(
        id=quiz_id,
        guild_id=plan.guild_id,
        channel_id=plan.channel_id,
        home_id=plan.home_id,
        host_id=plan.host_id,
        topic=plan.topic,
        audience=plan.audience,
        names=plan.names,
        session=session,
        items=plan.items,
        orders=orders,
        created_at=now,
        message_ids=[None] * len(plan.items),
    )
