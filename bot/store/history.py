"""Answers, told one by one: a person's own, or a server's under aliases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.questions import Item
from bot.store.database import Database, Work
from bot.store.display_names import DisplayName, DisplayNames
from bot.store.people import BoardVisibility
from bot.store.quiz_rows import read_item
from bot.store.tables import answer, quiz_question, recall

Rows = Sequence[Row[*tuple[Any, ...]]]

STEP = 2000
"""So many rows are read at once: nobody waits for the database longer than for a few of these."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One question that a person answered, in a quiz or in practice."""

    kind: Literal["quiz", "review"]
    at: datetime
    item_id: str
    card: str
    question: str | None
    """As it was asked; None for practice: the deck knows it."""
    chosen: str | None
    correct: bool
    changes: int
    taken: float | None
    """Seconds; None for practice, which has no timer."""
    points: int | None
    """None for practice, and while the question is open."""


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    """One answer given in a server."""

    quiz_id: int
    position: int
    item_id: str
    card: str
    question: str
    alias: str | None
    """None for people who are hidden, and for those whose id is no longer kept."""
    chosen: str
    correct: bool
    points: int
    at: datetime


async def load_history(database: Database, person_id: int) -> list[HistoryEntry]:
    """All that a person has answered, oldest first."""
    deeds: list[HistoryEntry] = []
    last = 0
    while True:
        rows = await database.read(_step_of_answers(person_id, last))
        deeds += [
            HistoryEntry(
                kind="quiz",
                at=row.answered_at,
                item_id=row.item_id,
                card=row.card,
                question=_item(row.snapshot).text,
                chosen=_chosen(row.snapshot, row.shown_order, row.choice),
                correct=row.correct,
                changes=row.changes,
                taken=row.taken_us.total_seconds(),
                points=row.points,
            )
            for row in rows
        ]
        if len(rows) < STEP:
            break
        last = rows[-1].id
    deeds += await database.read(_practice(person_id))
    return sorted(deeds, key=attrgetter("at"))


async def load_results(database: Database, guild_id: int, most: int) -> list[ServerAnswer]:
    """The latest ``most`` answers to closed questions of a server, oldest first."""
    rows: list[Row[*tuple[Any, ...]]] = []
    before: int | None = None
    while len(rows) < most:
        step = await database.read(_step_of_results(guild_id, before, min(STEP, most - len(rows))))
        rows += step
        if not step:
            break
        before = step[-1].id
    people = {row.person_id for row in rows if row.person_id is not None}
    faces: dict[int, DisplayName] = {}
    ordered = sorted(people)
    for start in range(0, len(ordered), STEP):
        some = ordered[start : start + STEP]
        faces |= await DisplayNames(database).of(guild_id, some, names=False)
    shown = {
        person: face.alias
        for person, face in faces.items()
        if face.board is not BoardVisibility.HIDDEN
    }
    return [
        ServerAnswer(
            quiz_id=row.quiz_id,
            position=row.position,
            item_id=row.item_id,
            card=row.card,
            question=_item(row.snapshot).text,
            alias=shown.get(row.person_id),
            chosen=_chosen(row.snapshot, row.shown_order, row.choice),
            correct=row.correct,
            points=row.points,
            at=row.answered_at,
        )
        for row in reversed(rows)
    ]


_asked_as = (quiz_question.c.quiz_id == answer.c.quiz_id) & (
    quiz_question.c.position == answer.c.position
)


def _step_of_answers(person_id: int, after: int) -> Work[Rows]:
    asked = (
        select(answer, quiz_question.c.snapshot, quiz_question.c.shown_order)
        .join(quiz_question, _asked_as)
        .where(answer.c.person_id == person_id, answer.c.id > after)
        .order_by(answer.c.id)
        .limit(STEP)
    )

    async def work(connection: AsyncConnection) -> Rows:
        return (await connection.execute(asked)).all()

    return work


def _step_of_results(guild_id: int, before: int | None, limit: int) -> Work[Rows]:
    asked = (
        select(answer, quiz_question.c.snapshot, quiz_question.c.shown_order)
        .join(quiz_question, _asked_as)
        .where(answer.c.guild_id == guild_id, answer.c.points.is_not(None))
        .order_by(answer.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        asked = asked.where(answer.c.id < before)

    async def work(connection: AsyncConnection) -> Rows:
        return (await connection.execute(asked)).all()

    return work


def _practice(person_id: int) -> Work[list[HistoryEntry]]:
    asked = select(recall).where(recall.c.person_id == person_id).order_by(recall.c.id)

    async def work(connection: AsyncConnection) -> list[HistoryEntry]:
        return [
            HistoryEntry(
                kind="review",
                at=row.at,
                item_id=row.item_id,
                card=row.card,
                question=None,
                chosen=None,
                correct=row.correct,
                changes=0,
                taken=None,
                points=None,
            )
            for row in await connection.execute(asked)
        ]

    return work


@lru_cache(maxsize=1024)
def _item(snapshot: str) -> Item:
    return read_item(snapshot)


def _chosen(snapshot: str, shown_order: str, choice: int) -> str:
    return _item(snapshot).options[int(shown_order[choice])]
