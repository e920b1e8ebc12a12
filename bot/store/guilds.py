"""The servers that the bot is in, and what they prefer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.deck.model import Level
from bot.store.database import Database
from bot.store.remembered import Remembered
from bot.store.tables import guild


@dataclass(frozen=True, slots=True)
class GuildDefaults:
    """What a server's moderators have set; None where they have set nothing."""

    level: Level | None = None
    private: bool | None = None
    board_names: bool | None = None
    """Whether boards show names by default, rather than aliases."""


class Guilds:
    """Rows of ``guild``. Discord's ids; times aware. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: Remembered[int, GuildDefaults] = Remembered()

    async def joined(self, guild_id: int, now: datetime) -> None:
        """Notes that the bot is there. A server that it had left keeps its settings."""
        asked = insert(guild).values(id=guild_id, joined_at=now)
        # Discord says it again at every connection: only a return changes the row.
        returned = asked.on_conflict_do_update(
            index_elements=[guild.c.id],
            set_={"joined_at": now, "left_at": None},
            where=guild.c.left_at.is_not(None),
        )

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(returned)

        await self._database.write_together(work)

    async def left(self, guild_id: int, now: datetime) -> None:
        """Notes since when the bot is no longer there."""
        gone = (
            update(guild)
            .where(guild.c.id == guild_id, guild.c.left_at.is_(None))
            .values(left_at=now)
        )

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(gone)

        await self._database.write(work)

    async def present(self) -> frozenset[int]:
        """The servers that the bot had not left when it last looked."""

        async def work(connection: AsyncConnection) -> frozenset[int]:
            rows = await connection.execute(select(guild.c.id).where(guild.c.left_at.is_(None)))
            return frozenset(rows.scalars())

        return await self._database.read(work)

    async def defaults(self, guild_id: int) -> GuildDefaults:
        """What the server prefers; nothing if it is unknown."""

        async def work(connection: AsyncConnection) -> GuildDefaults:
            asked = select(guild.c.default_level, guild.c.private_default, guild.c.board_names)
            row = (await connection.execute(asked.where(guild.c.id == guild_id))).one_or_none()
            if row is None:
                return GuildDefaults()
            return GuildDefaults(Level(row[0]) if row[0] else None, row[1], row[2])

        return await self._known.get(guild_id, lambda: self._database.read(work))

    async def set_defaults(self, guild_id: int, defaults: GuildDefaults, now: datetime) -> None:
        """Replaces what the server prefers; ``now`` is noted if the server was unknown."""
        values = {
            "default_level": defaults.level,
            "private_default": defaults.private,
            "board_names": defaults.board_names,
        }
        asked = insert(guild).values(id=guild_id, joined_at=now, **values)
        replaced = asked.on_conflict_do_update(index_elements=[guild.c.id], set_=values)

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(replaced)

        try:
            await self._database.write(work)
        finally:
            self._known.forget(guild_id)
