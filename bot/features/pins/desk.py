"""The front desk of a channel: the cards that are asked for most, and the way to all others."""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord import ui

from bot.deck.model import Card, Comparison, Deck, Level
from bot.features.cards.menus import draw_shelves
from bot.ui.embeds import draw_page
from bot.ui.message import Control, Rendered
from bot.ui.plain_text import cut

DESK = "@desk"
"""Stands for the front desk where else the id of a card stands; no id can be this."""
NAME = "Front desk"
MOST = 10
"""So many buttons are seen at once on a phone."""
IN_A_ROW = 5


def choose_for_desk(deck: Deck, most_read: Iterable[str]) -> tuple[Card | Comparison, ...]:
    """The pages that were opened most, filled up with those that have a command of their own."""
    known = (deck.cards.get(page) or deck.comparisons.get(page) for page in most_read)
    pages = {page.id: page for page in (*known, *deck.topics) if page is not None}
    return tuple(pages.values())[:MOST]


def draw_desk(deck: Deck, pages: tuple[Card | Comparison, ...], level: Level) -> Rendered:
    """A button for each of these pages and a menu of all shelves. A press opens a private card."""
    page = draw_page(
        next(iter(deck.groups.values())),
        "Cards about IMNM",
        "Press a card and it opens for you alone. Nobody else sees what you read.\n"
        "The menu leads to all cards; `/imnm search` finds one from your own words.",
        f"{deck.masthead.disclaimer_short}\nDeck {deck.masthead.version}",
    )
    page.add_field(name="In an emergency", value=deck.masthead.urgent_line, inline=False)
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
    return Rendered(embeds=(page,), rows=(*rows, *draw_shelves(deck, level)))
