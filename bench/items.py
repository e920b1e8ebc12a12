"""Questions without a deck: as many as are wanted, spread over cards and groups."""

from __future__ import annotations

from bot.learning.questions import Item

CARDS = 45
GROUPS = 10


def make_item(number: int) -> Item:
    card = f"card-{number % CARDS}"
    return Item(
        id=f"Q{number:03}",
        card=card,
        topics=frozenset({card, f"group-{number % CARDS % GROUPS}"}),
        difficulty="easy",
        audience="both",
        text="Which?",
        options=("right", "wrong", "wronger", "wrongest"),
        explanation="That.",
        sources=("S01",),
        theme=f"Q{number:03}",
    )
