"""Personal data: every table with a person's id, and what an erasure does to its rows.

A test fails for a table that has such a column and is not listed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Delete,
    Select,
    Table,
    Update,
    delete,
    func,
    select,
    tuple_,
    update,
)

from bot.store import tables

BATCH_SIZE = 2000
"""Rows that are read or changed at once, so that nobody waits long for the database."""

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

    def page(self, person_id: int, after: tuple[Any, ...] | None) -> Select[*tuple[Any, ...]]:
        """Select the next rows about a person, in the order of their keys, after this key."""
        keys = tuple(self.table.primary_key.columns)
        rows = select(self.table).where(self.person == person_id).order_by(*keys).limit(BATCH_SIZE)
        return rows if after is None else rows.where(tuple_(*keys) > tuple_(*after))

    def erase(self, person_id: int) -> Delete | Update:
        """Delete the rows about a person, or remove the id from them."""
        if self.on_erasure is OnErasure.UNNAMED:
            unnamed = update(self.table).where(self.person == person_id)
            return unnamed.values({self.person.name: None})
        return delete(self.table).where(self.person == person_id)


PERSONAL_DATA = (
    PersonalData(tables.member.c.person_id, "set of settings", "sets of settings"),
    PersonalData(tables.alias.c.person_id, "alias in a server", "aliases in servers"),
    PersonalData(tables.answer.c.person_id, "answer in a quiz", "answers in quizzes"),
    PersonalData(tables.tally.c.person_id, "line of points", "lines of points"),
    PersonalData(
        tables.quiz.c.host_id, "quiz that you began", "quizzes that you began", OnErasure.UNNAMED
    ),
    PersonalData(tables.recall.c.person_id, "answer in practice", "answers in practice"),
    PersonalData(
        tables.memory.c.person_id,
        "question that comes back to you",
        "questions that come back to you",
    ),
    PersonalData(tables.report.c.person_id, "report", "reports"),
)


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
