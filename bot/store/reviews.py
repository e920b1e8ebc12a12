"""What people practise alone: when a question comes back, and how each recall went.

Rows of ``memory``: what is known of one person's memory of one question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.questions import Item
from bot.learning.repetition import Grade, Memory, update_memory
from bot.store.database import Database, Work
from bot.store.tables import memory
from bot.store.tables import recall as recalls


def read_memory(row: Row[*tuple[Any, ...]]) -> Memory:
    """The memory in a whole row of the table."""
    return Memory(row.due, row.stability, row.difficulty, row.reviewed_at, row.lapses)


def upsert_memory(*also: str) -> Insert:
    """Writes a memory over the one before; of the columns beside it only those in ``also``."""
    written = sqlite_insert(memory)
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
    fresh = update_memory(None, Grade.AGAIN, at)

    def after(person: int) -> Memory:
        known = before.get(person)
        if known is None:
            return fresh
        # A question that closed while the bot was down may be older than the last recall.
        return update_memory(known, Grade.AGAIN, max(at, known.reviewed_at or at))

    await connection.execute(
        upsert_memory("missed_at"),
        [
            {"person_id": person, "item_id": item_id, "missed_at": at, **asdict(after(person))}
            for person in people
        ],
    )


@dataclass(frozen=True, slots=True)
class Recall:
    """One question answered in practice. ``choice`` is the option of the item: 0 is right."""

    id: int
    item_id: str
    choice: int
    correct: bool
    grade: Grade
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordedRecall:
    """A recall as it is stored, and the memory after it."""

    recall: Recall
    memory: Memory
    repeated: bool
    """Whether it had been recorded before: this call changed nothing."""


class Reviews:
    """Rows of ``memory`` and ``recall``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def memories(self, person_id: int) -> dict[str, Memory]:
        """What a person remembers, by item."""

        async def work(connection: AsyncConnection) -> dict[str, Memory]:
            rows = await connection.execute(select(memory).where(memory.c.person_id == person_id))
            return {row.item_id: read_memory(row) for row in rows}

        return await self._database.read(work)

    async def record(
        self,
        person_id: int,
        item: Item,
        *,
        choice: int,
        correct: bool,
        since: datetime,
        at: datetime,
    ) -> RecordedRecall:
        """Records an answer: GOOD when right, AGAIN when wrong; ``regrade`` refines a right one.

        ``since`` is when this practice began. An item is asked once in a practice, so a second
        answer to it changes nothing, and the first one is returned. A day begins where it does in
        the zone of ``at``.
        """

        async def work(connection: AsyncConnection) -> RecordedRecall:
            known = await connection.execute(
                select(memory).where(memory.c.person_id == person_id, memory.c.item_id == item.id)
            )
            before = known.one_or_none()
            done = await connection.execute(
                select(recalls)
                .where(
                    recalls.c.person_id == person_id,
                    recalls.c.item_id == item.id,
                    recalls.c.at >= since,
                )
                .order_by(recalls.c.id)
                .limit(1)
            )
            first = done.one_or_none()
            if first is not None and before is not None:
                return RecordedRecall(_read_recall(first), read_memory(before), repeated=True)
            grade = Grade.GOOD if correct else Grade.AGAIN
            was = read_memory(before) if before is not None else None
            after = update_memory(was, grade, at)
            inserted = await connection.execute(
                insert(recalls)
                .values(
                    person_id=person_id,
                    item_id=item.id,
                    card=item.card,
                    at=at,
                    choice=choice,
                    correct=correct,
                    grade=grade,
                    before=_write_memory(was) if was is not None else None,
                )
                .returning(recalls.c.id)
            )
            recall_id = int(inserted.scalar_one())
            # One that a quiz has brought was met there, and takes no place among the new ones.
            met = before.introduced_at if before is not None else at
            await connection.execute(
                upsert_memory("introduced_at", "missed_at"),
                {
                    "person_id": person_id,
                    "item_id": item.id,
                    "introduced_at": met,
                    "missed_at": None if correct else at,
                    **asdict(after),
                },
            )
            return RecordedRecall(
                Recall(recall_id, item.id, choice, correct, grade, at), after, repeated=False
            )

        return await self._database.write(work)

    async def regrade(
        self, recall_id: int, person_id: int, grade: Grade, zone: tzinfo | None = UTC
    ) -> Memory | None:
        """Rates a right answer again, from the memory as it was before it; as often as one likes.

        ``zone`` is the one that ``at`` of the answer had: it says where its day began.

        Returns the memory after it; None when there is nothing to rate: somebody else's recall, a
        wrong one, or one that a later answer has overtaken. AGAIN is a ValueError.
        """
        if grade is Grade.AGAIN:
            raise ValueError("a right answer is not rated as wrong")

        async def work(connection: AsyncConnection) -> Memory | None:
            found = await connection.execute(
                select(recalls.c.item_id, recalls.c.at, recalls.c.before)
                .join(
                    memory,
                    (memory.c.person_id == recalls.c.person_id)
                    & (memory.c.item_id == recalls.c.item_id)
                    & (memory.c.reviewed_at == recalls.c.at),
                )
                .where(
                    recalls.c.id == recall_id,
                    recalls.c.person_id == person_id,
                    recalls.c.correct.is_(True),
                )
            )
            row = found.one_or_none()
            if row is None:
                return None
            after = update_memory(_parse_memory(row.before), grade, row.at.astimezone(zone))
            await connection.execute(
                update(recalls).where(recalls.c.id == recall_id).values(grade=grade)
            )
            await connection.execute(
                upsert_memory(),
                {"person_id": person_id, "item_id": row.item_id, **asdict(after)},
            )
            return after

        return await self._database.write(work)

    async def recalls(self, person_id: int, since: datetime) -> list[Recall]:
        """What a person has answered in practice since a moment, in that order."""

        async def work(connection: AsyncConnection) -> list[Recall]:
            rows = await connection.execute(
                select(recalls)
                .where(recalls.c.person_id == person_id, recalls.c.at >= since)
                .order_by(recalls.c.at, recalls.c.id)
            )
            return [_read_recall(row) for row in rows]

        return await self._database.read(work)

    async def new_today(self, person_id: int, since: datetime) -> int:
        """How many questions a person has met in practice for the first time since a moment."""
        return await self._database.read(_count(person_id, memory.c.introduced_at >= since))

    async def missed(self, person_id: int, since: datetime) -> list[str]:
        """The items that a person has missed since a moment and not known since, latest first."""

        async def work(connection: AsyncConnection) -> list[str]:
            rows = await connection.execute(
                select(memory.c.item_id)
                .where(memory.c.person_id == person_id, memory.c.missed_at >= since)
                .order_by(memory.c.missed_at.desc(), memory.c.item_id)
            )
            return list(rows.scalars())

        return await self._database.read(work)


def _count(person_id: int, condition: ColumnElement[bool]) -> Work[int]:
    async def work(connection: AsyncConnection) -> int:
        counted = select(func.count()).where(memory.c.person_id == person_id, condition)
        return int((await connection.execute(counted)).scalar_one())

    return work


def _read_recall(row: Row[*tuple[Any, ...]]) -> Recall:
    return Recall(row.id, row.item_id, row.choice, row.correct, Grade(row.grade), row.at)


def _write_memory(was: Memory) -> str:
    return json.dumps(asdict(was), default=datetime.isoformat)


def _parse_memory(text: str | None) -> Memory | None:
    """The memory that :func:`_write_memory` wrote."""
    if text is None:
        return None
    parts = json.loads(text)
    for name in ("due", "reviewed_at"):
        parts[name] = parts[name] and datetime.fromisoformat(parts[name])
    return Memory(**parts)
