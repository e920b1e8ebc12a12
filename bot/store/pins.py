"""The messages that are kept up to date. Who pinned them is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, exists, select, update

from bot.deck.model import Level
from bot.store.database import Database, upsert
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
    """Discord does not accept the message as we render it: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A message that is kept up to date, and the page that it shows."""

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
        """Store a message; what was stored of it before is replaced."""
        values = {
            "channel_id": new.channel_id,
            "guild_id": new.guild_id,
            "page": new.page,
            "level": new.level,
            "revision": new.revision,
            "refused": new.refused,
        }
        statement = upsert(pin, tuple(values)).values(message_id=new.message_id, **values)
        await self._database.execute(statement)

    async def get(self, message_id: int) -> Pin | None:
        """Return one message; None if it is not kept up to date."""
        row = await self._database.fetch_one(select(pin).where(pin.c.message_id == message_id))
        return None if row is None else _read(row)

    async def of_guild(self, guild_id: int) -> list[Pin]:
        """Return the messages of one server, oldest first."""
        statement = select(pin).where(pin.c.guild_id == guild_id).order_by(pin.c.message_id)
        return [_read(row) for row in await self._database.fetch_all(statement)]

    async def after(self, message_id: int, limit: int) -> list[Pin]:
        """Return the next ``limit`` messages by id, of the servers that the bot has not left."""
        left = exists().where(guild.c.id == pin.c.guild_id, guild.c.left_at.is_not(None))
        statement = (
            select(pin)
            .where(pin.c.message_id > message_id, ~left)
            .order_by(pin.c.message_id)
            .limit(limit)
        )
        return [_read(row) for row in await self._database.fetch_all(statement)]

    async def note_shown(self, message_id: int, revision: str) -> None:
        """Store the revision that the message shows now, and that it could be edited."""
        await self._change(message_id, revision=revision, refused=None)

    async def note_refused(self, message_id: int, why: EditRefusal) -> None:
        """Store why the message could not be edited."""
        await self._change(message_id, refused=why)

    async def _change(self, message_id: int, **values: str | None) -> None:
        await self._database.execute(
            update(pin).where(pin.c.message_id == message_id).values(**values)
        )

    async def forget(self, message_id: int) -> None:
        """Delete a message: it is kept up to date no more."""
        await self._database.execute(delete(pin).where(pin.c.message_id == message_id))


def _read(row: Row[*tuple[Any, ...]]) -> Pin:
    return Pin(
        message_id=row.message_id,
        channel_id=row.channel_id,
        guild_id=row.guild_id,
        page=row.page,
        level=Level(row.level),
        revision=row.revision,
        refused=EditRefusal(row.refused) if row.refused else None,
    )
