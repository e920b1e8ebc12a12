"""When the clock was last believed, and which version has last deleted what was old."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Select, func, select

from bot.store.database import Database
from bot.store.tables import answer, clock, guild, quiz, recall, report
from bot.store.upsert import upsert

log = structlog.get_logger(__name__)

MOMENTS = (
    answer.c.answered_at,
    recall.c.at,
    report.c.at,
    quiz.c.created_at,
    guild.c.joined_at,
    guild.c.left_at,
)
"""What tells roughly when the database was written to last."""
ONLY = 1
"""The id of the only row."""


class Clock:
    """The only row of ``clock``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(self) -> datetime | None:
        """Return the last moment that was believed.

        Before any was noted, it is the newest that is stored; None in a new database.
        """
        noted = await self._read(select(clock.c.seen_at))
        if noted is not None:
            return noted
        newest = [await self._read(select(func.max(column))) for column in MOMENTS]
        return max(filter(None, newest), default=None)

    async def _read(self, statement: Select[datetime | None]) -> datetime | None:
        row = await self._database.fetch_one(statement)
        found: datetime | None = None if row is None else row[0]
        return found

    async def note_seen(self, now: datetime) -> None:
        """Record that the clock was believed now."""
        values = [{"id": ONLY, "seen_at": now}]
        await self._database.execute(upsert(clock, ["seen_at"]), values)

    async def copy_before_pruning(self, version: str, now: datetime) -> None:
        """Copy the database beside itself, unless this version has done so before.

        What a new version deletes by mistake can be had back. Where copies are the operator's, it
        is from one of those.
        """
        row = await self._database.fetch_one(select(clock.c.pruned_by))
        if row is not None and row.pruned_by == version:
            return
        copy = await self._database.copy_aside(f"before-{version}")
        if copy is not None:
            place = str(self._database.place)
            log.info("store backed up before pruning", path=place, copy=copy)
        values = [{"id": ONLY, "seen_at": now, "pruned_by": version}]
        await self._database.execute(upsert(clock, ["pruned_by"]), values)
