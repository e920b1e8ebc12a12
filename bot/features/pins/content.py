"""The content of a pinned message: what it shows now, and which page a message of ours shows.

A page is named by the id of a card or of a comparison table, by ``condition/feature`` for another
part of the tables (``-`` for none), or by :data:`FRONT_DESK`. A card that was pinned may have left
the deck since; a notice takes its place then.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import discord

from bot.deck.comparisons import Extract
from bot.deck.library import Library
from bot.deck.model import Card, Comparison, Deck, Level
from bot.errors import UnknownCard, UnknownCondition, UnsignedCard
from bot.features.cards.browse_view import draw_browse_menu
from bot.features.cards.card_view import draw_card
from bot.features.cards.comparison_view import draw_comparison, matrix_of, read_id, title_of
from bot.features.cards.lookup import find_comparison
from bot.features.pins import texts
from bot.pictures.pages import pictures_of
from bot.ui.embeds import draw_embed
from bot.ui.markup import embolden, escape
from bot.ui.message import Control, RenderedMessage, draw_button

# One of these buttons stands under every card and every comparison, and holds all that is shown.
CARD_BUTTON = re.compile(r"s1:(?P<page>[a-z0-9-]{1,32}):(?P<level>plain|clinical)")
COMPARISON_BUTTON = re.compile(
    r"xs1:(?P<condition>[a-z0-9-]{1,32}):(?P<feature>[a-z0-9-]{1,32})(?::(?P<level>clinical))?"
)
SEPARATOR = "/"
FRONT_DESK = "@desk"
"""The page of the front desk of a channel; no id of a card can be this."""
MOST_BUTTONS = 10
"""Cards on a front desk: as many as are seen at once on a phone."""
IN_A_ROW = 3
"""Buttons of those that lead, and of the others: two rows of each, and the menu."""


@dataclass(frozen=True, slots=True)
class ComparisonContent:
    """A part of the comparison tables, with the condition and feature that select it."""

    condition: str | None
    feature: str | None
    extract: Extract


@dataclass(frozen=True, slots=True)
class MissingPage:
    """A page that cannot be shown now, with the card that replaces it, if one does."""

    page: str
    successor: Card | None = None
    unsigned: bool = False
    """Whether it waits for a clinician's approval."""


PageContent = Card | ComparisonContent | MissingPage


def find_content(library: Library, page: str) -> PageContent:
    """Return what the deck that serves now has for a page other than the front desk."""
    try:
        return _find(library, page)
    except UnsignedCard:
        return MissingPage(page, unsigned=True)
    except (UnknownCard, UnknownCondition):
        return MissingPage(page)


def _find(library: Library, page: str) -> PageContent:
    deck = library.deck
    if page not in deck.comparisons and SEPARATOR not in page:
        card = library.serve(page)
        return card if card.id == page else MissingPage(page, card)
    if page in deck.comparisons:
        condition, feature = matrix_of(deck).opening(deck.comparisons[page])
    else:
        condition, feature = map(read_id, page.split(SEPARATOR, 1))
    condition, feature = find_comparison(library, condition, feature)
    return ComparisonContent(condition, feature, matrix_of(deck).extract(condition, feature))


def revision_of(deck: Deck, content: PageContent) -> str:
    """Return eight hex digits that change whenever the message should.

    They stand for the message itself at either level, so that a new look counts as well as new
    words. Its menus are left out: a card that did not change is not edited for another's title.
    """
    drawn = (draw_content(deck, content, level) for level in Level)
    return _hash(*(message.revision for message in drawn))


def draw_content(deck: Deck, content: PageContent, level: Level) -> RenderedMessage:
    """Draw the message as everybody in the channel sees it."""
    if isinstance(content, Card):
        return draw_card(deck, content, level)
    if isinstance(content, ComparisonContent):
        return draw_comparison(deck, content.condition, content.feature, level=level)
    return _draw_missing(deck, content, level)


def title_of_content(content: PageContent) -> str:
    """Return the title of a page for a list of pins."""
    if isinstance(content, Card):
        return content.title
    if isinstance(content, ComparisonContent):
        return title_of(content.extract)
    title = texts.UNSIGNED_TITLE if content.unsigned else texts.GONE_TITLE
    return title.format(page=content.page)


def recognise(deck: Deck, custom_ids: Iterable[str]) -> tuple[str, Level] | None:
    """Return the page that a message of ours shows, and its level, from the buttons under it."""
    for custom_id in custom_ids:
        card = CARD_BUTTON.fullmatch(custom_id)
        if card is not None:
            return card["page"], Level(card["level"])
        tables = COMPARISON_BUTTON.fullmatch(custom_id)
        if tables is not None:
            level = Level(tables["level"] or Level.PLAIN)
            return _name_part(deck, tables["condition"], tables["feature"]), level
    return None


def shows(deck: Deck, custom_ids: Collection[str], page: str, level: Level) -> bool:
    """Return whether a message that was posted as a pin shows a page, from the buttons under it."""
    if page == FRONT_DESK:
        return bool(custom_ids) and all(
            each.startswith("c1:") and each.endswith(f":{level}") for each in custom_ids
        )
    found = recognise(deck, custom_ids)
    return found is not None and found[0] == page


def choose_front_desk_cards(deck: Deck, most_read: Iterable[str]) -> tuple[Card | Comparison, ...]:
    """Return the pages that lead, then those that were opened most, then those with a command."""
    named = (*deck.info.front_desk, *most_read)
    known = (deck.cards.get(page) or deck.comparisons.get(page) for page in named)
    pages = {page.id: page for page in (*known, *deck.topics) if page is not None}
    return tuple(pages.values())[:MOST_BUTTONS]


def draw_front_desk(
    deck: Deck, pages: tuple[Card | Comparison, ...], level: Level
) -> RenderedMessage:
    """Draw a button for each page and a menu of all groups. A press opens a private card."""
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.FRONT_DESK_TITLE.format(subject=deck.info.subject.label),
        texts.FRONT_DESK_LEAD.format(group=deck.info.command),
        deck.info.disclaimer_short,
        ((texts.EMERGENCY, escape(deck.info.urgent_line)),),
    )
    leading = [page for page in pages if page.id in deck.info.front_desk]
    others = [page for page in pages if page.id not in deck.info.front_desk]
    rows = [
        tuple(_draw_page_button(deck, page, level) for page in part[start : start + IN_A_ROW])
        for part in (leading, others)
        for start in range(0, len(part), IN_A_ROW)
    ]
    red_flags = deck.key_card("red_flags")
    return RenderedMessage(
        embeds=(embed,),
        rows=(*rows, *draw_browse_menu(deck, level)),
        pictures=pictures_of(deck, red_flags, Level.PLAIN) if red_flags else (),
    )


def _draw_page_button(deck: Deck, page: Card | Comparison, level: Level) -> Control:
    urgent = page.id == deck.info.key_cards.red_flags
    return draw_button(
        page.label,
        f"c1:{page.id}:{level}",
        discord.ButtonStyle.danger if urgent else discord.ButtonStyle.secondary,
        emoji=deck.group_of(page).emoji,
    )


def _name_part(deck: Deck, condition: str, feature: str) -> str:
    """Name a whole table by its id, so that it is kept as that; another part by what it shows."""
    selected = (read_id(condition), read_id(feature))
    for table in deck.comparisons.values():
        if matrix_of(deck).opening(table) == selected:
            return table.id
    return f"{condition}{SEPARATOR}{feature}"


def _draw_missing(deck: Deck, missing: MissingPage, level: Level) -> RenderedMessage:
    menus = draw_browse_menu(deck, level)
    if missing.unsigned:
        return RenderedMessage(content=texts.UNSIGNED.format(group=deck.info.command), rows=menus)
    if missing.successor is None:
        return RenderedMessage(content=texts.GONE.format(group=deck.info.command), rows=menus)
    title = missing.successor.title
    label = texts.OPEN.format(title=missing.successor.label)
    button = draw_button(label, f"c1:{missing.successor.id}:{level}")
    return RenderedMessage(
        content=texts.REPLACED.format(title=embolden(title)), rows=((button,), *menus)
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
