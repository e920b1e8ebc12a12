"""The board of a server: who has how many points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from discord import ui

from bot.deck.model import Deck
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import tell_count, tell_share
from bot.ui.question_text import group_of_item

LINES = 10
"""So many people on one page of a board."""


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """One person on a board."""

    place: int
    name: str
    """As it may be shown; harmless."""
    points: int
    answered: int
    right: int
    accuracy: float | None
    """0 to 1; None where there are too few answers."""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The line of the person who asked, which only they see."""

    line: LeaderboardRow | None
    """None when they have answered nothing there."""
    hidden: bool


@dataclass(frozen=True, slots=True)
class LeaderboardPage:
    """One page of a board, from 1 on."""

    topic: str
    topic_name: str
    period: str
    """A key: ``2026-W48``, ``2026-11`` or ``all``."""
    periods: tuple[str, ...]
    """The keys of now, one for each kind of period."""
    page: int
    pages: int
    people: int
    lines: tuple[LeaderboardRow, ...]


def draw_leaderboard(
    deck: Deck, board: LeaderboardPage, own: OwnPlace | None, *, may_post: bool
) -> RenderedMessage:
    """A page of a board. With ``own``, which makes it private, the person's line stands below."""
    said = "\n".join(_tell_line(line) for line in board.lines)
    page = draw_embed(
        group_of_item(deck),
        f"{name_period(board.period, board.periods)} · {board.topic_name}",
        said or "Nobody is on this board yet. `/quiz` starts a quiz.",
        f"Page {board.page} of {board.pages} · {tell_count(board.people, 'person', 'people')}\n"
        "Points are from quizzes in this server. Percent from 5 answers on.\n"
        "Alias, name or neither: /settings me",
    )
    if own is not None:
        page.add_field(name="You", value=_tell_own(own), inline=False)
    return RenderedMessage(
        embeds=(page,), rows=_draw_board_rows(board, post=own is not None and may_post)
    )


def name_period(key: str, now: Sequence[str]) -> str:
    """``This week``, ``2026, week 48``, ``This month``, ``November 2026`` or ``All time``."""
    if key == "all":
        return "All time"
    year, _, part = key.partition("-")
    if part.startswith("W"):
        return "This week" if key in now else f"{year}, week {int(part[1:])}"
    return "This month" if key in now else f"{date(int(year), int(part), 1):%B} {year}"


def _tell_line(line: LeaderboardRow) -> str:
    points = tell_count(line.points, "point", "points")
    share = tell_share(line.right, line.answered, line.accuracy)
    return f"**{line.place}. {line.name}**\n{points} · {share}"


def _tell_own(own: OwnPlace) -> str:
    if own.line is None:
        return "You have answered no quiz question here in this time."
    hidden = " You are hidden: only you see this." if own.hidden else ""
    line = own.line
    share = tell_share(line.right, line.answered, line.accuracy)
    return f"Place {line.place} · {tell_count(line.points, 'point', 'points')} · {share}.{hidden}"


def _draw_board_rows(board: LeaderboardPage, *, post: bool) -> tuple[tuple[Control, ...], ...]:
    place = f"sl1:{board.period}:{board.topic}"
    pager: list[Control] = []
    if board.pages > 1:
        pager = [
            ui.Button(label="Back", custom_id=f"{place}:{board.page - 1}", disabled=board.page < 2),
            ui.Button(
                label="Next",
                custom_id=f"{place}:{board.page + 1}",
                disabled=board.page >= board.pages,
            ),
        ]
    if post:
        pager.append(
            ui.Button(
                label="Post to channel",
                custom_id=f"slp1:{board.period}:{board.topic}:{board.page}",
            )
        )
    others = tuple(
        ui.Button[ui.View](
            label=name_period(key, board.periods), custom_id=f"sl1:{key}:{board.topic}:1"
        )
        for key in board.periods
        if key != board.period
    )
    return tuple(row for row in (others, tuple(pager)) if row)
