"""A leaderboard, one person's own scores, and what a server finds hard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.deck.model import Deck
from bot.features.review.view import draw_start, format_days
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
from bot.ui.message import Control, RenderedMessage, draw_button, draw_pager
from bot.ui.plain_text import cut, escape_within, format_accuracy, format_score, pluralise
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
    rows = "\n".join(
        f"**{entry.rank}. {page.names[entry.person_id]}{_mark(entry, own)}**\n{_describe(entry)}"
        for entry in page.entries.rows
    )
    embed = draw_embed(
        group_of_item(deck),
        f"{name_period(page.period, page.periods)} · {name_topic(deck, page.topic)}",
        rows or "Nobody is on this board yet. `/quiz` starts a quiz.",
        f"Page {page.number} of {page.pages} · "
        f"{pluralise(page.entries.total, 'person', 'people')}\n"
        "Points come from quizzes in this server. Percentages are shown from 5 answers on.\n"
        "Your alias, your name or neither: /settings me",
        [("You", _describe_own(own))] if own is not None else (),
    )
    return RenderedMessage(
        embeds=(embed,), rows=_draw_rows(page, post=own is not None and may_post)
    )


def name_period(key: str, now: Collection[str]) -> str:
    """Name a period: ``This week``, ``2026, week 48``, ``This month``, ``November 2026``."""
    if key == "all":
        return "All time"
    year, _, part = key.partition("-")
    if part.startswith("W"):
        return "This week" if key in now else f"{year}, week {int(part[1:])}"
    return "This month" if key in now else f"{date(int(year), int(part), 1):%B} {year}"


def _describe(entry: LeaderboardEntry) -> str:
    return format_score(entry.points, entry.count.right, entry.count.answered)


def _mark(entry: LeaderboardEntry, own: OwnEntry | None) -> str:
    """Mark the line of the person who asked, on a page that only they see."""
    is_own = own is not None and own.entry is not None and own.entry.person_id == entry.person_id
    return " (you)" if is_own else ""


def _describe_own(own: OwnEntry) -> str:
    if own.entry is None:
        return "You have answered no quiz question here in this time."
    hidden = " You are hidden: only you see this." if own.hidden else ""
    return f"Place {own.entry.rank} · {_describe(own.entry)}.{hidden}"


def _draw_rows(page: LeaderboardPage, *, post: bool) -> tuple[tuple[Control, ...], ...]:
    state = f"{page.period}:{page.topic}"
    pager = draw_pager(f"sl1:{state}", page.number, page.pages)
    if post:
        pager = (*pager, draw_button("Post to channel", f"slp1:{state}:{page.number}"))
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
        fields.append(("Due for review", _describe_due(due_in)))
    page = draw_embed(
        group_of_item(deck),
        "Your scores" if name is None else f"Scores of {name}",
        f"**{total.right:,} of {total.answered:,} right**\n{_describe_kinds(scores)}"
        if total.answered
        else "No question answered yet. `/review` is a calm place to start: "
        "only you see it, and there is no timer.",
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
    row: list[Control] = [draw_start("Review now")]
    if may_post and total.answered:
        row.append(draw_button("Post to channel", "smp1"))
    return RenderedMessage(embeds=(page,), rows=(tuple(row),), pictures=pictures)


def draw_insights(deck: Deck, hardest: Sequence[Insight], unread: Sequence[str]) -> RenderedMessage:
    """Draw what a server finds hard; ``unread`` are titles of cards not opened for 30 days."""
    listed = ", ".join(map(escape_name, unread[:MOST_UNREAD]))
    more = f" and {len(unread) - MOST_UNREAD} more" if len(unread) > MOST_UNREAD else ""
    page = draw_embed(
        group_of_item(deck),
        "What this server finds hard",
        "The hardest questions of the quizzes here. Numbers are shown only where five people or "
        "more have answered."
        if hardest
        else "No question has been answered by five people here yet, and I show no numbers of "
        "smaller groups.",
        "Selectivity (point-biserial correlation, from 20 people on, -1 to 1): how well a question "
        "tells those who know much from those who know little. Near 0 or below: the question may "
        "be unclear.",
        (
            *(_describe_insight(place, each) for place, each in enumerate(hardest, start=1)),
            (
                "Cards that nobody opened in 30 days",
                f"{listed}{more}." if unread else "None: every card was read.",
            ),
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


def _describe_kinds(scores: PersonalScores) -> str:
    kinds = (("quizzes", scores.quizzes), ("practice", scores.reviews))
    parts = [
        f"in {kind} {count.right:,} of {count.answered:,}"
        for kind, count in kinds
        if count.answered
    ]
    return f"{', '.join(parts).capitalize()}."


def _describe_answers(deck: Deck, scores: PersonalScores) -> Iterator[tuple[str, str]]:
    groups = _draw_groups(deck, scores)
    # There is none where every card that was asked about has left the deck.
    if groups:
        yield "By topic", groups
    yield from _pick_ends(deck, scores)
    active = sum(1 for count in scores.days if count)
    yield (
        f"The last {len(scores.days)} days: answers on {active}",
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
        f"`{draw_bar(count.right, count.answered)}` {count.right:,} of {count.answered:,} "
        f"{escape_name(deck.groups[group].title)}"
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
    ends = (("Best known", best), ("Worth another look", worst))
    return [(title, _describe_topics(topics)) for title, topics in ends if topics]


def _describe_topics(topics: Iterable[tuple[str, AnswerCount]]) -> str:
    return "\n".join(
        f"{escape_name(name)}: {format_accuracy(count.right, count.answered)}"
        for name, count in topics
    )


def _describe_due(due_in: Sequence[int]) -> str:
    due = due_in.count(0)
    if due:
        return f"{pluralise(due, 'question', 'questions')} now."
    if not due_in:
        return "Nothing yet."
    return f"Nothing now; the next question comes back {format_days(min(due_in))}."


def _describe_insight(place: int, insight: Insight) -> tuple[str, str]:
    percent = f"{insight.right / insight.answered:.0%}"
    lines = [
        f"{insight.right:,} of {insight.answered:,} right ({percent}) · {insight.people:,} people",
        f"✅ {escape_within(insight.right_option, 150)}",
    ]
    if insight.mistaken_for is not None:
        times = pluralise(insight.mistaken, "time", "times")
        lines.append(
            f"Most often mistaken for: {escape_within(insight.mistaken_for, 150)} ({times})"
        )
    if insight.discrimination is not None:
        lines.append(f"Selectivity: {insight.discrimination:.2f}")
    return f"{place}. {escape_within(insight.question, 247)}", "\n".join(lines)


# -- questions for Anki


class AnkiScope(StrEnum):
    """Which questions are handed over for Anki."""

    MET = "met"
    MISSED = "missed"
    """And not got right since."""
    ALL = "all"


def describe_anki_file(count: int, which: AnkiScope, *, package: bool) -> str:
    """Say what is in a file for Anki, and how to open it."""
    questions = pluralise(count, "question", "questions")
    kinds = {
        AnkiScope.MET: f"The {questions} you have met",
        AnkiScope.MISSED: f"The {questions} you missed and have not got right since",
        AnkiScope.ALL: f"All {questions} there are",
    }
    opening = (
        "Open the file, and Anki takes it in."
        if package
        else "In Anki: File, Import. `/scores export` also makes a package that opens by itself."
    )
    return (
        f"{kinds[which]}, for [Anki](<https://apps.ankiweb.net>). {opening} "
        "Doing so again later updates them."
    )


def draw_nothing_for_anki(*, left: bool) -> RenderedMessage:
    """Tell that there is no question to hand over; ``left`` if those there were left the deck."""
    why = (
        "All questions that this would hold have left the deck since, so there is no file."
        if left
        else "There are no such questions yet, so there is no file."
    )
    return RenderedMessage(
        content=f"{why} `/scores export` with **all there are** gives you today's questions, and "
        "`/review` asks you some."
    )
