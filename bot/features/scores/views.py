"""What one person has answered, for them alone unless they post it.

What a server finds hard, for the people who look after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from discord import ui

from bot.deck.model import Deck
from bot.features.review.view import draw_start, format_days
from bot.ui.embeds import DAYS_LEGEND, draw_bar, draw_days, draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import cut, tell_count, tell_share
from bot.ui.question_text import group_of_item

MOST_BARS = 10
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """How one topic went."""

    name: str
    answered: int
    right: int
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person has done, everywhere."""

    quizzes: Tried
    practice: Tried
    shelves: tuple[Tried, ...]
    """By group of the deck, in its order."""
    cards: tuple[Tried, ...]
    days: tuple[int, ...]
    due: int
    soonest: int | None
    """Days until the next question comes back; None when none ever does."""


def draw_mine(deck: Deck, mine: Mine, *, name: str | None, may_post: bool) -> RenderedMessage:
    """A person's own numbers; with ``name`` for everybody to read, else for them alone."""
    answered = mine.quizzes.answered + mine.practice.answered
    right = mine.quizzes.right + mine.practice.right
    page = draw_embed(
        group_of_item(deck),
        "Your scores" if name is None else f"Scores of {name}",
        f"**{right:,} of {answered:,} right**\n{_tell_kinds(mine)}"
        if answered
        else "No question answered yet. `/review` is a calm place to start: "
        "only you see it, and there is no timer.",
        deck.info.disclaimer_short,
    )
    if answered:
        shelves = _tell_shelves(mine.shelves)
        # There is none where every card that was asked about has left the deck.
        if shelves:
            page.add_field(name="By topic", value=shelves, inline=False)
        for title, listed in _pick_ends(mine.cards):
            page.add_field(name=title, value=listed, inline=False)
        active = sum(1 for count in mine.days if count)
        page.add_field(
            name=f"The last {len(mine.days)} days: answers on {active}",
            value=f"`{draw_days(mine.days)}`\n{DAYS_LEGEND}",
            inline=False,
        )
    if name is not None:
        return RenderedMessage(embeds=(page,))
    page.add_field(name="Due for review", value=_tell_due(mine), inline=False)
    row: list[Control] = [draw_start("Review now")]
    if may_post and answered:
        row.append(ui.Button(label="Post to channel", custom_id="smp1"))
    return RenderedMessage(embeds=(page,), rows=(tuple(row),))


def _tell_kinds(mine: Mine) -> str:
    kinds = (("quizzes", mine.quizzes), ("practice", mine.practice))
    said = [
        f"in {kind} {each.right:,} of {each.answered:,}" for kind, each in kinds if each.answered
    ]
    return f"{', '.join(said).capitalize()}."


def _tell_shelves(shelves: Sequence[Tried]) -> str:
    tried = [shelf for shelf in shelves if shelf.answered][:MOST_BARS]
    return "\n".join(
        f"`{draw_bar(shelf.right, shelf.answered)}` {shelf.right:,} of {shelf.answered:,} "
        f"{shelf.name}"
        for shelf in tried
    )


def _pick_ends(cards: Sequence[Tried]) -> list[tuple[str, str]]:
    """The topics known best and those worth another look, of those with answers enough."""
    known = [card for card in cards if card.accuracy is not None]
    known.sort(key=lambda card: (-(card.accuracy or 0), -card.answered, card.name))
    # Of few topics the best one need not be known.
    best = [card for card in known[:MOST_NAMED] if 2 * card.right >= card.answered]
    rest = [card for card in known[len(best) :] if card.right < card.answered]
    worst = rest[-MOST_NAMED:][::-1]
    ends = (("Best known", best), ("Worth another look", worst))
    return [(title, "\n".join(map(_tell_card, some))) for title, some in ends if some]


def _tell_card(card: Tried) -> str:
    return f"{card.name}: {tell_share(card.right, card.answered, card.accuracy)}"


def _tell_due(mine: Mine) -> str:
    if mine.due:
        return f"{tell_count(mine.due, 'question', 'questions')} now."
    if mine.soonest is None:
        return "Nothing yet."
    return f"Nothing now; the next question comes back {format_days(mine.soonest)}."


MOST_UNREAD = 15


@dataclass(frozen=True, slots=True)
class Hard:
    """How one question went in a server."""

    question: str
    people: int
    answered: int
    right: int
    right_option: str
    mistaken_for: str | None
    mistaken: int
    discrimination: float | None


def draw_insights(deck: Deck, hardest: Sequence[Hard], unread: Sequence[str]) -> RenderedMessage:
    """What a server finds hard. ``unread`` names the cards that nobody opened for 30 days."""
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
    )
    for place, hard in enumerate(hardest, start=1):
        plain = hard.question.replace("**", "")
        page.add_field(name=cut(f"{place}. {plain}", 250), value=_tell_hard(hard), inline=False)
    listed = ", ".join(unread[:MOST_UNREAD])
    more = f" and {len(unread) - MOST_UNREAD} more" if len(unread) > MOST_UNREAD else ""
    page.add_field(
        name="Cards that nobody opened in 30 days",
        value=f"{listed}{more}." if unread else "None: every card was read.",
        inline=False,
    )
    return RenderedMessage(embeds=(page,))


def _tell_hard(hard: Hard) -> str:
    share = f"{hard.right:,} of {hard.answered:,} right ({hard.right / hard.answered:.0%})"
    lines = [f"{share} · {hard.people:,} people", f"✅ {cut(hard.right_option, 150)}"]
    if hard.mistaken_for is not None:
        times = tell_count(hard.mistaken, "time", "times")
        lines.append(f"Most often mistaken for: {cut(hard.mistaken_for, 150)} ({times})")
    if hard.discrimination is not None:
        lines.append(f"Selectivity: {hard.discrimination:.2f}")
    return "\n".join(lines)
