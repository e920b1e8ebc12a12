"""Quizzes: begun, saved at every step, answered, and found again after a restart.

A quiz that begins: its rows, and the same quiz as its messages need it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import QuizRunning
from bot.learning.session import Answer, Pace, Phase, PhaseReason, Session
from bot.store.answers import PendingAnswer, record_answers
from bot.store.database import Database
from bot.store.quiz_rows import QuizPlan, StoredQuiz, load_quizzes, open_session, write_item
from bot.store.quiz_steps import save_session, session_values
from bot.store.tables import answer, asked, quiz, quiz_question

Orders = tuple[tuple[int, ...], ...]


async def insert_quiz(
    connection: AsyncConnection,
    plan: QuizPlan,
    session: Session,
    orders: Sequence[Sequence[int]],
    now: datetime,
) -> int:
    """Writes a quiz as its session stands; returns its number."""
    begun = await connection.execute(
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
    quiz_id = int(begun.scalar_one())
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
    """The quiz that :func:`insert_quiz` has written, without reading it back."""
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


class Quizzes:
    """Rows of ``quiz``, ``quiz_question`` and ``answer``. All raise StoreError when the file fails.

    The database is the arbiter of what counts; a session in memory only mirrors it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.answers_recorded = 0
        """Answers on the disk since the start of this process, changes of mind included."""

    async def create(self, plan: QuizPlan, now: datetime) -> StoredQuiz:
        """Begins a quiz in its lobby.

        Raises :class:`~bot.errors.QuizRunning` when the channel has one.
        """
        session, orders = open_session(plan, now)

        async def work(connection: AsyncConnection) -> int:
            await _refuse_second(connection, plan.channel_id)
            return await insert_quiz(connection, plan, session, orders, now)

        return describe_quiz(await self._database.write(work), plan, session, orders, now)

    async def running(self) -> list[StoredQuiz]:
        """Every quiz that is not over, as it was last saved, with every answer recorded.

        Questions of the day are not among them: see :class:`~bot.store.daily_quizzes.DailyQuizzes`.
        """

        async def work(connection: AsyncConnection) -> list[StoredQuiz]:
            return await load_quizzes(
                connection, quiz.c.phase != Phase.FINISHED, quiz.c.pace != Pace.DAILY
            )

        return await self._database.read(work)

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
        """Any quiz, also one that is over: its buttons work for ever. None if it was erased."""

        async def work(connection: AsyncConnection) -> StoredQuiz | None:
            found = await load_quizzes(connection, quiz.c.id == quiz_id)
            return found[0] if found else None

        return await self._database.read(work)

    async def save(self, stored: StoredQuiz, now: datetime) -> None:
        """Writes where the session stands; a question that it has closed is counted, once.

        One transaction sets ``closed_at``, reads every answer that was recorded, writes its points,
        adds to the tallies, marks the item as asked here, and lets it come back to those who missed
        it. Then ``stored.session`` holds exactly the answers that were counted. After a StoreError
        nothing is changed: save again. To save the same close again changes nothing.

        Raises :class:`~bot.errors.QuizOver` when the quiz has ended or was erased, and this session
        does not know.
        """
        # As it stands now: the session may take a step while we wait for the database.
        seen = copy(stored.session)
        seen.rounds = [copy(asked_now) for asked_now in seen.rounds]

        async def work(connection: AsyncConnection) -> dict[int, Mapping[int, Answer]]:
            return await save_session(connection, stored.id, stored.guild_id, seen, now)

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
        """Remembers the message of a question (by position), of the lobby or of the board."""
        if isinstance(what, int):
            noted = (
                update(quiz_question)
                .where(quiz_question.c.quiz_id == quiz_id, quiz_question.c.position == what)
                .values(message_id=message_id)
            )
        else:
            column = f"{what}_message_id"
            noted = update(quiz).where(quiz.c.id == quiz_id).values({column: message_id})

        async def work(connection: AsyncConnection) -> None:
            await connection.execute(noted)

        await self._database.write_together(work)

    async def move(self, quiz_id: int, channel_id: int) -> None:
        """Lets a quiz go on in another channel, such as its thread.

        Raises :class:`~bot.errors.QuizRunning` when that one has a quiz.
        """

        async def work(connection: AsyncConnection) -> None:
            await _refuse_second(connection, channel_id, quiz_id)
            await connection.execute(
                update(quiz).where(quiz.c.id == quiz_id).values(channel_id=channel_id)
            )

        await self._database.write(work)

    async def last_asked(self, guild_id: int) -> dict[str, datetime]:
        """When each item was last asked in a server, for those that were."""

        async def work(connection: AsyncConnection) -> dict[str, datetime]:
            rows = await connection.execute(
                select(asked.c.item_id, asked.c.asked_at).where(asked.c.guild_id == guild_id)
            )
            return {row.item_id: row.asked_at for row in rows}

        return await self._database.read(work)

    async def misses(self, quiz_id: int, person_id: int) -> list[str]:
        """The items that a person answered wrongly in a quiz, in the order they were asked."""

        async def work(connection: AsyncConnection) -> list[str]:
            rows = await connection.execute(
                select(answer.c.item_id)
                .where(
                    answer.c.quiz_id == quiz_id,
                    answer.c.person_id == person_id,
                    answer.c.points.is_not(None),
                    answer.c.correct.is_(False),
                )
                .order_by(answer.c.position)
            )
            return list(rows.scalars())

        return await self._database.read(work)


async def _refuse_second(
    connection: AsyncConnection, channel_id: int, but: int | None = None
) -> None:
    """Raises QuizRunning when the channel has a quiz other than ``but``."""
    running = await load_quizzes(
        connection,
        quiz.c.channel_id == channel_id,
        quiz.c.phase != Phase.FINISHED,
        quiz.c.pace != Pace.DAILY,
    )
    if running and running[0].id != but:
        raise QuizRunning(channel_id, running[0].latest_message_id)
