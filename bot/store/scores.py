"""Scores: the leaderboards of a server, and what one person has done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.history import HistoryEntry, ServerAnswer, load_history, load_results
from bot.store.insights import Insight, gather_insights
from bot.store.tables import ALL_TOPICS, BoardVisibility, answer, member, recall, tally

FEWEST = 5
"""With fewer answers the share of right ones says nothing."""
DAYS = 30


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """Questions answered, and how many of them rightly."""

    answered: int = 0
    right: int = 0

    def __add__(self, other: AnswerCount) -> AnswerCount:
        return AnswerCount(self.answered + other.answered, self.right + other.right)

    @property
    def accuracy(self) -> float | None:
        """The share of right answers, 0 to 1; None under five answers."""
        return self.right / self.answered if self.answered >= FEWEST else None


@dataclass(frozen=True, slots=True)
class LeaderboardEntry:
    """One person's row on a leaderboard. Those with the same points share a rank."""

    rank: int
    """Counted among the people who are shown: 1, 1, 3."""
    person_id: int
    points: int
    count: AnswerCount


@dataclass(frozen=True, slots=True)
class LeaderboardSlice:
    """A part of a leaderboard, and how many entries the whole leaderboard has."""

    rows: tuple[LeaderboardEntry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class PersonalScores:
    """What one person has done. Days run as in the time zone that was asked for."""

    quizzes: AnswerCount
    reviews: AnswerCount
    cards: dict[str, AnswerCount]
    """Both together, by the card or table of the question."""
    days: tuple[int, ...]
    """Answers on each of the last 30 days; the last one is today."""


class Scores:
    """Reads ``tally``, ``answer`` and ``recall``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def leaderboard(
        self, guild_id: int, period: str, topic: str = ALL_TOPICS, *, offset: int, limit: int
    ) -> LeaderboardSlice:
        """Return a page of a server's leaderboard, without the people who are hidden.

        ``period`` is a key of :class:`~bot.learning.scoring.Period`, ``topic`` the id of a card,
        table or group.
        """
        shown = _shown(tally, guild_id, period, topic)
        page = (
            select(*_columns(tally))
            .where(*shown)
            .order_by(tally.c.points.desc(), tally.c.person_id)
            .offset(offset)
            .limit(limit)
            .cte("page")
        )
        # Those that the first one ties with may stand on the page before.
        first = select(func.max(page.c.points)).scalar_subquery()
        ahead = select(func.count()).where(*shown, tally.c.points > first).scalar_subquery()
        total = select(func.count()).where(*shown)
        # One statement: the board cannot change in between.
        statement = select(
            page, ahead.label("ahead"), total.scalar_subquery().label("total")
        ).order_by(page.c.points.desc(), page.c.person_id)
        rows = await self._database.fetch_all(statement)
        if not rows:
            return LeaderboardSlice((), await self._database.fetch_count(total))
        entries: list[LeaderboardEntry] = []
        rank = rows[0].ahead + 1
        for index, row in enumerate(rows):
            if row.points != rows[index - 1].points and index > 0:
                rank = offset + index + 1
            count = AnswerCount(row.answered, row.correct)
            entries.append(LeaderboardEntry(rank, row.person_id, row.points, count))
        return LeaderboardSlice(tuple(entries), rows[0].total)

    async def entry_of(
        self, guild_id: int, period: str, person_id: int, topic: str = ALL_TOPICS
    ) -> LeaderboardEntry | None:
        """Return a person's own entry, also if they are hidden: then only they may see it.

        None when they have answered nothing there.
        """
        mine = tally.alias("mine")
        ahead = select(func.count()).where(
            *_shown(tally, guild_id, period, topic), tally.c.points > mine.c.points
        )
        statement = select(*_columns(mine), ahead.scalar_subquery().label("ahead")).where(
            *_board(mine, guild_id, period, topic), mine.c.person_id == person_id
        )
        row = await self._database.fetch_one(statement)
        if row is None:
            return None
        count = AnswerCount(row.answered, row.correct)
        return LeaderboardEntry(row.ahead + 1, person_id, row.points, count)

    async def of(self, person_id: int, guild_id: int | None, now: datetime) -> PersonalScores:
        """Return a person's scores in one server or all, and in practice. Days are ``now``'s."""
        closed = [answer.c.person_id == person_id, answer.c.points.is_not(None)]
        if guild_id is not None:
            closed.append(answer.c.guild_id == guild_id)
        practised_by_person = recall.c.person_id == person_id
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=DAYS - 1)

        async def work(connection: AsyncConnection) -> PersonalScores:
            played = await connection.execute(
                select(answer.c.card, func.count(), _count_right(answer))
                .where(*closed)
                .group_by(answer.c.card)
            )
            cards = {card: AnswerCount(count, hits) for card, count, hits in played}
            quizzes = sum(cards.values(), AnswerCount())
            practised = await connection.execute(
                select(recall.c.card, func.count(), _count_right(recall))
                .where(practised_by_person)
                .group_by(recall.c.card)
            )
            reviews = AnswerCount()
            for card, count, hits in practised:
                reviews += AnswerCount(count, hits)
                cards[card] = cards.get(card, AnswerCount()) + AnswerCount(count, hits)
            times = await connection.execute(
                union_all(
                    select(answer.c.answered_at).where(*closed, answer.c.answered_at >= since),
                    select(recall.c.at).where(practised_by_person, recall.c.at >= since),
                )
            )
            return PersonalScores(quizzes, reviews, cards, _by_day(times.scalars(), now))

        return await self._database.read(work)

    async def history(self, person_id: int) -> list[HistoryEntry]:
        """Return all that a person has answered, oldest first, for their own export."""
        return await load_history(self._database, person_id)

    async def results(self, guild_id: int, *, most: int) -> list[ServerAnswer]:
        """Return the latest answers given in a server, oldest first, under aliases only."""
        return await load_results(self._database, guild_id, most)

    async def insights(self, guild_id: int, *, most: int) -> list[Insight]:
        """Return the hardest questions of a server first, of those that five people answered."""
        return await gather_insights(self._database, guild_id, most)


def _count_right(of: FromClause) -> ColumnElement[int]:
    return func.sum(case((of.c.correct, 1), else_=0))


def _columns(of: FromClause) -> tuple[ColumnElement[int], ...]:
    return of.c.person_id, of.c.points, of.c.correct, of.c.answered


def _board(
    of: FromClause, guild_id: int, period: str, topic: str
) -> tuple[ColumnElement[bool], ...]:
    return of.c.guild_id == guild_id, of.c.period == period, of.c.topic == topic


def _shown(
    of: FromClause, guild_id: int, period: str, topic: str
) -> tuple[ColumnElement[bool], ...]:
    hidden = select(member.c.person_id).where(
        member.c.person_id == of.c.person_id, member.c.board == BoardVisibility.HIDDEN
    )
    return *_board(of, guild_id, period, topic), ~hidden.exists()


def _by_day(times: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    counts = dict.fromkeys((now.date() - timedelta(days=back) for back in range(DAYS)), 0)
    for at in times:
        day: date = at.astimezone(now.tzinfo).date()
        if day in counts:
            counts[day] += 1
    return tuple(counts[day] for day in sorted(counts))
