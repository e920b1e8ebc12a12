"""A card as people see it: an embed with its controls, plain text, and its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import discord

from bot.deck.model import Basis, Card, Deck, Fact, Level
from bot.features.cards.browse_view import draw_more_cards
from bot.features.cards.handout_view import draw_handout_button
from bot.features.cards.reference_view import (
    draw_source_lines,
    find_words,
    list_sources,
    list_unsourced,
)
from bot.features.reports.views import draw_report_button
from bot.pictures.handout import QUESTIONS, questions_of
from bot.pictures.pages import pictures_of
from bot.ui.embeds import (
    add_source_marks,
    describe_review,
    draw_embed,
    draw_footer,
    draw_urgent_line,
    number_sources,
    spell_out_source_marks,
)
from bot.ui.markup import embolden, escape, escape_name
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.plain_text import split

RED_FLAGS = "redflags"
"""The id of the card that lists the signs which need help now."""
IN_SHORT = "In short:"
ACTION = "One thing you can do"
THEN_AND_NOW = "Then and now"
TURN = {Level.PLAIN: "In clinical terms", Level.CLINICAL: "In plain words"}
NAMES = {Level.PLAIN: "in plain words", Level.CLINICAL: "in clinical terms"}


def draw_card(deck: Deck, card: Card, level: Level, *, post: bool = False) -> RenderedMessage:
    """Return a card of this deck at one level; with ``post``, a button posts it to the channel."""
    return _draw(deck, card.id, level, post=post)


# A card is opened far more often than it changes; a reloaded deck is another key.
@lru_cache(maxsize=128)
def _draw(deck: Deck, card_id: str, level: Level, *, post: bool) -> RenderedMessage:
    card = deck.cards[card_id]
    menu = draw_more_cards(deck, card, level)
    rows: list[tuple[Control, ...]] = [(menu,)] if menu.options else []
    rows.append(_draw_buttons(deck, card, level, post=post))
    if card.id == QUESTIONS and questions_of(deck):
        rows.append((draw_handout_button(),))
    return RenderedMessage(
        embeds=(_draw_embed(deck, card, level),),
        rows=tuple(rows),
        pictures=pictures_of(deck, card, level),
    )


def draw_card_text(deck: Deck, card: Card, level: Level) -> tuple[RenderedMessage, ...]:
    """Return a card with its sources as messages of plain text, in reading order."""
    numbers = number_sources(card.source_ids(level))

    def spell_out(fact: Fact) -> str:
        if fact.basis is not None:
            return f"- {escape(fact.text)} ({fact.basis.shown})"
        marks = spell_out_source_marks(fact.sources, numbers, general=bool(fact.general))
        return f"- {escape(fact.text)}{marks}"

    blocks = [f"{embolden(card.title)} ({NAMES[level]})"]
    if card.urgent:
        blocks.append(embolden(deck.info.urgent_line))
    blocks += _introduce(deck, card, level)
    blocks += [
        "\n".join([embolden(section.title), *map(spell_out, section.facts)])
        for section in card.sections(level)
    ]
    if card.changed:
        lines = [
            f"- {escape(change.at(level))}{spell_out_source_marks(change.sources, numbers)}"
            for change in card.changed
        ]
        blocks.append("\n".join([f"**{THEN_AND_NOW}**", *lines]))
    if card.action and level is Level.PLAIN:
        blocks.append(f"**{ACTION}**\n{escape(card.action)}")
    blocks.append("\n".join(["**Sources**", *_list_sources(deck, card, level)]))
    blocks.append(escape(draw_footer(deck, review_of(card), card.revision)))
    return tuple(RenderedMessage(content=text) for text in split(blocks))


def draw_card_sources(deck: Deck, card: Card, level: Level) -> RenderedMessage:
    """Return the sources of one level of a card, numbered as on the card."""
    title = f"Sources of “{card.title}”"
    return RenderedMessage(
        embeds=draw_source_lines(deck.group_of(card), title, _list_sources(deck, card, level)),
        rows=((draw_report_button("card", card.id, card.revision),),),
    )


def review_of(card: Card) -> str:
    """Return who reviewed the card as it is now, and when, as text."""
    return describe_review(card.reviewed_on, card.reviewed_by if card.signed else None)


def _introduce(deck: Deck, card: Card, level: Level) -> Iterator[str]:
    """Yield the paragraphs before the facts; the urgent line of a safety card is not among them."""
    if card.in_short and level is Level.PLAIN:
        yield escape(card.in_short).replace(IN_SHORT, f"**{IN_SHORT}**", 1)
    yield escape(card.lead.at(level))
    if card.numbers:
        yield f"**Emergency numbers:** {escape(card.numbers)}"
    red_flags = deck.cards.get(RED_FLAGS)
    if red_flags and not card.urgent:
        command = red_flags.command or f"card {red_flags.id}"
        yield f"`/imnm {command}` shows **when to get urgent help**."


def _list_sources(deck: Deck, card: Card, level: Level) -> list[str]:
    facts = tuple(card.facts(level))
    numbers = number_sources(card.source_ids(level))
    lines = list_sources(deck, numbers, any(fact.general for fact in facts))
    return [*lines, *list_unsourced(deck, facts)]


def _has_dagger(fact: Fact) -> bool:
    """Return whether the fact, or a part of it, rests on general knowledge alone."""
    return bool(fact.general) or fact.basis is Basis.GENERAL


def _draw_embed(deck: Deck, card: Card, level: Level) -> discord.Embed:
    numbers = number_sources(card.source_ids(level))
    paragraphs = [draw_urgent_line(deck)] if card.urgent else []
    general = any(map(_has_dagger, card.facts(level)))
    fields = [
        (escape_name(section.title), "\n".join(_draw_fact(fact, numbers) for fact in section.facts))
        for section in card.sections(level)
    ]
    if card.changed:
        bullets = "\n".join(
            f"• {add_source_marks(escape(change.at(level)), change.sources, numbers)}"
            for change in card.changed
        )
        fields.append((THEN_AND_NOW, bullets))
    if card.action and level is Level.PLAIN:
        fields.append((f"👉 {ACTION}", escape(card.action)))
    return draw_embed(
        deck.group_of(card),
        card.title,
        "\n\n".join([*paragraphs, *_introduce(deck, card, level)]),
        draw_footer(deck, review_of(card), card.revision, general=general),
        fields,
    )


def _draw_fact(fact: Fact, numbers: Mapping[str, int]) -> str:
    text = add_source_marks(escape(fact.text), fact.sources, numbers, general=_has_dagger(fact))
    return f"• {text} ({fact.basis.shown})" if fact.basis else f"• {text}"


def _draw_buttons(deck: Deck, card: Card, level: Level, *, post: bool) -> tuple[Control, ...]:
    place = f"{card.id}:{level}"
    words = find_words(deck, card, level)
    return (
        draw_button(TURN[level], f"c1:{card.id}:{level.other}", discord.ButtonStyle.primary),
        draw_button("Sources", f"s1:{place}"),
        *([draw_button("Words", f"w1:{place}")] if words else []),
        draw_button("As text", f"t1:{place}"),
        *([draw_button("Post to channel", f"p1:{place}")] if post else []),
    )
