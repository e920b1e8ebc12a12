"""Where the facts come from: numbered lists with links.

A word of the glossary, or a short form and what it stands for.

What a search found, or that it found nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.utils import escape_markdown

from bot.deck.comparisons import Extract
from bot.deck.model import Abbreviation, Card, Deck, Level, Source, Term
from bot.features.cards.card_view import rests_on_general_knowledge
from bot.features.cards.comparison_view import is_general, matrix_of, title_of
from bot.features.cards.menus import draw_browse_menu
from bot.features.reports.views import draw_report_button
from bot.ui.embeds import add_source_marks, draw_embed, number_sources
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import cut
from bot.ui.refusals import quote

if TYPE_CHECKING:
    from bot.deck.search.index import Hit

# What fits into the description of an embed (4096) and can be scrolled through with a thumb.
PAGE_ROOM = 3900
PAGE_LINES = 20
WHOLE = "-"


def draw_card_sources(deck: Deck, card: Card, level: Level) -> RenderedMessage:
    """The sources of what one level of a card says, numbered as on the card."""
    lines = list_sources(
        deck, number_sources(card.source_ids(level)), rests_on_general_knowledge(card, level)
    )
    return RenderedMessage(
        embeds=(draw_embed(deck.group_of(card), f"Sources of “{card.title}”", _fit(lines)),),
        rows=((draw_report_button("card", card.id, card.revision),),),
    )


def draw_comparison_sources(
    deck: Deck, condition: str | None, feature: str | None
) -> RenderedMessage:
    """The sources of a comparison, numbered as on it."""
    extract: Extract = matrix_of(deck).extract(condition, feature)
    lines = list_sources(deck, number_sources(extract.source_ids), is_general(extract))
    table = extract.tables[0]
    return RenderedMessage(
        embeds=(
            draw_embed(deck.group_of(table), f"Sources of “{title_of(extract)}”", _fit(lines)),
        ),
        rows=((draw_report_button("card", table.id, table.revision),),),
    )


def draw_sources(deck: Deck, card: Card | None, page: int) -> RenderedMessage:
    """All sources of a card, both levels in one list, or of the whole deck; in pages from 1.

    A page beyond the last is the last: the deck may have become shorter since the button was made.
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
    rows = (_draw_pager(card, page, len(pages)),) if len(pages) > 1 else ()
    return RenderedMessage(embeds=(embed,), rows=rows)


def list_sources(deck: Deck, numbers: Mapping[str, int], general: bool) -> list[str]:
    """One numbered line for each source, and the line about general knowledge where it applies."""
    lines = [f"**{place}.** {_link(deck.sources[each])}" for each, place in numbers.items()]
    if general:
        lines.append(deck.info.general_knowledge)
    return lines or ["No sources."]


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


def _fit(lines: list[str]) -> str:
    """As many lines as an embed holds; the command ``/imnm sources`` pages through them all."""
    text = "\n".join(lines)
    while len(text) > PAGE_ROOM:
        lines = lines[:-1]
        text = "\n".join([*lines, "…and more: see `/imnm sources`."])
    return text


def _draw_pager(card: Card | None, page: int, last: int) -> tuple[Control, ...]:
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


def draw_term(deck: Deck, word: Term | Abbreviation) -> RenderedMessage:
    """What the word means, in plain and in clinical words, and where that comes from.

    A short form whose long form the glossary knows is explained as well.
    """
    group = next(iter(deck.groups.values()))
    version = f"{deck.info.disclaimer_short}\nDeck {deck.info.version}"
    if isinstance(word, Abbreviation):
        page = draw_embed(group, word.short, word.long, version)
        term = _find_term(deck, word)
    else:
        page = draw_embed(group, word.term, None, version)
        term = word
    if term is not None:
        _explain(deck, term, page)
    return RenderedMessage(embeds=(page,))


def _find_term(deck: Deck, short: Abbreviation) -> Term | None:
    """The glossary's entry for a short form: named like its long form, or with it in brackets."""
    bracketed = [f"({name})" for name in short.short.split(" / ")]
    for term in deck.terms.values():
        if term.term.casefold() == short.long.casefold():
            return term
        if any(name in term.term for name in bracketed):
            return term
    return None


def _explain(deck: Deck, term: Term, page: discord.Embed) -> None:
    numbers = number_sources(term.sources)
    general = bool(term.general)
    for name, said in (("In plain words", term.plain), ("In clinical terms", term.clinical)):
        page.add_field(
            name=name,
            value=add_source_marks(said, term.sources, numbers, general=general),
            inline=False,
        )
    if numbers or general:
        page.add_field(
            name="Sources", value="\n".join(list_sources(deck, numbers, general)), inline=False
        )


MOST_HITS = 5


def draw_hits(deck: Deck, query: str, hits: tuple[Hit, ...]) -> RenderedMessage:
    """Up to five results, each with the sentence that matched and a button that opens it."""
    hits = hits[:MOST_HITS]
    page = draw_embed(
        next(iter(deck.groups.values())),
        "What I found",
        f"For {quote(query)}. Tap a title below to read it.",
        deck.info.disclaimer_short,
    )
    for place, hit in enumerate(hits, start=1):
        page.add_field(
            name=f"{place}. {cut(hit.title, 200)}", value=cut(hit.sentence, 300), inline=False
        )
    return RenderedMessage(
        embeds=(page,),
        # One button to a row: full titles, and a large place to tap.
        rows=tuple((_draw_button(place, hit),) for place, hit in enumerate(hits, start=1)),
    )


def draw_nothing_found(deck: Deck, query: str) -> RenderedMessage:
    """Says so, and offers the shelves with all cards."""
    shelves = draw_browse_menu(deck, Level.PLAIN)
    other = "Try one or two other words, or look through the cards below."
    return RenderedMessage(
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
