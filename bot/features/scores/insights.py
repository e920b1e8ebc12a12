"""What a server finds hard, for the people who look after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.deck.model import Deck
from bot.ui.embeds import draw_page
from bot.ui.message import Rendered
from bot.ui.plain_text import cut, tell_count
from bot.ui.topics import shelf_of

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


def draw_insights(deck: Deck, hardest: Sequence[Hard], unread: Sequence[str]) -> Rendered:
    """What a server finds hard. ``unread`` names the cards that nobody opened for 30 days."""
    page = draw_page(
        shelf_of(deck),
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
    return Rendered(embeds=(page,))


def _tell_hard(hard: Hard) -> str:
    share = f"{hard.right:,} of {hard.answered:,} right ({hard.right / hard.answered:.0%})"
    lines = [f"{share} · {hard.people:,} people", f"✅ {cut(hard.right_option, 150)}"]
    if hard.mistaken_for is not None:
        times = tell_count(hard.mistaken, "time", "times")
        lines.append(f"Most often mistaken for: {cut(hard.mistaken_for, 150)} ({times})")
    if hard.discrimination is not None:
        lines.append(f"Selectivity: {hard.discrimination:.2f}")
    return "\n".join(lines)
