"""How people appear on the boards of a server: under an alias until they choose otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from random import SystemRandom

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.aliases import propose_aliases
from bot.store.database import Database
from bot.store.tables import BoardVisibility, alias, member

# Nobody may be able to draw the same aliases again.
_RNG = SystemRandom()


@dataclass(frozen=True, slots=True)
class DisplayName:
    """How one person is shown in one server."""

    board: BoardVisibility
    """How boards show them in this server: HIDDEN means in no list at all."""
    alias: str
    """Stable, and nobody else's in this server."""
    name: str | None
    """The name they chose to be shown by; with NAME and none chosen, Discord's own is meant."""


class DisplayNames:
    """Rows of ``alias``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def alias(self, guild_id: int, person_id: int) -> str:
        """Return a person's alias in a server, such as "Quiet Heron"; drawn the first time."""
        return (await self.aliases(guild_id, [person_id]))[person_id]

    async def aliases(self, guild_id: int, person_ids: Collection[int]) -> dict[int, str]:
        """Return the aliases of several people in a server; new ones are drawn for the others."""

        async def draw(connection: AsyncConnection) -> dict[int, str]:
            known = await _known(connection, guild_id, person_ids)
            for person_id in person_ids:
                if person_id not in known:
                    known[person_id] = await _draw(connection, guild_id, person_id)
            return known

        known = await self._database.read(
            lambda connection: _known(connection, guild_id, person_ids)
        )
        if len(known) == len(set(person_ids)):
            return known
        return await self._database.write(draw)

    async def of(
        self, guild_id: int, person_ids: Collection[int], *, names: bool
    ) -> dict[int, DisplayName]:
        """Return how each person is shown. ``names`` is the default of the server or quiz."""
        default = BoardVisibility.NAME if names else BoardVisibility.ALIAS
        statement = (
            select(alias.c.person_id, alias.c.name, member.c.board, member.c.board_name)
            .outerjoin(member, member.c.person_id == alias.c.person_id)
            .where(alias.c.guild_id == guild_id, alias.c.person_id.in_(person_ids))
        )

        rows = await self._database.fetch_all(statement)
        if len(rows) < len(set(person_ids)):
            await self.aliases(guild_id, person_ids)
            rows = await self._database.fetch_all(statement)
        return {
            row.person_id: DisplayName(row.board or default, row.name, row.board_name)
            for row in rows
        }


async def _known(
    connection: AsyncConnection, guild_id: int, person_ids: Iterable[int]
) -> dict[int, str]:
    rows = await connection.execute(
        select(alias.c.person_id, alias.c.name).where(
            alias.c.guild_id == guild_id, alias.c.person_id.in_(person_ids)
        )
    )
    return {row.person_id: row.name for row in rows}


async def _draw(connection: AsyncConnection, guild_id: int, person_id: int) -> str:
    """Store and return the first alias that is free in this server."""
    for name in propose_aliases(_RNG):
        taken = await connection.execute(
            insert(alias)
            .values(guild_id=guild_id, person_id=person_id, name=name)
            .on_conflict_do_nothing(index_elements=[alias.c.guild_id, alias.c.name])
        )
        if taken.rowcount:
            return name
    raise AssertionError("aliases have no end")
