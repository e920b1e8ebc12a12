"""Every question of one deck, found by its id or by its revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.deck.model import Deck
from bot.quiz.item import Item
from bot.quiz.questions import collect_items


@dataclass(frozen=True, slots=True)
class Pool:
    """The questions of a deck."""

    items: Mapping[str, Item]
    """By their permanent ids."""
    revisions: Mapping[str, Item]
    """By what they say now: a button that names an older wording finds nothing."""


# A press needs a question at once; a reloaded deck is another key.
@lru_cache(maxsize=2)
def pool_of(deck: Deck) -> Pool:
    """All that can be asked from a deck."""
    items = collect_items(deck)
    return Pool(items, {item.revision: item for item in items.values()})
