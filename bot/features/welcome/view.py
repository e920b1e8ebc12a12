"""The greeting as it is posted in a server."""

from __future__ import annotations

from collections.abc import Callable

import discord

from bot.deck.model import Deck
from bot.features.cards.start_view import KIND as START
from bot.features.welcome.texts import LEAD, SET_UP, SHOW_CARDS, TITLE
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape
from bot.ui.message import RenderedMessage, draw_button

SET_UP_KIND = "wl1"
"""The ``custom_id`` of the button that opens the server's settings."""


def draw_greeting(deck: Deck, mention: Callable[[str], str]) -> RenderedMessage:
    """Return the greeting; ``mention`` returns a command as people can tap it."""
    embed = draw_embed(
        next(iter(deck.groups.values())),
        TITLE,
        LEAD.format(
            subject=escape(deck.info.subject.full),
            review=mention("review"),
            help=mention(f"{deck.info.command} help"),
        ),
        deck.info.disclaimer_short,
    )
    buttons = (
        draw_button(SHOW_CARDS, START, discord.ButtonStyle.success),
        draw_button(SET_UP, SET_UP_KIND, discord.ButtonStyle.primary),
    )
    return RenderedMessage(embeds=(embed,), rows=(buttons,))
