"""Reports: people tell of something wrong in a card or a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, func, insert, select, update

from bot.errors import TooManyReports
from bot.learning.schedule import A_DAY, AHEAD
from bot.store.columns import columns_for
from bot.store.database import Database
from bot.store.tables import guild, report

LIMIT = 5
"""So many reports a person may send within a day."""


ReportKind = Literal["question", "card"]


@dataclass(frozen=True, slots=True)
class Report:
    """One report. Who sent it is stored, but not in here."""

    id: int
    kind: ReportKind
    subject_id: str
    revision: str
    """That of the card or question as the person saw it."""
    text: str
    at: datetime
    closed_at: datetime | None
    """None while it is open."""


@dataclass(frozen=True, slots=True)
class ReportForModerators:
    """A report, and where the moderators of its server wish to read it."""

    report: Report
    guild_id: int
    channel_id: int


class Reports:
    """Rows of ``report``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        *,
        kind: ReportKind,
        subject_id: str,
        revision: str,
        person_id: int,
        guild_id: int | None,
        text: str,
        now: datetime,
    ) -> int:
        """Store a report of 1 to 500 characters on a card or question; return its number.

        The same words about the same thing within a day are the same report, whatever is delivered
        twice. Raises :class:`~bot.errors.TooManyReports` after five within a day.
        """

        def work(connection: Connection) -> int:
            # What lies ahead was noted while the clock was wrong.
            lately = (
                report.c.person_id == person_id,
                report.c.at > now - A_DAY,
                report.c.at <= now + AHEAD,
            )
            same = connection.execute(
                select(report.c.id).where(
                    *lately,
                    report.c.kind == kind,
                    report.c.subject_id == subject_id,
                    report.c.text == text,
                )
            )
            known = same.scalars().first()
            if known is not None:
                return int(known)
            sent = connection.execute(select(func.count()).where(*lately))
            if sent.scalar_one() >= LIMIT:
                raise TooManyReports(LIMIT)
            added = connection.execute(
                insert(report)
                .values(
                    kind=kind,
                    subject_id=subject_id,
                    revision=revision,
                    person_id=person_id,
                    guild_id=guild_id,
                    text=text,
                    at=now,
                )
                .returning(report.c.id)
            )
            return int(added.scalar_one())

        return await self._database.write(work)

    async def all(self, *, only_open: bool = False) -> list[Report]:
        """Return every report, oldest first."""
        return await self._list(*((report.c.closed_at.is_(None),) if only_open else ()))

    async def of(self, person_id: int) -> list[Report]:
        """Return a person's own reports, oldest first."""
        return await self._list(report.c.person_id == person_id)

    async def close(self, report_id: int, now: datetime) -> bool:
        """Close a report; False when there is none of this number that is open."""
        return await self._set_once(report.c.closed_at, report_id, now)

    async def for_moderators(self, since: datetime) -> list[ReportForModerators]:
        """Return the reports since a moment that moderators wish to read and were not shown."""
        statement = (
            select(*columns_for(Report, report), guild.c.id, guild.c.reports_channel_id)
            .join(guild, guild.c.id == report.c.guild_id)
            .where(
                report.c.shown_at.is_(None),
                report.c.closed_at.is_(None),
                report.c.at >= since,
                guild.c.reports_channel_id.is_not(None),
                guild.c.left_at.is_(None),
            )
            .order_by(report.c.id)
        )
        return [
            ReportForModerators(Report(*told), guild_id, channel_id)
            for *told, guild_id, channel_id in await self._database.fetch_all(statement)
        ]

    async def note_shown(self, report_id: int, now: datetime) -> None:
        """Record that a report was shown to moderators, or cannot be."""
        await self._set_once(report.c.shown_at, report_id, now)

    async def in_guild(self, guild_id: int, report_id: int) -> Report | None:
        """Return one report, if it was sent in this server and is still stored."""
        found = await self._list(report.c.id == report_id, report.c.guild_id == guild_id)
        return found[0] if found else None

    async def _set_once(self, time: Column[Any], report_id: int, now: datetime) -> bool:
        statement = update(report).where(report.c.id == report_id, time.is_(None))
        return bool(await self._database.execute(statement.values({time.name: now})))

    async def _list(self, *where: ColumnElement[bool]) -> list[Report]:
        statement = select(*columns_for(Report, report)).where(*where).order_by(report.c.id)
        return [Report(*row) for row in await self._database.fetch_all(statement)]
