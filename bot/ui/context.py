"""What every handler needs: the library that the bot serves, and how a page of it is opened."""

from __future__ import annotations

from typing import Any, Protocol, cast

import discord
from discord import ui

from bot.deck.library import Library
from bot.errors import MayNotPost
from bot.store import Store
from bot.ui.command_tree import BotCommandTree
from bot.ui.message import RenderedMessage
from bot.ui.refusals import draw_urgent
from bot.ui.reply import may_post, reply


class Serving(Protocol):
    """A client that serves a library, and remembers."""

    library: Library
    store: Store
    tree: BotCommandTree

    def add_dynamic_items(self, *items: type[ui.DynamicItem[ui.Item[Any]]]) -> None:
        """Discord.py's own: whose presses are answered by which class."""


def library_of(interaction: discord.Interaction) -> Library:
    """The library of the bot that got this interaction."""
    return cast("Serving", interaction.client).library


def store_of(interaction: discord.Interaction) -> Store:
    """What the bot that got this interaction remembers."""
    return cast("Serving", interaction.client).store


async def post(interaction: discord.Interaction, page: RenderedMessage) -> None:
    """Shows a page to everybody in the channel.

    Raises :class:`~bot.errors.MayNotPost`: the person's rights may have changed since the button
    was drawn.
    """
    if not may_post(interaction):
        raise MayNotPost
    await reply(interaction, page, private=False)


async def read_out(interaction: discord.Interaction, pages: tuple[RenderedMessage, ...]) -> None:
    """Answers with several private messages, one after the other."""
    for page in pages:
        await reply(interaction, page, private=True)


async def answer_red_flag(interaction: discord.Interaction, *said: str | None) -> bool:
    """Answers with the urgent notice alone if a person's own words hold a red flag.

    Ids of the deck, which come from its suggestions and menus, are not a person's own words.
    """
    library = library_of(interaction)
    deck = library.whole
    for text in said:
        if not text or text in deck.cards or text in deck.comparisons or text in deck.terms:
            continue
        if library.index.red_flag(text) is not None:
            await reply(interaction, draw_urgent(deck), private=True)
            return True
    return False
