"""Answers one by one: a person's own history, or a server's results under aliases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Literal

from sqlalchemy import select

from bot.store.choices import BoardVisibility
from bot.store.database import AnyRow, AnySelect, Database
from bot.store.people import DisplayNames
from bot.store.quiz_rows import ANSWERED_QUESTION, read_item
from bot.store.tables import answer, quiz_question, recall

EXPORTED_AT_ONCE = 250
"""Rows. Those of a quiz bring their whole question, and nobody else is to wait for them."""


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


async def load_history(database: Database, person_id: int) -> AsyncIterator[list[HistoryEntry]]:
    """Yield all that a person has answered, oldest first, some at once."""
    answers = database.fetch_in_batches(
        _answers().where(answer.c.person_id == person_id),
        [answer.c.answered_at, answer.c.id],
        EXPORTED_AT_ONCE,
    )
    practice = database.fetch_in_batches(
        select(recall).where(recall.c.person_id == person_id),
        [recall.c.at, recall.c.id],
        EXPORTED_AT_ONCE,
    )
    streams = [(answers, _read_answer), (practice, _read_recall)]
    waiting: list[list[HistoryEntry]] = [[], []]
    ended = [False, False]
    while True:
        for number, (stream, read) in enumerate(streams):
            if not waiting[number] and not ended[number]:
                batch = await anext(stream, None)
                ended[number] = batch is None
                waiting[number] = [read(row) for row in batch or ()]
        # Whatever is still to come of either is later than the last one of it that is here.
        ends = [entries[-1].at for entries in waiting if entries]
        if not ends:
            return
        until = min(ends)
        yield sorted(
            (each for entries in waiting for each in entries if each.at <= until),
            key=attrgetter("at"),
        )
        waiting = [[each for each in entries if each.at > until] for entries in waiting]


def _read_answer(row: AnyRow) -> HistoryEntry:
    return HistoryEntry(
        kind="quiz",
        at=row.answered_at,
        item_id=row.item_id,
        card=row.card,
        question=read_item(row.snapshot).text,
        chosen=_chosen(row),
        correct=row.correct,
        changes=row.changes,
        taken=row.taken_us.total_seconds(),
        points=row.points,
    )


def _read_recall(row: AnyRow) -> HistoryEntry:
    return HistoryEntry(
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


async def load_results(
    database: Database, guild_id: int, most: int
) -> AsyncIterator[list[ServerAnswer]]:
    """Yield the latest ``most`` answers to closed questions of a server, oldest first."""
    counted = (answer.c.guild_id == guild_id, answer.c.points.is_not(None))
    first = await database.fetch_one(
        select(answer.c.id).where(*counted).order_by(answer.c.id.desc()).offset(most - 1).limit(1)
    )
    after = first.id - 1 if first is not None else 0
    aliases: dict[int, str | None] = {}
    while True:
        page = (
            select(answer.c.id)
            .where(*counted, answer.c.id > after)
            .order_by(answer.c.id)
            .limit(EXPORTED_AT_ONCE)
        )
        rows = await database.fetch_all(
            _answers().where(answer.c.id.in_(page)).order_by(answer.c.id)
        )
        if not rows:
            return
        after = rows[-1].id
        people = {row.person_id for row in rows if row.person_id is not None} - aliases.keys()
        names = await DisplayNames(database).of(guild_id, sorted(people), names=False)
        for person_id, name in names.items():
            hidden = name.board is BoardVisibility.HIDDEN
            aliases[person_id] = None if hidden else name.alias
        yield [
            ServerAnswer(
                quiz_id=row.quiz_id,
                position=row.position,
                item_id=row.item_id,
                card=row.card,
                question=read_item(row.snapshot).text,
                alias=aliases.get(row.person_id),
                chosen=_chosen(row),
                correct=row.correct,
                points=row.points,
                at=row.answered_at,
            )
            for row in rows
        ]


def _answers() -> AnySelect:
    """Select answers with their question as it was shown."""
    return select(answer, quiz_question.c.snapshot, quiz_question.c.shown_order).join(
        quiz_question, ANSWERED_QUESTION
    )


def _chosen(row: AnyRow) -> str:
    return read_item(row.snapshot).options[int(row.shown_order[row.choice])]
