"""One shelf of the deck: what stands on it, in a sentence each."""

from __future__ import annotations

from bot.deck.model import Deck, Group, Level
from bot.views.menu import draw_shelf_menu, draw_shelves, stand_on
from bot.views.page import draw_page
from bot.views.rendered import Rendered


def draw_shelf(deck: Deck, group: Group, level: Level) -> Rendered:
    """The cards and comparisons of one shelf, a menu that opens them, and the other shelves."""
    lines = [f"**{page.title}**\n{page.summary}" for page in stand_on(deck, group)]
    return Rendered(
        embeds=(draw_page(group, group.title, "\n".join(lines)),),
        rows=((draw_shelf_menu(deck, group, level),), *draw_shelves(deck, level)),
    )
