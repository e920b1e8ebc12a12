"""What a topic is called."""

from __future__ import annotations

from bot.deck.model import Deck, Group
from bot.learning.questions import EVERYTHING, Item


def name_topic(deck: Deck, topic: str) -> str:
    """The title of a group, card or table; its id if the deck has it no more."""
    if topic in ("", EVERYTHING):
        return "Everything"
    if topic in deck.groups:
        return deck.groups[topic].title
    page = deck.cards.get(topic) or deck.comparisons.get(topic)
    return page.title if page else topic


def group_of_item(deck: Deck, item: Item | None = None) -> Group:
    """The group that a question stands in; the deck's first one where there is none any more."""
    page = item and (deck.cards.get(item.card) or deck.comparisons.get(item.card))
    return deck.group_of(page) if page else next(iter(deck.groups.values()))
