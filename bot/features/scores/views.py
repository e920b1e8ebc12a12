"""A leaderboard, one person's own scores, and what a server finds hard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.deck.model import Deck
from bot.features.review.view import draw_start, format_days
from bot.features.scores import texts
from bot.learning.scoring import Period
from bot.pictures.picture import Picture
from bot.pictures.progress import (
    Confusion,
    TopicScore,
    picture_of_confusions,
    picture_of_progress,
)
from bot.store import AnswerCount, Insight, LeaderboardEntry, LeaderboardSlice, PersonalScores
from bot.ui.embeds import DAYS_LEGEND, draw_bar, draw_days, draw_embed
from bot.ui.markup import drop_bold, escape_name
from bot.ui.message import Control, RenderedMessage, cut, draw_button, draw_pager
from bot.ui.plain_text import escape_within, format_accuracy, format_score
from bot.ui.question_text import group_of_item, name_topic

ROWS_PER_PAGE = 10
MOST_BARS = 10
MOST_NAMED = 3
"""Topics that are named as best known, and as worth another look."""
MOST_UNREAD = 15
LONGEST_QUESTION, LONGEST_OPTION = 66, 40
"""Characters in a picture: five questions fit into its alt text."""


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    """One page of a leaderboard."""

    topic: str
    period: str
    """A key: ``2026-W48``, ``2026-11`` or ``all``."""
    number: int
    """Counted from 1."""
    entries: LeaderboardSlice
    names: Mapping[int, str]
    """What each person of the entries is called there; harmless."""
    now: datetime

    @property
    def pages(self) -> int:
        return max(1, -(-self.entries.total // ROWS_PER_PAGE))

    @property
    def periods(self) -> tuple[str, ...]:
        """The keys of now, one for each kind of period."""
        return tuple(each.key(self.now) for each in Period)


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """The entry of the person who asked, which only they see."""

    entry: LeaderboardEntry | None
    """None when they have answered nothing there."""
    hidden: bool


def draw_leaderboard(
    deck: Deck, page: LeaderboardPage, own: OwnEntry | None, *, may_post: bool
) -> RenderedMessage:
    """Draw a page; with ``own``, which makes it private, the person's entry stands below."""
    rows = "\n".join(_draw_rank(page, entry, own) for entry in page.entries.rows)
    embed = draw_embed(
        group_of_item(deck),
        texts.BOARD_TITLE.format(
            period=name_period(page.period, page.periods), topic=name_topic(deck, page.topic)
        ),
        rows or texts.EMPTY_BOARD,
        texts.BOARD_FOOTER.format(page.entries.total, page=page.number, pages=page.pages),
        [(texts.YOU, _describe_own(own))] if own is not None else (),
    )
    return RenderedMessage(
        embeds=(embed,), rows=_draw_rows(page, post=own is not None and may_post)
    )


def name_period(key: str, now: Collection[str]) -> str:
    """Name a period: ``This week``, ``2026, week 48``, ``This month``, ``November 2026``."""
    if key == "all":
        return texts.ALL_TIME
    year, _, part = key.partition("-")
    if part.startswith("W"):
        return texts.THIS_WEEK if key in now else texts.WEEK.format(year=year, week=int(part[1:]))
    return texts.THIS_MONTH if key in now else f"{date(int(year), int(part), 1):%B} {year}"


def _describe(entry: LeaderboardEntry) -> str:
    return format_score(entry.points, entry.count.right, entry.count.answered)


def _draw_rank(page: LeaderboardPage, entry: LeaderboardEntry, own: OwnEntry | None) -> str:
    """Draw a line; that of the person who asked is marked on a page that only they see."""
    is_own = own is not None and own.entry is not None and own.entry.person_id == entry.person_id
    return (texts.OWN_RANK if is_own else texts.RANK).format(
        place=entry.rank, name=page.names[entry.person_id], points=_describe(entry)
    )


def _describe_own(own: OwnEntry) -> str:
    if own.entry is None:
        return texts.NO_ANSWER_HERE
    message = texts.OWN_HIDDEN_PLACE if own.hidden else texts.OWN_PLACE
    return message.format(place=own.entry.rank, points=_describe(own.entry))


def _draw_rows(page: LeaderboardPage, *, post: bool) -> tuple[tuple[Control, ...], ...]:
    state = f"{page.period}:{page.topic}"
    pager = draw_pager(f"sl1:{state}", page.number, page.pages)
    if post:
        pager = (*pager, draw_button(texts.POST, f"slp1:{state}:{page.number}"))
    others = tuple(
        draw_button(name_period(key, page.periods), f"sl1:{key}:{page.topic}:1")
        for key in page.periods
        if key != page.period
    )
    return tuple(row for row in (others, pager) if row)


def draw_scores(
    deck: Deck,
    scores: PersonalScores,
    due_in: Sequence[int],
    *,
    today: date,
    name: str | None,
    may_post: bool,
) -> RenderedMessage:
    """Draw a person's own scores; with ``name`` for everybody to read, else for them alone.

    ``due_in`` are the days until each question that they have met comes back, 0 when it is due.
    What is due stands on the person's own page alone.
    """
    total = scores.quizzes + scores.reviews
    fields = [*_describe_answers(deck, scores)] if total.answered else []
    if name is None:
        fields.append((texts.DUE, _describe_due(due_in)))
    page = draw_embed(
        group_of_item(deck),
        texts.MY_TITLE if name is None else texts.TITLE_OF.format(name=name),
        _describe_total(scores) if total.answered else texts.NO_ANSWER,
        deck.info.disclaimer_short,
        fields,
    )
    pictures: tuple[Picture, ...] = ()
    if total.answered:
        topics = [
            TopicScore(deck.groups[group].title, count.right, count.answered)
            for group, count in _count_groups(deck, scores).items()
        ]
        due = due_in if name is None else None
        pictures = (picture_of_progress(topics, scores.days, today, due),)
    if name is not None:
        return RenderedMessage(embeds=(page,), pictures=pictures)
    row: list[Control] = [draw_start(texts.REVIEW_NOW)]
    if may_post and total.answered:
        row.append(draw_button(texts.POST, "smp1"))
    return RenderedMessage(embeds=(page,), rows=(tuple(row),), pictures=pictures)


def draw_insights(deck: Deck, hardest: Sequence[Insight], unread: Sequence[str]) -> RenderedMessage:
    """Draw what a server finds hard; ``unread`` are titles of cards not opened for 30 days."""
    page = draw_embed(
        group_of_item(deck),
        texts.INSIGHTS,
        texts.HARDEST if hardest else texts.TOO_FEW,
        texts.SELECTIVITY_FOOTER,
        (
            *(_describe_insight(place, each) for place, each in enumerate(hardest, start=1)),
            (texts.UNREAD, _list_unread(unread)),
        ),
    )
    confusions = [
        Confusion(
            cut(drop_bold(each.question), LONGEST_QUESTION),
            cut(each.right_option, LONGEST_OPTION),
            cut(each.mistaken_for, LONGEST_OPTION),
            each.mistaken,
            each.answered,
        )
        for each in hardest
        if each.mistaken_for is not None
    ]
    pictures = (picture_of_confusions(confusions),) if confusions else ()
    return RenderedMessage(embeds=(page,), pictures=pictures)


def _list_unread(unread: Sequence[str]) -> str:
    if not unread:
        return texts.ALL_READ
    listed = ", ".join(map(escape_name, unread[:MOST_UNREAD]))
    more = len(unread) - MOST_UNREAD
    if more > 0:
        return texts.MORE_UNREAD.format(more, cards=listed)
    return texts.UNREAD_CARDS.format(cards=listed)


def _describe_total(scores: PersonalScores) -> str:
    total, quizzes, reviews = scores.quizzes + scores.reviews, scores.quizzes, scores.reviews
    kinds = texts.IN_BOTH
    if not reviews.answered:
        kinds = texts.IN_QUIZZES
    elif not quizzes.answered:
        kinds = texts.IN_PRACTICE
    return texts.TOTAL.format(
        right=f"{total.right:,}",
        answered=f"{total.answered:,}",
        kinds=kinds.format(
            quiz_right=f"{quizzes.right:,}",
            quiz_answered=f"{quizzes.answered:,}",
            review_right=f"{reviews.right:,}",
            review_answered=f"{reviews.answered:,}",
        ),
    )


def _describe_answers(deck: Deck, scores: PersonalScores) -> Iterator[tuple[str, str]]:
    groups = _draw_groups(deck, scores)
    # There is none where every card that was asked about has left the deck.
    if groups:
        yield texts.BY_TOPIC, groups
    yield from _pick_ends(deck, scores)
    active = sum(1 for count in scores.days if count)
    yield (
        texts.DAYS.format(days=len(scores.days), active=active),
        f"`{draw_days(scores.days)}`\n{DAYS_LEGEND}",
    )


def _count_groups(deck: Deck, scores: PersonalScores) -> dict[str, AnswerCount]:
    """Return the answers by the groups of the deck that were asked about, in the deck's order."""
    counts = {group: AnswerCount() for group in deck.groups}
    for card, count in scores.cards.items():
        page = deck.cards.get(card) or deck.comparisons.get(card)
        if page is not None:
            counts[page.group] += count
    return {group: count for group, count in counts.items() if count.answered}


def _draw_groups(deck: Deck, scores: PersonalScores) -> str:
    """Draw a bar for each group of the deck that was asked about."""
    bars = [
        texts.GROUP_BAR.format(
            bar=f"`{draw_bar(count.right, count.answered)}`",
            right=f"{count.right:,}",
            answered=f"{count.answered:,}",
            topic=escape_name(deck.groups[group].title),
        )
        for group, count in _count_groups(deck, scores).items()
    ]
    return "\n".join(bars[:MOST_BARS])


def _pick_ends(deck: Deck, scores: PersonalScores) -> list[tuple[str, str]]:
    """Pick the topics known best and those worth another look, of those with answers enough."""
    known = [
        (name_topic(deck, card), count)
        for card, count in scores.cards.items()
        if count.accuracy is not None
    ]
    known.sort(key=lambda topic: (-(topic[1].accuracy or 0), -topic[1].answered, topic[0]))
    # Of few topics the best one need not be known.
    best = [topic for topic in known[:MOST_NAMED] if 2 * topic[1].right >= topic[1].answered]
    rest = [topic for topic in known[len(best) :] if topic[1].right < topic[1].answered]
    worst = rest[-MOST_NAMED:][::-1]
    ends = ((texts.BEST, best), (texts.WORST, worst))
    return [(title, _describe_topics(topics)) for title, topics in ends if topics]


def _describe_topics(topics: Iterable[tuple[str, AnswerCount]]) -> str:
    return "\n".join(
        texts.TOPIC_ACCURACY.format(
            topic=escape_name(name), accuracy=format_accuracy(count.right, count.answered)
        )
        for name, count in topics
    )


def _describe_due(due_in: Sequence[int]) -> str:
    due = due_in.count(0)
    if due:
        return texts.DUE_NOW.format(due)
    if not due_in:
        return texts.NOTHING_MET
    return texts.DUE_LATER.format(when=format_days(min(due_in)))


def _describe_insight(place: int, insight: Insight) -> tuple[str, str]:
    share = texts.INSIGHT_SHARE.format(
        insight.people,
        right=f"{insight.right:,}",
        answered=f"{insight.answered:,}",
        percent=f"{insight.right / insight.answered:.0%}",
    )
    lines = [share, texts.RIGHT_OPTION.format(option=escape_within(insight.right_option, 150))]
    if insight.mistaken_for is not None:
        mistaken = escape_within(insight.mistaken_for, 150)
        lines.append(texts.MISTAKEN_FOR.format(insight.mistaken, option=mistaken))
    if insight.discrimination is not None:
        lines.append(texts.SELECTIVITY.format(number=f"{insight.discrimination:.2f}"))
    question = escape_within(insight.question, 247)
    return texts.INSIGHT.format(place=place, question=question), "\n".join(lines)


# -- questions for Anki


class AnkiScope(StrEnum):
    """Which questions are handed over for Anki."""

    MET = "met"
    MISSED = "missed"
    """And not got right since."""
    ALL = "all"


def describe_anki_file(count: int, which: AnkiScope, *, package: bool) -> str:
    """Say what is in a file for Anki, and how to open it."""
    kinds = {
        AnkiScope.MET: texts.ANKI_MET,
        AnkiScope.MISSED: texts.ANKI_MISSED,
        AnkiScope.ALL: texts.ANKI_ALL,
    }
    questions = kinds[which].format(count, anki="[Anki](<https://apps.ankiweb.net>)")
    return f"{questions} {texts.OPEN_PACKAGE if package else texts.OPEN_TEXT}"


def draw_nothing_for_anki(*, left: bool) -> RenderedMessage:
    """Tell that there is no question to hand over; ``left`` if those there were left the deck."""
    return RenderedMessage(content=texts.ALL_LEFT if left else texts.NONE_YET)
