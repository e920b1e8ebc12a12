"""Quizzes that stay open for days, each played by everybody alone: begun, listed and counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from bot.errors import TooManyOpenQuizzes
from bot.learning.scoring import FULL_POINTS, Tally
from bot.learning.session import Phase
from bot.store.database import Database, take_turn
from bot.store.quiz_rows import QuizPlan, StoredQuiz, insert_quiz, open_session, record_asked
from bot.store.tables import answer, quiz, quiz_question

MOST_OPEN: Final = 5
"""How many quizzes of one server may stay open at the same time."""

OPEN = (quiz.c.phase != Phase.FINISHED, quiz.c.open_until.is_not(None))


@dataclass(frozen=True, slots=True)
class OpenQuiz:
    """A quiz that stays open and whose board was not shown yet."""

    quiz_id: int
    guild_id: int
    since: datetime
    closes_at: datetime
    posted: bool
    counted: bool
    """Closed and counted, and its board perhaps not shown yet."""


@dataclass(frozen=True, slots=True)
class Participation:
    """How many people have answered a quiz, and how many of them every question."""

    players: int = 0
    finished: int = 0


class OpenQuizzes:
    """Rows of ``quiz`` that have ``open_until``. All raise StoreError when the file fails.

    Their answers are recorded, counted, exported and erased like all others: see
    :class:`~bot.store.quizzes.Quizzes`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, plan: QuizPlan, until: datetime, now: datetime) -> StoredQuiz:
        """Store a new quiz, whose questions are all open until a moment.

        One transaction records it, and that its items were asked here. Raises
        :class:`~bot.errors.TooManyOpenQuizzes` when the server has :data:`MOST_OPEN`.
        """
        plan = replace(plan, open_days=(until - now).days)
        session, orders = open_session(plan, now)
        session.open_all(until, now)
        here = select(func.count()).where(quiz.c.guild_id == plan.guild_id, *OPEN)

        def work(connection: Connection) -> StoredQuiz:
            take_turn(connection, quiz, plan.guild_id)
            if connection.execute(here).scalar_one() >= MOST_OPEN:
                raise TooManyOpenQuizzes(MOST_OPEN)
            for item_id in sorted(item.id for item in plan.items):
                record_asked(connection, plan.guild_id, item_id, now)
            return insert_quiz(connection, plan, session, orders, now)

        return await self._database.write(work)

    async def list_open(self) -> list[OpenQuiz]:
        """Return every quiz that stays open and whose board was not shown yet, oldest first."""
        ours = self._database.ownership.clauses(quiz.c.guild_id)
        rows = await self._database.fetch_all(select(quiz).where(*OPEN, *ours).order_by(quiz.c.id))
        return [
            OpenQuiz(
                quiz_id=row.id,
                guild_id=row.guild_id,
                since=row.since,
                closes_at=row.open_until,
                posted=row.lobby_message_id is not None,
                counted=row.phase == Phase.REVEALED,
            )
            for row in rows
        ]

    async def tally(self, quiz_id: int) -> list[Tally]:
        """Return what everybody has answered so far, counted by the database: it may be much.

        As :meth:`~bot.learning.session.Session.tallies` does; an answer here is final, and a right
        one is worth :data:`~bot.learning.scoring.FULL_POINTS`.
        """
        right = func.count().filter(answer.c.correct)
        statement = (
            select(answer.c.person_id, right * FULL_POINTS, right, func.count())
            .where(answer.c.quiz_id == quiz_id, answer.c.person_id.is_not(None))
            .group_by(answer.c.person_id)
            .order_by(answer.c.person_id)
        )
        return [Tally(*row) for row in await self._database.fetch_all(statement)]

    async def count_players(self, quiz_id: int) -> Participation:
        """Count who has answered a quiz."""
        answered = (
            select(func.count().label("answers"))
            .where(answer.c.quiz_id == quiz_id, answer.c.person_id.is_not(None))
            .group_by(answer.c.person_id)
            .subquery()
        )
        questions = select(func.count()).where(quiz_question.c.quiz_id == quiz_id).scalar_subquery()
        ((players, finished),) = await self._database.fetch_all(
            select(func.count(), func.count().filter(answered.c.answers == questions)).select_from(
                answered
            )
        )
        return Participation(players, finished)
