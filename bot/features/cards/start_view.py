"""The page for somebody who was just diagnosed: four questions, each one tap from its card."""

from __future__ import annotations

from typing import Final

import discord

from bot.deck.info import KeyCard
from bot.deck.model import Deck, Level
from bot.features.cards import texts
from bot.features.cards.browse_view import draw_browse_menu
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage, draw_button

KIND: Final = "nd1"
"""How the ``custom_id`` of each button begins that opens the page or one of its cards."""
QUESTIONS: Final[tuple[tuple[KeyCard, str, discord.ButtonStyle], ...]] = (
    ("overview", texts.WHAT_IS_THIS, discord.ButtonStyle.primary),
    ("red_flags", texts.WHEN_TO_GET_HELP, discord.ButtonStyle.danger),
    ("treatment", texts.WHAT_HELPS, discord.ButtonStyle.primary),
    ("doctor", texts.QUESTIONS, discord.ButtonStyle.primary),
)
"""Each card, with the words and the look of its button, in reading order."""
IN_A_ROW = 2
"""Buttons: more than two are small, or wrapped, on a phone."""


def draw_start(deck: Deck) -> RenderedMessage:
    """Return the page; a card that is not served has no button."""
    buttons: list[Control] = [
        draw_button(label, f"{KIND}:{card.id}", style)
        for key, label, style in QUESTIONS
        if (card := deck.key_card(key))
    ]
    rows = [tuple(buttons[i : i + IN_A_ROW]) for i in range(0, len(buttons), IN_A_ROW)]
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.START,
        texts.START_LEAD,
        deck.info.disclaimer_short,
    )
    return RenderedMessage(embeds=(embed,), rows=(*rows, *draw_browse_menu(deck, Level.PLAIN)))


def draw_start_button() -> Control:
    """Return the button that opens the page."""
    return draw_button(texts.START, KIND, discord.ButtonStyle.success)


def draw_way_back() -> Control:
    """Return the button that leads from a card back to the page."""
    return draw_button(texts.BACK_TO_START, KIND)
