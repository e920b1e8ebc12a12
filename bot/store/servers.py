"""The servers that the bot is in, and their settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import Connection, delete, func, select, update

from bot.deck.model import Level
from bot.learning.questions import AUDIENCES, Audience
from bot.store.database import AnyRow, Database, take_turn
from bot.store.people import redraw_aliases
from bot.store.row_cache import RowCache
from bot.store.tables import alias, command_guild, guild, member, pin, pin_change, quiz_channel
from bot.store.upsert import insert, upsert


@dataclass(frozen=True, slots=True)
class DailySettings:
    """Where a server's question of the day is posted, and when.

    As :class:`~bot.learning.schedule.Daily` has it.
    """

    channel_id: int
    at: time
    zone: str
    since: datetime | None = field(default=None, compare=False)
    last: datetime | None = field(default=None, compare=False)
    """Written by :class:`~bot.store.quizzes.DailyQuizzes` alone."""


@dataclass(frozen=True, slots=True)
class GuildDefaults:
    """What a server's moderators have set; None where they have set nothing."""

    level: Level | None = None
    private: bool | None = None
    board_names: bool | None = None
    """Whether boards show names by default, rather than aliases."""
    audience: Audience | None = None
    """For whom questions are written; None: as the cards are worded."""
    quiz_channels: frozenset[int] = frozenset()
    """Where quizzes may be begun, their threads included; empty: everywhere."""
    quiz_role: int | None = None
    """Who may begin one; None: everybody."""
    daily: DailySettings | None = None
    reports_channel: int | None = None
    """Where the moderators read what members report."""
    daily_failed: bool = False
    """Whether the question of the day was switched off because Discord refuses it.

    Set by :class:`~bot.store.quizzes.DailyQuizzes` alone, until a moderator was told or a new one
    was chosen.
    """

    @property
    def asks_for(self) -> Audience:
        """For whom this server's questions are written, if nobody asks for others."""
        return self.audience or AUDIENCES[self.level or Level.PLAIN]


class Servers:
    """Rows of ``guild``, ``quiz_channel`` and ``command_guild``.

    All raise StoreError when the file fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: RowCache[GuildDefaults] = database.make_cache(guild)

    async def joined(self, guild_id: int, now: datetime) -> None:
        """Record that the bot is there. A server that it had left keeps its settings."""
        joined = insert(guild).values(id=guild_id, joined_at=now)
        # Discord repeats it at every connection: only a return changes the row.
        joined = joined.on_conflict_do_update(
            index_elements=[guild.c.id],
            set_={"joined_at": now, "left_at": None, "greeted_at": None},
            where=guild.c.left_at.is_not(None),
        )
        await self._database.execute(joined, together=True)

    async def note_greeted(self, guild_id: int, now: datetime) -> bool:
        """Record that a server is greeted; return False if it was since the bot joined it."""
        greeted = update(guild).where(
            guild.c.id == guild_id, guild.c.left_at.is_(None), guild.c.greeted_at.is_(None)
        )
        return bool(await self._database.execute(greeted.values(greeted_at=now)))

    async def left(self, guild_id: int, now: datetime) -> None:
        """Record since when the bot is no longer there."""
        await self._database.execute(
            update(guild)
            .where(guild.c.id == guild_id, guild.c.left_at.is_(None))
            .values(left_at=now)
        )

    async def note_commands(self, guild_id: int, now: datetime) -> None:
        """Record that this server has commands of its own, before Discord is told of them."""
        noted = insert(command_guild).values(guild_id=guild_id, noted_at=now)
        await self._database.execute(noted.on_conflict_do_nothing())

    async def commands_cleared(self, guild_id: int) -> None:
        """Record that this server has no commands of its own any more."""
        await self._database.execute(
            delete(command_guild).where(command_guild.c.guild_id == guild_id)
        )

    async def with_commands(self) -> frozenset[int]:
        """Return the servers that have commands of their own, or may have."""
        rows = await self._database.fetch_all(select(command_guild.c.guild_id))
        return frozenset(row.guild_id for row in rows)

    async def present(self) -> frozenset[int]:
        """Return the servers that the bot is in, as far as the database knows."""
        rows = await self._database.fetch_all(select(guild.c.id).where(guild.c.left_at.is_(None)))
        return frozenset(row.id for row in rows)

    async def defaults(self, guild_id: int) -> GuildDefaults:
        """Return the settings of a server; empty ones if it is unknown."""
        return await self._database.read_cached(self._cache, guild_id, _read)

    def known_defaults(self, guild_id: int) -> GuildDefaults | None:
        """Return the settings of a server if they are in memory, else None: without waiting."""
        return self._cache.get(guild_id)

    async def change(
        self, guild_id: int, change: Callable[[GuildDefaults], GuildDefaults], now: datetime
    ) -> GuildDefaults:
        """Change the settings of a server, and return the result.

        Read and written in one transaction: another change at the same moment is kept. ``now`` is
        when the server joined if it was unknown.
        """

        def work(connection: Connection) -> GuildDefaults:
            self.forget(guild_id)
            take_turn(connection, guild, guild_id)
            before = _read(connection, guild_id)
            changed = change(before)
            _write(connection, guild_id, changed, now)
            if before.board_names and not changed.board_names:
                # Boards showed everybody by name who had not chosen otherwise.
                chose = select(member.c.person_id).where(member.c.board.is_not(None))
                redraw_aliases(
                    connection, alias.c.guild_id == guild_id, alias.c.person_id.not_in(chose)
                )
            if changed.daily != before.daily:
                anew = update(guild).where(guild.c.id == guild_id)
                connection.execute(anew.values(daily_refusals=0, daily_failed=False))
            return _read(connection, guild_id)

        return await self._database.write(work)

    async def clear_daily_failed(self, guild_id: int) -> None:
        """Record that a moderator was told that the question of the day was switched off."""

        def work(connection: Connection) -> None:
            self.forget(guild_id)
            told = update(guild).where(guild.c.id == guild_id).values(daily_failed=False)
            connection.execute(told)

        await self._database.write(work)

    async def has_left(self, before: datetime) -> bool:
        """Return whether :meth:`erase_left` has anything to erase."""
        left = select(func.count()).select_from(guild).where(guild.c.left_at < before)
        return bool(await self._database.fetch_count(left))

    async def erase_left(self, before: datetime) -> int:
        """Erase settings and pins of servers that the bot left ``before``; return how many."""
        left = select(guild.c.id).where(guild.c.left_at < before)

        def work(connection: Connection) -> int:
            ids = connection.execute(left).scalars().all()
            for guild_id in ids:
                self.forget(guild_id)
            for column in (
                guild.c.id,
                quiz_channel.c.guild_id,
                pin.c.guild_id,
                pin_change.c.guild_id,
                command_guild.c.guild_id,
            ):
                connection.execute(delete(column.table).where(column.in_(ids)))
            return len(ids)

        return await self._database.write(work)

    def forget(self, guild_id: int) -> None:
        """Drop the cached row. To be called in the transaction that changes it."""
        self._cache.drop(guild_id)


def _read(connection: Connection, guild_id: int) -> GuildDefaults:
    row = connection.execute(select(guild).where(guild.c.id == guild_id)).one_or_none()
    if row is None:
        return GuildDefaults()
    channels = connection.execute(
        select(quiz_channel.c.channel_id).where(quiz_channel.c.guild_id == guild_id)
    )
    return GuildDefaults(
        level=row.default_level,
        private=row.private_default,
        board_names=row.board_names,
        audience=row.default_audience,
        quiz_channels=frozenset(channels.scalars()),
        quiz_role=row.quiz_role_id,
        daily=read_daily(row),
        reports_channel=row.reports_channel_id,
        daily_failed=row.daily_failed,
    )


def read_daily(row: AnyRow) -> DailySettings | None:
    """Return the settings of the question of the day from a row that has its columns."""
    if row.daily_at is None:
        return None
    return DailySettings(
        channel_id=row.daily_channel_id,
        at=time.fromisoformat(row.daily_at),
        zone=row.daily_zone,
        since=row.daily_since,
        last=row.daily_asked_at,
    )


def _write(connection: Connection, guild_id: int, chosen: GuildDefaults, now: datetime) -> None:
    daily = chosen.daily
    values = {
        "default_level": chosen.level,
        "private_default": chosen.private,
        "board_names": chosen.board_names,
        "default_audience": chosen.audience,
        "quiz_role_id": chosen.quiz_role,
        "daily_channel_id": daily and daily.channel_id,
        "daily_at": daily and f"{daily.at:%H:%M}",
        "daily_zone": daily and daily.zone,
        "daily_since": daily and daily.since,
        "reports_channel_id": chosen.reports_channel,
    }
    connection.execute(upsert(guild, list(values)), {"id": guild_id, "joined_at": now, **values})
    connection.execute(delete(quiz_channel).where(quiz_channel.c.guild_id == guild_id))
    if chosen.quiz_channels:
        connection.execute(
            insert(quiz_channel),
            [{"guild_id": guild_id, "channel_id": each} for each in sorted(chosen.quiz_channels)],
        )
