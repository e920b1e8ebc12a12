"""What a search found, or that it found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.deck.model import Deck, Level
from bot.features.cards.menus import draw_shelves
from bot.ui.embeds import draw_page
from bot.ui.message import Control, Rendered
from bot.ui.plain_text import cut
from bot.ui.refusals import quote

if TYPE_CHECKING:
    from bot.deck.search.index import Hit

MOST_HITS = 5


def draw_hits(deck: Deck, query: str, hits: tuple[Hit, ...]) -> Rendered:
    """Up to five results, each with the sentence that matched and a button that opens it."""
    hits = hits[:MOST_HITS]
    page = draw_page(
        next(iter(deck.groups.values())),
        "What I found",
        f"For {quote(query)}. Tap a title below to read it.",
        deck.masthead.disclaimer_short,
    )
    for place, hit in enumerate(hits, start=1):
        page.add_field(
            name=f"{place}. {cut(hit.title, 200)}", value=cut(hit.sentence, 300), inline=False
        )
    return Rendered(
        embeds=(page,),
        # One button to a row: full titles, and a large place to tap.
        rows=tuple((_draw_button(place, hit),) for place, hit in enumerate(hits, start=1)),
    )


def draw_nothing_found(deck: Deck, query: str) -> Rendered:
    """Says so, and offers the shelves with all cards."""
    shelves = draw_shelves(deck, Level.PLAIN)
    other = "Try one or two other words, or look through the cards below."
    return Rendered(
        content=f"I found nothing for {quote(query)}. {other if shelves else 'Try other words.'}",
        rows=shelves,
    )


def _draw_button(place: int, hit: Hit) -> Control:
    kind = "d1:" + hit.id if hit.kind == "term" else f"c1:{hit.id}:{hit.level}"
    return ui.Button(
        label=cut(f"{place}. {hit.title}", 80),
        style=discord.ButtonStyle.secondary,
        custom_id=kind,
    )
