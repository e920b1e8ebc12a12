"""A SQLite file as a database: ``sqlite+aiosqlite:///folder/name.db``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from bot.errors import StoreUnsupported
from bot.store.database import Access
from bot.store.encryption import Identities, Recipients
from bot.store.engine import RestoreResult, StoreEngine
from bot.store.sqlite.backup import back_up, back_up_encrypted, export_erasures
from bot.store.sqlite.claim import IN_USE, claim, use
from bot.store.sqlite.database import SqliteDatabase, path_of
from bot.store.sqlite.restore import remove_remains, restore_copy
from bot.store.sqlite.schema import bring_up_to_date, require_current
from bot.store.summary import Summary


class SqliteEngine(StoreEngine):
    """One file, of one bot."""

    shared = False

    def __init__(self, url: str) -> None:
        """Raise :class:`~bot.errors.StoreUnsupported` unless the address names a file."""
        self.place = self._path = path_of(url)
        self.folder = self._path.parent

    def connect(self, access: Access) -> SqliteDatabase:
        return SqliteDatabase(self._path, access)

    async def prepare(self, access: Access) -> None:
        work = bring_up_to_date if access is Access.OWNER else require_current
        await asyncio.to_thread(work, self._path)

    def use(self) -> AbstractContextManager[None]:
        return use(self._path)

    def claim(self) -> AbstractContextManager[None]:
        return claim(self._path)

    async def remove_remains(self) -> None:
        await asyncio.to_thread(remove_remains, self._path)

    async def migrate(self) -> bool:
        def work() -> bool:
            with claim(self._path, IN_USE):
                return bring_up_to_date(self._path)

        return await asyncio.to_thread(work)

    async def back_up(self, target: Path, recipients: Recipients | None) -> Path | None:
        if recipients is not None:
            return await asyncio.to_thread(back_up_encrypted, self._path, target, recipients)
        copy = await asyncio.to_thread(back_up, self._path, target)
        await asyncio.to_thread(export_erasures, copy, copy)
        return copy

    async def restore(
        self,
        source: Path,
        lists: Iterable[Path],
        *,
        without_log: bool,
        identities: Identities | None,
    ) -> RestoreResult:
        return await asyncio.to_thread(
            restore_copy,
            source,
            self._path,
            tuple(lists),
            without_log=without_log,
            identities=identities,
        )

    async def copy_from(self, source: StoreEngine) -> Summary:
        raise StoreUnsupported(self._path, f"copy goes from a file to a server: not {source.place}")
