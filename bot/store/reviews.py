"""Practice alone: when a question is due again for a person, and how each recall went."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy import Connection, exists, func, insert, select, update

from bot.learning.questions import Item
from bot.learning.repetition import Grade, Memory, update_memory
from bot.learning.schedule import AHEAD
from bot.store.columns import columns_for
from bot.store.database import AnyRow, Database, take_turn
from bot.store.tables import memory
from bot.store.tables import recall as recalls
from bot.store.upsert import Insert, upsert

_MEMORY = columns_for(Memory, memory)


def _upsert_memory(*columns: str) -> Insert:
    """Write a memory over the one before; of the columns beside it only these."""
    return upsert(memory, [*(column.name for column in _MEMORY), *columns])


def record_misses(
    connection: Connection, item_id: str, person_ids: Sequence[int], at: datetime
) -> None:
    """Make an item that these people missed in a quiz due when they next practise."""
    take_turn(connection, memory, *person_ids)
    rows = connection.execute(
        select(memory.c.person_id, *_MEMORY).where(
            memory.c.item_id == item_id, memory.c.person_id.in_(person_ids)
        )
    )
    before = {person_id: Memory(*known) for person_id, *known in rows}
    # The same for all who meet it for the first time: worked out once.
    first = update_memory(None, Grade.AGAIN, at)

    def after(person_id: int) -> Memory:
        known = before.get(person_id)
        if known is None:
            return first
        # A question that closed while the bot was down may be older than the last recall.
        return update_memory(known, Grade.AGAIN, max(at, known.reviewed_at or at))

    connection.execute(
        _upsert_memory("missed_at"),
        [
            {"person_id": each, "item_id": item_id, "missed_at": at, **asdict(after(each))}
            for each in sorted(person_ids)
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
    practice_id: int | None = None
    """None for a practice that was begun before this was kept."""
    before: Memory | None = None
    """The memory before it; None if the item was new."""
    missed_before: datetime | None = None
    """When the item had been missed last, unless it was known since."""


@dataclass(frozen=True, slots=True)
class RecordedRecall:
    """A recall as it is stored, and the memory after it."""

    recall: Recall
    memory: Memory


class Reviews:
    """Rows of ``memory`` and ``recall``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def memories(self, person_id: int) -> dict[str, Memory]:
        """Return a person's memory of every item that they have met."""
        rows = await self._database.fetch_all(
            select(memory.c.item_id, *_MEMORY).where(memory.c.person_id == person_id)
        )
        return {item_id: Memory(*known) for item_id, *known in rows}

    async def record(
        self,
        person_id: int,
        item: Item,
        *,
        choice: int,
        correct: bool,
        since: datetime,
        at: datetime,
        practice_id: int | None = None,
    ) -> RecordedRecall:
        """Record an answer: GOOD when right, AGAIN when wrong; ``regrade`` refines a right one.

        ``since`` is when this practice began. An item is asked once in a practice, so a second
        answer to it changes nothing, and the first one is returned. A day begins where it does in
        the zone of ``at``.
        """

        def work(connection: Connection) -> RecordedRecall:
            take_turn(connection, memory, person_id)
            found = connection.execute(
                select(memory.c.introduced_at, memory.c.missed_at, *_MEMORY).where(
                    memory.c.person_id == person_id, memory.c.item_id == item.id
                )
            )
            # An item that was missed in a quiz was met there, and is none of today's new ones.
            met, missed_at, *known = found.one_or_none() or (at, None)
            previous = Memory(*known) if known else None
            earlier = connection.execute(
                select(recalls)
                .where(
                    recalls.c.person_id == person_id,
                    recalls.c.item_id == item.id,
                    recalls.c.at >= since,
                    recalls.c.practice_id.is_not_distinct_from(practice_id),
                )
                .order_by(recalls.c.id)
                .limit(1)
            )
            first = earlier.one_or_none()
            if first is not None and previous is not None:
                return RecordedRecall(_read_recall(first), previous)
            grade = Grade.GOOD if correct else Grade.AGAIN
            after = update_memory(previous, grade, at)
            inserted = connection.execute(
                insert(recalls)
                .values(
                    person_id=person_id,
                    item_id=item.id,
                    card=item.card,
                    at=at,
                    choice=choice,
                    correct=correct,
                    grade=grade,
                    before=_write_memory(previous, missed_at) if previous is not None else None,
                    practice_id=practice_id,
                )
                .returning(recalls.c.id)
            )
            recall_id = int(inserted.scalar_one())
            connection.execute(
                _upsert_memory("introduced_at", "missed_at"),
                {
                    "person_id": person_id,
                    "item_id": item.id,
                    "introduced_at": met,
                    "missed_at": None if correct else at,
                    **asdict(after),
                },
            )
            recall = Recall(
                recall_id, item.id, choice, correct, grade, at, practice_id, previous, missed_at
            )
            return RecordedRecall(recall, after)

        return await self._database.write(work)

    async def regrade(
        self, recall_id: int, person_id: int, grade: Grade, zone: tzinfo | None = UTC
    ) -> Memory | None:
        """Rate a right answer again, from the memory as it was before it; as often as one likes.

        ``zone`` is the one that ``at`` of the answer had: it says where its day began.

        Returns the memory after it; None when there is nothing to rate: somebody else's recall, a
        wrong one, or one that a later answer has overtaken. AGAIN is a ValueError.
        """
        if grade is Grade.AGAIN:
            raise ValueError("a right answer is not rated as wrong")

        later = recalls.alias("later")
        overtaken = exists().where(
            later.c.person_id == recalls.c.person_id,
            later.c.item_id == recalls.c.item_id,
            later.c.id > recalls.c.id,
        )

        def work(connection: Connection) -> Memory | None:
            take_turn(connection, memory, person_id)
            found = connection.execute(
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
                    ~overtaken,
                )
            )
            row = found.one_or_none()
            if row is None:
                return None
            before, _ = _parse_memory(row.before)
            after = update_memory(before, grade, row.at.astimezone(zone))
            connection.execute(update(recalls).where(recalls.c.id == recall_id).values(grade=grade))
            connection.execute(
                _upsert_memory(),
                {"person_id": person_id, "item_id": row.item_id, **asdict(after)},
            )
            return after

        return await self._database.write(work)

    async def recalls(self, person_id: int, since: datetime) -> list[Recall]:
        """Return what a person has answered in practice since a moment, in that order."""
        rows = await self._database.fetch_all(
            select(recalls)
            .where(recalls.c.person_id == person_id, recalls.c.at >= since)
            .order_by(recalls.c.at, recalls.c.id)
        )
        return [_read_recall(row) for row in rows]

    async def new_today(self, person_id: int, since: datetime, now: datetime | None = None) -> int:
        """Count the items that a person has met in practice for the first time since a moment.

        With ``now``, without those that lie ahead: they were noted while the clock was wrong.
        """
        met = [memory.c.introduced_at >= since]
        if now is not None:
            met.append(memory.c.introduced_at <= now + AHEAD)
        return await self._database.fetch_count(
            select(func.count()).where(memory.c.person_id == person_id, *met)
        )

    async def missed(self, person_id: int, since: datetime) -> list[str]:
        """Return the items missed since a moment and not known since, the latest first.

        Those that are set aside are left out.
        """
        rows = await self._database.fetch_all(
            select(memory.c.item_id)
            .where(
                memory.c.person_id == person_id,
                memory.c.missed_at >= since,
                memory.c.set_aside_at.is_(None),
            )
            .order_by(memory.c.missed_at.desc(), memory.c.item_id)
        )
        return [row.item_id for row in rows]

    async def bring_back(self, person_id: int, now: datetime, item_id: str | None = None) -> int:
        """Make an item due that was set aside, or all of them; return how many were set aside."""
        these = [memory.c.person_id == person_id, memory.c.set_aside_at.is_not(None)]
        if item_id is not None:
            these.append(memory.c.item_id == item_id)
        return await self._database.execute(
            update(memory).where(*these).values(set_aside_at=None, due=now)
        )


def _read_recall(row: AnyRow) -> Recall:
    before, missed_before = _parse_memory(row.before)
    return Recall(
        row.id,
        row.item_id,
        row.choice,
        row.correct,
        Grade(row.grade),
        row.at,
        row.practice_id,
        before,
        missed_before,
    )


def _write_memory(memory: Memory, missed_at: datetime | None) -> str:
    return json.dumps(asdict(memory) | {"missed_at": missed_at}, default=datetime.isoformat)


def _parse_memory(text: str | None) -> tuple[Memory | None, datetime | None]:
    """Return the memory that :func:`_write_memory` wrote, and when the item had been missed."""
    if text is None:
        return None, None
    parts = json.loads(text)
    # Older ones do not tell when it was missed.
    for name in ("due", "reviewed_at", "missed_at", "set_aside_at"):
        parts[name] = parts.get(name) and datetime.fromisoformat(parts[name])
    missed_at = parts.pop("missed_at")
    return Memory(**parts), missed_at
