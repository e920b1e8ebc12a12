"""Answers that many people give at once: the database decides which of them count.

All that arrived while the database was busy are written by one statement, for a thousand of them
cost little more than one.

Where answers wait for their turn, so that all who wait are written by one statement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Insert,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import NotOpen, QuestionClosed, QuizOver, QuizPaused, QuizRefusal
from bot.learning.session import Answer, Phase
from bot.store.database import Database, Waiter
from bot.store.quiz_rows import ANSWER, read_answer
from bot.store.tables import Span, UtcTime, answer, quiz, quiz_question

Place = tuple[int, int, int]
"""Quiz, question and person: one answer."""
Stand = Row[*tuple[Any, ...]] | None

AT_ONCE = 1000
"""So many places are looked up by one statement: SQLite takes 32,766 values in one."""

_PLACE = (answer.c.quiz_id, answer.c.position, answer.c.person_id)
_asked = (
    bindparam("asked_quiz", type_=BigInteger),
    bindparam("asked_position", type_=Integer),
)
_choice = bindparam("new_choice", type_=Integer)
_at = bindparam("new_at", type_=UtcTime)
_this = and_(quiz_question.c.quiz_id == _asked[0], quiz_question.c.position == _asked[1])


def _build_record() -> Insert:
    """Inserts from the question itself, so that a question that is not open inserts nothing.

    A person's second answer updates the row of the first and counts a change; the same choice
    again changes nothing.
    """
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
            _this,
            quiz.c.phase == Phase.OPEN,
            quiz.c.position == quiz_question.c.position,
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
    asked = insert(answer).from_select(columns, source, include_defaults=False)
    new = asked.excluded
    return asked.on_conflict_do_update(
        index_elements=[answer.c.quiz_id, answer.c.position, answer.c.person_id],
        set_={
            "choice": new.choice,
            "correct": new.correct,
            "answered_at": new.answered_at,
            "taken_us": new.taken_us,
            "changes": answer.c.changes + 1,
        },
        where=answer.c.choice != new.choice,
    )


def _build_look() -> Select[Any]:
    """How a question stands."""
    return (
        select(
            quiz.c.phase,
            quiz.c.position.label("now_asked"),
            func.length(quiz_question.c.shown_order).label("options"),
            quiz_question.c.opened_at,
            quiz_question.c.closes_at,
            quiz_question.c.closed_at,
        )
        .select_from(quiz_question)
        .join(quiz, quiz.c.id == quiz_question.c.quiz_id)
        .where(_this)
    )


_RECORD = _build_record()
_LOOK = _build_look()


@dataclass(frozen=True, slots=True)
class PendingAnswer:
    """An answer that waits to be recorded."""

    quiz_id: int
    position: int
    person_id: int
    given: Answer

    @property
    def place(self) -> Place:
        return self.quiz_id, self.position, self.person_id


async def record_answers(
    connection: AsyncConnection, entries: Sequence[PendingAnswer]
) -> list[Answer | QuizRefusal]:
    """Writes the answers; returns for each how it is recorded, or why it does not count.

    When one person answers a question twice within ``entries``, both are told the later choice.
    """
    if not entries:
        return []
    await connection.execute(
        _RECORD,
        [
            {
                "asked_quiz": entry.quiz_id,
                "asked_position": entry.position,
                "new_person": entry.person_id,
                "new_choice": entry.given.choice,
                "new_first_at": entry.given.first_at,
                "new_at": entry.given.at,
                "new_taken": entry.given.taken,
            }
            for entry in entries
        ],
    )
    stands: dict[tuple[int, int], Stand] = {}
    for question in {(entry.quiz_id, entry.position) for entry in entries}:
        values = {"asked_quiz": question[0], "asked_position": question[1]}
        stands[question] = (await connection.execute(_LOOK, values)).one_or_none()
    recorded: dict[Place, Answer] = {}
    places = [entry.place for entry in entries]
    for start in range(0, len(places), AT_ONCE):
        rows = await connection.execute(
            select(*_PLACE, *ANSWER).where(tuple_(*_PLACE).in_(places[start : start + AT_ONCE]))
        )
        recorded |= {(row[0], row[1], row[2]): read_answer(row) for row in rows}
    return [
        _refuse(stands[entry.quiz_id, entry.position], entry) or recorded[entry.place]
        for entry in entries
    ]


def _refuse(stands: Stand, entry: PendingAnswer) -> QuizRefusal | None:
    """Why an answer was not written; the conditions are those of the statement."""
    if stands is None or stands.phase == Phase.FINISHED:
        # Without a row, it was erased with its server.
        return QuizOver()
    if stands.closed_at is not None:
        return QuestionClosed(stands.closed_at)
    if stands.now_asked != entry.position or stands.opened_at is None:
        return NotOpen()
    if stands.phase == Phase.PAUSED:
        return QuizPaused()
    if stands.closes_at is not None and entry.given.at >= stands.closes_at:
        return QuestionClosed(stands.closes_at)
    return None if entry.given.choice < stands.options else NotOpen()


class Intake:
    """The first who waits asks for a place in the next commit, for all who wait by then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Waiter[PendingAnswer, Answer]] = []
        self.recorded = 0
        """Answers on the disk since the start, changes of mind included."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def record(self, entry: PendingAnswer) -> Answer:
        """Returns the answer as it is on the disk. Raises a QuizRefusal when it does not count."""
        waiter: Waiter[PendingAnswer, Answer] = Waiter(
            entry, asyncio.get_running_loop().create_future()
        )
        self._waiting.append(waiter)
        if len(self._waiting) == 1:
            # A task of its own: others wait for it even if this caller is cancelled.
            task = asyncio.create_task(self._write())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await waiter.outcome

    async def _write(self) -> None:
        batch: list[Waiter[PendingAnswer, Answer]] = []

        async def work(connection: AsyncConnection) -> Sequence[Answer | QuizRefusal]:
            # Only now, with the database ours. The work may be run twice: nobody is lost then.
            batch.extend(self._take())
            return await record_answers(connection, [waiter.asked for waiter in batch])

        try:
            outcomes = await self._database.write_together(work)
        except Exception as error:  # noqa: BLE001 - handed to everyone who waits for it
            # Without a transaction nobody was taken yet.
            for waiter in batch or self._take():
                waiter.release(error)
        except BaseException:
            # The event loop is going down: nobody may be left waiting for ever.
            for waiter in (*batch, *self._take()):
                waiter.outcome.cancel()
            raise
        else:
            self.recorded += sum(isinstance(outcome, Answer) for outcome in outcomes)
            for waiter, outcome in zip(batch, outcomes, strict=True):
                waiter.release(outcome)

    def _take(self) -> list[Waiter[PendingAnswer, Answer]]:
        taken, self._waiting = self._waiting, []
        return taken
