"""The messages that are kept up to date. Who pinned them is not kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Row, delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deck.model import Level
from bot.store.database import Database
from bot.store.tables import guild, pin


class EditRefusal(StrEnum):
    """Why Discord did not let a message be edited."""

    ACCESS = "access"
    """The bot does not see the channel."""
    RIGHTS = "rights"
    """The bot sees it and lacks another right."""
    ARCHIVED = "archived"
    """The thread is closed."""
    UNFIT = "unfit"
    """Discord does not take the message as it is drawn: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One message, and what stands in it."""

    message_id: int
    channel_id: int
    guild_id: int
    page: str
    level: Level
    revision: str
    """Of the page as the message shows it."""
    refused: EditRefusal | None = None


class Pins:
    """Rows of ``pin``. Discord's ids. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Pin) -> None:
        """Remembers a message; whatever was known of it is replaced."""
        values = {
            "channel_id": new.channel_id,
            "guild_id": new.guild_id,
            "page": new.page,
            "level": new.level,
            "revision": new.revision,
            "refused": new.refused,
        }
        asked = insert(pin).values(message_id=new.message_id, **values)
        replaced = asked.on_conflict_do_update(index_elements=[pin.c.message_id], set_=values)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(replaced)

        await self._database.write(work)

    async def get(self, message_id: int) -> Pin | None:
        """One message; None if it is not kept up to date."""
        asked = select(pin).where(pin.c.message_id == message_id)

        async def work(connection: AsyncConnection) -> Pin | None:
            found = _read(await connection.execute(asked))
            return found[0] if found else None

        return await self._database.read(work)

    async def of_guild(self, guild_id: int) -> list[Pin]:
        """The messages of one server, oldest first."""
        asked = select(pin).where(pin.c.guild_id == guild_id).order_by(pin.c.message_id)

        async def work(connection: AsyncConnection) -> list[Pin]:
            return _read(await connection.execute(asked))

        return await self._database.read(work)

    async def after(self, message_id: int, limit: int) -> list[Pin]:
        """The next ``limit`` messages, oldest first, of the servers that the bot has not left."""
        left = exists().where(guild.c.id == pin.c.guild_id, guild.c.left_at.is_not(None))
        asked = (
            select(pin)
            .where(pin.c.message_id > message_id, ~left)
            .order_by(pin.c.message_id)
            .limit(limit)
        )

        async def work(connection: AsyncConnection) -> list[Pin]:
            return _read(await connection.execute(asked))

        return await self._database.read(work)

    async def note_shown(self, message_id: int, revision: str) -> None:
        """Notes what the message shows now; that it could not be edited is over."""
        await self._change(message_id, revision=revision, refused=None)

    async def note_refused(self, message_id: int, why: EditRefusal) -> None:
        """Notes why the message could not be edited."""
        await self._change(message_id, refused=why)

    async def _change(self, message_id: int, **values: str | None) -> None:
        changed = update(pin).where(pin.c.message_id == message_id).values(**values)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(changed)

        await self._database.write(work)

    async def forget(self, message_id: int) -> None:
        """The message is kept up to date no more."""
        gone = delete(pin).where(pin.c.message_id == message_id)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(gone)

        await self._database.write(work)


def _read(rows: Iterable[Row[tuple[object, ...]]]) -> list[Pin]:
    return [
        Pin(
            message_id=row.message_id,
            channel_id=row.channel_id,
            guild_id=row.guild_id,
            page=row.page,
            level=Level(row.level),
            revision=row.revision,
            refused=EditRefusal(row.refused) if row.refused else None,
        )
        for row in rows
    ]
