"""Questions of the day: which servers have one, which are open, and which were asked.

Each is a quiz of one question with a pace of its own, so that its answers are recorded, counted,
exported and erased like all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Update, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.session import Pace, Phase
from bot.store.database import Database
from bot.store.quiz_rows import QuizPlan, StoredQuiz, describe_quiz, insert_quiz, open_session
from bot.store.quiz_steps import record_asked
from bot.store.servers import DailySettings, read_daily
from bot.store.tables import guild, quiz, quiz_question


@dataclass(frozen=True, slots=True)
class DailySchedule:
    """A server that has switched the question of the day on."""

    guild_id: int
    settings: DailySettings
    last_on: date | None
    """The date of the last one, in the server's zone; None before the first."""


@dataclass(frozen=True, slots=True)
class OpenDailyQuiz:
    """A question of the day whose answer was not shown yet."""

    quiz_id: int
    closes_at: datetime
    posted: bool
    closed: bool
    """Counted, and its answer perhaps not shown yet."""


class DailyQuizzes:
    """The daily part of ``guild`` and ``quiz``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def schedules(self) -> list[DailySchedule]:
        """Return the schedule of every server that has one and that the bot has not left."""
        statement = select(guild).where(guild.c.daily_at.is_not(None), guild.c.left_at.is_(None))
        return [
            DailySchedule(row.id, settings, row.daily_on)
            for row in await self._database.fetch_all(statement)
            if (settings := read_daily(row)) is not None
        ]

    async def skip(self, guild_id: int, day: date) -> None:
        """Let no question be asked on this day (in the server's zone) or an earlier one."""
        await self._database.execute(_take_day(guild_id, day))

    async def open(self, plan: QuizPlan, day: date, now: datetime) -> StoredQuiz | None:
        """Open the question of a day, once: None if that day has had its question.

        One transaction records the day, the question, and that it was asked here.
        """
        session, orders = open_session(plan, now)
        session.press_next(now)

        async def work(connection: AsyncConnection) -> int | None:
            # It may have been switched off meanwhile.
            switched_on = guild.c.daily_at.is_not(None)
            taken = await connection.execute(_take_day(plan.guild_id, day, switched_on))
            if not taken.rowcount:
                return None
            # Yesterday's may still be open: the item is recorded as asked now, not at its close.
            await record_asked(connection, plan.guild_id, plan.items[0].id, now)
            return await insert_quiz(connection, plan, session, orders, now)

        quiz_id = await self._database.write(work)
        return None if quiz_id is None else describe_quiz(quiz_id, plan, session, orders, now)

    async def list_open(self) -> list[OpenDailyQuiz]:
        """Return every question of the day whose answer was not shown yet, oldest first."""
        statement = (
            select(
                quiz.c.id,
                quiz_question.c.closes_at,
                quiz_question.c.message_id,
                quiz_question.c.closed_at,
            )
            .join(quiz_question, quiz_question.c.quiz_id == quiz.c.id)
            .where(quiz.c.phase != Phase.FINISHED, quiz.c.pace == Pace.DAILY)
            .order_by(quiz.c.id)
        )
        return [
            OpenDailyQuiz(
                quiz_id=row.id,
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


def _take_day(guild_id: int, day: date, *conditions: ColumnElement[bool]) -> Update:
    """Record that a day has had its question; no row changes if it had, or a later one."""
    free = or_(guild.c.daily_on.is_(None), guild.c.daily_on < day)
    return update(guild).where(guild.c.id == guild_id, free, *conditions).values(daily_on=day)
