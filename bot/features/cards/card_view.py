"""A card as people see it: an embed with its controls, plain text, and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

import discord

from bot.deck.model import Basis, Card, Change, Deck, Fact, Level
from bot.features.cards import texts
from bot.features.cards.browse_view import draw_more_cards, draw_red_flags_button
from bot.features.cards.handout_view import draw_handout_button
from bot.features.cards.reference_view import (
    draw_source_lines,
    find_words,
    list_sources,
    list_unsourced,
)
from bot.features.reports.views import draw_report_button
from bot.pictures.handout import questions_of
from bot.pictures.pages import pictures_of
from bot.ui.embeds import (
    add_source_marks,
    describe_review,
    draw_embed,
    draw_footer,
    draw_sources_line,
    draw_urgent_line,
    number_sources,
    spell_out_source_marks,
)
from bot.ui.markup import draw_heading, embolden, escape, escape_name
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.plain_text import split

MOST_KEPT: Final = 256
"""Drawn cards: about all of a deck of sixty, at two levels, with and without a button that posts
them. One takes 35 KB with what is sent of it, and 1 to 3 ms to draw."""
MOST_TEXTS_KEPT: Final = 64
"""Cards as text: as large each, longer to draw, and asked for by few."""


def draw_card(deck: Deck, card: Card, level: Level, *, post: bool = False) -> RenderedMessage:
    """Return a card of this deck at one level; with ``post``, a button posts it to the channel."""
    return _draw(deck, card.id, level, post=post)


# A card is opened far more often than it changes; a reloaded deck is another key.
@lru_cache(MOST_KEPT)
def _draw(deck: Deck, card_id: str, level: Level, *, post: bool) -> RenderedMessage:
    card = deck.cards[card_id]
    return RenderedMessage(
        embeds=(_draw_embed(deck, card, level),),
        rows=_draw_rows(deck, card, level, post=post, as_text=True),
        pictures=pictures_of(deck, card, level),
    )


def draw_card_text(
    deck: Deck, card: Card, level: Level, *, post: bool = False
) -> tuple[RenderedMessage, ...]:
    """Return a card as messages of plain text, in reading order; its controls are under the last.

    The sources are listed when their button is pressed.
    """
    return _draw_text(deck, card.id, level, post=post)


@lru_cache(MOST_TEXTS_KEPT)
def _draw_text(
    deck: Deck, card_id: str, level: Level, *, post: bool
) -> tuple[RenderedMessage, ...]:
    card = deck.cards[card_id]
    numbers = number_sources(card.source_ids(level))

    def spell_out(fact: Fact) -> str:
        if fact.basis is not None:
            return f"- {escape(fact.text)} ({fact.basis.shown})"
        sources = _numbered(fact.sources, level)
        general = bool(fact.general)
        return f"- {spell_out_source_marks(escape(fact.text), sources, numbers, general=general)}"

    opens_with_urgent_line = _opens_with_urgent_line(deck, card)
    urgent_line = embolden(deck.info.urgent_line)
    blocks = [texts.TITLE_AS_TEXT[level].format(title=draw_heading(card.title))]
    if opens_with_urgent_line:
        blocks.append(urgent_line)
    blocks += _introduce(card, level)
    if card.urgent and not opens_with_urgent_line:
        blocks.append(urgent_line)
    elif not card.urgent:
        blocks += _name_red_flags(deck)
    for section in card.sections(level):
        sources = _count_sources(section.facts, level)
        lines = [draw_heading(section.title, 3), *map(spell_out, section.facts), *sources]
        blocks.append("\n".join(lines))
    if card.changed:
        lines = [draw_heading(texts.THEN_AND_NOW, 3)]
        for change in card.changed:
            statement = escape(change.at(level))
            marked = spell_out_source_marks(statement, _numbered(change.sources, level), numbers)
            lines.append(f"- {marked}")
        blocks.append("\n".join([*lines, *_count_sources(card.changed, level)]))
    if card.action and level is Level.PLAIN:
        blocks.append(f"{draw_heading(texts.ACTION, 3)}\n{escape(card.action)}")
    blocks.append(escape(draw_footer(deck, review_of(card))))
    *first, last = split(blocks)
    rows = _draw_rows(deck, card, level, post=post, as_text=False)
    return (*(RenderedMessage(each) for each in first), RenderedMessage(last, rows=rows))


def draw_card_sources(deck: Deck, card: Card, level: Level) -> RenderedMessage:
    """Return the sources of one level of a card, numbered as on the card.

    Where the card only counts them, the numbers of each section come first.
    """
    title = texts.SOURCES_OF.format(title=card.title)
    facts = tuple(card.facts(level))
    numbers = number_sources(card.source_ids(level))
    lines = list(_list_numbers(card, numbers)) if level is Level.PLAIN else []
    lines += list_sources(deck, numbers, any(fact.general for fact in facts))
    lines += list_unsourced(deck, facts)
    return RenderedMessage(
        embeds=draw_source_lines(deck, deck.group_of(card), title, lines),
        rows=((draw_report_button("card", card.id, card.revision),),),
    )


def review_of(card: Card) -> str:
    """Return who reviewed the card as it is now, and when, as text."""
    return describe_review(card.reviewed_on, card.reviewed_by if card.signed else None)


def _opens_with_urgent_line(deck: Deck, card: Card) -> bool:
    """Return whether the urgent line comes before all else.

    It does on a safety card, and on every urgent one while there are no red flags to open.
    """
    return card.safety or (card.urgent and deck.key_card("red_flags") is None)


def _name_red_flags(deck: Deck) -> Iterator[str]:
    red_flags = deck.key_card("red_flags")
    if red_flags:
        message = texts.RED_FLAGS_COMMAND if red_flags.command else texts.RED_FLAGS_CARD
        yield message.format(group=deck.info.command, command=red_flags.command, page=red_flags.id)


def _introduce(card: Card, level: Level) -> Iterator[str]:
    """Yield the paragraphs before the facts; the urgent line of a safety card is not among them."""
    if card.in_short and level is Level.PLAIN:
        opening, colon, rest = escape(card.in_short).partition(":")
        yield f"**{opening}:**{rest}" if colon else opening
    yield escape(card.lead.at(level))
    if card.numbers:
        yield texts.NUMBERS.format(numbers=escape(card.numbers))


def _numbered(sources: tuple[str, ...], level: Level) -> tuple[str, ...]:
    """Return the sources whose numbers stand behind a statement: in plain words, none do."""
    return sources if level is Level.CLINICAL else ()


def _count_sources(parts: Iterable[Fact | Change], level: Level) -> list[str]:
    """Return the line that stands for the numbers of a section; none where these are shown."""
    line = "" if level is Level.CLINICAL else draw_sources_line(_sources_of(parts))
    return [line] if line else []


def _sources_of(parts: Iterable[Fact | Change]) -> set[str]:
    return {source for part in parts for source in part.sources}


def _list_numbers(card: Card, numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield a line with the numbers of the sources of each section, and a blank one at the end."""
    sections = [(section.title, _sources_of(section.facts)) for section in card.plain]
    sections.append((texts.THEN_AND_NOW, _sources_of(card.changed)))
    for title, sources in sections:
        if sources:
            places = ", ".join(map(str, sorted(numbers[source] for source in sources)))
            yield f"{embolden(f'{title}:')} {places}"
    if numbers:
        yield ""


def _has_dagger(fact: Fact) -> bool:
    """Return whether the fact, or a part of it, rests on general knowledge alone."""
    return bool(fact.general) or fact.basis is Basis.GENERAL


def _draw_embed(deck: Deck, card: Card, level: Level) -> discord.Embed:
    numbers = number_sources(card.source_ids(level))
    paragraphs = [draw_urgent_line(deck)] if _opens_with_urgent_line(deck, card) else []
    general = any(map(_has_dagger, card.facts(level)))
    fields = []
    for section in card.sections(level):
        facts = [_draw_fact(fact, level, numbers) for fact in section.facts]
        lines = [*facts, *_count_sources(section.facts, level)]
        fields.append((escape_name(section.title), "\n".join(lines)))
    if card.changed:
        lines = [_draw_change(change, level, numbers) for change in card.changed]
        lines += _count_sources(card.changed, level)
        fields.append((texts.THEN_AND_NOW, "\n".join(lines)))
    if card.action and level is Level.PLAIN:
        fields.append((texts.ACTION_FIELD.format(action=texts.ACTION), escape(card.action)))
    return draw_embed(
        deck.group_of(card),
        card.title,
        "\n\n".join([*paragraphs, *_introduce(card, level)]),
        draw_footer(deck, review_of(card), general=general),
        fields,
        url=deck.address_of(card.id),
    )


def _draw_fact(fact: Fact, level: Level, numbers: Mapping[str, int]) -> str:
    sources = _numbered(fact.sources, level)
    text = add_source_marks(escape(fact.text), sources, numbers, general=_has_dagger(fact))
    return f"• {text} ({fact.basis.shown})" if fact.basis else f"• {text}"


def _draw_change(change: Change, level: Level, numbers: Mapping[str, int]) -> str:
    sources = _numbered(change.sources, level)
    return f"• {add_source_marks(escape(change.at(level)), sources, numbers)}"


def _draw_rows(
    deck: Deck, card: Card, level: Level, *, post: bool, as_text: bool
) -> tuple[tuple[Control, ...], ...]:
    place = f"{card.id}:{level}"
    menu = draw_more_cards(deck, card, level)
    words = find_words(deck, card, level)
    buttons: list[Control] = []
    if card.id != deck.info.key_cards.red_flags:
        buttons += draw_red_flags_button(deck, level)
    buttons += [
        draw_button(
            texts.IN_LEVEL[level.other], f"c1:{card.id}:{level.other}", discord.ButtonStyle.primary
        ),
        draw_button(texts.SOURCES, f"s1:{place}"),
    ]
    if words:
        buttons.append(draw_button(texts.WORDS, f"w1:{place}"))
    if as_text:
        buttons.append(draw_button(texts.AS_TEXT, f"t1:{place}"))
    more: list[Control] = []
    if card is deck.key_card("doctor") and questions_of(deck):
        more.append(draw_handout_button())
    if post:
        more.append(draw_button(texts.POST, f"p1:{place}"))
    rows: list[tuple[Control, ...]] = [(menu,)] if menu.options else []
    rows += [tuple(buttons), *([tuple(more)] if more else [])]
    return tuple(rows)
