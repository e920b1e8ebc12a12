"""Quizzes: created, saved at every step, answered, and found again after a restart.

A question of the day is a quiz of one question with a pace of its own, so that its answers are
recorded, counted, exported and erased like all others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, select, update

from bot.errors import QuizRunning
from bot.learning.session import Answer, Pace, Phase, PhaseReason
from bot.store.answers import PendingAnswer, record_answers
from bot.store.database import Database, take_turn
from bot.store.players import PendingPlayer, delete_players, record_players, remove_player
from bot.store.quiz_rows import (
    QuizPlan,
    StoredQuiz,
    insert_quiz,
    load_quizzes,
    open_session,
    record_asked,
    save_quiz,
)
from bot.store.servers import DailySettings, Servers, read_daily
from bot.store.tables import answer, asked, guild, quiz, quiz_question

TOGETHER = (quiz.c.pace != Pace.DAILY, quiz.c.open_until.is_(None))
"""Quizzes that are played together, question by question."""
RUNNING = (quiz.c.phase != Phase.FINISHED, *TOGETHER)


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

        def work(connection: Connection) -> StoredQuiz:
            take_turn(connection, quiz, plan.channel_id)
            here = quiz.c.channel_id == plan.channel_id
            running = load_quizzes(connection, here, *RUNNING)
            if running:
                raise QuizRunning(plan.channel_id, running[0].latest_message_id)
            return insert_quiz(connection, plan, session, orders, now)

        return await self._database.write(work)

    async def running(self) -> list[StoredQuiz]:
        """Return every quiz of our servers that is not over, as last saved, with every answer.

        Those that nobody waits for are not among them: see :class:`DailyQuizzes` and
        :class:`~bot.store.open_quizzes.OpenQuizzes`.
        """
        return await self._load(*RUNNING, *self._database.ownership.clauses(quiz.c.guild_id))

    async def without_board(self, since: datetime) -> list[StoredQuiz]:
        """Those that ended after ``since`` and whose result was not posted, though it could be.

        A process that ends between the two leaves one behind.
        """
        return await self._load(
            quiz.c.phase == Phase.FINISHED,
            *TOGETHER,
            quiz.c.reason != PhaseReason.LOST,
            quiz.c.position >= 0,
            quiz.c.board_message_id.is_(None),
            quiz.c.ended_at > since,
            *self._database.ownership.clauses(quiz.c.guild_id),
        )

    async def get(self, quiz_id: int, person: int | None = None) -> StoredQuiz | None:
        """Return any quiz, also one that is over: its buttons work for ever. None if erased.

        With ``person``, of the answers only theirs are read.
        """
        found = await self._load(quiz.c.id == quiz_id, person=person)
        return found[0] if found else None

    async def _load(
        self, *where: ColumnElement[bool], person: int | None = None
    ) -> list[StoredQuiz]:
        return await self._database.read(
            lambda connection: load_quizzes(connection, *where, person=person)
        )

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
        state = replace(stored, session=stored.session.copy())
        closed = await self._database.write(lambda connection: save_quiz(connection, state, now))
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

    async def join(self, quiz_id: int, person_id: int, team: int | None = None) -> int | None:
        """Record that a person is in a quiz; return their team, or None if it has none.

        Without ``team`` they stay in theirs, or are put in the smallest. Returns once it is on the
        disk, together with others'.

        Raises:
            QuizStarted: they are in another team, and the quiz has started.
            QuizOver: it has ended or was erased.
        """
        entry = PendingPlayer(quiz_id, person_id, team)
        return await self._database.write_batched(record_players, entry)

    async def leave(self, quiz_id: int, person_id: int) -> None:
        """Record that a person is not in a quiz; raise as :meth:`join` does once it has started."""
        await self._database.write_together(
            lambda connection: remove_player(connection, quiz_id, person_id)
        )

    async def note_message(
        self, quiz_id: int, what: int | Literal["lobby", "board"], message_id: int
    ) -> None:
        """Store the id of the message of a question (by position), of the lobby or of the result.

        In one transaction with all others who wait. With the result, who was in is deleted.
        """
        statement = (
            update(quiz_question)
            .where(quiz_question.c.quiz_id == quiz_id, quiz_question.c.position == what)
            .values(message_id=message_id)
            if isinstance(what, int)
            else update(quiz).where(quiz.c.id == quiz_id).values({f"{what}_message_id": message_id})
        )

        def work(connection: Connection) -> None:
            connection.execute(statement)
            if what == "board":
                delete_players(connection, quiz_id)

        await self._database.write_together(work)

    async def is_place_of_quiz(self, channel_id: int) -> bool:
        """Return whether a quiz was ever played in a channel or thread."""
        found = await self._database.fetch_one(
            select(quiz.c.id).where(quiz.c.channel_id == channel_id).limit(1)
        )
        return found is not None

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


@dataclass(frozen=True, slots=True)
class DailySchedule:
    """A server that has switched the question of the day on."""

    guild_id: int
    settings: DailySettings


@dataclass(frozen=True, slots=True)
class OpenDailyQuiz:
    """A question of the day whose answer was not shown yet."""

    quiz_id: int
    guild_id: int
    closes_at: datetime
    posted: bool
    closed: bool
    """Counted, and its answer perhaps not shown yet."""


class DailyQuizzes:
    """The daily part of ``guild`` and ``quiz``. All raise StoreError when the file fails."""

    def __init__(self, database: Database, servers: Servers) -> None:
        self._database = database
        self._servers = servers

    async def schedules(self) -> list[DailySchedule]:
        """Return the schedule of every server that has one and that the bot has not left."""
        statement = select(guild).where(
            guild.c.daily_at.is_not(None),
            guild.c.left_at.is_(None),
            *self._database.ownership.clauses(guild.c.id),
        )
        return [
            DailySchedule(row.id, settings)
            for row in await self._database.fetch_all(statement)
            if (settings := read_daily(row)) is not None
        ]

    async def skip(self, schedule: DailySchedule, due: datetime) -> None:
        """Record that the question that is due then is left out."""
        await self._database.write(lambda connection: self._take(connection, schedule, due))

    async def open(
        self, plan: QuizPlan, schedule: DailySchedule, due: datetime, now: datetime
    ) -> StoredQuiz | None:
        """Open the question that is due at a moment, once.

        None if it was opened, or the server has chosen otherwise, since the schedule was read. One
        transaction records the moment, the question, and that it was asked here.
        """
        session, orders = open_session(plan, now)
        session.press_next(now)

        def work(connection: Connection) -> StoredQuiz | None:
            if not self._take(connection, schedule, due):
                return None
            # Yesterday's may still be open: the item is recorded as asked now, not at its close.
            record_asked(connection, plan.guild_id, plan.items[0].id, now)
            return insert_quiz(connection, plan, session, orders, now)

        return await self._database.write(work)

    def _take(self, connection: Connection, schedule: DailySchedule, due: datetime) -> bool:
        """Record that the question of a moment is taken; False if the schedule has changed."""
        self._servers.forget(schedule.guild_id)
        settings = schedule.settings
        taken = connection.execute(
            update(guild)
            .where(
                guild.c.id == schedule.guild_id,
                guild.c.daily_channel_id == settings.channel_id,
                guild.c.daily_at == f"{settings.at:%H:%M}",
                guild.c.daily_zone == settings.zone,
                guild.c.daily_since.is_not_distinct_from(settings.since),
                guild.c.daily_asked_at.is_not_distinct_from(settings.last),
            )
            .values(daily_asked_at=due)
        )
        return bool(taken.rowcount)

    async def note_posted(self, guild_id: int) -> None:
        """Record that a question was posted: refusals are counted anew."""
        refused = guild.c.daily_refusals > 0
        await self._database.execute(
            update(guild).where(guild.c.id == guild_id, refused).values(daily_refusals=0)
        )

    async def note_refused(self, guild_id: int, channel_id: int, most: int) -> bool:
        """Count a question that Discord refused; switch it off after ``most`` in a row.

        Return whether it was. Nothing is counted if the server has moved it meanwhile.
        """
        this = (guild.c.id == guild_id, guild.c.daily_channel_id == channel_id)
        count = update(guild).where(*this).values(daily_refusals=guild.c.daily_refusals + 1)
        stop = (
            update(guild)
            .where(*this, guild.c.daily_refusals >= most)
            .values(
                daily_channel_id=None,
                daily_at=None,
                daily_zone=None,
                daily_since=None,
                daily_refusals=0,
                daily_failed=True,
            )
        )

        def work(connection: Connection) -> bool:
            self._servers.forget(guild_id)
            connection.execute(count)
            return bool(connection.execute(stop).rowcount)

        return await self._database.write(work)

    async def list_open(self) -> list[OpenDailyQuiz]:
        """Return every question of the day whose answer was not shown yet, oldest first."""
        statement = (
            select(
                quiz.c.id,
                quiz.c.guild_id,
                quiz_question.c.closes_at,
                quiz_question.c.message_id,
                quiz_question.c.closed_at,
            )
            .join(quiz_question, quiz_question.c.quiz_id == quiz.c.id)
            .where(
                quiz.c.phase != Phase.FINISHED,
                quiz.c.pace == Pace.DAILY,
                *self._database.ownership.clauses(quiz.c.guild_id),
            )
            .order_by(quiz.c.id)
        )
        return [
            OpenDailyQuiz(
                quiz_id=row.id,
                guild_id=row.guild_id,
                closes_at=row.closes_at,
                posted=row.message_id is not None,
                closed=row.closed_at is not None,
            )
            for row in await self._database.fetch_all(statement)
        ]

    async def previous_message(self, guild_id: int, quiz_id: int) -> tuple[int, int] | None:
        """Return channel and message of the daily question before this one, if it was posted."""
        statement = (
            select(quiz.c.channel_id, quiz_question.c.message_id)
            .join(quiz_question, quiz_question.c.quiz_id == quiz.c.id)
            .where(quiz.c.guild_id == guild_id, quiz.c.pace == Pace.DAILY, quiz.c.id < quiz_id)
            .order_by(quiz.c.id.desc())
            .limit(1)
        )
        row = await self._database.fetch_one(statement)
        return None if row is None or row[1] is None else (row[0], row[1])
