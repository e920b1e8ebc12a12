"""Personal data: every table with a person's id, and what an erasure does to its rows.

It is counted, exported and erased here, and people's ids are taken off old answers. A test fails
for a table that has such a column and is not listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from operator import add
from typing import Any

import structlog
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Delete,
    Select,
    Table,
    Update,
    bindparam,
    delete,
    func,
    select,
    tuple_,
    update,
)

from bot.errors import StoreError
from bot.learning.scoring import Period
from bot.store import tables
from bot.store.database import BATCH_SIZE, AnyRow, AnySelect, Database
from bot.store.erasures import (
    Erasures,
    load_checked_erasures,
    record_erasure,
)
from bot.store.group_commit import Work
from bot.store.history import EXPORTED_AT_ONCE
from bot.store.item_tallies import subtract_answers
from bot.store.people import People
from bot.store.quiz_rows import ANSWERED_QUESTION, read_item
from bot.store.slices import Slices
from bot.store.tables import ALL_TOPICS, answer, quiz_question, recall, tally

log = structlog.get_logger(__name__)

PERSON_COLUMNS = frozenset({"person_id", "host_id"})
"""The names of columns with a person's id; others are declared by ``info={"person": True}``."""
OTHER_IDS = ("guild_id", "channel_id", "message_id", "role_id", "home_id", "quiz_id", "seed")
"""How the names of other columns with large numbers end; ``id`` alone is the row's own. Others are
declared by ``info={"person": False}``."""


class OnErasure(StrEnum):
    """What an erasure does to a row."""

    DELETED = "deleted"
    UNNAMED = "unnamed"
    """The row stays, because it is about others as well; the id is removed."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One kind of data about a person: the rows of one table."""

    person: Column[Any]
    singular: str
    """What a single row is, in the words of ``/privacy show``: "answer in a quiz"."""
    plural: str
    on_erasure: OnErasure = OnErasure.DELETED

    @property
    def table(self) -> Table:
        return self.person.table

    def describe(self, count: int) -> str:
        """Return a count in words: "1 answer in a quiz", "1,200 answers in quizzes"."""
        return f"{count:,} {self.singular if count == 1 else self.plural}"

    def count(self, person_id: int) -> Select[int]:
        """Select the number of rows about a person."""
        return select(func.count()).select_from(self.table).where(self.person == person_id)

    def erase(self, person_id: int) -> Delete | Update:
        """Delete the rows about a person, or remove the id from them."""
        if self.on_erasure is OnErasure.UNNAMED:
            unnamed = update(self.table).where(self.person == person_id)
            return unnamed.values({self.person.name: None})
        return delete(self.table).where(self.person == person_id)

    def erase_some(self, person_id: int, rows: int) -> Work[int]:
        """Return work that does the same to so many rows at most, and returns how many it was."""
        keys = self.table.primary_key.columns
        some = select(*keys).where(self.person == person_id).limit(rows)
        statement = self.erase(person_id).where(tuple_(*keys).in_(some))
        return lambda connection: connection.execute(statement).rowcount


PERSONAL_DATA = (
    PersonalData(tables.member.c.person_id, "set of settings", "sets of settings"),
    PersonalData(tables.alias.c.person_id, "alias in a server", "aliases in servers"),
    PersonalData(tables.answer.c.person_id, "answer in a quiz", "answers in quizzes"),
    PersonalData(tables.tally.c.person_id, "line of points", "lines of points"),
    PersonalData(
        tables.quiz.c.host_id, "quiz that you began", "quizzes that you began", OnErasure.UNNAMED
    ),
    PersonalData(tables.quiz_player.c.person_id, "quiz that you are in", "quizzes that you are in"),
    PersonalData(tables.recall.c.person_id, "answer in practice", "answers in practice"),
    PersonalData(
        tables.memory.c.person_id,
        "question that comes back to you",
        "questions that come back to you",
    ),
    PersonalData(tables.report.c.person_id, "report", "reports"),
)


ERASED = "erased"
"""What other processes are told of an erasure by."""


def erase_person(connection: Connection, person_id: int) -> None:
    """Delete or unname every row about a person, and take their answers out of what is counted."""
    subtract_answers(connection, answer.c.person_id == person_id)
    for kind in PERSONAL_DATA:
        connection.execute(kind.erase(person_id))


def find_person_columns(table: Table) -> list[Column[Any]]:
    """Return the columns of a table that hold people's ids.

    Raise ValueError for a column that could and does not say: personal data must be declared.
    """
    found = []
    for column in table.columns:
        if not isinstance(column.type, BigInteger):
            continue
        declared = column.info.get("person")
        if declared or column.name in PERSON_COLUMNS:
            found.append(column)
        elif not (declared is False or column.name == "id" or column.name.endswith(OTHER_IDS)):
            raise ValueError(f"{table.name}.{column.name}: is this the id of a person?")
    return found


AT_ONCE = 16
"""Rows of one kind that an erasure takes with everything else, in one transaction."""
LARGEST = 2**53
"""JSON has no larger whole numbers that every program reads rightly (RFC 8259, section 6)."""


@dataclass(frozen=True, slots=True)
class StoredDataCount:
    """How much of one kind is stored about a person."""

    table: str
    count: int
    text: str
    """The count in the words of ``/privacy show``."""


@dataclass(frozen=True, slots=True)
class ExportedRows:
    """Some of the rows about a person, as values of JSON by the names of their columns."""

    table: str
    what: str
    """What the rows are, in the words of ``/privacy show``."""
    rows: list[dict[str, Any]]


class Privacy:
    """Every row about a person, in whatever table. All raise StoreError when the file fails."""

    def __init__(self, database: Database, people: People) -> None:
        self._database = database
        self._people = people

    async def count_rows(self, person_id: int) -> list[StoredDataCount]:
        """Count the rows of each kind about a person; kinds without any are left out."""
        return [
            StoredDataCount(kind.table.name, count, kind.describe(count))
            for kind in PERSONAL_DATA
            if (count := await self._database.fetch_count(kind.count(person_id)))
        ]

    async def export(self, person_id: int) -> AsyncIterator[ExportedRows]:
        """Yield all rows about a person, ready to be written as JSON: some of one table at once.

        Each table begins with no rows. Ids are text, for many programs cannot hold numbers
        of that size. Times are ISO 8601.
        """
        for kind in PERSONAL_DATA:
            about = select(kind.table).where(kind.person == person_id)
            keys = list(kind.table.primary_key.columns)
            yield ExportedRows(kind.table.name, kind.plural, [])
            async for rows in self._database.fetch_in_batches(about, keys, EXPORTED_AT_ONCE):
                written = [
                    {name: _json_value(value) for name, value in row._mapping.items()}
                    for row in rows
                ]
                yield ExportedRows(kind.table.name, kind.plural, written)

    async def erase(self, person_id: int, now: datetime) -> None:
        """Erase everything about a person in every server, for good; may be called again.

        A quiz that goes on in memory must be told as well: ``QuizManager.forget``.
        """
        await self._erase_most(person_id)

        def work(connection: Connection) -> None:
            erase_person(connection, person_id)
            record_erasure(connection, person_id, now)
            self._people.forget(person_id)
            self._database.tell(ERASED, person_id)

        await self._database.write(work)
        await self._database.purge_deleted()
        await self.list_erasures()

    async def _erase_most(self, person_id: int) -> None:
        """Erase what one transaction would take long for, and keep every tally right meanwhile.

        Whoever is erased is told, and recorded as erased, with the last transaction alone.
        """
        slices = Slices(self._database, BATCH_SIZE)
        for kind in PERSONAL_DATA:
            count = await self._database.fetch_count(kind.count(person_id))
            if count > AT_ONCE and kind.table is not tally:
                some = partial(
                    _erase_answers if kind.table is answer else kind.erase_some, person_id
                )
                while await slices.write(some):
                    pass

    def on_erasure(self, forget: Callable[[int], object]) -> None:
        """Call a function with each person whom another process has erased.

        What is in the memory of this process is to be forgotten, and then :meth:`erase_again`.
        """
        self._database.listen(ERASED, forget)

    async def erase_again(self, person_id: int) -> None:
        """Erase what was on its way to the database while another process erased the rest."""

        def work(connection: Connection) -> None:
            erase_person(connection, person_id)
            self._people.forget(person_id)

        await self._database.write(work)

    async def list_erasures(self) -> None:
        """Keep the list of all who were erased outside the database, from its record of them.

        Where that cannot be done the record still has them, and each backup makes a list of it.
        """

        def work(connection: Connection) -> Erasures:
            return load_checked_erasures(self._database.place, connection)

        try:
            await self._database.list_erasures(await self._database.read(work))
        except StoreError as error:
            log.warning("list of erasures not written", reason=error.reason)

    async def has_old(self, before: datetime) -> bool:
        """Return whether :meth:`forget_old` has anything to do."""
        return await has_old(self._database, before)

    async def forget_old(self, before: datetime) -> int:
        """Take people's ids off answers older than a moment; return how many rows it was."""
        return await forget_old(self._database, before)


def _json_value(value: object) -> object:
    match value:
        case bool():
            return value
        case int():
            return value if abs(value) < LARGEST else str(value)
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case _:
            return value


# --- old answers ----------------------------------------------------------------------------------

TALLY_KEY = ("in_guild", "in_period", "on_topic", "of_person")
TALLY_CHANGES = ("points_off", "correct_off", "answered_off")


async def forget_old(database: Database, before: datetime) -> int:
    """Take the id off answers given before a moment, and delete practice of that time.

    The questions still count the answers. The points go with the id, for a board is a sum of the
    answers that people have: a tally always equals a recount of them.

    Return how many rows it was. Each step is a transaction of its own, so that nobody waits for
    long; when the file fails half-way, the next call does the rest.
    """
    done = after = 0
    slices = Slices(database, BATCH_SIZE)
    while True:
        end, named = await _next_step(database, before, after)
        if end == after:
            break
        while named:
            named = await slices.write(partial(_unname, before, after, end))
            done += named
        after = end
    while deleted := await slices.write(partial(_delete_old_recalls, before)):
        done += deleted
    return done


def _delete_old_recalls(before: datetime, rows: int) -> Work[int]:
    old = select(recall.c.id).where(recall.c.at < before).limit(rows)
    statement = delete(recall).where(recall.c.id.in_(old))
    return lambda connection: connection.execute(statement).rowcount


async def has_old(database: Database, before: datetime) -> bool:
    """Return whether an answer given before a moment has a person, or a practice is as old."""
    if await database.fetch_one(select(recall.c.id).where(recall.c.at < before).limit(1)):
        return True
    after, named = 0, 0
    while not named:
        end, named = await _next_step(database, before, after)
        if end == after:
            break
        after = end
    return bool(named)


async def _next_step(database: Database, before: datetime, after: int) -> tuple[int, int]:
    """Return the last id of the next step, and how many old answers in it have a person.

    After the last step the id stays what it was. All are looked through: ids grow with time, but
    for those of a clock that was ahead for a while.
    """
    some = (
        select(answer.c.id, answer.c.answered_at, answer.c.person_id)
        .where(answer.c.id > after)
        .order_by(answer.c.id)
        .limit(BATCH_SIZE)
        .subquery()
    )
    ((end, named),) = await database.fetch_all(
        select(
            func.coalesce(func.max(some.c.id), after),
            func.count(some.c.person_id).filter(some.c.answered_at < before),
        )
    )
    return end, named


def _unname(before: datetime, after: int, end: int, rows: int) -> Work[int]:
    """Take the id off so many old answers at most, of those with ids in a range."""
    old = _counted(answer.c.person_id.is_not(None), answer.c.answered_at < before, rows=rows)
    these = old.where(answer.c.id > after, answer.c.id <= end)

    def work(connection: Connection) -> int:
        ids = _take_out(connection, these)
        unnamed = update(answer).where(answer.c.id.in_(ids)).values(person_id=None)
        return connection.execute(unnamed).rowcount if ids else 0

    return work


def _erase_answers(person_id: int, rows: int) -> Work[int]:
    """Delete so many answers of a person at most, of those that are counted."""
    theirs = _counted(answer.c.person_id == person_id, rows=rows)

    def work(connection: Connection) -> int:
        ids = _take_out(connection, theirs)
        these = answer.c.id.in_(ids)
        if ids:
            subtract_answers(connection, these)
            connection.execute(delete(answer).where(these))
        return len(ids)

    return work


def _counted(*where: ColumnElement[bool], rows: int) -> AnySelect:
    """Select so many answers that are counted, oldest first, with what they count for.

    An open question is not counted yet, and needs to know whose answers it counts.
    """
    return (
        select(
            answer.c.id,
            answer.c.guild_id,
            answer.c.person_id,
            answer.c.points,
            answer.c.correct,
            quiz_question.c.closed_at,
            quiz_question.c.snapshot,
        )
        .join(quiz_question, ANSWERED_QUESTION)
        .where(*where, answer.c.points.is_not(None))
        .order_by(answer.c.id)
        .limit(rows)
    )


def _take_out(connection: Connection, answers: AnySelect) -> list[int]:
    """Take answers out of the tallies of their people; return their ids."""
    found = connection.execute(answers).all()
    if found:
        _subtract(connection, found)
    return [row.id for row in found]


def _subtract(connection: Connection, rows: Sequence[AnyRow]) -> None:
    """Take answers out of the tallies that they were added to."""
    off: defaultdict[tuple[int, str, str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        for topic in (ALL_TOPICS, *read_item(row.snapshot).topics):
            for period in Period:
                key = (row.guild_id, period.key(row.closed_at), topic, row.person_id)
                off[key] = [*map(add, off[key], (row.points, row.correct, 1))]
    keys = [dict(zip(TALLY_KEY, key, strict=True)) for key in off]
    changes = [dict(zip(TALLY_CHANGES, change, strict=True)) for change in off.values()]
    this = [
        column == bindparam(name)
        for column, name in zip(tally.primary_key.columns, TALLY_KEY, strict=True)
    ]
    connection.execute(
        update(tally)
        .where(*this)
        .values(
            points=tally.c.points - bindparam("points_off"),
            correct=tally.c.correct - bindparam("correct_off"),
            answered=tally.c.answered - bindparam("answered_off"),
        ),
        [key | change for key, change in zip(keys, changes, strict=True)],
    )
    connection.execute(delete(tally).where(*this, tally.c.answered == 0), keys)
