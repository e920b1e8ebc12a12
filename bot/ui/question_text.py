"""How a topic, a question, its options and its sources are shown, in quizzes and in practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import discord

from bot.deck.info import Group
from bot.deck.model import Deck
from bot.learning.questions import EVERYTHING, Item
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape, escape_name
from bot.ui.message import Control, draw_button

LETTERS = "ABCDEFGH"
# More would bury the explanation; the card lists them all.
MOST_SOURCES = 3


def name_topic(deck: Deck, topic: str) -> str:
    """Return the title of a group, card or comparison; its id if the deck has it no more."""
    if topic in ("", EVERYTHING):
        return "Everything"
    if topic in deck.groups:
        return deck.groups[topic].title
    page = deck.cards.get(topic) or deck.comparisons.get(topic)
    return page.title if page else topic


def group_of_item(deck: Deck, item: Item | None = None) -> Group:
    """Return the group that a question belongs to; the deck's first one if its card is gone."""
    page = item and (deck.cards.get(item.card) or deck.comparisons.get(item.card))
    return deck.group_of(page) if page else next(iter(deck.groups.values()))


def draw_page(
    deck: Deck, title: str, paragraphs: Iterable[str], item: Item | None = None, note: str = ""
) -> discord.Embed:
    """Return an embed of the paragraphs (markup) that are not empty, in the item's group's colour.

    Its footer is the disclaimer, below the ``note``.
    """
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    footer = f"{note}\n{deck.info.disclaimer_short}" if note else deck.info.disclaimer_short
    return draw_embed(group_of_item(deck, item), title, text, footer)


def draw_letters(state: str, options: int) -> tuple[Control, ...]:
    """Draw one button for each option; its ``custom_id`` is the state and the option's place."""
    return tuple(
        draw_button(LETTERS[choice], f"{state}:{choice}", discord.ButtonStyle.primary)
        for choice in range(options)
    )


def list_options(item: Item, order: Sequence[int]) -> str:
    """Return the options as text, one to a line, in the order shown; buttons hold only letters."""
    return "\n".join(
        f"**{LETTERS[place]}.** {escape(item.options[option])}"
        for place, option in enumerate(order)
    )


def name_option(item: Item, order: Sequence[int], option: int) -> str:
    """Return one option with the letter it was shown under; ``option`` 0 is the right one."""
    return f"**{LETTERS[order.index(option)]}.** {escape(item.options[option])}"


def explain(item: Item, order: Sequence[int], wrong: Sequence[int] = ()) -> str:
    """Why the right option is right, and why each of these ``wrong`` options is not, if known."""
    lines = [f"**Why:** {escape(item.explanation)}"]
    if item.why_not:
        lines += [
            f"**Why not {LETTERS[order.index(option)]}:** {escape(item.why_not[option - 1])}"
            for option in wrong
        ]
    return "\n".join(lines)


def cite(deck: Deck, sources: Sequence[str]) -> str:
    """Return the first few sources with links, in one line; "" if the deck has them no more."""
    known = [deck.sources[each] for each in sources if each in deck.sources]
    if not known:
        return ""
    links = [f"[{escape_name(each.cite)}](<{each.url}>)" for each in known[:MOST_SOURCES]]
    more = len(known) - MOST_SOURCES
    if more > 0:
        links.append(f"and {more} more")
    return ("Source: " if len(known) == 1 else "Sources: ") + ", ".join(links)
