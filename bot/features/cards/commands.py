"""The ``/imnm`` group: a subcommand for each card that names one, and the ways to find the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Card, Level
from bot.features.cards import texts
from bot.features.cards.browse_view import draw_about
from bot.features.cards.comparison_view import draw_comparison_sources, matrix_of
from bot.features.cards.handout import open_handout
from bot.features.cards.help_pages import make_help
from bot.features.cards.lookup import (
    find_comparison,
    find_page_id,
    suggest_conditions,
    suggest_features,
    suggest_pages,
    suggest_terms,
)
from bot.features.cards.pages import (
    answer_red_flag,
    answer_search,
    hand_page_to,
    hide_own_words,
    open_comparison,
    open_page,
)
from bot.features.cards.reference_view import draw_sources, draw_term
from bot.features.cards.start_view import draw_start
from bot.ui.command_tree import BotCommandGroup, autocomplete
from bot.ui.context import library_of
from bot.ui.preferences import preferences_for, respond, respond_privately

LEVELS = [app_commands.Choice(name=texts.LEVEL_CHOICE[level], value=level.value) for level in Level]
# Long enough for any name and for a question; Discord would let people send 6000 characters.
Name = app_commands.Range[str, 1, 100]
Query = app_commands.Range[str, 1, 500]


def add_imnm_commands(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Add ``/imnm``, built from the deck, to the tree in the place of an older one."""
    group = ImnmCommands(library.whole.topics)
    tree.remove_command(group.name)
    tree.add_command(group)


def fixed_subcommands() -> tuple[str, ...]:
    """Return the names of the subcommands that are no cards: no card may claim one of them."""
    return tuple(command.name for command in ImnmCommands().commands)


class ImnmCommands(
    BotCommandGroup,
    name="imnm",
    description=texts.GROUP_DESCRIPTION,
):
    """The start, a subcommand for each card that names one, then the ways to find the rest."""

    def __init__(self, topics: Iterable[Card] = ()) -> None:
        super().__init__()
        others = [command for command in self.commands if command is not self.start]
        # Discord lists them in the order in which they are added.
        for command in others:
            self.remove_command(command.name)
        for command in (*map(_build_topic, topics), *others):
            self.add_command(command)

    @app_commands.command(description=texts.START_DESCRIPTION)
    @app_commands.describe(private=texts.START_PRIVATE_OPTION)
    async def start(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        # That somebody is newly diagnosed is shown to nobody unless they say so here, whatever
        # they or the server have chosen for cards.
        preferences = await preferences_for(interaction, private=private is not False)
        await respond(interaction, draw_start(library_of(interaction).deck), preferences)

    @app_commands.command(description=texts.COMPARE_DESCRIPTION)
    @app_commands.rename(condition="with")
    @app_commands.describe(
        condition=texts.CONDITION_OPTION,
        feature=texts.FEATURE_OPTION,
        private=texts.PRIVATE_OPTION,
    )
    @app_commands.autocomplete(
        condition=autocomplete(suggest_conditions), feature=autocomplete(suggest_features)
    )
    async def compare(
        self,
        interaction: discord.Interaction,
        condition: Name | None = None,
        feature: Name | None = None,
        private: bool | None = None,
    ) -> None:
        if await answer_red_flag(interaction, condition, feature):
            return
        library, preferences = (
            library_of(interaction),
            await preferences_for(interaction, private=private),
        )
        found = find_comparison(library, condition, feature)
        await open_comparison(interaction, *found, preferences)

    @app_commands.command(description=texts.SEARCH_DESCRIPTION)
    @app_commands.describe(query=texts.QUERY_OPTION, private=texts.PRIVATE_OPTION)
    @app_commands.autocomplete(query=autocomplete(suggest_pages))
    async def search(
        self, interaction: discord.Interaction, query: Query, private: bool | None = None
    ) -> None:
        if not await answer_red_flag(interaction, query):
            preferences = await preferences_for(interaction, private=private)
            await answer_search(interaction, query, preferences)

    @app_commands.command(description=texts.CARD_DESCRIPTION)
    @app_commands.rename(reader="for")
    @app_commands.describe(
        name=texts.NAME_OPTION,
        level=texts.LEVEL_OPTION,
        private=texts.PRIVATE_OPTION,
        reader=texts.READER_OPTION,
    )
    @app_commands.choices(level=LEVELS)
    @app_commands.autocomplete(name=autocomplete(suggest_pages))
    async def card(
        self,
        interaction: discord.Interaction,
        name: Name,
        *,
        level: str | None = None,
        private: bool | None = None,
        reader: discord.User | None = None,
    ) -> None:
        if await answer_red_flag(interaction, name):
            return
        library = library_of(interaction)
        page_id = find_page_id(library, name)
        if reader is not None:
            preferences = await preferences_for(interaction, level, private is True)
            await hand_page_to(interaction, reader, page_id, preferences)
        else:
            preferences = await preferences_for(interaction, level, private)
            await open_page(interaction, page_id, hide_own_words(library, name, preferences))

    @app_commands.command(description=texts.TERM_DESCRIPTION)
    @app_commands.describe(name=texts.NAME_OPTION, private=texts.PRIVATE_OPTION)
    @app_commands.autocomplete(name=autocomplete(suggest_terms))
    async def term(
        self, interaction: discord.Interaction, name: Name, private: bool | None = None
    ) -> None:
        if not await answer_red_flag(interaction, name):
            library = library_of(interaction)
            message = draw_term(library.deck, library.index.term(name))
            await respond(interaction, message, await preferences_for(interaction, private=private))

    @app_commands.command(description=texts.SOURCES_DESCRIPTION)
    @app_commands.describe(card=texts.SOURCES_OPTION, private=texts.PRIVATE_OPTION)
    @app_commands.autocomplete(card=autocomplete(suggest_pages))
    async def sources(
        self,
        interaction: discord.Interaction,
        card: Name | None = None,
        private: bool | None = None,
    ) -> None:
        if await answer_red_flag(interaction, card):
            return
        library = library_of(interaction)
        deck = library.deck
        page_id = find_page_id(library, card) if card else None
        if page_id in deck.comparisons:
            opening = matrix_of(deck).opening(deck.comparisons[page_id])
            message = draw_comparison_sources(deck, *opening)
        else:
            message = draw_sources(deck, library.serve(page_id) if page_id else None, 1)
        preferences = await preferences_for(interaction, private=private)
        if card is not None:
            preferences = hide_own_words(library, card, preferences)
        await respond(interaction, message, preferences)

    @app_commands.command(description=texts.HANDOUT_DESCRIPTION)
    async def handout(self, interaction: discord.Interaction) -> None:
        await open_handout(interaction)

    @app_commands.command(description=texts.ABOUT_DESCRIPTION)
    @app_commands.describe(private=texts.PRIVATE_OPTION)
    async def about(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        message = draw_about(library_of(interaction).deck)
        await respond(interaction, message, await preferences_for(interaction, private=private))

    @app_commands.command(description=texts.HELP_DESCRIPTION)
    async def help(self, interaction: discord.Interaction) -> None:
        await respond_privately(interaction, make_help(interaction, "home"))


def _build_topic(card: Card) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name=card.command or card.id, description=card.summary)
    @app_commands.describe(level=texts.LEVEL_OPTION, private=texts.PRIVATE_OPTION)
    @app_commands.choices(level=LEVELS)
    async def topic(
        interaction: discord.Interaction, level: str | None = None, private: bool | None = None
    ) -> None:
        await open_page(interaction, card.id, await preferences_for(interaction, level, private))

    return topic
