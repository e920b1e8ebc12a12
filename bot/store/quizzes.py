"""Quizzes: created, saved at every step, answered, and found again after a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import QuizRunning
from bot.learning.session import Answer, Pace, Phase, PhaseReason
from bot.store.answers import PendingAnswer, record_answers
from bot.store.database import Database
from bot.store.quiz_rows import (
    QuizPlan,
    StoredQuiz,
    describe_quiz,
    insert_quiz,
    load_quizzes,
    open_session,
)
from bot.store.quiz_steps import save_session
from bot.store.tables import answer, asked, quiz, quiz_question


class Quizzes:
    """Rows of ``quiz``, ``quiz_question`` and ``answer``. All raise StoreError when the file fails.

    The database is the arbiter of what counts; a session in memory only mirrors it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.answers_recorded = 0
        """Answers recorded and acknowledged since the start of this process, changes included."""

    async def create(self, plan: QuizPlan, now: datetime) -> StoredQuiz:
        """Store a new quiz, in its lobby.

        Raises :class:`~bot.errors.QuizRunning` when the channel has one.
        """
        session, orders = open_session(plan, now)

        async def work(connection: AsyncConnection) -> int:
            await _refuse_second(connection, plan.channel_id)
            return await insert_quiz(connection, plan, session, orders, now)

        return describe_quiz(await self._database.write(work), plan, session, orders, now)

    async def running(self) -> list[StoredQuiz]:
        """Return every quiz that is not over, as it was last saved, with every answer recorded.

        Questions of the day are not among them: see :class:`~bot.store.daily_quizzes.DailyQuizzes`.
        """
        return await self._load(quiz.c.phase != Phase.FINISHED, quiz.c.pace != Pace.DAILY)

    async def without_board(self, since: datetime) -> list[StoredQuiz]:
        """Quizzes that ended after ``since`` and whose result was not posted, though it could be.

        A process that ends between the two leaves one behind.
        """

        async def work(connection: AsyncConnection) -> list[StoredQuiz]:
            return await load_quizzes(
                connection,
                quiz.c.phase == Phase.FINISHED,
                quiz.c.pace != Pace.DAILY,
                quiz.c.reason != PhaseReason.LOST,
                quiz.c.position >= 0,
                quiz.c.board_message_id.is_(None),
                quiz.c.ended_at > since,
            )

        return await self._database.read(work)

    async def get(self, quiz_id: int) -> StoredQuiz | None:
        """Return any quiz, also one that is over: its buttons work for ever. None if erased."""
        found = await self._load(quiz.c.id == quiz_id)
        return found[0] if found else None

    async def _load(self, *where: ColumnElement[bool]) -> list[StoredQuiz]:
        return await self._database.read(lambda connection: load_quizzes(connection, *where))

    async def save(self, stored: StoredQuiz, now: datetime) -> None:
        """Save the state of the session; a question that it has closed is counted, once.

        One transaction sets ``closed_at``, reads every answer that was recorded, writes its points,
        adds to the tallies, marks the item as asked here, and lets it come back to those who missed
        it. Then ``stored.session`` holds exactly the answers that were counted. After a StoreError
        nothing is changed: save again. To save the same close again changes nothing.

        Raises :class:`~bot.errors.QuizOver` when the quiz has ended or was erased, and this session
        does not know.
        """
        # As it is now: the session may take a step while we wait for the database.
        session = stored.session.copy()

        async def work(connection: AsyncConnection) -> dict[int, Mapping[int, Answer]]:
            return await save_session(connection, stored.id, stored.guild_id, session, now)

        closed = await self._database.write(work)
        for position, answers in closed.items():
            stored.session.rounds[position].answers = dict(answers)
            if answers and stored.session.position == position:
                stored.session.empty = 0

    async def answer(self, quiz_id: int, position: int, person_id: int, given: Answer) -> Answer:
        """Record what ``Session.validate_answer`` has accepted; return it as it is recorded.

        One row per person and question: a second choice updates it and counts a change, the same
        choice again changes nothing. Returns once it is on the disk, together with others'.

        Raises:
            QuestionClosed, NotOpen, QuizPaused, QuizOver: it does not count, whatever the session
                in memory thinks.
        """
        entry = PendingAnswer(quiz_id, position, person_id, given)
        recorded = await self._database.write_batched(record_answers, entry)
        self.answers_recorded += 1
        return recorded

    async def note_message(
        self, quiz_id: int, what: int | Literal["lobby", "board"], message_id: int
    ) -> None:
        """Store the id of the message of a question (by position), of the lobby or of the result.

        In one transaction with all others who wait.
        """
        statement = (
            update(quiz_question)
            .where(quiz_question.c.quiz_id == quiz_id, quiz_question.c.position == what)
            .values(message_id=message_id)
            if isinstance(what, int)
            else update(quiz).where(quiz.c.id == quiz_id).values({f"{what}_message_id": message_id})
        )
        await self._database.execute(statement, together=True)

    async def last_asked(self, guild_id: int) -> dict[str, datetime]:
        """Return when each item was last asked in a server, for those that were."""
        rows = await self._database.fetch_all(
            select(asked.c.item_id, asked.c.asked_at).where(asked.c.guild_id == guild_id)
        )
        return {row.item_id: row.asked_at for row in rows}

    async def misses(self, quiz_id: int, person_id: int) -> list[str]:
        """Return the items that a person answered wrongly in a quiz, in the order they came."""
        rows = await self._database.fetch_all(
            select(answer.c.item_id)
            .where(
                answer.c.quiz_id == quiz_id,
                answer.c.person_id == person_id,
                answer.c.points.is_not(None),
                answer.c.correct.is_(False),
            )
            .order_by(answer.c.position)
        )
        return [row.item_id for row in rows]


async def _refuse_second(connection: AsyncConnection, channel_id: int) -> None:
    """Raise QuizRunning when the channel has a quiz."""
    running = await load_quizzes(
        connection,
        quiz.c.channel_id == channel_id,
        quiz.c.phase != Phase.FINISHED,
        quiz.c.pace != Pace.DAILY,
    )
    if running:
        raise QuizRunning(channel_id, running[0].latest_message_id)
