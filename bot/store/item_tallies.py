"""How the closed questions of each item went in a server: kept as answers are counted.

A recount of the answers at any moment. An answer that loses its person still counts; one that is
erased does not.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, select, update

from bot.store.tables import answer, item_tally
from bot.store.upsert import upsert

_this = (
    item_tally.c.guild_id == bindparam("in_guild"),
    item_tally.c.item_id == bindparam("of_item"),
)


def add_answers(
    connection: Connection, guild_id: int, item_id: str, *, correct: int, answered: int
) -> None:
    """Count the answers to a question that has closed."""
    connection.execute(
        upsert(item_tally, ["correct", "answered"], adding=True),
        {"guild_id": guild_id, "item_id": item_id, "correct": correct, "answered": answered},
    )


def subtract_answers(connection: Connection, *where: ColumnElement[bool]) -> None:
    """Take answers out that are about to be deleted; those to open questions were never counted."""
    counted = (
        select(
            answer.c.guild_id.label("in_guild"),
            answer.c.item_id.label("of_item"),
            func.count().filter(answer.c.correct).label("correct_off"),
            func.count().label("answered_off"),
        )
        .where(*where, answer.c.points.is_not(None))
        .group_by(answer.c.guild_id, answer.c.item_id)
        .order_by(answer.c.guild_id, answer.c.item_id)
    )
    off = [dict(row._mapping) for row in connection.execute(counted)]
    if not off:
        return
    connection.execute(
        update(item_tally)
        .where(*_this)
        .values(
            correct=item_tally.c.correct - bindparam("correct_off"),
            answered=item_tally.c.answered - bindparam("answered_off"),
        ),
        off,
    )
    connection.execute(delete(item_tally).where(*_this, item_tally.c.answered == 0), off)
