"""People: their preferences and reminders, and the names that boards show them under."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from random import SystemRandom

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Update,
    bindparam,
    delete,
    false,
    select,
    update,
)

from bot.deck.model import Level
from bot.learning.aliases import propose_aliases
from bot.store.choices import BoardVisibility
from bot.store.database import AnyRow, Database, take_turn
from bot.store.group_commit import Work
from bot.store.row_cache import RowCache
from bot.store.slices import Slices
from bot.store.tables import alias, guild, member
from bot.store.upsert import insert, upsert


@dataclass(frozen=True, slots=True)
class Reminder:
    """A daily message about what is due, as :class:`~bot.learning.schedule.Daily` has it."""

    at: time
    zone: str
    since: datetime | None = field(default=None, compare=False)
    last: datetime | None = field(default=None, compare=False)
    """Written by :meth:`People.note_reminded` alone."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """None where the person has chosen nothing: the server's default holds, or else the deck's."""

    level: Level | None = None
    private: bool | None = None
    text_only: bool = False
    """Cards as plain text, for those who see no embeds or listen to a screen reader."""
    board: BoardVisibility | None = None
    board_name: str | None = None
    """The name they chose to be shown by, at most 100 characters."""
    reminder: Reminder | None = None


@dataclass(frozen=True, slots=True)
class ReminderSchedule:
    """Somebody who wants reminders."""

    person_id: int
    reminder: Reminder


class People:
    """Rows of ``member``. Discord's ids. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cache: RowCache[tuple[Preferences, bool]] = database.make_cache(member)

    async def preferences(self, person_id: int) -> Preferences:
        """Return what the person has chosen; an empty choice if nothing is stored."""
        return (await self._read(person_id))[0]

    def known_preferences(self, person_id: int) -> Preferences | None:
        """Return what the person has chosen if that is in memory, else None: without waiting."""
        known = self._cache.get(person_id)
        return None if known is None else known[0]

    def known_reminders_stopped(self, person_id: int) -> bool | None:
        """Return what :meth:`reminders_stopped` does if that is in memory, else None."""
        known = self._cache.get(person_id)
        return None if known is None else known[1]

    async def reminders_stopped(self, person_id: int) -> bool:
        """Return whether :meth:`stop_reminders` was called and the person was not told yet."""
        return (await self._read(person_id))[1]

    async def _read(self, person_id: int) -> tuple[Preferences, bool]:
        return await self._database.read_cached(self._cache, person_id, _read)

    async def change(
        self, person_id: int, change: Callable[[Preferences], Preferences]
    ) -> Preferences:
        """Change what the person has chosen, and return it. Nothing is stored for an empty choice.

        Read and written in one transaction: another change at the same moment is kept.
        """

        def work(connection: Connection) -> Preferences:
            self.forget(person_id)
            take_turn(connection, member, person_id)
            before, _ = _read(connection, person_id)
            after = change(before)
            _write(connection, person_id, after)
            if after.board is not before.board:
                _leave_name(connection, person_id, before.board)
            if after.reminder != before.reminder:
                anew = update(member).where(member.c.person_id == person_id)
                connection.execute(anew.values(reminder_refusals=0))
            return _read(connection, person_id)[0]

        return await self._database.write(work)

    async def reminder_schedules(self) -> list[ReminderSchedule]:
        """Return everybody who wants reminders; nobody where another process sends them."""
        if not self._database.ownership.covers(None):
            return []
        rows = await self._database.fetch_all(
            select(member).where(member.c.reminder_at.is_not(None))
        )
        return [
            ReminderSchedule(row.person_id, reminder)
            for row in rows
            if (reminder := _read_reminder(row)) is not None
        ]

    async def note_reminded(self, schedule: ReminderSchedule, due: datetime) -> bool:
        """Record that the reminder that was due then is sent.

        False if the person has chosen otherwise since the schedule was read, or was reminded.
        """
        reminder = schedule.reminder
        statement = (
            update(member)
            .where(
                member.c.person_id == schedule.person_id,
                member.c.reminder_at == f"{reminder.at:%H:%M}",
                member.c.reminder_zone == reminder.zone,
                member.c.reminder_since.is_not_distinct_from(reminder.since),
                member.c.reminded_at.is_not_distinct_from(reminder.last),
            )
            .values(reminded_at=due)
        )

        def work(connection: Connection) -> bool:
            self.forget(schedule.person_id)
            return bool(connection.execute(statement).rowcount)

        return await self._database.write(work)

    async def forget_reminded(self, before: datetime) -> None:
        """Forget when those were reminded last who have switched it off and were so ``before``."""
        off = (member.c.reminder_at.is_(None), member.c.reminded_at < before)

        def work(connection: Connection) -> None:
            found = connection.execute(select(member.c.person_id).where(*off))
            for person_id in found.scalars().all():
                self.forget(person_id)
                this = member.c.person_id == person_id
                connection.execute(update(member).where(this).values(reminded_at=None))
                connection.execute(_delete_if_empty(person_id))

        await self._database.write(work)

    async def stop_reminders(self, person_id: int) -> None:
        """Switch reminders off because messages to the person are refused."""
        await self._execute(person_id, _stop_reminders(person_id))

    async def note_sent(self, person_id: int) -> None:
        """Record that a reminder was sent: refusals are counted anew."""
        refused = member.c.reminder_refusals > 0
        await self._database.execute(
            update(member)
            .where(member.c.person_id == person_id, refused)
            .values(reminder_refusals=0)
        )

    async def note_refused(self, person_id: int, most: int) -> bool:
        """Count a reminder that Discord refused; switch reminders off after ``most`` in a row.

        Return whether they were.
        """
        this = member.c.person_id == person_id
        count = update(member).where(this, member.c.reminder_at.is_not(None))

        def work(connection: Connection) -> bool:
            self.forget(person_id)
            connection.execute(count.values(reminder_refusals=member.c.reminder_refusals + 1))
            stop = _stop_reminders(person_id).where(member.c.reminder_refusals >= most)
            return bool(connection.execute(stop).rowcount)

        return await self._database.write(work)

    async def clear_reminders_stopped(self, person_id: int) -> None:
        """Record that the person was told that reminders were stopped."""
        statement = (
            update(member).where(member.c.person_id == person_id).values(reminder_failed=False)
        )
        await self._execute(person_id, statement, _delete_if_empty(person_id))

    async def _execute(self, person_id: int, *statements: Update | Delete) -> None:
        def work(connection: Connection) -> None:
            self.forget(person_id)
            for statement in statements:
                connection.execute(statement)

        await self._database.write(work)

    def forget(self, person_id: int) -> None:
        """Drop the cached row. To be called in the transaction that changes it."""
        self._cache.drop(person_id)


def _read(connection: Connection, person_id: int) -> tuple[Preferences, bool]:
    found = connection.execute(select(member).where(member.c.person_id == person_id))
    row = found.one_or_none()
    if row is None:
        return Preferences(), False
    chosen = Preferences(
        level=row.level,
        private=row.private,
        text_only=row.text_only,
        board=row.board,
        board_name=row.board_name,
        reminder=_read_reminder(row),
    )
    return chosen, row.reminder_failed


def _write(connection: Connection, person_id: int, chosen: Preferences) -> None:
    reminder = chosen.reminder
    values = {
        "level": chosen.level,
        "private": chosen.private,
        "text_only": chosen.text_only,
        "board": chosen.board,
        "board_name": chosen.board_name,
        "reminder_at": reminder and f"{reminder.at:%H:%M}",
        "reminder_zone": reminder and reminder.zone,
        "reminder_since": reminder and reminder.since,
    }
    connection.execute(upsert(member, list(values)), {"person_id": person_id, **values})
    connection.execute(_delete_if_empty(person_id))


def _stop_reminders(person_id: int) -> Update:
    return (
        update(member)
        .where(member.c.person_id == person_id, member.c.reminder_at.is_not(None))
        .values(
            reminder_at=None,
            reminder_zone=None,
            reminder_since=None,
            reminded_at=None,
            reminder_failed=True,
            reminder_refusals=0,
        )
    )


def _delete_if_empty(person_id: int) -> Delete:
    """Delete the row of a person if it holds nothing any more."""
    unset = (
        column.is_(None)
        for column in member.columns
        if column.nullable and column is not member.c.reminded_on
    )
    return delete(member).where(
        member.c.person_id == person_id,
        *unset,
        member.c.text_only == false(),
        member.c.reminder_failed == false(),
    )


def _read_reminder(row: AnyRow) -> Reminder | None:
    if row.reminder_at is None:
        return None
    at = time.fromisoformat(row.reminder_at)
    return Reminder(at, row.reminder_zone, row.reminder_since, row.reminded_at)


# --- names on boards ------------------------------------------------------------------------------

# Nobody may be able to draw the same aliases again.
_RNG = SystemRandom()


@dataclass(frozen=True, slots=True)
class DisplayName:
    """How one person is shown in one server."""

    board: BoardVisibility
    """How boards show them in this server: HIDDEN means in no list at all."""
    alias: str
    """Nobody else's in this server, and stable until the person goes back to it from a name."""
    name: str | None
    """The name they chose to be shown by; with NAME and none chosen, Discord's own is meant."""


MOST_DRAWN = 100
"""Aliases in one transaction, on the fastest machine."""


# Made once: to put it together takes as long as to run it.
_NAMES = (
    select(alias.c.person_id, alias.c.name, member.c.board, member.c.board_name)
    .outerjoin(member, member.c.person_id == alias.c.person_id)
    .where(
        alias.c.guild_id == bindparam("in_guild"),
        alias.c.person_id.in_(bindparam("of_people", expanding=True)),
    )
)


class DisplayNames:
    """Rows of ``alias``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def alias(self, guild_id: int, person_id: int) -> str:
        """Return a person's alias in a server, such as "Quiet Heron"; drawn the first time."""
        return (await self.aliases(guild_id, [person_id]))[person_id]

    async def aliases(self, guild_id: int, person_ids: Collection[int]) -> dict[int, str]:
        """Return the aliases of several people in a server; new ones are drawn for the others."""
        known = await self._database.read(
            lambda connection: _known(connection, guild_id, person_ids)
        )
        slices = Slices(self._database, MOST_DRAWN)
        while missing := [each for each in set(person_ids) if each not in known]:
            known |= await slices.write(partial(_draw_some, guild_id, missing))
        return known

    async def of(
        self, guild_id: int, person_ids: Collection[int], *, names: bool
    ) -> dict[int, DisplayName]:
        """Return how each person is shown. ``names`` is the default of the server or quiz."""
        default = BoardVisibility.NAME if names else BoardVisibility.ALIAS
        asked = {"in_guild": guild_id, "of_people": list(person_ids)}

        def work(connection: Connection) -> Sequence[AnyRow]:
            return connection.execute(_NAMES, asked).all()

        rows = await self._database.read(work)
        if len(rows) < len(set(person_ids)):
            await self.aliases(guild_id, person_ids)
            rows = await self._database.read(work)
        return {
            row.person_id: DisplayName(row.board or default, row.name, row.board_name)
            for row in rows
        }


def _leave_name(connection: Connection, person_id: int, before: BoardVisibility | None) -> None:
    """Draw other aliases for somebody in the servers where boards showed them by name so far.

    The alias that they had there stands on old boards beside points: with the name gone again, it
    would tell whose they are.
    """
    if before is BoardVisibility.NAME:
        redraw_aliases(connection, alias.c.person_id == person_id)
    elif before is None:
        by_name = select(guild.c.id).where(guild.c.board_names.is_(True))
        redraw_aliases(connection, alias.c.person_id == person_id, alias.c.guild_id.in_(by_name))


def redraw_aliases(connection: Connection, *where: ColumnElement[bool]) -> None:
    """Give other aliases to those who have one in these rows; none that anybody has there."""
    rows = (connection.execute(select(alias.c.guild_id, alias.c.person_id).where(*where))).all()
    guilds = sorted({row.guild_id for row in rows})
    take_turn(connection, alias, *guilds)
    for guild_id in guilds:
        taken = connection.execute(select(alias.c.name).where(alias.c.guild_id == guild_id))
        free = _free_aliases(set(taken.scalars()))
        people = [row.person_id for row in rows if row.guild_id == guild_id]
        connection.execute(
            update(alias)
            .where(alias.c.guild_id == guild_id, alias.c.person_id == bindparam("of_person"))
            .values(name=bindparam("drawn")),
            [{"of_person": each, "drawn": next(free)} for each in people],
        )


def _free_aliases(taken: set[str]) -> Iterator[str]:
    for name in propose_aliases(_RNG):
        if name not in taken:
            taken.add(name)
            yield name


def _known(connection: Connection, guild_id: int, person_ids: Iterable[int]) -> dict[int, str]:
    rows = connection.execute(
        select(alias.c.person_id, alias.c.name).where(
            alias.c.guild_id == guild_id, alias.c.person_id.in_(person_ids)
        )
    )
    return {row.person_id: row.name for row in rows}


def _draw_some(guild_id: int, person_ids: Sequence[int], rows: int) -> Work[dict[int, str]]:
    """Return the aliases of so many of these people; whoever has none by now gets one."""
    some = person_ids[:rows]

    def work(connection: Connection) -> dict[int, str]:
        take_turn(connection, alias, guild_id)
        known = _known(connection, guild_id, some)
        for person_id in some:
            if person_id not in known:
                known[person_id] = _draw(connection, guild_id, person_id)
        return known

    return work


def _draw(connection: Connection, guild_id: int, person_id: int) -> str:
    """Store and return the first alias that is free in this server."""
    for name in propose_aliases(_RNG):
        taken = connection.execute(
            insert(alias)
            .values(guild_id=guild_id, person_id=person_id, name=name)
            .on_conflict_do_nothing(index_elements=[alias.c.guild_id, alias.c.name])
        )
        if taken.rowcount:
            return name
    raise AssertionError("aliases have no end")
