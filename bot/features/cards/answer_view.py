"""The private list of cards that fit somebody's message, each of which can be posted as a reply."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import discord

from bot.deck.info import KeyCard, NoticeName
from bot.deck.model import Deck, Level
from bot.deck.search.index import Hit
from bot.features.cards import texts
from bot.features.cards.browse_view import label_hit
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape_name
from bot.ui.message import RenderedMessage, draw_button
from bot.ui.plain_text import escape_within
from bot.ui.refusals import draw_notice

KIND: Final = "ac1"
MOST_ANSWERS: Final = 3
FIRST_CARDS: Final[dict[NoticeName, KeyCard]] = {
    "urgent_notice": "red_flags",
    "overdose_notice": "red_flags",
    "crisis_notice": "crisis",
}
"""The card that is offered first for each kind of emergency."""


def draw_answers(
    deck: Deck,
    message_id: int,
    hits: Sequence[Hit],
    level: Level,
    *,
    card_command: str,
    notice: str = "",
) -> RenderedMessage:
    """Return the list for a message, whose cards are posted at ``level``.

    ``notice`` are the words for an emergency that it may speak of; ``card_command`` is the command
    that opens any card.
    """
    quoted = "\n".join(f"> {line}" if line else ">" for line in notice.splitlines())
    paragraphs = [f"{texts.ALARM}\n{quoted}" if notice else texts.NO_ALARM]
    paragraphs.append(texts.CHOOSE if hits else texts.NOTHING_FITS.format(card=card_command))
    placed = list(enumerate(hits, start=1))
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.ANSWER_MENU,
        "\n\n".join(paragraphs),
        texts.MESSAGE_PRIVACY,
        (
            (f"{place}. {escape_within(hit.title, 200)}", escape_within(hit.sentence, 300))
            for place, hit in placed
        ),
    )
    alarming = discord.ButtonStyle.danger
    rows = tuple(
        (
            draw_button(
                f"{place}. {label_hit(deck, hit)}",
                f"{KIND}:{message_id}:{hit.id}:{level}",
                alarming if notice and place == 1 else discord.ButtonStyle.primary,
            ),
        )
        for place, hit in placed
    )
    return RenderedMessage(embeds=(embed,), rows=rows)


def word_notice(deck: Deck, name: NoticeName) -> str:
    """Return the words of the deck's notice for an emergency."""
    return draw_notice(deck, name).content


def draw_posted(title: str, address: str) -> RenderedMessage:
    """Tell whoever helps that a card was posted."""
    return RenderedMessage(content=texts.POSTED.format(link=f"[{escape_name(title)}](<{address}>)"))
