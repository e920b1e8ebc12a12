"""How pages are shown: as somebody wishes, and counted, so that a server learns what is read."""

from __future__ import annotations

import discord

from bot.deck.model import Level
from bot.errors import StoreError
from bot.features.cards.card_view import draw_card, draw_card_text
from bot.features.cards.comparison_view import draw_comparison, draw_comparison_text, matrix_of
from bot.ui.context import library_of, store_of
from bot.ui.message import RenderedMessage
from bot.ui.preferences import ReplyPreferences, preferences_for
from bot.ui.reply import lands_in_private, may_post, reply, turn


async def open_page(
    interaction: discord.Interaction, page_id: str, wishes: ReplyPreferences
) -> None:
    """Answers a command with a card or a comparison.

    Raises :class:`~bot.errors.UnknownCard` and :class:`~bot.errors.UnsignedCard`.
    """
    if wishes.text_only:
        pages = draw_page_text(interaction, page_id, wishes.level)
    else:
        pages = (draw_page(interaction, page_id, wishes.level, private=wishes.private),)
    for page in pages:
        await reply(interaction, page, private=wishes.private)
    await count_reading(interaction, page_id)


async def open_page_in_place(interaction: discord.Interaction, page_id: str, level: Level) -> None:
    """Answers a press with a card or a comparison, in place where that is right."""
    if (await preferences_for(interaction)).text_only:
        for page in draw_page_text(interaction, page_id, level):
            await reply(interaction, page, private=True)
    else:
        private = lands_in_private(interaction)
        await turn(interaction, draw_page(interaction, page_id, level, private=private))
    await count_reading(interaction, page_id)


def draw_page(
    interaction: discord.Interaction, page_id: str, level: Level, *, private: bool
) -> RenderedMessage:
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


def draw_page_text(
    interaction: discord.Interaction, page_id: str, level: Level
) -> tuple[RenderedMessage, ...]:
    """A card or a comparison as messages of plain text."""
    library = library_of(interaction)
    deck = library.deck
    table = deck.comparisons.get(page_id)
    if table is not None:
        return draw_comparison_text(deck, *matrix_of(deck).opening(table))
    return draw_card_text(deck, library.serve(page_id), level)


async def count_reading(interaction: discord.Interaction, page_id: str) -> None:
    """Counts that somebody in a server read a page; who it was is not kept.

    It is done last: nobody waits for it, and a page is shown whether or not it can be counted.
    """
    if interaction.guild_id is None:
        return
    try:
        await store_of(interaction).card_views.count(
            interaction.guild_id, page_id, discord.utils.utcnow()
        )
    except StoreError:
        # The store has logged its trouble; a count is not worth a person's attention.
        return
