"""Answers one by one: a person's own history, or a server's results under aliases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Literal

from sqlalchemy import select

from bot.learning.questions import Item
from bot.store.database import BATCH_SIZE, AnyRow, AnySelect, Database
from bot.store.people import DisplayName, DisplayNames
from bot.store.quiz_rows import ANSWERED_QUESTION, read_item
from bot.store.tables import BoardVisibility, answer, quiz_question, recall


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
    """Return all that a person has answered, oldest first."""
    answers = _answers().where(answer.c.person_id == person_id)
    entries = [
        HistoryEntry(
            kind="quiz",
            at=row.answered_at,
            item_id=row.item_id,
            card=row.card,
            question=_item(row.snapshot).text,
            chosen=_chosen(row),
            correct=row.correct,
            changes=row.changes,
            taken=row.taken_us.total_seconds(),
            points=row.points,
        )
        for row in await database.fetch_in_batches(answers, [answer.c.id])
    ]
    practice = select(recall).where(recall.c.person_id == person_id).order_by(recall.c.id)
    entries += [
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
        for row in await database.fetch_all(practice)
    ]
    return sorted(entries, key=attrgetter("at"))


async def load_results(database: Database, guild_id: int, most: int) -> list[ServerAnswer]:
    """Return the latest ``most`` answers to closed questions of a server, oldest first."""
    rows: list[AnyRow] = []
    statement = _answers().where(answer.c.guild_id == guild_id, answer.c.points.is_not(None))
    while len(rows) < most:
        # From the latest back, each step from where the one before has ended.
        earlier = statement.where(answer.c.id < rows[-1].id) if rows else statement
        step = await database.fetch_all(
            earlier.order_by(answer.c.id.desc()).limit(min(BATCH_SIZE, most - len(rows)))
        )
        if not step:
            break
        rows += step
    person_ids = sorted({row.person_id for row in rows if row.person_id is not None})
    names: dict[int, DisplayName] = {}
    for start in range(0, len(person_ids), BATCH_SIZE):
        some = person_ids[start : start + BATCH_SIZE]
        names |= await DisplayNames(database).of(guild_id, some, names=False)
    aliases = {
        person_id: name.alias
        for person_id, name in names.items()
        if name.board is not BoardVisibility.HIDDEN
    }
    return [
        ServerAnswer(
            quiz_id=row.quiz_id,
            position=row.position,
            item_id=row.item_id,
            card=row.card,
            question=_item(row.snapshot).text,
            alias=aliases.get(row.person_id),
            chosen=_chosen(row),
            correct=row.correct,
            points=row.points,
            at=row.answered_at,
        )
        for row in reversed(rows)
    ]


def _answers() -> AnySelect:
    """Select answers with their question as it was shown."""
    return select(answer, quiz_question.c.snapshot, quiz_question.c.shown_order).join(
        quiz_question, ANSWERED_QUESTION
    )


@lru_cache(maxsize=1024)
def _item(snapshot: str) -> Item:
    return read_item(snapshot)


def _chosen(row: AnyRow) -> str:
    return _item(row.snapshot).options[int(row.shown_order[row.choice])]
