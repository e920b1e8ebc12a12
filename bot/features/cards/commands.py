"""The ``/imnm`` group: a subcommand for each card that names one, and the ways to find the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Card, Level
from bot.features.cards.browse_view import draw_about, draw_help
from bot.features.cards.comparison_view import draw_comparison, draw_comparison_sources, matrix_of
from bot.features.cards.lookup import (
    find_comparison,
    find_page_id,
    suggest_conditions,
    suggest_features,
    suggest_pages,
    suggest_terms,
)
from bot.features.cards.pages import answer_red_flag, answer_search, open_page
from bot.features.cards.reference_view import draw_sources, draw_term
from bot.ui.command_tree import BotCommandGroup, autocomplete
from bot.ui.preferences import preferences_for, respond
from bot.ui.reply import may_post

GROUP = "imnm"
PRIVATE = "Show the answer to me alone (default: as in my settings, else everybody sees it)"
LEVEL = "In plain words or in clinical terms (default: as in my settings, else plain)"
LEVELS = [app_commands.Choice(name=level.value, value=level.value) for level in Level]
# Long enough for any name and for a question; Discord would let people send 6000 characters.
Name = app_commands.Range[str, 1, 100]
Query = app_commands.Range[str, 1, 500]
Subcommand = app_commands.Command[Any, ..., None]


def add_imnm_commands(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Add ``/imnm``, built from the deck, to the tree in the place of an older one."""
    group = BotCommandGroup(
        GROUP,
        "Sourced reference cards about immune-mediated necrotizing myopathy",
        (*(_topic(card) for card in library.whole.topics), *_fixed_commands(library)),
    )
    tree.remove_command(GROUP)
    tree.add_command(group)


def fixed_subcommands() -> tuple[str, ...]:
    """Return the names of the subcommands that are no cards: no card may claim one of them."""
    return tuple(command.name for command in _fixed_commands(Library(Path())))


def _fixed_commands(library: Library) -> tuple[Subcommand, ...]:
    return (
        _compare(library),
        _search(library),
        _card(library),
        _term(library),
        _sources(library),
        _about(library),
        _help(library),
    )


def _topic(card: Card) -> Subcommand:
    @app_commands.command(name=card.command or card.id, description=card.summary)
    @app_commands.describe(level=LEVEL, private=PRIVATE)
    @app_commands.choices(level=LEVELS)
    async def topic(
        interaction: discord.Interaction, level: str | None = None, private: bool | None = None
    ) -> None:
        await open_page(interaction, card.id, await preferences_for(interaction, level, private))

    return topic


def _compare(library: Library) -> Subcommand:
    @app_commands.command(name="compare", description="Compare conditions, feature by feature")
    @app_commands.rename(condition="with")
    @app_commands.describe(
        condition="The condition to put beside IMNM (default: PM and DM)",
        feature="One feature, such as skin or CK (default: all)",
        private=PRIVATE,
    )
    @app_commands.autocomplete(
        condition=autocomplete(lambda typed: suggest_conditions(library, typed)),
        feature=autocomplete(lambda typed: suggest_features(library, typed)),
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
        message = draw_comparison(
            library.deck,
            *find_comparison(library, condition, feature),
            private=preferences.private,
            may_post=may_post(interaction),
        )
        await respond(interaction, message, preferences)

    return compare


def _search(library: Library) -> Subcommand:
    @app_commands.command(name="search", description="Find a card in your own words")
    @app_commands.describe(query="A word, a name or a question", private=PRIVATE)
    @app_commands.autocomplete(query=autocomplete(lambda typed: suggest_pages(library, typed)))
    async def search(
        interaction: discord.Interaction, query: Query, private: bool | None = None
    ) -> None:
        if await answer_red_flag(interaction, query):
            return
        preferences = await preferences_for(interaction, private=private)
        await answer_search(interaction, query, preferences)

    return search


def _card(library: Library) -> Subcommand:
    @app_commands.command(name="card", description="Open any card of the deck by its name")
    @app_commands.describe(name="Type a few letters and pick", level=LEVEL, private=PRIVATE)
    @app_commands.choices(level=LEVELS)
    @app_commands.autocomplete(name=autocomplete(lambda typed: suggest_pages(library, typed)))
    async def card(
        interaction: discord.Interaction,
        name: Name,
        level: str | None = None,
        private: bool | None = None,
    ) -> None:
        if not await answer_red_flag(interaction, name):
            page_id = find_page_id(library, name)
            await open_page(
                interaction, page_id, await preferences_for(interaction, level, private)
            )

    return card


def _term(library: Library) -> Subcommand:
    @app_commands.command(name="term", description="Explain a word or a short form")
    @app_commands.describe(name="Type a few letters and pick", private=PRIVATE)
    @app_commands.autocomplete(name=autocomplete(lambda typed: suggest_terms(library, typed)))
    async def term(
        interaction: discord.Interaction, name: Name, private: bool | None = None
    ) -> None:
        if not await answer_red_flag(interaction, name):
            message = draw_term(library.deck, library.index.term(name))
            await respond(interaction, message, await preferences_for(interaction, private=private))

    return term


def _sources(library: Library) -> Subcommand:
    @app_commands.command(name="sources", description="List where the facts come from")
    @app_commands.describe(card="Of one card (default: of all cards)", private=PRIVATE)
    @app_commands.autocomplete(card=autocomplete(lambda typed: suggest_pages(library, typed)))
    async def sources(
        interaction: discord.Interaction, card: Name | None = None, private: bool | None = None
    ) -> None:
        if await answer_red_flag(interaction, card):
            return
        deck = library.deck
        page_id = find_page_id(library, card) if card else None
        if page_id in deck.comparisons:
            opening = matrix_of(deck).opening(deck.comparisons[page_id])
            message = draw_comparison_sources(deck, *opening)
        else:
            message = draw_sources(deck, library.serve(page_id) if page_id else None, 1)
        await respond(interaction, message, await preferences_for(interaction, private=private))

    return sources


def _about(library: Library) -> Subcommand:
    @app_commands.command(name="about", description="Who made these cards, and how")
    @app_commands.describe(private=PRIVATE)
    async def about(interaction: discord.Interaction, private: bool | None = None) -> None:
        preferences = await preferences_for(interaction, private=private)
        await respond(interaction, draw_about(library.deck), preferences)

    return about


def _help(library: Library) -> Subcommand:
    @app_commands.command(name="help", description="What I can do, and what I keep about you")
    async def help_(interaction: discord.Interaction) -> None:
        preferences = await preferences_for(interaction, private=True)
        await respond(interaction, draw_help(library.deck, *_policies_of(interaction)), preferences)

    return help_


def _policies_of(interaction: discord.Interaction) -> tuple[str | None, str | None]:
    """Return the addresses of the privacy policy and the terms, as set in the developer portal."""
    application = interaction.client.application
    if application is None:
        return None, None
    return application.privacy_policy_url, application.terms_of_service_url
