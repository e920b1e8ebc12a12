"""Open a page of the deck, a card or a comparison, by its id; and count that it was read."""

from __future__ import annotations

import discord

from bot.deck.model import Level
from bot.errors import StoreError
from bot.features.cards.card_view import draw_card, draw_card_text
from bot.features.cards.comparison_view import draw_comparison, draw_comparison_text, matrix_of
from bot.ui.context import library_of, store_of
from bot.ui.message import RenderedMessage, put_above
from bot.ui.preferences import ReplyPreferences, preferences_for
from bot.ui.reply import answers_privately, edit_or_reply, may_post, reply, reply_in_parts


async def open_page(
    interaction: discord.Interaction,
    page_id: str,
    preferences: ReplyPreferences,
    warning: RenderedMessage | None = None,
) -> None:
    """Answer a command with a page, under a ``warning`` if there is one.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard`.
    """
    level, private = preferences.level, preferences.private
    if preferences.text_only:
        messages = _draw_page_text(interaction, page_id, level)
    else:
        messages = (_draw_page(interaction, page_id, level, private=private),)
    if warning is not None:
        messages = put_above(warning, messages)
    for message in messages:
        await reply(interaction, message, private=private)
    await _count_view(interaction, page_id)


async def open_page_in_place(interaction: discord.Interaction, page_id: str, level: Level) -> None:
    """Answer a press with a page, which takes the place of the pressed one where it may.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard`.
    """
    if (await preferences_for(interaction)).text_only:
        await reply_in_parts(interaction, _draw_page_text(interaction, page_id, level))
    else:
        private = answers_privately(interaction)
        await edit_or_reply(interaction, _draw_page(interaction, page_id, level, private=private))
    await _count_view(interaction, page_id)


def _draw_page(
    interaction: discord.Interaction, page_id: str, level: Level, *, private: bool
) -> RenderedMessage:
    library = library_of(interaction)
    deck = library.deck
    offer_post = private and may_post(interaction)
    table = deck.comparisons.get(page_id)
    if table is not None:
        condition, feature = matrix_of(deck).opening(table)
        return draw_comparison(deck, condition, feature, private=private, may_post=offer_post)
    return draw_card(deck, library.serve(page_id), level, private=private, may_post=offer_post)


def _draw_page_text(
    interaction: discord.Interaction, page_id: str, level: Level
) -> tuple[RenderedMessage, ...]:
    library = library_of(interaction)
    deck = library.deck
    table = deck.comparisons.get(page_id)
    if table is not None:
        return draw_comparison_text(deck, *matrix_of(deck).opening(table))
    return draw_card_text(deck, library.serve(page_id), level)


async def _count_view(interaction: discord.Interaction, page_id: str) -> None:
    """Count that somebody in a server opened a page; who it was is not stored.

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
