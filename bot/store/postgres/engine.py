"""A database on a PostgreSQL server: ``postgresql+asyncpg://user:password@host/name``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sqlalchemy import Connection

from bot.errors import StoreUnsupported, StoreUnwritable
from bot.store.database import Access
from bot.store.encryption import Identities, Recipients
from bot.store.engine import RestoreResult, StoreEngine
from bot.store.erasures import (
    SUFFIX,
    Erasures,
    list_beside,
    load_checked_erasures,
    merge,
    read_list,
    write_encrypted_list,
    write_list,
)
from bot.store.postgres.address import hide_password, read_address
from bot.store.postgres.copying import copy_rows
from bot.store.postgres.database import PostgresDatabase
from bot.store.postgres.schema import bring_up_to_date, require_current
from bot.store.repeated_erasures import repeat_erasures
from bot.store.sqlite.database import SqliteDatabase
from bot.store.summary import Summary, summarize


class PostgresEngine(StoreEngine):
    """One database, of any number of equal processes."""

    place: str
    shared = True

    def __init__(self, url: str) -> None:
        """Raise :class:`~bot.errors.StoreUnsupported` unless the address names a database."""
        read_address(url)
        self._url = url
        self.place = hide_password(url)
        self.folder = None

    def connect(self, access: Access) -> PostgresDatabase:
        return PostgresDatabase(self._url, access)

    async def prepare(self, access: Access) -> None:
        if access is Access.OWNER:
            await bring_up_to_date(self._url)
        else:
            await require_current(self._url)

    def use(self) -> AbstractContextManager[None]:
        return nullcontext()

    def claim(self) -> AbstractContextManager[None]:
        """Let every process in: who owns which shard is settled by locks."""
        return nullcontext()

    async def remove_remains(self) -> None:
        """Leave nothing behind: there are no files."""

    async def migrate(self) -> bool:
        return await bring_up_to_date(self._url)

    async def back_up(self, target: Path, recipients: Recipients | None) -> Path | None:
        """Write the list alone: ``pg_dump`` makes the copy."""

        def read(connection: Connection) -> Erasures:
            return load_checked_erasures(self.place, connection)

        await self.prepare(Access.READER)
        async with self.connect(Access.READER) as database:
            erasures = await database.read(read)
        beside = list_beside(target)
        if recipients is not None:
            await asyncio.to_thread(write_encrypted_list, beside, erasures, recipients)
        else:
            await asyncio.to_thread(write_list, beside, erasures)
        return None

    async def restore(
        self,
        source: Path,
        lists: Iterable[Path],
        *,
        without_log: bool,  # noqa: ARG002 - a matter of SQLite's files
        identities: Identities | None,
    ) -> RestoreResult:
        """Repeat the erasures in what ``pg_restore`` has brought back."""
        found = {*source.parent.glob(f"*{SUFFIX}"), *lists}
        if not found:
            raise StoreUnwritable(
                source, f"there is no list of erasures here: it ends with {SUFFIX}"
            )
        known = merge(
            *[await asyncio.to_thread(read_list, each, identities) for each in sorted(found)]
        )
        await bring_up_to_date(self._url)
        async with self.connect(Access.OWNER) as database:
            before = await database.read(summarize)
            erased = await database.write(
                lambda connection: repeat_erasures(self.place, connection, known)
            )
            now = await database.read(summarize)
        return RestoreResult(None, erased, record_lost=False, before=before, now=now, dropped=())

    async def copy_from(self, source: StoreEngine) -> Summary:
        reading = source.connect(Access.READER)
        if not isinstance(reading, SqliteDatabase):
            raise StoreUnsupported(source.place, "only a SQLite file is copied: use pg_dump")
        target = self.connect(Access.GUEST)
        with source.claim():
            await source.prepare(Access.READER)
            async with reading, target:
                return await copy_rows(reading, target)
