"""One shelf of the deck: what stands on it, in a sentence each."""

from __future__ import annotations

from bot.deck.model import Deck, Group, Level
from bot.features.cards.menus import draw_shelf_menu, draw_shelves, stand_on
from bot.ui.embeds import draw_page
from bot.ui.message import Rendered


def draw_shelf(deck: Deck, group: Group, level: Level) -> Rendered:
    """The cards and comparisons of one shelf, a menu that opens them, and the other shelves."""
    lines = [f"**{page.title}**\n{page.summary}" for page in stand_on(deck, group)]
    return Rendered(
        embeds=(draw_page(group, group.title, "\n".join(lines)),),
        rows=((draw_shelf_menu(deck, group, level),), *draw_shelves(deck, level)),
    )
