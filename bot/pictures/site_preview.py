"""The picture that other sites show of a link to the deck's site: its name and its groups."""

from __future__ import annotations

from bot.deck.model import Deck
from bot.pictures.colours import fill_under_white
from bot.pictures.picture import Picture, make_picture

MOST_GROUPS = 8
"""Titles that fit below each other in two columns."""


def picture_of_site(deck: Deck, line: str) -> Picture:
    """Return the picture; ``line`` says in a sentence what the site is."""
    groups = list(deck.groups.values())[:MOST_GROUPS]
    data = {
        "title": deck.info.title,
        "line": line,
        "groups": [
            {"title": group.title, "fill": fill_under_white(group.colour)} for group in groups
        ],
    }
    names = ", ".join(group.title for group in groups)
    return make_picture("site_preview", data, [deck.info.title, line, names])
