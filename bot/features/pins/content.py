"""What stands in a message that is kept up to date, and how it is recognised.

A page is named by the id of a card or of a table, or by ``condition/feature`` for another part of
the tables (``-`` for none). What was pinned may have left the deck: then a notice takes its place.

The front desk of a channel: the cards that are asked for most, and the way to all others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import discord
from discord import ui

from bot.deck.comparisons import Extract
from bot.deck.library import Library
from bot.deck.model import Card, Comparison, Deck, Level
from bot.errors import UnknownCard, UnknownCondition, UnsignedCard
from bot.features.cards.browse_view import draw_browse_menu
from bot.features.cards.card_view import draw_card, review_of
from bot.features.cards.comparison_view import NONE, draw_comparison, matrix_of, title_of
from bot.features.cards.comparison_view import review_of as review_of_tables
from bot.ui.embeds import draw_embed, draw_urgent_line
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import cut

# The buttons that stand under every card and every comparison, with all that is shown there.
CARD_BUTTON = re.compile(r"s1:(?P<page>[a-z0-9-]{1,32}):(?P<level>plain|clinical)")
COMPARISON_BUTTON = re.compile(r"xs1:(?P<condition>[a-z0-9-]{1,32}):(?P<feature>[a-z0-9-]{1,32})")
SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class ComparisonContent:
    """A part of the tables, and what was asked for to get it."""

    condition: str | None
    feature: str | None
    extract: Extract


@dataclass(frozen=True, slots=True)
class MissingPage:
    """What cannot be shown now. ``successor`` took its place, if anything did."""

    page: str
    successor: Card | None = None
    unsigned: bool = False


PageContent = Card | ComparisonContent | MissingPage


def find_content(library: Library, page: str) -> PageContent:
    """What the page is in the deck that serves now."""
    deck = library.deck
    if page in deck.comparisons:
        return _compare(library, page, *matrix_of(deck).opening(deck.comparisons[page]))
    if SEPARATOR in page:
        condition, _, feature = page.partition(SEPARATOR)
        return _compare(library, page, _unset(condition), _unset(feature))
    try:
        card = library.serve(page)
    except UnsignedCard:
        return MissingPage(page, unsigned=True)
    except UnknownCard:
        return MissingPage(page)
    return card if card.id == page else MissingPage(page, card)


def revision_of(deck: Deck, found: PageContent) -> str:
    """Eight hex digits that change whenever the message should.

    They stand for the wording, for who reviewed it, and for what every page says. The number of the
    deck is left out: a card that did not change is not edited for it.
    """
    if isinstance(found, MissingPage):
        return _stamp("absent", found.successor.id if found.successor else "", str(found.unsigned))
    if isinstance(found, Card):
        said = [found.revision, review_of(found)]
    else:
        said = [*(table.revision for table in found.extract.tables)]
        said.append(review_of_tables(found.extract))
    return _stamp(*said, draw_urgent_line(deck), deck.info.disclaimer_short)


def draw_content(deck: Deck, found: PageContent, level: Level) -> RenderedMessage:
    """The message as everybody in the channel sees it."""
    if isinstance(found, Card):
        return draw_card(deck, found, level, private=False)
    if isinstance(found, ComparisonContent):
        return draw_comparison(deck, found.condition, found.feature, private=False)
    return _draw_absent(deck, found, level)


def title_of_content(found: PageContent) -> str:
    """What the page is called."""
    if isinstance(found, Card):
        return found.title
    if isinstance(found, ComparisonContent):
        return title_of(found.extract)
    state = "waits for approval" if found.unsigned else "is gone"
    return f"A card that {state} ({found.page})"


def recognise(deck: Deck, custom_ids: Iterable[str]) -> tuple[str, Level] | None:
    """The page that a message of ours shows, and its level, by the buttons under it."""
    for custom_id in custom_ids:
        card = CARD_BUTTON.fullmatch(custom_id)
        if card is not None:
            return card["page"], Level(card["level"])
        tables = COMPARISON_BUTTON.fullmatch(custom_id)
        if tables is not None:
            return _name_part(deck, tables["condition"], tables["feature"]), Level.PLAIN
    return None


def _name_part(deck: Deck, condition: str, feature: str) -> str:
    """A whole table by its id, so that it is kept as what it is; another part by what it shows."""
    asked = (_unset(condition), _unset(feature))
    for table in deck.comparisons.values():
        if matrix_of(deck).opening(table) == asked:
            return table.id
    return f"{condition}{SEPARATOR}{feature}"


def _compare(
    library: Library, page: str, condition: str | None, feature: str | None
) -> PageContent:
    try:
        return ComparisonContent(
            condition, feature, matrix_of(library.deck).extract(condition, feature)
        )
    except UnknownCondition:
        return MissingPage(page, unsigned=_is_known(library.whole, condition, feature))


def _is_known(deck: Deck, condition: str | None, feature: str | None) -> bool:
    try:
        matrix_of(deck).extract(condition, feature)
    except UnknownCondition:
        return False
    return True


def _unset(asked: str) -> str | None:
    return None if asked == NONE else asked


def _draw_absent(deck: Deck, absent: MissingPage, level: Level) -> RenderedMessage:
    shelves = draw_browse_menu(deck, level)
    if absent.unsigned:
        return RenderedMessage(
            content="The page that stood here is waiting for a clinician's approval. It comes "
            "back by itself. `/imnm search` finds what is approved now.",
            rows=shelves,
        )
    if absent.successor is None:
        return RenderedMessage(
            content="The card that stood here has left the deck. `/imnm search` finds what there "
            "is now, and so does this menu.",
            rows=shelves,
        )
    title = absent.successor.title
    button = ui.Button[ui.View](
        label=cut(f"Open “{title}”", 80), custom_id=f"c1:{absent.successor.id}:{level}"
    )
    return RenderedMessage(
        content=f"The card that stood here has left the deck. **{title}** has taken its place.",
        rows=((button,), *shelves),
    )


def _stamp(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]


FRONT_DESK = "@desk"
"""Stands for the front desk where else the id of a card stands; no id can be this."""
FRONT_DESK_TITLE = "Front desk"
MOST_BUTTONS = 10
"""So many buttons are seen at once on a phone."""
IN_A_ROW = 5


def choose_front_desk_cards(deck: Deck, most_read: Iterable[str]) -> tuple[Card | Comparison, ...]:
    """The pages that were opened most, filled up with those that have a command of their own."""
    known = (deck.cards.get(page) or deck.comparisons.get(page) for page in most_read)
    pages = {page.id: page for page in (*known, *deck.topics) if page is not None}
    return tuple(pages.values())[:MOST_BUTTONS]


def draw_front_desk(
    deck: Deck, pages: tuple[Card | Comparison, ...], level: Level
) -> RenderedMessage:
    """A button for each of these pages and a menu of all shelves. A press opens a private card."""
    page = draw_embed(
        next(iter(deck.groups.values())),
        "Cards about IMNM",
        "Press a card and it opens for you alone. Nobody else sees what you read.\n"
        "The menu leads to all cards; `/imnm search` finds one from your own words.",
        f"{deck.info.disclaimer_short}\nDeck {deck.info.version}",
    )
    page.add_field(name="In an emergency", value=deck.info.urgent_line, inline=False)
    buttons: list[Control] = [
        ui.Button(
            label=cut(each.title, 80),
            emoji=deck.group_of(each).emoji,
            style=discord.ButtonStyle.secondary,
            custom_id=f"c1:{each.id}:{level}",
        )
        for each in pages
    ]
    rows = [tuple(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)]
    return RenderedMessage(embeds=(page,), rows=(*rows, *draw_browse_menu(deck, level)))
