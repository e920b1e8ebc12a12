"""Every question of one deck, found by its id or by its revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.deck.library import Library
from bot.deck.model import Deck
from bot.errors import NoQuestions, UnsignedCard
from bot.learning.item import Item
from bot.learning.questions import choose_items, collect_items


@dataclass(frozen=True, slots=True)
class Pool:
    """The questions of a deck."""

    items: Mapping[str, Item]
    """By their permanent ids."""
    revisions: Mapping[str, Item]
    """By what they say now: a button that names an older wording finds nothing."""


# A press needs a question at once; a reloaded deck is another key, and so is what is served of it.
@lru_cache(maxsize=4)
def pool_of(deck: Deck) -> Pool:
    """All that can be asked from a deck."""
    items = collect_items(deck)
    return Pool(items, {item.revision: item for item in items.values()})


def choose_served(library: Library, *, topic: str, audience: str) -> list[Item]:
    """The questions that fit and may be asked.

    Raises :class:`~bot.errors.NoQuestions` when none fits, and
    :class:`~bot.errors.UnsignedCard` when those that do wait for a signature.
    """
    try:
        return choose_items(pool_of(library.deck).items, topic=topic, audience=audience)
    except NoQuestions:
        choose_items(pool_of(library.whole).items, topic=topic, audience=audience)
        raise UnsignedCard(topic) from None
