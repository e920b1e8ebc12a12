"""The subcommands that a deck offers beside those of its cards."""

from __future__ import annotations

from typing import Final

from bot.deck.model import Deck
from bot.pictures.handout import questions_of

SUBCOMMANDS: Final = (
    "start", "compare", "search", "card", "term", "sources", "handout", "about", "help",
)  # fmt: skip
"""All that there are, in the order in which Discord lists them: no card may claim one of them."""


def list_subcommands(deck: Deck) -> tuple[str, ...]:
    """Return those that can answer, in their order: none for what the whole deck does not have."""
    lacking = {
        "compare": not deck.comparisons,
        "term": not (deck.terms or deck.abbreviations),
        "handout": not questions_of(deck),
    }
    return tuple(name for name in SUBCOMMANDS if not lacking.get(name))
