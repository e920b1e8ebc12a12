"""Reports: people tell of something wrong in a card or a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Connection, func, insert, select, update

from bot.errors import TooManyReports
from bot.learning.schedule import A_DAY, AHEAD
from bot.store.choices import ReportFault
from bot.store.columns import columns_for
from bot.store.database import Database, take_turn
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
    fault: ReportFault | None
    """None in reports by a form of an earlier version."""
    text: str
    """Empty if nothing was written."""
    at: datetime
    closed_at: datetime | None
    """None while it is open."""

    @property
    def is_dangerous(self) -> bool:
        """Whether somebody could be harmed, by whoever reports it."""
        return self.fault is ReportFault.DANGEROUS


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
        fault: ReportFault | None,
        text: str,
        now: datetime,
    ) -> int:
        """Store a report on a card or question, with at most 500 characters; return its number.

        It has a fault, or words, or both. The same about the same thing within a day is the same
        report, whatever is delivered twice. Raises :class:`~bot.errors.TooManyReports` after five
        within a day.
        """

        def work(connection: Connection) -> int:
            take_turn(connection, report, person_id)
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
                    report.c.fault.is_(fault) if fault is None else report.c.fault == fault,
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
                    fault=fault,
                    text=text,
                    at=now,
                )
                .returning(report.c.id)
            )
            return int(added.scalar_one())

        return await self._database.write(work)

    async def all(self, *, only_open: bool = False) -> list[Report]:
        """Return every report: what is open and dangerous first, then the oldest."""
        found = await self._list(*((report.c.closed_at.is_(None),) if only_open else ()))
        return sorted(found, key=lambda each: not (each.is_dangerous and each.closed_at is None))

    async def of(self, person_id: int) -> list[Report]:
        """Return a person's own reports, oldest first."""
        return await self._list(report.c.person_id == person_id)

    async def close(self, report_id: int, now: datetime) -> bool:
        """Close a report; False when there is none of this number that is open."""
        return await self._set_once(report.c.closed_at, report_id, now)

    async def for_moderators(self, since: datetime) -> list[ReportForModerators]:
        """Return the reports since a moment that moderators wish to read and were not shown.

        What is dangerous comes first.
        """
        statement = (
            select(*columns_for(Report, report), guild.c.id, guild.c.reports_channel_id)
            .join(guild, guild.c.id == report.c.guild_id)
            .where(
                report.c.shown_at.is_(None),
                report.c.closed_at.is_(None),
                report.c.at >= since,
                guild.c.reports_channel_id.is_not(None),
                guild.c.left_at.is_(None),
                *self._database.ownership.clauses(guild.c.id),
            )
            .order_by(report.c.fault.is_distinct_from(ReportFault.DANGEROUS), report.c.id)
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
