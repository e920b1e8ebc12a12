"""Pictures of every kind, and what is seen on them."""

import re
import subprocess
from pathlib import Path

from bot.deck.comparisons import Matrix
from bot.deck.model import Deck, Level
from bot.pictures import typesetting
from bot.pictures.pages import pictures_of
from bot.pictures.picture import Picture
from bot.pictures.tables import pictures_of_tables

WORD = re.compile(r"\w+")


def pictures_of_deck(deck: Deck) -> list[Picture]:
    """Every picture that pages of a deck have."""
    matrix = Matrix(deck)
    found = [each for card in deck.cards.values() for each in pictures_of(deck, card, Level.PLAIN)]
    found += pictures_of_tables(deck, matrix.extract(None, None))
    for condition in matrix.conditions:
        found += pictures_of_tables(deck, matrix.extract(condition, None))
    return list(dict.fromkeys(found))


def seen_words(picture: Picture, folder: Path) -> set[str]:
    """The words on a picture, as a reader of its text layer finds them."""
    page = folder / "page.pdf"
    template = typesetting.TEMPLATES / f"{picture.template}.typ"
    inputs = {"data": picture.data}
    page.write_bytes(typesetting.compiler().compile(template, format="pdf", sys_inputs=inputs))
    text = subprocess.run(["pdftotext", "-layout", page, "-"], capture_output=True, check=True)
    return set(WORD.findall(text.stdout.decode().casefold()))


def spoken_words(picture: Picture) -> set[str]:
    return set(WORD.findall(picture.alt.casefold()))
