"""The pictures of the site: those of the cards, the icon, and what other sites show of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bot.deck.model import Card, Deck, Level
from bot.pictures.colours import fill_under_white
from bot.pictures.drawing import draw_png, draw_svg
from bot.pictures.pages import pictures_of
from bot.pictures.picture import Picture

SIZE = re.compile(rb'viewBox="0 0 ([\d.]+) ([\d.]+)"')
PNG_SIZE = slice(16, 24)
"""Width and height of a PNG, as big-endian numbers: PNG specification, IHDR."""
ICON = Path(__file__).parent / "static" / "favicon.svg"


@dataclass(frozen=True, slots=True)
class SitePicture:
    """A drawn picture: its file, its size in CSS pixels, and all that it says, as text."""

    path: str
    content: bytes
    width: int
    height: int
    alt: str


def draw_card_picture(deck: Deck, card: Card) -> SitePicture | None:
    """Return the picture that the bot shows with a card; None if it has none.

    A comparison needs none here: its page has room for the table itself. Raise
    :class:`~bot.pictures.typesetter.NotDrawn`.
    """
    for picture in pictures_of(deck, card, Level.PLAIN):
        content = draw_svg(picture.template, picture.data)
        size = SIZE.search(content)
        if size is None:
            raise ValueError(picture.template)
        width, height = (round(float(each)) for each in size.groups())
        return SitePicture(f"pictures/{card.id}.svg", content, width, height, picture.alt)
    return None


def draw_preview(picture: Picture, path: str) -> SitePicture:
    """Return a picture as PNG, which every program shows."""
    content = draw_png(picture.template, picture.data)
    size = content[PNG_SIZE]
    width, height = int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")
    return SitePicture(path, content, width, height, picture.alt)


def draw_icon(deck: Deck) -> bytes:
    """Return the icon, a card in the colour of the deck's first group, as SVG."""
    colour = fill_under_white(next(iter(deck.groups.values())).colour)
    return ICON.read_text(encoding="utf-8").replace("currentColor", colour).encode()
