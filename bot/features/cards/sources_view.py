"""Lists of sources with links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import discord
from discord import ui
from discord.utils import escape_markdown

from bot.deck.model import Basis, Card, Deck, Fact, Group, Level, Source
from bot.ui.embeds import DAGGER, draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import pluralise

# An embed's description holds 4096 characters, all embeds of a message 6000, titles included.
EMBED_ROOM = 3900
MESSAGE_ROOM = 5700
# So many lines are easily scrolled through on a phone.
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
        unsourced = []
    else:
        title = f"Sources of “{card.title}”"
        ids = dict.fromkeys(each for level in Level for each in card.source_ids(level))
        sources = [deck.sources[each] for each in ids]
        group = deck.group_of(card)
        unsourced = list_unsourced(deck, card.facts())
    pages = _paginate([*(f"• {_link(source)}" for source in sources), *unsourced], PAGE_LINES)
    page = max(1, min(page, len(pages)))
    embed = draw_embed(
        group,
        title,
        "\n".join(pages[page - 1]) or "No sources yet.",
        f"Page {page} of {len(pages)} · {pluralise(len(sources), 'source', 'sources')}"
        f" · Deck {deck.info.version}",
    )
    rows = (_draw_page_buttons(card, page, len(pages)),) if len(pages) > 1 else ()
    return RenderedMessage(embeds=(embed,), rows=rows)


def list_sources(deck: Deck, numbers: Mapping[str, int], general: bool) -> list[str]:
    """Return a numbered line for each source, and the line that explains the dagger if needed."""
    lines = [f"**{place}.** {_link(deck.sources[each])}" for each, place in numbers.items()]
    if general:
        lines.append(deck.info.general_knowledge)
    return lines or ["No sources."]


def list_unsourced(deck: Deck, facts: Iterable[Fact]) -> list[str]:
    """Return the facts that name no source, under a line that says what they rest on."""
    lines = []
    facts = tuple(facts)
    for basis in Basis:
        texts = [fact.text.replace("**", "") for fact in facts if fact.basis is basis]
        if texts:
            dagger = f"{DAGGER} " if basis is Basis.GENERAL else ""
            lines.append(f"\n{dagger}**{deck.info.basis_lines[basis]}**")
            lines += [f"• {text}" for text in texts]
    return lines


def draw_source_lines(group: Group, title: str, lines: list[str]) -> tuple[discord.Embed, ...]:
    """Return a list of sources as an embed, or as two where one does not hold it.

    What two do not hold is left to ``/imnm sources``, which pages through everything.
    """
    kept = lines
    while sum(len(line) + 1 for line in kept) > MESSAGE_ROOM:
        lines = lines[:-1]
        kept = [*lines, "…and more: see `/imnm sources`."]
    first, *rest = ("\n".join(part) for part in _paginate(kept, len(kept)))
    colour = discord.Colour.from_str(group.colour)
    more = (discord.Embed(description=text, colour=colour) for text in rest)
    return (draw_embed(group, title, first), *more)


def _link(source: Source) -> str:
    return f"[{escape_markdown(source.cite)}](<{source.url}>)"


def _paginate(lines: list[str], most: int) -> list[list[str]]:
    """Split lines into pages that an embed holds, of at most ``most`` lines."""
    pages: list[list[str]] = [[]]
    for line in lines:
        written = sum(len(one) + 1 for one in pages[-1])
        if pages[-1] and (len(pages[-1]) == most or written + len(line) > EMBED_ROOM):
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
