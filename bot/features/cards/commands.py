"""The deck's command group: a subcommand for each card that names one, and ways to the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Card, Deck, Level
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
from bot.features.cards.subcommands import list_subcommands
from bot.ui.command_tree import BotCommandGroup, autocomplete
from bot.ui.context import library_of
from bot.ui.message import OPTION_TEXT
from bot.ui.preferences import preferences_for, respond, respond_privately

LEVELS = [app_commands.Choice(name=texts.LEVEL_CHOICE[level], value=level.value) for level in Level]
# Long enough for any name and for a question; Discord would let people send 6000 characters.
Name = app_commands.Range[str, 1, 100]
Query = app_commands.Range[str, 1, 500]


def add_card_commands(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Add the group of the deck's commands to the tree, in the place of an older one."""
    for command in tree.get_commands():
        if isinstance(command, CardCommands):
            tree.remove_command(command.name)
    tree.add_command(CardCommands(library.whole))


class CardCommands(BotCommandGroup):
    """The start, a subcommand for each card that names one, then the ways to find the rest."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(
            name=deck.info.command,
            description=texts.GROUP_DESCRIPTION.format(subject=deck.info.subject.name),
        )
        ways = {command.name: command for command in self.commands}
        if deck.comparisons:
            ways["compare"] = _build_compare(deck)
        start, *others = (ways[name] for name in list_subcommands(deck))
        for name in ways:
            self.remove_command(name)
        # Discord lists them in the order in which they are added.
        for command in (start, *map(_build_topic, deck.topics), *others):
            self.add_command(command)

    @app_commands.command(description=texts.START_DESCRIPTION)
    @app_commands.describe(private=texts.START_PRIVATE_OPTION)
    async def start(self, interaction: discord.Interaction, private: bool | None = None) -> None:
        # That somebody is newly diagnosed is shown to nobody unless they say so here, whatever
        # they or the server have chosen for cards.
        preferences = await preferences_for(interaction, private=private is not False)
        await respond(interaction, draw_start(library_of(interaction).deck), preferences)

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


def _build_compare(deck: Deck) -> app_commands.Command[Any, ..., None]:
    @app_commands.command(description=texts.COMPARE_DESCRIPTION)
    @app_commands.rename(condition="with")
    @app_commands.describe(
        condition=_describe_condition(deck),
        feature=_describe_feature(deck),
        private=texts.PRIVATE_OPTION,
    )
    @app_commands.autocomplete(
        condition=autocomplete(suggest_conditions), feature=autocomplete(suggest_features)
    )
    async def compare(
        interaction: discord.Interaction,
        condition: Name | None = None,
        feature: Name | None = None,
        private: bool | None = None,
    ) -> None:
        if await answer_red_flag(interaction, condition, feature):
            return
        preferences = await preferences_for(interaction, private=private)
        found = find_comparison(library_of(interaction), condition, feature)
        await open_comparison(interaction, *found, preferences)

    return compare


def _describe_condition(deck: Deck) -> str:
    anchor, *others = (column.short for column in matrix_of(deck).extract(None, None).columns)
    described = texts.CONDITION_OPTION.format(anchor=anchor, others=_join(texts.OTHERS, others))
    return described if len(described) <= OPTION_TEXT else texts.ANY_CONDITION_OPTION


def _describe_feature(deck: Deck) -> str:
    examples = deck.info.feature_examples
    if not examples:
        return texts.ANY_FEATURE_OPTION
    described = texts.FEATURE_OPTION.format(examples=_join(texts.EXAMPLES, examples))
    return described if len(described) <= OPTION_TEXT else texts.ANY_FEATURE_OPTION


def _join(sentence: str, names: Sequence[str]) -> str:
    *others, last = names
    return sentence.format(others=", ".join(others), last=last) if others else last
