"""What is stored about one person: told, handed over, erased."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.backup import copy_list
from bot.store.database import Database
from bot.store.erasures import note_erasure
from bot.store.people import People
from bot.store.personal_data import PERSONAL_DATA, STEP, PersonalData
from bot.store.retention import forget_old

log = structlog.get_logger(__name__)

LARGEST = 2**53
"""JSON has no larger whole numbers that every program reads rightly (RFC 8259, section 6)."""


@dataclass(frozen=True, slots=True)
class StoredDataCount:
    """How much of one kind is stored about a person."""

    table: str
    count: int
    text: str
    """The count in the words of ``/privacy show``."""


class Privacy:
    """Every row about a person, in whatever table. All raise StoreError when the file fails."""

    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    async def count_rows(self, person_id: int) -> list[StoredDataCount]:
        """How much of each kind is stored about a person; kinds without any are left out."""
        return [
            StoredDataCount(holding.table.name, count, holding.tell(count))
            for holding in PERSONAL_DATA
            if (count := await self._count(holding, person_id))
        ]

    async def export(self, person_id: int) -> dict[str, Any]:
        """All rows about a person, ready to be written as JSON: by table, each with its words.

        Ids are text, for many programs cannot hold numbers of that size. Times are ISO 8601.
        """
        return {
            holding.table.name: {
                "what": holding.many,
                "rows": [_tell(row) for row in await self._rows(holding, person_id)],
            }
            for holding in PERSONAL_DATA
        }

    async def erase(self, person_id: int, now: datetime) -> None:
        """Removes everything about a person in every server, for good; may be called again.

        A quiz that goes on in memory must be told as well: ``QuizManager.forget``.
        """

        async def work(connection: AsyncConnection) -> None:
            for holding in PERSONAL_DATA:
                await connection.execute(holding.erase(person_id))
            await note_erasure(connection, person_id, now)
            self._people.forget(person_id)

        await self._database.write(work)
        await self._database.empty_log()
        try:
            await asyncio.to_thread(copy_list, self._database.path, self._database.path)
        except StoreError as error:
            # The database has the record, and every backup makes a list of it.
            log.warning("list of erasures not written", reason=error.reason)

    async def forget_old(self, before: datetime) -> int:
        """Takes people's ids off answers older than a moment; returns how many rows it was."""
        return await forget_old(self._database, before)

    async def _count(self, holding: PersonalData, person_id: int) -> int:
        async def work(connection: AsyncConnection) -> int:
            return int((await connection.execute(holding.count(person_id))).scalar_one())

        return await self._database.read(work)

    async def _rows(self, holding: PersonalData, person_id: int) -> list[Row[*tuple[Any, ...]]]:
        rows: list[Row[*tuple[Any, ...]]] = []
        after: tuple[Any, ...] | None = None

        async def work(connection: AsyncConnection) -> list[Row[*tuple[Any, ...]]]:
            return list((await connection.execute(holding.page(person_id, after))).all())

        while True:
            page = await self._database.read(work)
            rows += page
            if len(page) < STEP:
                return rows
            keys = holding.table.primary_key.columns
            after = tuple(page[-1]._mapping[key] for key in keys)


def _tell(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {name: _tell_value(value) for name, value in row._mapping.items()}


def _tell_value(value: object) -> object:
    match value:
        case bool():
            return value
        case int():
            return value if abs(value) < LARGEST else str(value)
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return value
