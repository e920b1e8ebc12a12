"""The data that is stored about one person: counted, exported, erased."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.backup import export_erasures
from bot.store.database import Database
from bot.store.erasures import record_erasure
from bot.store.people import People
from bot.store.personal_data import BATCH_SIZE, PERSONAL_DATA, PersonalData
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
        """Count the rows of each kind about a person; kinds without any are left out."""
        return [
            StoredDataCount(kind.table.name, count, kind.describe(count))
            for kind in PERSONAL_DATA
            if (count := await self._database.fetch_count(kind.count(person_id)))
        ]

    async def export(self, person_id: int) -> dict[str, Any]:
        """Return all rows about a person, ready to be written as JSON: by table, with its words.

        Ids are text, for many programs cannot hold numbers of that size. Times are ISO 8601.
        """
        return {
            kind.table.name: {
                "what": kind.plural,
                "rows": [_json_row(row) for row in await self._rows(kind, person_id)],
            }
            for kind in PERSONAL_DATA
        }

    async def erase(self, person_id: int, now: datetime) -> None:
        """Erase everything about a person in every server, for good; may be called again.

        A quiz that goes on in memory must be told as well: ``QuizManager.forget``.
        """

        async def work(connection: AsyncConnection) -> None:
            for kind in PERSONAL_DATA:
                await connection.execute(kind.erase(person_id))
            await record_erasure(connection, person_id, now)
            self._people.forget(person_id)

        await self._database.write(work)
        await self._database.empty_log()
        try:
            await asyncio.to_thread(export_erasures, self._database.path, self._database.path)
        except StoreError as error:
            # The database has the record, and every backup makes a list of it.
            log.warning("list of erasures not written", reason=error.reason)

    async def forget_old(self, before: datetime) -> int:
        """Take people's ids off answers older than a moment; return how many rows it was."""
        return await forget_old(self._database, before)

    async def _rows(self, kind: PersonalData, person_id: int) -> list[Row[*tuple[Any, ...]]]:
        rows: list[Row[*tuple[Any, ...]]] = []
        after: tuple[Any, ...] | None = None
        while True:
            page = await self._database.fetch_all(kind.page(person_id, after))
            rows += page
            if len(page) < BATCH_SIZE:
                return rows
            keys = kind.table.primary_key.columns
            after = tuple(page[-1]._mapping[key] for key in keys)


def _json_row(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {name: _json_value(value) for name, value in row._mapping.items()}


def _json_value(value: object) -> object:
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
