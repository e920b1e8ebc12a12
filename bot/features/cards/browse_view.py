"""The ways to a card: menus, groups, results of a search; and where the deck comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import discord
from discord import ui

from bot.deck.info import Group, Link
from bot.deck.model import Card, Comparison, Deck, Level
from bot.deck.search.index import Findings, Hit
from bot.errors import UnknownCard
from bot.features.cards import texts
from bot.ui.embeds import draw_embed, format_day
from bot.ui.markup import embolden, escape, escape_name
from bot.ui.message import (
    OPTIONS,
    PHONE_OPTION,
    Control,
    RenderedMessage,
    cut,
    draw_button,
    draw_option,
)
from bot.ui.plain_text import escape_within, quote

# One row of five is left for what stands below the results.
MOST_HITS = 4
# Of the 100 characters of a custom_id.
POSTED_IDS = 96


def draw_red_flags_button(deck: Deck, level: Level) -> tuple[Control, ...]:
    """Return the button that opens the red flags; none if their card is not served."""
    red_flags = deck.key_card("red_flags")
    if red_flags is None:
        return ()
    custom_id = f"c1:{red_flags.id}:{level}"
    return (draw_button(texts.WHEN_TO_GET_HELP, custom_id, discord.ButtonStyle.danger),)


def draw_more_cards(deck: Deck, card: Card, level: Level) -> ui.Select[ui.View]:
    """Return a menu of related cards, then of the card's group, then of those with a command."""
    return ui.Select(
        custom_id=f"m1:{card.id}:{level}",
        placeholder=texts.MORE_CARDS,
        options=list_options(
            deck, (page for page in _pages_after(deck, card) if page.id != card.id)
        ),
    )


def draw_group_menu(deck: Deck, group: Group, level: Level) -> ui.Select[ui.View]:
    """Return a menu of the cards and comparisons of a group."""
    return ui.Select(
        custom_id=f"m1:-:{level}",
        placeholder=cut(texts.CARDS_OF_GROUP.format(group=group.title), PHONE_OPTION),
        options=list_options(deck, pages_of_group(deck, group)),
    )


def draw_browse_menu(deck: Deck, level: Level) -> tuple[tuple[Control, ...], ...]:
    """Return a row with a menu of the groups that have pages; no row if none has any.

    That is so where only signed cards are served and none is signed yet.
    """
    options = [
        draw_option(
            group.title,
            group.id,
            ", ".join(page.title for page in pages),
            emoji=group.emoji,
        )
        for group in deck.groups.values()
        if (pages := tuple(pages_of_group(deck, group)))
    ]
    if not options:
        return ()
    menu: Control = ui.Select(
        custom_id=f"g1:{level}", placeholder=texts.BROWSE, options=options[:OPTIONS]
    )
    return ((menu,),)


def pages_of_group(deck: Deck, group: Group) -> Iterator[Card | Comparison]:
    """Yield the pages of a group in the deck's order."""
    yield from (card for card in deck.cards.values() if card.group == group.id)
    yield from (table for table in deck.comparisons.values() if table.group == group.id)


def list_options(deck: Deck, pages: Iterable[Card | Comparison]) -> list[discord.SelectOption]:
    """Return an option for each page, once for each id, as many as Discord allows."""
    unique = {page.id: page for page in pages}
    return [
        draw_option(
            page.title if len(page.title) <= PHONE_OPTION else page.label,
            page.id,
            page.summary,
            emoji=deck.group_of(page).emoji,
        )
        for page in list(unique.values())[:OPTIONS]
    ]


def _pages_after(deck: Deck, card: Card) -> Iterator[Card | Comparison]:
    for page_id in card.related:
        page = deck.cards.get(page_id) or deck.comparisons.get(page_id)
        if page is not None:
            yield page
    yield from pages_of_group(deck, deck.group_of(card))
    yield from deck.topics


def draw_group(deck: Deck, group: Group, level: Level) -> RenderedMessage:
    """Return the pages of a group, a menu that opens them, and a menu of all groups."""
    lines = [
        f"{embolden(page.title)}\n{escape(page.summary)}" for page in pages_of_group(deck, group)
    ]
    return RenderedMessage(
        embeds=(draw_embed(group, group.title, "\n".join(lines)),),
        rows=((draw_group_menu(deck, group, level),), *draw_browse_menu(deck, level)),
    )


def draw_hits(
    deck: Deck, query: str, hits: tuple[Hit, ...], *, post: bool = False
) -> RenderedMessage:
    """Return up to four results, each with the sentence that matched and a button that opens it.

    With ``post`` there is a button that posts the pages, without what was typed, to the channel.
    """
    placed = list(enumerate(hits[:MOST_HITS], start=1))
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.FOUND,
        texts.FOUND_FOR.format(query=quote(query)),
        deck.info.disclaimer_short,
        (
            (f"{place}. {escape_within(hit.title, 200)}", escape_within(hit.sentence, 300))
            for place, hit in placed
        ),
    )
    # One button to a row: full titles, and a large place to tap.
    rows: list[tuple[Control, ...]] = [
        (_draw_hit_button(deck, place, hit),) for place, hit in placed
    ]
    pages = _join_ids(hit.id for _, hit in placed if hit.kind != "term")
    if post and pages:
        rows.append((draw_button(texts.POST, f"ph1:{pages}"),))
    return RenderedMessage(embeds=(embed,), rows=tuple(rows))


def _join_ids(page_ids: Iterable[str]) -> str:
    """Return as many ids, joined by commas, as a ``custom_id`` holds."""
    joined = ""
    for page_id in page_ids:
        longer = f"{joined},{page_id}" if joined else page_id
        if len(longer) > POSTED_IDS:
            break
        joined = longer
    return joined


def draw_posted_hits(deck: Deck, page_ids: Sequence[str]) -> RenderedMessage:
    """Return pages that somebody searched for and posts, for all who read the channel.

    Raise :class:`~bot.errors.UnknownCard` if the deck serves none of them any more.
    """
    served = _all_pages(deck)
    pages = [served[page_id] for page_id in page_ids if page_id in served]
    if not pages:
        raise UnknownCard(", ".join(page_ids))
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.POSTED_CARDS,
        texts.TAP,
        deck.info.disclaimer_short,
        (
            (f"{place}. {escape_within(page.title, 200)}", escape(page.summary))
            for place, page in enumerate(pages, start=1)
        ),
    )
    return RenderedMessage(
        embeds=(embed,),
        rows=tuple(
            (draw_button(f"{place}. {page.label}", f"c1:{page.id}:plain"),)
            for place, page in enumerate(pages, start=1)
        ),
    )


def _all_pages(deck: Deck) -> dict[str, Card | Comparison]:
    pages: dict[str, Card | Comparison] = {**deck.cards}
    return pages | {**deck.comparisons}


def draw_no_card(deck: Deck, query: str, found: Findings, level: Level) -> RenderedMessage:
    """Return a message that says that no card answers, and where else to look.

    It leads to the group that comes nearest, to all groups and to the questions for a doctor. What
    no card will ever answer has a sentence of its own.
    """
    if found.out_of_scope is not None:
        said = [found.out_of_scope.text]
    else:
        said = [texts.NO_CARD.format(query=quote(query))]
    if found.question is not None:
        said.append(texts.ASK_DOCTOR.format(question=found.question))
    rows = list(draw_browse_menu(deck, level))
    if rows and found.out_of_scope is None:
        said.append(texts.OTHER_WORDS)
    near = _all_pages(deck).get(found.nearest or "")
    if near is not None:
        rows.insert(0, (draw_group_menu(deck, deck.group_of(near), level),))
    doctor = deck.key_card("doctor")
    if doctor is not None:
        rows.append((draw_button(doctor.label, f"c1:{doctor.id}:{level}"),))
    return RenderedMessage(content="\n".join(said), rows=tuple(rows))


def _draw_hit_button(deck: Deck, place: int, hit: Hit) -> Control:
    custom_id = f"d1:{hit.id}" if hit.kind == "term" else f"c1:{hit.id}:{hit.level}"
    return draw_button(f"{place}. {label_hit(deck, hit)}", custom_id)


def label_hit(deck: Deck, hit: Hit) -> str:
    """Return what a button calls a result: a page by its short title, a term by its name."""
    page = None if hit.kind == "term" else _all_pages(deck).get(hit.id)
    return hit.title if page is None else page.label


def draw_about(deck: Deck) -> RenderedMessage:
    """Return the deck's own account of itself, its version and its date."""
    about = deck.info.about
    fields = (
        (texts.REVIEWED, escape(about.reviewed)),
        (texts.NOT_REVIEWED, escape(about.not_reviewed)),
        (texts.REPORT, escape(about.report)),
        (texts.LICENCE, escape(about.licence)),
        (
            escape_name(about.references_title or texts.REFERENCES),
            "\n".join(map(_link, about.references)),
        ),
    )
    version = texts.VERSION_OF.format(
        version=deck.info.version, date=format_day(deck.info.released_on), revision=deck.revision
    )
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.ABOUT,
        escape(about.origin),
        f"{deck.info.disclaimer_short}\n{version}",
        ((name, value) for name, value in fields if value),
    )
    return RenderedMessage(embeds=(embed,))


def _link(link: Link) -> str:
    line = f"• [{escape_name(link.title)}](<{link.url}>)"
    return f"{line} ({escape(link.note)})" if link.note else line
