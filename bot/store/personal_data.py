"""What is stored about people: every table with a person's id, and what becomes of it.

A table that has such a column and is not declared here fails a test.
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

STEP = 2000
"""So many rows are read at once: nobody waits for the database longer than for a few of these."""

PERSON_COLUMNS = frozenset({"person_id", "host_id"})
"""What columns with a person's id are called; others say ``info={"person": True}``."""
OTHER_ID_ENDINGS = ("guild_id", "channel_id", "message_id", "role_id", "home_id", "quiz_id", "seed")
"""How the names of other columns with large numbers end; ``id`` alone is the row's own. Others say
``info={"person": False}``."""


class OnErasure(StrEnum):
    """What an erasure does to a row."""

    DELETED = "deleted"
    UNNAMED = "unnamed"
    """The row stays, because it is about others as well; the id goes."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One kind of thing that is stored about a person."""

    person: Column[Any]
    one: str
    """What a single row is, in the words of ``/privacy show``: "answer in a quiz"."""
    many: str
    fate: OnErasure = OnErasure.DELETED

    @property
    def table(self) -> Table:
        return self.person.table

    def tell(self, count: int) -> str:
        """How much of it there is: "1 answer in a quiz", "1,200 answers in quizzes"."""
        return f"{count:,} {self.one if count == 1 else self.many}"

    def count(self, person_id: int) -> Select[int]:
        """Counts the rows about a person."""
        return select(func.count()).select_from(self.table).where(self.person == person_id)

    def page(self, person_id: int, after: tuple[Any, ...] | None) -> Select[*tuple[Any, ...]]:
        """The next rows about a person, in the order of their keys, after the one with this key."""
        keys = tuple(self.table.primary_key.columns)
        asked = select(self.table).where(self.person == person_id).order_by(*keys).limit(STEP)
        return asked if after is None else asked.where(tuple_(*keys) > tuple_(*after))

    def erase(self, person_id: int) -> Delete | Update:
        """Takes the person out."""
        if self.fate is OnErasure.UNNAMED:
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
    """The columns of a table that hold people's ids.

    Raises ValueError for one that could and does not say: it must be known before it is stored.
    """
    found = []
    for column in table.columns:
        if not isinstance(column.type, BigInteger):
            continue
        said = column.info.get("person")
        if said or column.name in PERSON_COLUMNS:
            found.append(column)
        elif not (said is False or column.name == "id" or column.name.endswith(OTHER_ID_ENDINGS)):
            raise ValueError(f"{table.name}.{column.name}: is this the id of a person?")
    return found
