"""What a quiz, a practice or a board can be about: everything, a shelf, a card or a table."""

from __future__ import annotations

from discord import app_commands

from bot.deck.library import Library
from bot.features.cards.lookup import Choices, find_page, suggest_pages
from bot.learning.pool import pool_of
from bot.learning.questions import EVERYTHING
from bot.ui.plain_text import cut


def suggest_topics(library: Library, typed: str) -> Choices:
    """Shelves first, then cards and tables; only those that have questions.

    A card that bears the id of its shelf means the shelf.
    """
    asked = _asked(library)
    sought = " ".join(typed.casefold().split())
    shelves = [
        app_commands.Choice(name=cut(f"{group.emoji} {group.title} (all)", 100), value=group.id)
        for group in library.deck.groups.values()
        if group.id in asked and sought in group.title.casefold()
    ]
    pages = [
        page
        for page in suggest_pages(library, typed)
        if page.value in asked and page.value not in library.deck.groups
    ]
    return shelves + pages


def find_topic(library: Library, said: str | None) -> str:
    """The id of the topic that was meant; of everything when nothing was said.

    Raises :class:`~bot.errors.UnknownCard`, with near names.
    """
    said = said or EVERYTHING
    sought = said.strip().casefold()
    if sought == EVERYTHING:
        return EVERYTHING
    for group in library.deck.groups.values():
        if sought in (group.id, group.title.casefold()):
            return group.id
    return find_page(library, said).page(said)


def _asked(library: Library) -> set[str]:
    return {topic for item in pool_of(library.deck).items.values() for topic in item.topics}
