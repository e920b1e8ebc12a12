"""Answers that many people give at once: the database decides which of them count.

All that arrived while the database was busy are written by one statement, for a thousand of them
cost little more than one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Insert,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from bot.errors import NotOpen, QuestionClosed, QuizOver, QuizPaused, QuizRefusal
from bot.learning.session import Answer, Phase
from bot.store.columns import Span, UtcTime
from bot.store.database import AnyRow, keep_rows
from bot.store.quiz_rows import ANSWER
from bot.store.tables import answer, quiz, quiz_question
from bot.store.upsert import insert

AnswerKey = tuple[int, int, int]
"""Quiz, question and person: one answer."""
QuestionState = AnyRow | None

AT_ONCE = 1000
"""So many answers are looked up by one statement: SQLite takes 32,766 values in one."""

_KEY = (answer.c.quiz_id, answer.c.position, answer.c.person_id)
_choice = bindparam("new_choice", type_=Integer)
_at = bindparam("new_at", type_=UtcTime)
_this_question = and_(
    quiz_question.c.quiz_id == bindparam("this_quiz", type_=BigInteger),
    quiz_question.c.position == bindparam("this_position", type_=Integer),
)


def _build_record() -> Insert:
    """Insert from the question itself, so that a question that is not open inserts nothing.

    A person's second answer updates the row of the first and counts a change; the same choice
    again changes nothing. In a quiz that stays open the first answer is final.
    """
    first = answer.alias("first")
    has_answered = (
        select(first.c.id)
        .where(
            first.c.quiz_id == quiz_question.c.quiz_id,
            first.c.position == quiz_question.c.position,
            first.c.person_id == bindparam("new_person", type_=BigInteger),
        )
        .exists()
    )
    source = (
        select(
            quiz_question.c.quiz_id,
            quiz_question.c.position,
            bindparam("new_person", type_=BigInteger),
            quiz.c.guild_id,
            quiz_question.c.item_id,
            quiz_question.c.card,
            _choice,
            _choice == quiz_question.c.right_choice,
            bindparam("new_first_at", type_=UtcTime),
            _at,
            bindparam("new_taken", type_=Span),
            literal(0),
        )
        .join(quiz, quiz.c.id == quiz_question.c.quiz_id)
        .where(
            _this_question,
            quiz.c.phase == Phase.OPEN,
            or_(
                and_(quiz.c.open_until.is_(None), quiz.c.position == quiz_question.c.position),
                and_(quiz.c.open_until.is_not(None), ~has_answered),
            ),
            quiz_question.c.opened_at.is_not(None),
            quiz_question.c.closed_at.is_(None),
            or_(quiz_question.c.closes_at.is_(None), _at < quiz_question.c.closes_at),
            _choice < func.length(quiz_question.c.shown_order),
        )
    )
    columns = (
        "quiz_id", "position", "person_id", "guild_id", "item_id", "card",
        "choice", "correct", "first_at", "answered_at", "taken_us", "changes",
    )  # fmt: skip
    inserted = insert(answer).from_select(columns, source, include_defaults=False)
    new = inserted.excluded
    return inserted.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "choice": new.choice,
            "correct": new.correct,
            "answered_at": new.answered_at,
            "taken_us": new.taken_us,
            "changes": answer.c.changes + 1,
        },
        where=answer.c.choice != new.choice,
    )


def _build_state() -> Select[Any]:
    """Select the state of a question, and of its quiz, and keep both as they are.

    Where another process may close the question at this moment, it waits until the answers of this
    transaction are committed, and counts them; or this statement waits for it, and finds the
    question closed. The quiz is locked first, as by whoever closes.
    """
    return (
        select(
            quiz.c.phase,
            quiz.c.position.label("current_position"),
            quiz.c.open_until,
            func.length(quiz_question.c.shown_order).label("options"),
            quiz_question.c.opened_at,
            quiz_question.c.closes_at,
            quiz_question.c.closed_at,
        )
        .select_from(quiz)
        .join(quiz_question, quiz.c.id == quiz_question.c.quiz_id)
        .where(_this_question)
        .with_for_update(read=True)
    )


_RECORD = _build_record()
_STATE = _build_state()
_RECORDED = select(*_KEY, *ANSWER).where(tuple_(*_KEY).in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True, slots=True)
class PendingAnswer:
    """An answer that waits to be recorded."""

    quiz_id: int
    position: int
    person_id: int
    given: Answer

    @property
    def key(self) -> AnswerKey:
        return self.quiz_id, self.position, self.person_id


def record_answers(
    connection: Connection, entries: Sequence[PendingAnswer]
) -> list[Answer | QuizRefusal]:
    """Write the answers; return for each how it is recorded, or why it does not count.

    When one person answers a question twice within ``entries``, both are told the later choice.
    """
    for question in sorted({(entry.quiz_id, entry.position) for entry in entries}):
        keep_rows(connection, _STATE, _values_of(question))
    connection.execute(
        _RECORD,
        [
            {
                "this_quiz": entry.quiz_id,
                "this_position": entry.position,
                "new_person": entry.person_id,
                "new_choice": entry.given.choice,
                "new_first_at": entry.given.first_at,
                "new_at": entry.given.at,
                "new_taken": entry.given.taken,
            }
            for entry in entries
        ],
    )
    recorded: dict[AnswerKey, Answer] = {}
    keys = [entry.key for entry in entries]
    for start in range(0, len(keys), AT_ONCE):
        rows = connection.execute(_RECORDED, {"keys": keys[start : start + AT_ONCE]})
        recorded |= {(row[0], row[1], row[2]): Answer(*row[3:]) for row in rows}
    # What is recorded as it was given was given in time; of the rest, the question tells.
    doubtful = [entry for entry in entries if not _is_given(entry, recorded.get(entry.key))]
    refusals = _find_refusals(connection, doubtful) if doubtful else {}
    return [refusals.get(entry) or recorded[entry.key] for entry in entries]


def _values_of(question: tuple[int, int]) -> dict[str, int]:
    return {"this_quiz": question[0], "this_position": question[1]}


def _is_given(entry: PendingAnswer, recorded: Answer | None) -> bool:
    """Return whether it is this very answer that is recorded."""
    given = entry.given
    return recorded is not None and (recorded.at, recorded.choice) == (given.at, given.choice)


def _find_refusals(
    connection: Connection, entries: Sequence[PendingAnswer]
) -> dict[PendingAnswer, QuizRefusal | None]:
    """Return why each of the answers was not written; None where the same choice stands already."""
    states: dict[tuple[int, int], QuestionState] = {}
    for question in {(entry.quiz_id, entry.position) for entry in entries}:
        states[question] = connection.execute(_STATE, _values_of(question)).one_or_none()
    return {entry: _refuse(states[entry.quiz_id, entry.position], entry) for entry in entries}


def _refuse(state: QuestionState, entry: PendingAnswer) -> QuizRefusal | None:
    """Why an answer was not written; the conditions are those of the statement."""
    if state is None or state.phase == Phase.FINISHED:
        # Without a row, it was erased with its server.
        return QuizOver()
    if state.closed_at is not None:
        return QuestionClosed()
    is_asked = state.open_until is not None or state.current_position == entry.position
    if not is_asked or state.opened_at is None:
        return NotOpen()
    if state.phase == Phase.PAUSED:
        return QuizPaused()
    if state.closes_at is not None and entry.given.at >= state.closes_at:
        return QuestionClosed()
    return None if entry.given.choice < state.options else NotOpen()
