"""Every question of one deck, found by its id or by its revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.deck.library import Library
from bot.deck.model import Deck
from bot.errors import UnsignedCard
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


def served_items(library: Library) -> dict[str, Item]:
    """The questions that may be asked, by id.

    A question must not tell what a card that waits for its signature may not.
    """
    items = pool_of(library.deck).items
    return {item.id: item for item in items.values() if _is_served(library, item)}


def _is_served(library: Library, item: Item) -> bool:
    if item.card not in library.deck.cards:
        return True
    try:
        library.serve(item.card)
    except UnsignedCard:
        return False
    return True
