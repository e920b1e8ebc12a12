"""What the controls under cards, lists and search results do."""

from __future__ import annotations

import discord

from bot.deck.model import Level
from bot.errors import UnknownCard
from bot.features.cards.card_view import draw_card
from bot.features.cards.list_views import WHOLE, draw_card_sources, draw_sources
from bot.features.cards.menus import stand_on
from bot.features.cards.shelf import draw_shelf
from bot.features.cards.show import turn_to
from bot.features.cards.term import draw_term
from bot.features.cards.text_view import draw_card_text
from bot.features.cards.words import draw_words
from bot.ui.context import library_of, post, read_out
from bot.ui.controls import Press
from bot.ui.reply import reply, turn

PAGE = r"(?P<page>[a-z0-9-]{1,32})"
LEVEL = r"(?P<level>plain|clinical)"


class TurnPage(Press, template=rf"c1:{PAGE}:{LEVEL}"):
    """Shows a card at a level: the other level of this one, or a result of a search."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await turn_to(interaction, self.state["page"], Level(self.state["level"]))


class PickPage(Press, template=rf"m1:{PAGE}:{LEVEL}"):
    """Shows the card or comparison that was picked in a menu."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await turn_to(interaction, self.chosen, Level(self.state["level"]))


class PickShelf(Press, template=rf"g1:{LEVEL}"):
    """Shows what stands on the shelf that was picked in a menu."""

    async def answer(self, interaction: discord.Interaction) -> None:
        deck = library_of(interaction).deck
        group = deck.groups.get(self.chosen)
        if group is None or not any(stand_on(deck, group)):
            raise UnknownCard(self.chosen)
        await turn(interaction, draw_shelf(deck, group, Level(self.state["level"])))


class ListSources(Press, template=rf"s1:{PAGE}:{LEVEL}"):
    """Lists the sources of a card, for the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        page = draw_card_sources(library.deck, card, Level(self.state["level"]))
        await reply(interaction, page, private=True)


class ReadAsText(Press, template=rf"t1:{PAGE}:{LEVEL}"):
    """Sends a card as plain text, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        await read_out(interaction, draw_card_text(library.deck, card, Level(self.state["level"])))


class LookUpWords(Press, template=rf"w1:{PAGE}:{LEVEL}"):
    """Explains the words of a card, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        page = draw_words(library.deck, card, Level(self.state["level"]))
        await reply(interaction, page, private=True)


class PostCard(Press, template=rf"p1:{PAGE}:{LEVEL}"):
    """Shows a card that one person was reading to everybody in the channel."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        level = Level(self.state["level"])
        await post(interaction, draw_card(library.deck, card, level, private=False))


class ExplainTerm(Press, template=r"d1:(?P<term>.{1,96})"):
    """Shows a word of the glossary that a search found."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        word = library.index.term(self.state["term"])
        await turn(interaction, draw_term(library.deck, word))


class PageSources(Press, template=rf"sp1:{PAGE}:(?P<number>\d{{1,4}})"):
    """Turns the pages of a long list of sources."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        wanted = self.state["page"]
        card = None if wanted == WHOLE else library.serve(wanted)
        await turn(interaction, draw_sources(library.deck, card, int(self.state["number"])))


CONTROLS = (
    TurnPage,
    PickPage,
    PickShelf,
    ListSources,
    ReadAsText,
    LookUpWords,
    PostCard,
    ExplainTerm,
    PageSources,
)
