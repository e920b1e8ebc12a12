"""Questions of the day: which server wants one, which are open, and which were asked.

Each is a quiz of one question with a pace of its own, so that its answers are recorded, counted,
exported and erased like all others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.learning.session import Pace, Phase
from bot.store.database import Database
from bot.store.quiz_rows import QuizPlan, StoredQuiz, open_session
from bot.store.quiz_steps import mark_asked
from bot.store.quizzes import describe_quiz, insert_quiz
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
        """Every server that has switched it on and that the bot has not left."""
        asked = select(
            guild.c.id,
            guild.c.daily_channel_id,
            guild.c.daily_at,
            guild.c.daily_zone,
            guild.c.daily_on,
        ).where(guild.c.daily_at.is_not(None), guild.c.left_at.is_(None))

        async def work(connection: AsyncConnection) -> list[DailySchedule]:
            return [
                DailySchedule(row.id, daily, row.daily_on)
                for row in await connection.execute(asked)
                if (daily := read_daily(row)) is not None
            ]

        return await self._database.read(work)

    async def skip(self, guild_id: int, day: date) -> None:
        """Lets no question be asked on this day (in the server's zone) or an earlier one."""

        async def work(connection: AsyncConnection) -> None:
            await _take_day(connection, guild_id, day)

        await self._database.write(work)

    async def open(self, plan: QuizPlan, day: date, now: datetime) -> StoredQuiz | None:
        """Opens the question of a day, once: None if that day has had its question.

        One transaction takes the day, writes the question and notes that it was asked here.
        """
        session, orders = open_session(plan, now)
        session.press_next(now)

        async def work(connection: AsyncConnection) -> int | None:
            # It may have been switched off meanwhile.
            if not await _take_day(connection, plan.guild_id, day, guild.c.daily_at.is_not(None)):
                return None
            # Yesterday's may still be open: what was asked is noted now, not at its close.
            await mark_asked(connection, plan.guild_id, plan.items[0].id, now)
            return await insert_quiz(connection, plan, session, orders, now)

        quiz_id = await self._database.write(work)
        return None if quiz_id is None else describe_quiz(quiz_id, plan, session, orders, now)

    async def list_open(self) -> list[OpenDailyQuiz]:
        """Every question of the day that is not done with, oldest first."""
        asked = (
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

        async def work(connection: AsyncConnection) -> list[OpenDailyQuiz]:
            return [
                OpenDailyQuiz(
                    quiz_id=row.id,
                    closes_at=row.closes_at,
                    posted=row.message_id is not None,
                    closed=row.closed_at is not None,
                )
                for row in await connection.execute(asked)
            ]

        return await self._database.read(work)

    async def previous_message(self, guild_id: int, quiz_id: int) -> tuple[int, int] | None:
        """Channel and message of the question of the day before this one, if it was posted."""
        asked = (
            select(quiz.c.channel_id, quiz_question.c.message_id)
            .join(quiz_question, quiz_question.c.quiz_id == quiz.c.id)
            .where(quiz.c.guild_id == guild_id, quiz.c.pace == Pace.DAILY, quiz.c.id < quiz_id)
            .order_by(quiz.c.id.desc())
            .limit(1)
        )

        async def work(connection: AsyncConnection) -> tuple[int, int] | None:
            row = (await connection.execute(asked)).one_or_none()
            return None if row is None or row[1] is None else (row[0], row[1])

        return await self._database.read(work)


async def _take_day(
    connection: AsyncConnection, guild_id: int, day: date, *also: ColumnElement[bool]
) -> bool:
    """Notes that a day is taken; False if it was, or a later one."""
    free = or_(guild.c.daily_on.is_(None), guild.c.daily_on < day)
    taken = await connection.execute(
        update(guild).where(guild.c.id == guild_id, free, *also).values(daily_on=day)
    )
    return bool(taken.rowcount)
