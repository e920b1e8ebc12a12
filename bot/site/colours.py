"""The colours of the groups as a style sheet, for light and for dark screens."""

from __future__ import annotations

from bot.deck.model import Deck
from bot.pictures.colours import fill_under_white, text_on_dark


def draw_colours(deck: Deck) -> str:
    """Return a rule for each group; its colour can be read as text, and white text on its fill."""
    light = [
        f".group-{group.id} {{ --accent: {fill_under_white(group.colour)}; }}"
        for group in deck.groups.values()
    ]
    dark = [
        f".group-{group.id} {{ --accent: {text_on_dark(group.colour)}; }}"
        for group in deck.groups.values()
    ]
    return "\n".join([*light, "@media (prefers-color-scheme: dark) {", *dark, "}", ""])
