"""How a topic, a question, its options and its sources are written, in quizzes and in practice."""

from __future__ import annotations

from collections.abc import Sequence

from discord.utils import escape_markdown

from bot.deck.model import Deck, Group
from bot.learning.questions import EVERYTHING, Item

LETTERS = "ABCDEFGH"
# More would bury the explanation; the card lists them all.
MOST_SOURCES = 3


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


def list_options(item: Item, order: Sequence[int]) -> str:
    """The options as text, one to a line, in the order shown; buttons hold only the letters."""
    return "\n".join(
        f"**{LETTERS[place]}.** {item.options[option]}" for place, option in enumerate(order)
    )


def name_option(item: Item, order: Sequence[int], option: int) -> str:
    """One option with the letter it was shown under; ``option`` 0 is the right one."""
    return f"**{LETTERS[order.index(option)]}.** {item.options[option]}"


def cite(deck: Deck, sources: Sequence[str]) -> str:
    """The first few sources with links, in one line; nothing if the deck has them no more."""
    known = [deck.sources[each] for each in sources if each in deck.sources]
    if not known:
        return ""
    links = [f"[{escape_markdown(each.cite)}](<{each.url}>)" for each in known[:MOST_SOURCES]]
    more = len(known) - MOST_SOURCES
    if more > 0:
        links.append(f"and {more} more")
    return ("Source: " if len(known) == 1 else "Sources: ") + ", ".join(links)
