"""Scores: the leaderboards of a server, its hardest questions, and what one person has done."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal_column,
    select,
    union_all,
)

from bot.learning.scoring import FEWEST_ANSWERS, Period, discrimination
from bot.store.choices import BoardVisibility
from bot.store.database import AnyRow, AnySelect, Database
from bot.store.group_commit import Work
from bot.store.history import HistoryEntry, ServerAnswer, load_history, load_results
from bot.store.quiz_rows import ANSWERED_QUESTION, read_item
from bot.store.tables import (
    ALL_TOPICS,
    answer,
    item_tally,
    member,
    quiz_question,
    recall,
    tally,
)

FEWEST_PEOPLE = 5
FEWEST_MARKS = 20
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
        return self.right / self.answered if self.answered >= FEWEST_ANSWERS else None


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
    own: LeaderboardEntry | None = None
    """Of the person who was asked for, also if they are hidden: then only they may see it."""


@dataclass(frozen=True, slots=True)
class PersonalScores:
    """What one person has done. Days run as in the time zone that was asked for."""

    quizzes: AnswerCount
    reviews: AnswerCount
    cards: dict[str, AnswerCount]
    """Both together, by the card or table of the question."""
    days: tuple[int, ...]
    """Answers on each of the last 30 days; the last one is today."""


@dataclass(frozen=True, slots=True)
class Insight:
    """How one question went in a server, over all times it was asked there."""

    item_id: str
    card: str
    question: str
    """As it was worded when it was asked last; so are the options."""
    right_option: str
    people: int
    answered: int
    right: int
    mistaken_for: str | None = None
    """The wrong option that was chosen most; None when everybody was right."""
    mistaken: int = 0
    """How often that one was chosen."""
    discrimination: float | None = None
    """The point-biserial correlation, -1 to 1; None with fewer than 20 people to compare."""


class Scores:
    """Reads ``tally``, ``answer`` and ``recall``. All raise StoreError when the file fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def leaderboard(
        self,
        guild_id: int,
        period: str,
        topic: str = ALL_TOPICS,
        *,
        offset: int,
        limit: int,
        own: int | None = None,
    ) -> LeaderboardSlice:
        """Return a page of a server's leaderboard, without the people who are hidden.

        ``period`` is a key of :class:`~bot.learning.scoring.Period`, ``topic`` the id of a card,
        table or group, ``own`` whose entry to return beside them: None if they have answered
        nothing there.
        """
        board = {"in_guild": guild_id, "in_period": period, "on_topic": topic}
        place = {"most": limit, "skipped": offset}

        def work(connection: Connection) -> LeaderboardSlice:
            rows = connection.execute(_PAGE, board | place).all()
            # Behind the last page there is nothing that could tell.
            total = rows[0].total if rows else connection.scalar(_TOTAL, board)
            mine = None
            if own is not None:
                mine = connection.execute(_ENTRY, board | {"of_person": own}).first()
            return LeaderboardSlice(
                rows=tuple(_rank(rows, offset)),
                total=int(total or 0),
                own=None if mine is None else _read_entry(mine, mine.ahead + 1),
            )

        return await self._database.read(work)

    async def of(self, person_id: int, guild_id: int | None, now: datetime) -> PersonalScores:
        """Return a person's scores in one server or all, and in practice. Days are ``now``'s."""
        closed = [answer.c.person_id == person_id, answer.c.points.is_not(None)]
        if guild_id is not None:
            closed.append(answer.c.guild_id == guild_id)
        practised_by_person = recall.c.person_id == person_id
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = midnight - timedelta(days=DAYS - 1)

        def work(connection: Connection) -> PersonalScores:
            played = connection.execute(
                select(answer.c.card, func.count(), func.count().filter(answer.c.correct))
                .where(*closed)
                .group_by(answer.c.card)
            )
            cards = {card: AnswerCount(count, hits) for card, count, hits in played}
            quizzes = sum(cards.values(), AnswerCount())
            practised = connection.execute(
                select(recall.c.card, func.count(), func.count().filter(recall.c.correct))
                .where(practised_by_person)
                .group_by(recall.c.card)
            )
            reviews = AnswerCount()
            for card, count, hits in practised:
                reviews += AnswerCount(count, hits)
                cards[card] = cards.get(card, AnswerCount()) + AnswerCount(count, hits)
            times = connection.execute(
                union_all(
                    select(answer.c.answered_at).where(*closed, answer.c.answered_at >= since),
                    select(recall.c.at).where(practised_by_person, recall.c.at >= since),
                )
            )
            return PersonalScores(quizzes, reviews, cards, _by_day(times.scalars(), now))

        return await self._database.read(work)

    def history(self, person_id: int) -> AsyncIterator[list[HistoryEntry]]:
        """Yield all that a person has answered, oldest first, some at once."""
        return load_history(self._database, person_id)

    async def items_answered(self, person_id: int) -> frozenset[str]:
        """Return the items that a person has answered, in quizzes or in practice."""
        found: set[str] = set()
        for table in (answer, recall):
            items = select(table.c.item_id).where(table.c.person_id == person_id).distinct()
            found |= {row.item_id for row in await self._database.fetch_all(items)}
        return frozenset(found)

    def results(self, guild_id: int, *, most: int) -> AsyncIterator[list[ServerAnswer]]:
        """Yield the latest answers given in a server, oldest first, under aliases only."""
        return load_results(self._database, guild_id, most)

    async def insights(self, guild_id: int, *, most: int) -> list[Insight]:
        """Return the ``most`` hardest questions of a server, hardest first.

        Of those that five people or more have answered. Which are hard is counted all along; only
        those that are shown are looked at closely, one by one, so that nobody else waits.
        """
        database = self._database
        rows = await database.fetch_all(
            select(item_tally.c.item_id)
            .where(item_tally.c.guild_id == guild_id, item_tally.c.answered >= FEWEST_PEOPLE)
            .order_by(
                cast(item_tally.c.correct, Float) / item_tally.c.answered, item_tally.c.item_id
            )
        )
        hardest: list[Insight] = []
        for row in rows:
            insight = await database.read(_look_at(guild_id, row.item_id))
            if insight is not None:
                hardest.append(
                    replace(
                        await _with_mistakes(database, guild_id, insight),
                        discrimination=await _discrimination(database, guild_id, row.item_id),
                    )
                )
            if len(hardest) == most:
                break
        return hardest


def _rank(rows: Sequence[AnyRow], offset: int) -> Iterator[LeaderboardEntry]:
    # Those that the first one ties with may stand on the page before.
    rank = offset + 1 - rows[0].tied if rows else 0
    points = None
    for number, row in enumerate(rows, offset + 1):
        if points not in (None, row.points):
            rank = number
        points = row.points
        yield _read_entry(row, rank)


def _read_entry(row: AnyRow, rank: int) -> LeaderboardEntry:
    count = AnswerCount(row.answered, row.correct)
    return LeaderboardEntry(rank, row.person_id, row.points, count)


def _columns(of: FromClause) -> tuple[ColumnElement[int], ...]:
    return of.c.person_id, of.c.points, of.c.correct, of.c.answered


def _board(of: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        of.c.guild_id == bindparam("in_guild"),
        of.c.period == bindparam("in_period"),
        of.c.topic == bindparam("on_topic"),
    )


# Written out, as in the condition of the index that holds those who are hidden.
_HIDDEN = member.c.board == literal_column(f"'{BoardVisibility.HIDDEN}'")
_SHOWN = (
    *_board(tally),
    tally.c.person_id.not_in(select(member.c.person_id).where(_HIDDEN)),
)


def _count_shown(
    *where: ColumnElement[bool], beside: Sequence[FromClause] = ()
) -> ColumnElement[int]:
    """Count the people of a board who are shown, with conditions on rows ``beside`` them.

    All less those who are hidden, who are few: to look up each of the others takes longer than all
    else that a board needs.
    """
    counted = (*_board(tally), *where)
    everybody = select(func.count()).select_from(tally).where(*counted).correlate(*beside)
    on_board = exists().where(*counted, tally.c.person_id == member.c.person_id)
    hidden = (
        select(func.count())
        .select_from(member)
        .where(_HIDDEN, on_board.correlate(member, *beside))
        .correlate(*beside)
    )
    return everybody.scalar_subquery() - hidden.scalar_subquery()


# Made once: to put such a statement together takes as long as to run it.
_TOTAL = select(_count_shown())


def _select_page() -> AnySelect:
    page = (
        select(*_columns(tally))
        .where(*_SHOWN)
        .order_by(tally.c.points.desc(), tally.c.person_id)
        .offset(bindparam("skipped"))
        .limit(bindparam("most"))
        .cte("page")
    )
    top = select(func.max(page.c.points)).scalar_subquery()
    first = select(func.min(page.c.person_id)).where(page.c.points == top).scalar_subquery()
    tied = select(func.count()).where(*_SHOWN, tally.c.points == top, tally.c.person_id < first)
    # One statement: the board cannot change in between.
    return select(
        page, tied.scalar_subquery().label("tied"), _count_shown().label("total")
    ).order_by(page.c.points.desc(), page.c.person_id)


def _select_entry() -> AnySelect:
    mine = tally.alias("mine")
    ahead = _count_shown(tally.c.points > mine.c.points, beside=[mine])
    return select(*_columns(mine), ahead.label("ahead")).where(
        *_board(mine), mine.c.person_id == bindparam("of_person")
    )


_PAGE = _select_page()
_ENTRY = _select_entry()


def _by_day(times: Iterable[datetime], now: datetime) -> tuple[int, ...]:
    counts = dict.fromkeys((now.date() - timedelta(days=back) for back in range(DAYS)), 0)
    for at in times:
        day: date = at.astimezone(now.tzinfo).date()
        if day in counts:
            counts[day] += 1
    return tuple(counts[day] for day in sorted(counts))


def _answers_to(guild_id: int, item_id: str) -> tuple[ColumnElement[bool], ...]:
    """The answers to the closed questions of an item in a server."""
    return (
        answer.c.guild_id == guild_id,
        answer.c.item_id == item_id,
        answer.c.points.is_not(None),
    )


def _look_at(guild_id: int, item_id: str) -> Work[Insight | None]:
    """Read how an item went and who has answered it; None when they are too few to be shown."""
    answers = _answers_to(guild_id, item_id)
    counts = select(item_tally.c.answered, item_tally.c.correct).where(
        item_tally.c.guild_id == guild_id, item_tally.c.item_id == item_id
    )
    # Both are in an index; the latest alone would be looked for among all answers of the server.
    people_named = select(func.count(answer.c.person_id.distinct()), func.max(answer.c.id)).where(
        *answers
    )
    # Old answers have lost their people; but each of one quiz is somebody else's, so those of the
    # quiz with the most of them tell how many there were at least.
    unnamed = (
        select(func.count().label("people"))
        .where(*answers, answer.c.person_id.is_(None))
        .group_by(answer.c.quiz_id, answer.c.position)
        .subquery()
    )
    shown = (
        select(quiz_question.c.snapshot)
        .join(answer, ANSWERED_QUESTION)
        .where(answer.c.id == bindparam("latest"))
    )

    def work(connection: Connection) -> Insight | None:
        counted = connection.execute(counts).one_or_none()
        named, latest = connection.execute(people_named).one()
        people = max(named, connection.scalar(select(func.max(unnamed.c.people))) or 0)
        if counted is None or people < FEWEST_PEOPLE:
            return None
        item = read_item(connection.execute(shown, {"latest": latest}).scalar_one())
        return Insight(
            item_id=item_id,
            card=item.card,
            question=item.text,
            right_option=item.options[0],
            people=people,
            answered=counted.answered,
            right=counted.correct,
        )

    return work


async def _with_mistakes(database: Database, guild_id: int, insight: Insight) -> Insight:
    """Add the wrong option that was chosen most, counted by its words: they were shuffled."""
    # First by question and place: a server asks an item far less often than it is answered.
    wrong = (
        select(answer.c.quiz_id, answer.c.position, answer.c.choice, func.count().label("times"))
        .where(*_answers_to(guild_id, insight.item_id), answer.c.correct.is_(False))
        .group_by(answer.c.quiz_id, answer.c.position, answer.c.choice)
        .subquery()
    )
    rows = await database.fetch_all(
        select(
            quiz_question.c.snapshot, quiz_question.c.shown_order, wrong.c.choice, wrong.c.times
        ).join(
            wrong,
            and_(
                wrong.c.quiz_id == quiz_question.c.quiz_id,
                wrong.c.position == quiz_question.c.position,
            ),
        )
    )
    chosen: Counter[str] = Counter()
    for row in rows:
        option = read_item(row.snapshot).options[int(row.shown_order[row.choice])]
        chosen[option] += row.times
    if not chosen:
        return insight
    option, count = min(chosen.items(), key=lambda pair: (-pair[1], pair[0]))
    return replace(insight, mistaken_for=option, mistaken=count)


async def _discrimination(database: Database, guild_id: int, item_id: str) -> float | None:
    """Correlate each person's first answer to the item with their share right on all others."""
    own = (
        select(
            answer.c.person_id,
            # Of the first answer its id and, as the last binary digit, whether it is right.
            func.min(answer.c.id * 2 + cast(answer.c.correct, Integer)).label("first"),
            func.count().label("answered"),
            func.count().filter(answer.c.correct).label("correct"),
        )
        .where(*_answers_to(guild_id, item_id), answer.c.person_id.is_not(None))
        .group_by(answer.c.person_id)
        .subquery()
    )
    others = cast(tally.c.answered - own.c.answered, Float)
    marks = (
        select(
            cast(own.c.first % 2, Integer).label("right"),
            ((tally.c.correct - own.c.correct) / others).label("rest"),
        )
        .select_from(own)
        .join(tally, tally.c.person_id == own.c.person_id)
        .where(
            tally.c.guild_id == guild_id,
            tally.c.period == Period.ALL,
            tally.c.topic == ALL_TOPICS,
            tally.c.answered > own.c.answered,
        )
        .subquery()
    )
    right, rest = marks.c.right, marks.c.rest
    # Summed in the database: thousands of rows would cost more to fetch than to read.
    sums = select(
        func.count(), func.sum(right), func.sum(rest), func.sum(rest * rest), func.sum(right * rest)
    ).select_from(marks)
    ((people, *summed),) = await database.fetch_all(sums)
    return discrimination(people, *summed) if people >= FEWEST_MARKS else None
