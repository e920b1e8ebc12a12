"""The messages that are kept up to date. Who pinned them is not kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, exists, select, update

from bot.deck.model import Level
from bot.store.choices import EditRefusal, PinStep
from bot.store.columns import columns_for
from bot.store.database import AnySelect, Database
from bot.store.tables import guild, pin, pin_change
from bot.store.upsert import upsert


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


@dataclass(frozen=True, slots=True)
class PinChange:
    """A pin that is being made or removed, and what is left to do of that."""

    id: int
    """Of the interaction that asked for it: smaller than that of a message posted for it."""
    step: PinStep
    channel_id: int
    guild_id: int
    message_id: int | None
    """None while it is not known whether the message was posted."""
    page: str
    level: Level
    revision: str


_PINS = select(*columns_for(Pin, pin)).order_by(pin.c.message_id)


class Pins:
    """Rows of ``pin`` and ``pin_change``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: Pin) -> None:
        """Store a message; what was stored of it before is replaced."""
        values = asdict(new)
        await self._database.execute(upsert(pin, list(values)).values(values))

    async def get(self, message_id: int) -> Pin | None:
        """Return one message; None if it is not kept up to date."""
        found = await self._list(_PINS.where(pin.c.message_id == message_id))
        return found[0] if found else None

    async def of_guild(self, guild_id: int) -> list[Pin]:
        """Return the messages of one server, oldest first."""
        return await self._list(_PINS.where(pin.c.guild_id == guild_id))

    async def after(self, message_id: int, limit: int) -> list[Pin]:
        """Return the next ``limit`` messages by id, of the servers that the bot has not left."""
        left = exists().where(guild.c.id == pin.c.guild_id, guild.c.left_at.is_not(None))
        ours = self._database.ownership.clauses(pin.c.guild_id)
        page = _PINS.where(pin.c.message_id > message_id, ~left, *ours)
        return await self._list(page.limit(limit))

    async def _list(self, statement: AnySelect) -> list[Pin]:
        return [Pin(*row) for row in await self._database.fetch_all(statement)]

    async def note_shown(
        self, message_id: int, revision: str, lacking: EditRefusal | None = None
    ) -> None:
        """Store the revision that the message shows now, and what is wrong with it all the same."""
        await self._change(message_id, revision=revision, refused=lacking)

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

    # -- changes that are under way

    async def note_change(self, change: PinChange) -> None:
        """Store what is left to do of a change, over what was stored of it before."""
        values = asdict(change)
        await self._database.execute(upsert(pin_change, list(values)).values(values))

    async def drop_change(self, change_id: int) -> None:
        """Delete a change: it was made and the list of pins tells so, or it was not made."""
        await self._database.execute(delete(pin_change).where(pin_change.c.id == change_id))

    async def unfinished_changes(self) -> list[PinChange]:
        """Return the changes that were begun and neither made nor undone, oldest first."""
        ours = self._database.ownership.clauses(pin_change.c.guild_id)
        statement = select(*columns_for(PinChange, pin_change)).where(*ours)
        statement = statement.order_by(pin_change.c.id)
        return [PinChange(*row) for row in await self._database.fetch_all(statement)]
