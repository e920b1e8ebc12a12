"""What people say is wrong in the deck."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import TooManyReports
from bot.store.database import Database
from bot.store.tables import report

A_DAY = timedelta(days=1)
LIMIT = 5
"""So many reports a person may send within a day."""


class Reports:
    """Rows of ``report``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self,
        *,
        kind: Literal["question", "card"],
        subject_id: str,
        revision: str,
        person_id: int,
        guild_id: int | None,
        text: str,
        now: datetime,
    ) -> int:
        """Stores a report of 1 to 500 characters on a card or question; returns its number.

        The same words about the same thing within a day are the same report, whatever is delivered
        twice. Raises :class:`~bot.errors.TooManyReports` after five within a day.
        """

        async def work(connection: AsyncConnection) -> int:
            lately = (report.c.person_id == person_id, report.c.at > now - A_DAY)
            same = await connection.execute(
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
            sent = await connection.execute(select(func.count()).where(*lately))
            if sent.scalar_one() >= LIMIT:
                raise TooManyReports(LIMIT)
            added = await connection.execute(
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
