"""Write a quiz as rows and read it back: no part of a session is in memory alone.

The transaction that closes a question also counts its answers: points, tallies, when the item was
last asked, and its return to those who missed it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from bot.errors import QuizOver
from bot.learning.questions import Item, shuffle_options
from bot.learning.scoring import Period, Scoring
from bot.learning.session import Answer, Pace, Phase, Round, Session
from bot.store.database import AnyRow
from bot.store.item_tallies import add_answers
from bot.store.players import delete_done_players, load_players
from bot.store.reviews import record_misses
from bot.store.tables import ALL_TOPICS, answer, asked, quiz, quiz_question, tally
from bot.store.upsert import upsert

Orders = tuple[tuple[int, ...], ...]
"""How the options of each item are shuffled: option 0 of an item is the right one."""


@dataclass(slots=True, kw_only=True)
class QuizSetup:
    """Where a quiz is played, who began it, and what it is about and for whom."""

    guild_id: int
    channel_id: int
    """Where the questions are posted: the thread, if there is one."""
    home_id: int
    """The channel it was asked for in."""
    host_id: int | None
    """None for the question of the day, and once the host has had everything erased."""
    topic: str
    audience: str
    names: bool
    """Whether its lobby says that boards show names by default."""
    teams: int | None = None
    """How many teams play; None if everybody plays for themselves."""
    open_days: int | None = None
    """For how many days it was opened; None for one that is played together."""


@dataclass(slots=True, kw_only=True)
class QuizPlan(QuizSetup):
    """A quiz that was asked for. ``seeds`` decide how each item's options are shuffled."""

    pace: Pace
    scoring: Scoring
    items: tuple[Item, ...]
    seeds: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class StoredQuiz(QuizSetup):
    """A quiz with its session and all that its messages need.

    ``items[n].options[orders[n][choice]]`` is what button ``choice`` of question ``n`` says.
    """

    id: int
    session: Session
    items: tuple[Item, ...]
    orders: Orders
    lobby_message_id: int | None = None
    board_message_id: int | None = None
    message_ids: list[int | None] = field(default_factory=list)
    """The message of each question."""
    players: set[int] = field(default_factory=set)
    """Who has pressed "I'm in" or for a team; whoever answers plays all the same."""
    team_of: dict[int, int] = field(default_factory=dict)
    """The team of each of them, and of everybody who has answered, if there are teams."""

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


@lru_cache(maxsize=1024)
def read_item(snapshot: str) -> Item:
    """Return the item that :func:`write_item` wrote."""
    parts = json.loads(snapshot)
    # An item that was stored before the deck explained wrong options has no ``why_not``.
    sequences = {name: tuple(parts.get(name, ())) for name in ("options", "sources", "why_not")}
    return Item(**{**parts, **sequences, "topics": frozenset(parts["topics"])})


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
"""The columns that ``Answer(*row)`` reads."""

SETUP = tuple(each.name for each in fields(QuizSetup))
"""The columns of ``quiz`` that every plan and every stored quiz has as well."""
STATE = ("phase", "position", "since", "paused_from", "reason", "empty", "open_until")
"""The columns of ``quiz`` that a session has as well, besides its pace and scoring."""


def insert_quiz(
    connection: Connection,
    plan: QuizPlan,
    session: Session,
    orders: Sequence[Sequence[int]],
    now: datetime,
) -> StoredQuiz:
    """Write a new quiz with the state of its session."""
    inserted = connection.execute(
        insert(quiz)
        .values({name: getattr(plan, name) for name in (*SETUP, "pace", "scoring")})
        .values({name: getattr(session, name) for name in STATE})
        .values(created_at=now)
        .returning(quiz.c.id)
    )
    quiz_id = int(inserted.scalar_one())
    connection.execute(
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
    (stored,) = load_quizzes(connection, quiz.c.id == quiz_id)
    return stored


def load_quizzes(
    connection: Connection, *where: ColumnElement[bool], person: int | None = None
) -> list[StoredQuiz]:
    """Return the quizzes that match, oldest first, each as it was last saved.

    With ``person``, of the answers only theirs are read.
    """
    found = connection.execute(select(quiz).where(*where).order_by(quiz.c.id)).all()
    ids = [row.id for row in found]
    question_rows = connection.execute(
        select(quiz_question)
        .where(quiz_question.c.quiz_id.in_(ids))
        .order_by(quiz_question.c.quiz_id, quiz_question.c.position)
    )
    questions: dict[int, list[AnyRow]] = {number: [] for number in ids}
    rounds: dict[int, list[Round]] = {number: [] for number in ids}
    for question in question_rows:
        questions[question.quiz_id].append(question)
        rounds[question.quiz_id].append(_read_round(question))
    named = answer.c.person_id.is_not(None)
    whose = named if person is None else answer.c.person_id == person
    answer_rows = connection.execute(
        select(answer.c.quiz_id, answer.c.position, answer.c.person_id, *ANSWER)
        .where(answer.c.quiz_id.in_(ids), whose)
        .order_by(answer.c.id)
    )
    for quiz_id, position, person_id, *given in answer_rows:
        rounds[quiz_id][position].answers[person_id] = Answer(*given)
    players = load_players(connection, ids)
    return [_read_quiz(row, questions[row.id], rounds[row.id], players[row.id]) for row in found]


def _read_round(row: AnyRow) -> Round:
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
    row: AnyRow,
    questions: Sequence[AnyRow],
    rounds: list[Round],
    players: Mapping[int, int | None],
) -> StoredQuiz:
    values = row._mapping
    return StoredQuiz(
        id=row.id,
        session=Session(rounds, row.pace, row.scoring, **{name: values[name] for name in STATE}),
        items=tuple(read_item(question.snapshot) for question in questions),
        orders=tuple(tuple(map(int, question.shown_order)) for question in questions),
        lobby_message_id=row.lobby_message_id,
        board_message_id=row.board_message_id,
        message_ids=[question.message_id for question in questions],
        players=set(players),
        team_of={person: team for person, team in players.items() if team is not None},
        **{name: values[name] for name in SETUP},
    )


def save_quiz(
    connection: Connection, stored: StoredQuiz, now: datetime
) -> dict[int, Mapping[int, Answer]]:
    """Write the state of a session, which nothing else may change meanwhile.

    Return the answers to every question that this has closed. Raise
    :class:`~bot.errors.QuizOver` when the quiz has ended or was erased, and the session goes on.
    """
    session = stored.session
    # No other process changes the quiz or records an answer before this transaction ends: those
    # that one had begun to record are waited for, and counted.
    this_quiz = select(quiz.c.phase).where(quiz.c.id == stored.id)
    phase = connection.scalar(this_quiz.with_for_update())
    if phase in (None, Phase.FINISHED):
        if session.over:
            return {}
        raise QuizOver
    # Nothing of a closed question is written again: it was counted.
    unclosed = connection.execute(
        select(quiz_question.c.position).where(
            quiz_question.c.quiz_id == stored.id, quiz_question.c.closed_at.is_(None)
        )
    )
    closed: dict[int, Mapping[int, Answer]] = {}
    for position in unclosed.scalars().all():
        current = session.rounds[position]
        if current.opened_at is None:
            continue
        connection.execute(
            update(quiz_question)
            .where(quiz_question.c.quiz_id == stored.id, quiz_question.c.position == position)
            .values(
                opened_at=current.opened_at,
                closes_at=current.closes_at,
                closed_at=current.closed_at,
                held_us=current.held,
            )
        )
        if current.closed_at is not None:
            closed[position] = _count(connection, stored, position, current.closed_at)
            if closed[position] and position == session.position:
                # The process may have counted none before it learnt of the last ones.
                session.empty = 0
    connection.execute(
        update(quiz)
        .where(quiz.c.id == stored.id)
        .values({name: getattr(session, name) for name in STATE})
        .values(ended_at=now if session.over else None)
    )
    if session.over:
        delete_done_players(connection, now)
    return closed


def _count(
    connection: Connection, stored: StoredQuiz, position: int, closed_at: datetime
) -> Mapping[int, Answer]:
    """Count a question that this transaction has closed; return every answer recorded by now.

    It must run once per question.
    """
    item, question = stored.items[position], stored.session.rounds[position]
    this = (answer.c.quiz_id == stored.id, answer.c.position == position)
    rows = connection.execute(
        select(answer.c.person_id, *ANSWER)
        .where(*this, answer.c.person_id.is_not(None))
        .order_by(answer.c.id)
    )
    # The answers on the disk are counted, not those in the memory of the process.
    answers = question.answers = {person_id: Answer(*given) for person_id, *given in rows}
    record_asked(connection, stored.guild_id, item.id, closed_at)
    if not answers:
        return answers
    points = stored.session.points(position)
    connection.execute(
        update(answer)
        .where(*this, answer.c.person_id == bindparam("scored_person"))
        .values(points=bindparam("scored_points")),
        [{"scored_person": person, "scored_points": worth} for person, worth in points.items()],
    )
    connection.execute(
        upsert(tally, ["points", "correct", "answered"], adding=True),
        [
            {
                "guild_id": stored.guild_id,
                "period": period.key(closed_at),
                "topic": topic,
                "person_id": person,
                "points": worth,
                "correct": int(answers[person].choice == question.right),
                "answered": 1,
            }
            for period in sorted(Period, key=lambda period: period.key(closed_at))
            for topic in sorted((ALL_TOPICS, *item.topics))
            for person, worth in sorted(points.items())
        ],
    )
    missed = [person for person, given in answers.items() if given.choice != question.right]
    right = len(answers) - len(missed)
    add_answers(connection, stored.guild_id, item.id, correct=right, answered=len(answers))
    if missed:
        record_misses(connection, item.id, missed, closed_at)
    return answers


def record_asked(connection: Connection, guild_id: int, item_id: str, at: datetime) -> None:
    """Record that an item was asked in a server: it is not drawn again soon."""
    connection.execute(
        upsert(asked, ["asked_at"]), {"guild_id": guild_id, "item_id": item_id, "asked_at": at}
    )
