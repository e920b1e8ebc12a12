"""The leaderboard of a server: who has how many points."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from discord import ui

from bot.deck.model import Deck
from bot.learning.scoring import Period
from bot.store import LeaderboardEntry, LeaderboardSlice
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import format_accuracy, pluralise
from bot.ui.question_text import group_of_item, name_topic

ROWS_PER_PAGE = 10


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
        f"**{entry.rank}. {page.names[entry.person_id]}**\n{_describe(entry)}"
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
    )
    if own is not None:
        embed.add_field(name="You", value=_describe_own(own), inline=False)
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
    count = entry.count
    points = pluralise(entry.points, "point", "points")
    return f"{points} · {format_accuracy(count.right, count.answered, count.accuracy)}"


def _describe_own(own: OwnEntry) -> str:
    if own.entry is None:
        return "You have answered no quiz question here in this time."
    hidden = " You are hidden: only you see this." if own.hidden else ""
    return f"Place {own.entry.rank} · {_describe(own.entry)}.{hidden}"


def _draw_rows(page: LeaderboardPage, *, post: bool) -> tuple[tuple[Control, ...], ...]:
    state = f"{page.period}:{page.topic}"
    pager: list[Control] = []
    if page.pages > 1:
        back, onward = page.number - 1, page.number + 1
        pager = [
            ui.Button(label="Back", custom_id=f"sl1:{state}:{back}", disabled=back < 1),
            ui.Button(
                label="Next", custom_id=f"sl1:{state}:{onward}", disabled=onward > page.pages
            ),
        ]
    if post:
        pager.append(ui.Button(label="Post to channel", custom_id=f"slp1:{state}:{page.number}"))
    others = tuple(
        ui.Button[ui.View](
            label=name_period(key, page.periods), custom_id=f"sl1:{key}:{page.topic}:1"
        )
        for key in page.periods
        if key != page.period
    )
    return tuple(row for row in (others, tuple(pager)) if row)
