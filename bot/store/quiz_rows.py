"""Write a quiz as rows and read it back: no part of a session is in memory alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.questions import Item, shuffle_options
from bot.learning.scoring import Scoring
from bot.learning.session import Answer, Pace, Phase, PhaseReason, Round, Session
from bot.store.tables import answer, quiz, quiz_question

Orders = tuple[tuple[int, ...], ...]
"""How the options of each item are shuffled: option 0 of an item is the right one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizPlan:
    """A quiz that was asked for. ``seeds`` decide how each item's options are shuffled."""

    guild_id: int
    channel_id: int
    """Where the questions are posted: the thread, if there is one."""
    home_id: int
    """The channel it was asked for in."""
    host_id: int | None
    """None for the question of the day, which has no host."""
    topic: str
    audience: str
    names: bool
    """Whether its lobby says that boards show names by default."""
    pace: Pace
    scoring: Scoring
    items: tuple[Item, ...]
    seeds: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class StoredQuiz:
    """A quiz with its session and all that its messages need.

    ``items[n].options[orders[n][choice]]`` is what button ``choice`` of question ``n`` says.
    """

    id: int
    guild_id: int
    channel_id: int
    home_id: int
    host_id: int | None
    """None for the question of the day, and once the host has had everything erased."""
    topic: str
    audience: str
    names: bool
    session: Session
    items: tuple[Item, ...]
    orders: Orders
    created_at: datetime
    lobby_message_id: int | None = None
    board_message_id: int | None = None
    message_ids: list[int | None] = field(default_factory=list)
    """The message of each question."""

    @property
    def latest_message_id(self) -> int | None:
        """What a link to this quiz should open; None before its first message."""
        posted = [message for message in self.message_ids if message is not None]
        return self.board_message_id or (posted[-1] if posted else self.lobby_message_id)


def open_session(plan: QuizPlan, now: datetime) -> tuple[Session, Orders]:
    """Return a new session in its lobby, and the order in which options are shown."""
    orders = tuple(
        shuffle_options(item, seed) for item, seed in zip(plan.items, plan.seeds, strict=True)
    )
    rounds = [
        Round(item=item.id, options=len(order), right=order.index(0))
        for item, order in zip(plan.items, orders, strict=True)
    ]
    return Session(rounds, plan.pace, plan.scoring, since=now), orders


def write_item(item: Item) -> str:
    """Return an item as JSON."""
    return json.dumps(asdict(item) | {"topics": sorted(item.topics)}, ensure_ascii=False)


def read_item(snapshot: str) -> Item:
    """Return the item that :func:`write_item` wrote."""
    parts = json.loads(snapshot)
    # An item that was stored before the deck explained wrong options has no ``why_not``.
    sequences = {name: tuple(parts.get(name, ())) for name in ("options", "sources", "why_not")}
    return Item(**{**parts, **sequences, "topics": frozenset(parts["topics"])})


def read_answer(row: Row[*tuple[Any, ...]]) -> Answer:
    """Return the answer in a row that has the columns of :data:`ANSWER`."""
    return Answer(row.choice, row.answered_at, row.first_at, row.taken_us, row.changes)


ANSWERED_QUESTION = (quiz_question.c.quiz_id == answer.c.quiz_id) & (
    quiz_question.c.position == answer.c.position
)
"""Joins an answer with its question."""

ANSWER = (
    answer.c.choice,
    answer.c.answered_at,
    answer.c.first_at,
    answer.c.taken_us,
    answer.c.changes,
)


def session_values(session: Session) -> dict[str, Any]:
    """Return the columns of ``quiz`` that hold the state of a session."""
    return {
        "phase": session.phase,
        "position": session.position,
        "since": session.since,
        "paused_from": session.paused_from,
        "reason": session.reason,
        "empty": session.empty,
    }


async def insert_quiz(
    connection: AsyncConnection,
    plan: QuizPlan,
    session: Session,
    orders: Sequence[Sequence[int]],
    now: datetime,
) -> int:
    """Write a new quiz with the state of its session; return its id."""
    inserted = await connection.execute(
        insert(quiz)
        .values(
            guild_id=plan.guild_id,
            channel_id=plan.channel_id,
            home_id=plan.home_id,
            host_id=plan.host_id,
            topic=plan.topic,
            audience=plan.audience,
            pace=plan.pace,
            scoring=plan.scoring,
            names=plan.names,
            created_at=now,
            **session_values(session),
        )
        .returning(quiz.c.id)
    )
    quiz_id = int(inserted.scalar_one())
    await connection.execute(
        insert(quiz_question),
        [
            {
                "quiz_id": quiz_id,
                "position": position,
                "item_id": item.id,
                "card": item.card,
                "seed": seed,
                "shown_order": "".join(map(str, order)),
                "right_choice": order.index(0),
                "snapshot": write_item(item),
                "opened_at": session.rounds[position].opened_at,
                "closes_at": session.rounds[position].closes_at,
                "held_us": timedelta(0),
            }
            for position, (item, seed, order) in enumerate(
                zip(plan.items, plan.seeds, orders, strict=True)
            )
        ],
    )
    return quiz_id


def describe_quiz(
    quiz_id: int, plan: QuizPlan, session: Session, orders: Orders, now: datetime
) -> StoredQuiz:
    """Return the quiz that :func:`insert_quiz` has written, without reading it back."""
    return StoredQuiz(
        id=quiz_id,
        guild_id=plan.guild_id,
        channel_id=plan.channel_id,
        home_id=plan.home_id,
        host_id=plan.host_id,
        topic=plan.topic,
        audience=plan.audience,
        names=plan.names,
        session=session,
        items=plan.items,
        orders=orders,
        created_at=now,
        message_ids=[None] * len(plan.items),
    )


async def load_quizzes(
    connection: AsyncConnection, *where: ColumnElement[bool]
) -> list[StoredQuiz]:
    """Return the quizzes that match, oldest first, each as it was last saved."""
    found = (await connection.execute(select(quiz).where(*where).order_by(quiz.c.id))).all()
    ids = [row.id for row in found]
    question_rows = await connection.execute(
        select(quiz_question)
        .where(quiz_question.c.quiz_id.in_(ids))
        .order_by(quiz_question.c.quiz_id, quiz_question.c.position)
    )
    questions: dict[int, list[Row[*tuple[Any, ...]]]] = {number: [] for number in ids}
    rounds: dict[int, list[Round]] = {number: [] for number in ids}
    for question in question_rows:
        questions[question.quiz_id].append(question)
        rounds[question.quiz_id].append(_read_round(question))
    answer_rows = await connection.execute(
        select(answer.c.quiz_id, answer.c.position, answer.c.person_id, *ANSWER)
        .where(answer.c.quiz_id.in_(ids), answer.c.person_id.is_not(None))
        .order_by(answer.c.id)
    )
    for row in answer_rows:
        rounds[row.quiz_id][row.position].answers[row.person_id] = read_answer(row)
    return [_read_quiz(row, questions[row.id], rounds[row.id]) for row in found]


def _read_round(row: Row[*tuple[Any, ...]]) -> Round:
    return Round(
        item=row.item_id,
        options=len(row.shown_order),
        right=row.right_choice,
        opened_at=row.opened_at,
        closes_at=row.closes_at,
        closed_at=row.closed_at,
        held=row.held_us,
    )


def _read_quiz(
    row: Row[*tuple[Any, ...]],
    questions: Sequence[Row[*tuple[Any, ...]]],
    rounds: list[Round],
) -> StoredQuiz:
    return StoredQuiz(
        id=row.id,
        guild_id=row.guild_id,
        channel_id=row.channel_id,
        home_id=row.home_id,
        host_id=row.host_id,
        topic=row.topic,
        audience=row.audience,
        names=row.names,
        session=Session(
            rounds=rounds,
            pace=Pace(row.pace),
            scoring=Scoring(row.scoring),
            phase=Phase(row.phase),
            position=row.position,
            since=row.since,
            paused_from=Phase(row.paused_from) if row.paused_from else None,
            reason=PhaseReason(row.reason) if row.reason else None,
            empty=row.empty,
        ),
        items=tuple(read_item(question.snapshot) for question in questions),
        orders=tuple(tuple(map(int, question.shown_order)) for question in questions),
        created_at=row.created_at,
        lobby_message_id=row.lobby_message_id,
        board_message_id=row.board_message_id,
        message_ids=[question.message_id for question in questions],
    )
