"""People's preferences, which hold wherever they meet the bot, and their reminders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from cachetools import LRUCache
from sqlalchemy import Delete, Row, Update, delete, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deck.model import Level
from bot.store.database import CACHED, Database, upsert
from bot.store.tables import BoardVisibility, member


@dataclass(frozen=True, slots=True)
class Reminder:
    """A daily message about what is due. ``at`` has no zone: it is the time in ``zone`` (IANA)."""

    at: time
    zone: str


@dataclass(frozen=True, slots=True)
class Preferences:
    """None where the person has chosen nothing: the server's default holds, or else the deck's."""

    level: Level | None = None
    private: bool | None = None
    text_only: bool = False
    """Cards as plain text, for those who see no embeds or listen to a screen reader."""
    board: BoardVisibility | None = None
    board_name: str | None = None
    """The name they chose to be shown by, at most 100 characters."""
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class ReminderSchedule:
    """Somebody who wants reminders."""

    person_id: int
    reminder: Reminder
    last_on: date | None
    """The date of the last one, in the person's zone; None before the first."""


class People:
    """Rows of ``member``. Discord's ids. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: LRUCache[int, tuple[Preferences, bool]] = LRUCache(CACHED)

    async def preferences(self, person_id: int) -> Preferences:
        """Return what the person has chosen; an empty choice if nothing is stored."""
        return (await self._read(person_id))[0]

    async def reminders_stopped(self, person_id: int) -> bool:
        """Return whether :meth:`stop_reminders` was called and the person was not told yet."""
        return (await self._read(person_id))[1]

    async def _read(self, person_id: int) -> tuple[Preferences, bool]:
        return await self._database.read_cached(self._cache, person_id, _read)

    async def change(
        self, person_id: int, change: Callable[[Preferences], Preferences]
    ) -> Preferences:
        """Change what the person has chosen, and return it. Nothing is stored for an empty choice.

        Read and written in one transaction: another change at the same moment is kept.
        """

        async def work(connection: AsyncConnection) -> Preferences:
            self.forget(person_id)
            before, _ = await _read(connection, person_id)
            changed = change(before)
            await _write(connection, person_id, changed)
            return changed

        return await self._database.write(work)

    async def reminder_schedules(self) -> list[ReminderSchedule]:
        """Return everybody who wants reminders."""
        rows = await self._database.fetch_all(
            select(member).where(member.c.reminder_at.is_not(None))
        )
        return [
            ReminderSchedule(row.person_id, reminder, row.reminded_on)
            for row in rows
            if (reminder := _read_reminder(row)) is not None
        ]

    async def note_reminded(self, person_id: int, on: date) -> bool:
        """Record that the reminder of a date is sent; False if it, or a later one, was before."""
        statement = (
            update(member)
            .where(
                member.c.person_id == person_id,
                member.c.reminder_at.is_not(None),
                or_(member.c.reminded_on.is_(None), member.c.reminded_on < on),
            )
            .values(reminded_on=on)
        )

        return bool(await self._database.execute(statement))

    async def stop_reminders(self, person_id: int) -> None:
        """Switch reminders off because messages to the person are refused."""
        statement = (
            update(member)
            .where(member.c.person_id == person_id, member.c.reminder_at.is_not(None))
            .values(reminder_at=None, reminder_zone=None, reminded_on=None, reminder_failed=True)
        )
        await self._execute(person_id, statement)

    async def clear_reminders_stopped(self, person_id: int) -> None:
        """Record that the person was told that reminders were stopped."""
        statement = (
            update(member).where(member.c.person_id == person_id).values(reminder_failed=False)
        )
        await self._execute(person_id, statement, _delete_if_empty(person_id))

    async def _execute(self, person_id: int, *statements: Update | Delete) -> None:
        async def work(connection: AsyncConnection) -> None:
            self.forget(person_id)
            for statement in statements:
                await connection.execute(statement)

        await self._database.write(work)

    def forget(self, person_id: int) -> None:
        """Drop the cached row. To be called in the transaction that changes it."""
        self._cache.pop(person_id, None)


async def _read(connection: AsyncConnection, person_id: int) -> tuple[Preferences, bool]:
    found = await connection.execute(select(member).where(member.c.person_id == person_id))
    row = found.one_or_none()
    if row is None:
        return Preferences(), False
    chosen = Preferences(
        level=row.level,
        private=row.private,
        text_only=row.text_only,
        board=row.board,
        board_name=row.board_name,
        reminder=_read_reminder(row),
    )
    return chosen, row.reminder_failed


async def _write(connection: AsyncConnection, person_id: int, chosen: Preferences) -> None:
    reminder = chosen.reminder
    values = {
        "level": chosen.level,
        "private": chosen.private,
        "text_only": chosen.text_only,
        "board": chosen.board,
        "board_name": chosen.board_name,
        "reminder_at": reminder and f"{reminder.at:%H:%M}",
        "reminder_zone": reminder and reminder.zone,
    }
    await connection.execute(upsert(member, list(values)), {"person_id": person_id, **values})
    await connection.execute(_delete_if_empty(person_id))


def _delete_if_empty(person_id: int) -> Delete:
    """Delete the row of a person if it holds nothing any more."""
    unset = (
        column.is_(None)
        for column in member.columns
        if column.nullable and column.name != "reminded_on"
    )
    return delete(member).where(
        member.c.person_id == person_id,
        *unset,
        member.c.text_only == false(),
        member.c.reminder_failed == false(),
    )


def _read_reminder(row: Row[*tuple[Any, ...]]) -> Reminder | None:
    at = row.reminder_at
    return Reminder(time.fromisoformat(at), row.reminder_zone) if at else None
