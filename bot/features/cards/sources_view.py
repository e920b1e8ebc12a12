"""Lists of sources with links."""

from __future__ import annotations

from collections.abc import Mapping

import discord
from discord import ui
from discord.utils import escape_markdown

from bot.deck.model import Card, Deck, Level, Source
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage

# Below the 4096 characters of an embed's description, and short enough to scroll on a phone.
PAGE_ROOM = 3900
PAGE_LINES = 20
WHOLE = "-"


def draw_sources(deck: Deck, card: Card | None, page: int) -> RenderedMessage:
    """Return a page, from 1, of the sources of a card at both levels, or of the whole deck.

    A page beyond the last is the last: the deck may have become shorter since the button was drawn.
    """
    if card is None:
        title = "All sources"
        sources = sorted(deck.sources.values(), key=lambda source: source.cite.casefold())
        group = next(iter(deck.groups.values()))
    else:
        title = f"Sources of “{card.title}”"
        ids = dict.fromkeys(each for level in Level for each in card.source_ids(level))
        sources = [deck.sources[each] for each in ids]
        group = deck.group_of(card)
    pages = _paginate([f"• {_link(source)}" for source in sources])
    page = max(1, min(page, len(pages)))
    embed = draw_embed(
        group,
        title,
        "\n".join(pages[page - 1]) or "No sources yet.",
        f"Page {page} of {len(pages)} · {len(sources)} sources · Deck {deck.info.version}",
    )
    rows = (_draw_page_buttons(card, page, len(pages)),) if len(pages) > 1 else ()
    return RenderedMessage(embeds=(embed,), rows=rows)


def list_sources(deck: Deck, numbers: Mapping[str, int], general: bool) -> list[str]:
    """Return a numbered line for each source, and the line that explains the dagger if needed."""
    lines = [f"**{place}.** {_link(deck.sources[each])}" for each, place in numbers.items()]
    if general:
        lines.append(deck.info.general_knowledge)
    return lines or ["No sources."]


def fit_lines(lines: list[str]) -> str:
    """Join as many lines as an embed holds; ``/imnm sources`` pages through all of them."""
    text = "\n".join(lines)
    while len(text) > PAGE_ROOM:
        lines = lines[:-1]
        text = "\n".join([*lines, "…and more: see `/imnm sources`."])
    return text


def _link(source: Source) -> str:
    return f"[{escape_markdown(source.cite)}](<{source.url}>)"


def _paginate(lines: list[str]) -> list[list[str]]:
    pages: list[list[str]] = [[]]
    for line in lines:
        written = sum(len(one) + 1 for one in pages[-1])
        if pages[-1] and (len(pages[-1]) == PAGE_LINES or written + len(line) > PAGE_ROOM):
            pages.append([])
        pages[-1].append(line)
    return pages


def _draw_page_buttons(card: Card | None, page: int, last: int) -> tuple[Control, ...]:
    place = card.id if card else WHOLE
    return (
        ui.Button(label="Back", custom_id=f"sp1:{place}:{page - 1}", disabled=page == 1),
        ui.Button(
            label="Next",
            style=discord.ButtonStyle.primary,
            custom_id=f"sp1:{place}:{page + 1}",
            disabled=page == last,
        ),
    )
