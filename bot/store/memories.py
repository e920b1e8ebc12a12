"""Rows of ``memory``: what is known of one person's memory of one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.repetition import Grade, Memory, recall
from bot.store.tables import memory


def read_memory(row: Row[*tuple[Any, ...]]) -> Memory:
    """The memory in a whole row of the table."""
    return Memory(row.due, row.stability, row.difficulty, row.reviewed_at, row.lapses)


def upsert_memory(*also: str) -> Insert:
    """Writes a memory over the one before; of the columns beside it only those in ``also``."""
    written = insert(memory)
    replaced = ("due", "stability", "difficulty", "reviewed_at", "lapses", *also)
    return written.on_conflict_do_update(
        index_elements=[memory.c.person_id, memory.c.item_id],
        set_={name: written.excluded[name] for name in replaced},
    )


async def load_memories(
    connection: AsyncConnection, item_id: str, people: Sequence[int]
) -> Mapping[int, Memory]:
    """What these people remember of one question, for those who have met it."""
    rows = await connection.execute(
        select(memory).where(memory.c.item_id == item_id, memory.c.person_id.in_(people))
    )
    return {row.person_id: read_memory(row) for row in rows}


async def remember_misses(
    connection: AsyncConnection, item_id: str, people: Sequence[int], at: datetime
) -> None:
    """Lets a question that these people missed come back to each when they next practise."""
    before = await load_memories(connection, item_id, people)
    # The same for all who meet it for the first time: worked out once.
    fresh = recall(None, Grade.AGAIN, at)

    def after(person: int) -> Memory:
        known = before.get(person)
        if known is None:
            return fresh
        # A question that closed while the bot was down may be older than the last recall.
        return recall(known, Grade.AGAIN, max(at, known.reviewed_at or at))

    await connection.execute(
        upsert_memory("missed_at"),
        [
            {"person_id": person, "item_id": item_id, "missed_at": at, **asdict(after(person))}
            for person in people
        ],
    )
