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
from bot.store.people import BoardVisibility
from bot.store.tables import alias, member

# Nobody may be able to draw the same aliases again.
_RNG = SystemRandom()


@dataclass(frozen=True, slots=True)
class DisplayName:
    """How one person is shown in one server."""

    board: BoardVisibility
    """What holds for them here: HIDDEN means in no list at all."""
    alias: str
    """Stable, and nobody else's in this server."""
    name: str | None
    """The name they chose to be shown by; with NAME and none chosen, Discord's own is meant."""


class DisplayNames:
    """Rows of ``alias``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def alias(self, guild_id: int, person_id: int) -> str:
        """A person's alias in a server, such as "Quiet Heron"; drawn the first time."""
        return (await self.aliases(guild_id, [person_id]))[person_id]

    async def aliases(self, guild_id: int, people: Collection[int]) -> dict[int, str]:
        """The aliases of several people in a server."""

        async def look(connection: AsyncConnection) -> dict[int, str]:
            return await _known(connection, guild_id, people)

        async def draw(connection: AsyncConnection) -> dict[int, str]:
            known = await _known(connection, guild_id, people)
            for person_id in people:
                if person_id not in known:
                    known[person_id] = await _draw(connection, guild_id, person_id)
            return known

        known = await self._database.read(look)
        if len(known) == len(set(people)):
            return known
        return await self._database.write(draw)

    async def of(
        self, guild_id: int, people: Collection[int], *, names: bool
    ) -> dict[int, DisplayName]:
        """How each of several people is shown. ``names`` is the default of the server or quiz."""
        default = BoardVisibility.NAME if names else BoardVisibility.ALIAS
        asked = (
            select(alias.c.person_id, alias.c.name, member.c.board, member.c.board_name)
            .outerjoin(member, member.c.person_id == alias.c.person_id)
            .where(alias.c.guild_id == guild_id, alias.c.person_id.in_(people))
        )

        async def work(connection: AsyncConnection) -> dict[int, DisplayName]:
            return {
                row.person_id: DisplayName(
                    BoardVisibility(row.board) if row.board else default, row.name, row.board_name
                )
                for row in await connection.execute(asked)
            }

        shown = await self._database.read(work)
        if len(shown) == len(set(people)):
            return shown
        await self.aliases(guild_id, people)
        return await self._database.read(work)


async def _known(
    connection: AsyncConnection, guild_id: int, people: Iterable[int]
) -> dict[int, str]:
    rows = await connection.execute(
        select(alias.c.person_id, alias.c.name).where(
            alias.c.guild_id == guild_id, alias.c.person_id.in_(people)
        )
    )
    return {row.person_id: row.name for row in rows}


async def _draw(connection: AsyncConnection, guild_id: int, person_id: int) -> str:
    """Takes the first alias that is free in this server."""
    for name in propose_aliases(_RNG):
        taken = await connection.execute(
            insert(alias)
            .values(guild_id=guild_id, person_id=person_id, name=name)
            .on_conflict_do_nothing(index_elements=[alias.c.guild_id, alias.c.name])
        )
        if taken.rowcount:
            return name
    raise AssertionError("aliases have no end")
