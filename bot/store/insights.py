"""The questions that a server finds hard, of those that five people or more have answered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.scoring import Period, discrimination
from bot.store.database import Database, Work
from bot.store.quiz_rows import ANSWERED_QUESTION, read_item
from bot.store.tables import ALL_TOPICS, answer, asked, quiz_question, tally

FEWEST_PEOPLE = 5
FEWEST_MARKS = 20


@dataclass(frozen=True, slots=True)
class Insight:
    """How one question went in a server, over all times it was asked there."""

    item_id: str
    card: str
    question: str
    """As it was worded when it was asked last; so are the options."""
    right_option: str
    people: int
    answered: int
    right: int
    mistaken_for: str | None = None
    """The wrong option that was chosen most; None when everybody was right."""
    mistaken: int = 0
    """How often that one was chosen."""
    discrimination: float | None = None
    """The point-biserial correlation, -1 to 1; None with fewer than 20 people to compare."""


async def gather_insights(database: Database, guild_id: int, most: int) -> list[Insight]:
    """Return the ``most`` hardest questions, hardest first.

    Read question by question: a server with a million answers keeps nobody else waiting.
    """
    items = await database.fetch_all(select(asked.c.item_id).where(asked.c.guild_id == guild_id))
    counted = [
        insight
        for item in items
        if (insight := await database.read(_count(guild_id, item.item_id))) is not None
    ]
    counted.sort(key=lambda insight: (insight.right / insight.answered, insight.item_id))
    return [
        replace(
            await _with_mistakes(database, guild_id, insight),
            discrimination=await _discrimination(database, guild_id, insight.item_id),
        )
        for insight in counted[:most]
    ]


def _answers_to(guild_id: int, item_id: str) -> tuple[ColumnElement[bool], ...]:
    """The answers to the closed questions of an item in a server."""
    return (
        answer.c.guild_id == guild_id,
        answer.c.item_id == item_id,
        answer.c.points.is_not(None),
    )


def _count(guild_id: int, item_id: str) -> Work[Insight | None]:
    """Count who has answered an item; None when they are too few to be shown."""
    answers = _answers_to(guild_id, item_id)
    counts = select(
        func.count(),
        func.sum(case((answer.c.correct, 1), else_=0)),
        func.count(answer.c.person_id.distinct()),
        func.max(answer.c.id),
    ).where(*answers)
    # Old answers have lost their people; but each of one quiz is somebody else's, so those of the
    # quiz with the most of them tell how many there were at least.
    unnamed = (
        select(func.count().label("people"))
        .where(*answers, answer.c.person_id.is_(None))
        .group_by(answer.c.quiz_id, answer.c.position)
        .subquery()
    )

    async def work(connection: AsyncConnection) -> Insight | None:
        answered, right, named, latest = (await connection.execute(counts)).one()
        people = max(named, await connection.scalar(select(func.max(unnamed.c.people))) or 0)
        if people < FEWEST_PEOPLE:
            return None
        shown = await connection.execute(
            select(quiz_question.c.snapshot)
            .join(answer, ANSWERED_QUESTION)
            .where(answer.c.id == latest)
        )
        item = read_item(shown.scalar_one())
        return Insight(
            item_id=item_id,
            card=item.card,
            question=item.text,
            right_option=item.options[0],
            people=people,
            answered=answered,
            right=right,
        )

    return work


async def _with_mistakes(database: Database, guild_id: int, insight: Insight) -> Insight:
    """Add the wrong option that was chosen most, counted by its words: they were shuffled."""
    rows = await database.fetch_all(
        select(
            quiz_question.c.snapshot,
            quiz_question.c.shown_order,
            answer.c.choice,
            func.count().label("times"),
        )
        .join(answer, ANSWERED_QUESTION)
        .where(*_answers_to(guild_id, insight.item_id), answer.c.correct.is_(False))
        .group_by(quiz_question.c.snapshot, quiz_question.c.shown_order, answer.c.choice)
    )
    chosen: Counter[str] = Counter()
    for row in rows:
        option = read_item(row.snapshot).options[int(row.shown_order[row.choice])]
        chosen[option] += row.times
    if not chosen:
        return insight
    option, count = min(chosen.items(), key=lambda pair: (-pair[1], pair[0]))
    return replace(insight, mistaken_for=option, mistaken=count)


async def _discrimination(database: Database, guild_id: int, item_id: str) -> float | None:
    """Correlate each person's first answer to the item with their share right on all others."""
    own = (
        select(
            answer.c.person_id,
            func.min(answer.c.id).label("first"),
            func.count().label("answered"),
            func.sum(case((answer.c.correct, 1), else_=0)).label("correct"),
        )
        .where(*_answers_to(guild_id, item_id), answer.c.person_id.is_not(None))
        .group_by(answer.c.person_id)
        .subquery()
    )
    statement = (
        select(
            answer.c.correct,
            (tally.c.correct - own.c.correct).label("right"),
            (tally.c.answered - own.c.answered).label("others"),
        )
        .select_from(own)
        .join(answer, answer.c.id == own.c.first)
        .join(tally, tally.c.person_id == own.c.person_id)
        .where(
            tally.c.guild_id == guild_id,
            tally.c.period == Period.ALL,
            tally.c.topic == ALL_TOPICS,
            tally.c.answered > own.c.answered,
        )
    )
    rows = await database.fetch_all(statement)
    if len(rows) < FEWEST_MARKS:
        return None
    return discrimination([(row.correct, row.right / row.others) for row in rows])
