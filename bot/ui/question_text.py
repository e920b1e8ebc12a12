"""How a topic, a question, its options and its sources are shown, in quizzes and in practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import discord

from bot.deck.info import Group
from bot.deck.model import Deck
from bot.learning.questions import EVERYTHING, Item
from bot.ui import texts
from bot.ui.embeds import draw_embed
from bot.ui.markup import drop_bold, embolden, escape, escape_name
from bot.ui.message import BUTTON_LABEL, BUTTONS_IN_ROW, ROWS, Control, cut, draw_button

LETTERS = "ABCDEFGH"
# More would bury the explanation; the card lists them all.
MOST_SOURCES = 3


def name_topic(deck: Deck, topic: str) -> str:
    """Return the title of a group, card or comparison; its id if the deck has it no more."""
    if topic in ("", EVERYTHING):
        return texts.EVERYTHING
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


def draw_options(
    state: str, item: Item, order: Sequence[int], rows: int = ROWS
) -> tuple[tuple[Control, ...], ...]:
    """Draw a button for each option; its ``custom_id`` is the state and the option's place.

    Each has a row of its own. Of more options than ``rows``, neighbours with the shortest labels
    share one, so that the rest of the message's buttons have room; True and False always do.
    """
    labels = [label_option(item, order, place) for place in range(len(order))]
    groups = [[place] for place in range(len(order))]
    while len(groups) > (1 if item.true_false else rows):
        pairs = [
            (sum(len(labels[place]) for place in (*one, *other)), place)
            for place, (one, other) in enumerate(pairwise(groups))
            if len(one) + len(other) <= BUTTONS_IN_ROW
        ]
        place = min(pairs)[1]
        groups[place : place + 2] = [groups[place] + groups[place + 1]]
    return tuple(
        tuple(
            draw_button(
                labels[place],
                f"{state}:{place}",
                discord.ButtonStyle.primary,
                longest=BUTTON_LABEL,
            )
            for place in group
        )
        for group in groups
    )


def label_option(item: Item, order: Sequence[int], place: int) -> str:
    """Return the label of the option shown at a place: ``B · Twice as high``, ``True``.

    It is cut at what Discord allows; the whole option stands in the message.
    """
    option = drop_bold(item.options[order[place]])
    return option if item.true_false else cut(f"{LETTERS[place]} · {option}", BUTTON_LABEL)


def list_options(item: Item, order: Sequence[int]) -> str:
    """Return the options as text, one to a line, in the order shown: a label may be cut."""
    if item.true_false:
        return texts.TRUE_OR_FALSE
    return "\n".join(name_option(item, order, option) for option in order)


def name_option(item: Item, order: Sequence[int], option: int, *, bold: bool = False) -> str:
    """Return one option with the letter it was shown under; ``option`` 0 is the right one."""
    text, letter = item.options[option], LETTERS[order.index(option)]
    if item.true_false:
        return embolden(text)
    return embolden(f"{letter}. {text}") if bold else f"**{letter}.** {escape(text)}"


def explain(item: Item, order: Sequence[int]) -> str:
    """Say why the right option is right, and why each other one is not, in the order shown."""
    wrong = [explain_wrong(item, order, option) for option in order if option]
    return "\n".join([texts.WHY.format(reason=escape(item.explanation)), *filter(None, wrong)])


def explain_wrong(item: Item, order: Sequence[int], option: int) -> str:
    """Say why a wrong option is wrong; nothing of a question that has one explanation of all."""
    if not item.why_not:
        return ""
    name = item.options[option] if item.true_false else LETTERS[order.index(option)]
    return texts.WHY_NOT.format(option=name, reason=escape(item.why_not[option - 1]))


def cite(deck: Deck, sources: Sequence[str]) -> str:
    """Return the first few sources with links, in one line; "" if the deck has them no more."""
    known = [deck.sources[each] for each in sources if each in deck.sources]
    if not known:
        return ""
    links = [f"[{escape_name(each.cite)}](<{each.url}>)" for each in known[:MOST_SOURCES]]
    more = len(known) - MOST_SOURCES
    if more > 0:
        return texts.SOURCES_AND_MORE.format(more, links=", ".join(links))
    if len(links) == 1:
        return texts.SOURCE.format(link=links[0])
    return texts.SOURCES.format(links=", ".join(links))
