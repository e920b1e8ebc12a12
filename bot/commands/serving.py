"""What every handler needs: the library that the bot serves, and how a page of it is opened."""

from __future__ import annotations

from typing import Any, Protocol, cast

import discord
from discord import ui

from bot.commands.gate import Gate
from bot.deck.library import Library
from bot.deck.model import Level
from bot.errors import MayNotPost
from bot.store import Store
from bot.views.card import draw_card
from bot.views.comparison import draw_comparison, matrix_of
from bot.views.notice import draw_urgent
from bot.views.rendered import Rendered
from bot.views.replies import may_post, reply


class Serving(Protocol):
    """A client that serves a library, and remembers."""

    library: Library
    store: Store
    tree: Gate

    def add_dynamic_items(self, *items: type[ui.DynamicItem[ui.Item[Any]]]) -> None:
        """Discord.py's own: whose presses are answered by which class."""


def library_of(interaction: discord.Interaction) -> Library:
    """The library of the bot that got this interaction."""
    return cast("Serving", interaction.client).library


def store_of(interaction: discord.Interaction) -> Store:
    """What the bot that got this interaction remembers."""
    return cast("Serving", interaction.client).store


def draw_opened(
    interaction: discord.Interaction, page_id: str, level: Level, *, private: bool
) -> Rendered:
    """A card, or a comparison as it is first shown, by its id.

    Raises :class:`~bot.errors.UnknownCard` and :class:`~bot.errors.UnsignedCard`.
    """
    library = library_of(interaction)
    deck = library.deck
    offer_post = private and may_post(interaction)
    table = deck.comparisons.get(page_id)
    if table is not None:
        condition, feature = matrix_of(deck).opening(table)
        return draw_comparison(deck, condition, feature, private=private, may_post=offer_post)
    return draw_card(deck, library.serve(page_id), level, private=private, may_post=offer_post)


async def post(interaction: discord.Interaction, page: Rendered) -> None:
    """Shows a page to everybody in the channel.

    Raises :class:`~bot.errors.MayNotPost`: the person's rights may have changed since the button
    was drawn.
    """
    if not may_post(interaction):
        raise MayNotPost
    await reply(interaction, page, private=False)


async def read_out(interaction: discord.Interaction, pages: tuple[Rendered, ...]) -> None:
    """Answers with several private messages, one after the other."""
    for page in pages:
        await reply(interaction, page, private=True)


async def heed(interaction: discord.Interaction, *said: str | None) -> bool:
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
