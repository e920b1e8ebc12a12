"""A card as people see it: an embed for a phone, and the controls under it.

The words of a card that the glossary explains.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import discord
from discord import ui

from bot.deck.model import Abbreviation, Card, Deck, Fact, Level, Term
from bot.features.cards.menus import draw_more_cards
from bot.ui.embeds import (
    add_source_marks,
    describe_review,
    draw_embed,
    draw_footer,
    draw_urgent_line,
    number_sources,
)
from bot.ui.message import Control, RenderedMessage

# The description of an embed holds 4096 characters; this leaves room for the line about the rest.
ROOM = 3800


def draw_words(deck: Deck, card: Card, level: Level) -> RenderedMessage:
    """The card's glossary words in the order in which it uses them."""
    lines: list[str] = []
    words = find_words(deck, card, level)
    for word in words:
        line = _explain(word, level)
        if sum(map(len, lines)) + len(lines) + len(line) > ROOM:
            lines.append(f"…and {len(words) - len(lines)} more: ask `/imnm term`.")
            break
        lines.append(line)
    if not lines:
        lines.append("The glossary explains none of its words. Ask `/imnm term` for any other.")
    return RenderedMessage(
        embeds=(draw_embed(deck.group_of(card), f"Words in “{card.title}”", "\n".join(lines)),)
    )


def has_words(deck: Deck, card: Card, level: Level) -> bool:
    """Whether the glossary explains any word of the card."""
    return bool(find_words(deck, card, level))


def find_words(deck: Deck, card: Card, level: Level) -> tuple[Term | Abbreviation, ...]:
    """The terms and abbreviations that occur in the card, in order of first use.

    Whole words only. Abbreviations must be written as in the glossary, since "all" is not "ALL";
    the longest name wins where several begin at the same place.
    """
    return _find(deck, card.id, level)


# A card is drawn far more often than it changes; a reloaded deck is another key.
@lru_cache(maxsize=256)
def _find(deck: Deck, card_id: str, level: Level) -> tuple[Term | Abbreviation, ...]:
    vocabulary = _vocabulary_of(deck)
    card = deck.card(card_id)
    found: dict[str, Term | Abbreviation] = {}
    for match in vocabulary.pattern.finditer(_text_of(card, level)):
        written = match[0]
        word = vocabulary.exact.get(written) or vocabulary.folded.get(written.casefold())
        if word is not None:
            found.setdefault(word.short if isinstance(word, Abbreviation) else word.id, word)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    pattern: re.Pattern[str]
    exact: dict[str, Abbreviation]
    folded: dict[str, Term]


@lru_cache(maxsize=2)
def _vocabulary_of(deck: Deck) -> _Vocabulary:
    exact = {
        name.strip(): short
        for short in deck.abbreviations.values()
        for name in short.short.split(" / ")
    }
    folded = {
        form.casefold(): term
        for term in deck.terms.values()
        for name in (term.term, *term.aliases)
        for form in (name, f"{name}s")
    }
    names = sorted({*exact, *folded}, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in names) or r"(?!)"
    return _Vocabulary(re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE), exact, folded)


def _text_of(card: Card, level: Level) -> str:
    parts = [card.title, card.lead.at(level)]
    for section in card.sections(level):
        parts.append(section.title)
        parts += [fact.text for fact in section.facts]
    parts += [change.at(level) for change in card.changed]
    return "\n".join(parts)


def _explain(word: Term | Abbreviation, level: Level) -> str:
    if isinstance(word, Abbreviation):
        return f"**{word.short}**: {word.long}"
    meaning = word.plain if level is Level.PLAIN else word.clinical
    return f"**{word.term}**: {meaning}"


THEN_AND_NOW = "Then and now"
TURN = {Level.PLAIN: "In clinical terms", Level.CLINICAL: "In plain words"}


def draw_card(
    deck: Deck, card: Card, level: Level, *, private: bool, may_post: bool = True
) -> RenderedMessage:
    """A card of this deck at one level.

    A ``private`` copy, which only one person sees, offers to post it where ``may_post`` says that
    this person may.
    """
    return _draw(deck, card.id, level, post=private and may_post)


# A card is opened far more often than it changes; a reloaded deck is another key.
@lru_cache(maxsize=128)
def _draw(deck: Deck, card_id: str, level: Level, *, post: bool) -> RenderedMessage:
    card = deck.cards[card_id]
    menu = draw_more_cards(deck, card, level)
    buttons = _draw_buttons(deck, card, level, post=post)
    return RenderedMessage(
        embeds=(_draw_embed(deck, card, level),),
        rows=((menu,), buttons) if menu.options else (buttons,),
    )


def rests_on_general_knowledge(card: Card, level: Level) -> bool:
    """Whether any fact of this level carries the dagger."""
    return any(fact.general for fact in card.facts(level))


def review_of(card: Card) -> str:
    """Who reviewed the card as it is now, and when."""
    return describe_review(card.reviewed_on, card.reviewed_by if card.signed else None)


def _draw_embed(deck: Deck, card: Card, level: Level) -> discord.Embed:
    numbers = number_sources(card.source_ids(level))
    lead = card.lead.at(level)
    page = draw_embed(
        deck.group_of(card),
        card.title,
        f"{draw_urgent_line(deck)}\n\n{lead}" if card.urgent else lead,
        draw_footer(
            deck,
            review_of(card),
            card.revision,
            general=rests_on_general_knowledge(card, level),
        ),
    )
    for section in card.sections(level):
        bullets = "\n".join(_draw_fact(fact, numbers) for fact in section.facts)
        page.add_field(name=section.title, value=bullets, inline=False)
    if card.changed:
        bullets = "\n".join(
            f"• {add_source_marks(change.at(level), change.sources, numbers)}"
            for change in card.changed
        )
        page.add_field(name=THEN_AND_NOW, value=bullets, inline=False)
    return page


def _draw_fact(fact: Fact, numbers: Mapping[str, int]) -> str:
    return f"• {add_source_marks(fact.text, fact.sources, numbers, general=bool(fact.general))}"


def _draw_buttons(deck: Deck, card: Card, level: Level, *, post: bool) -> tuple[Control, ...]:
    place = f"{card.id}:{level}"
    buttons: list[Control] = [
        ui.Button(
            label=TURN[level],
            style=discord.ButtonStyle.primary,
            custom_id=f"c1:{card.id}:{level.other}",
        ),
        ui.Button(label="Sources", custom_id=f"s1:{place}"),
    ]
    if has_words(deck, card, level):
        buttons.append(ui.Button(label="Words", custom_id=f"w1:{place}"))
    buttons.append(ui.Button(label="As text", custom_id=f"t1:{place}"))
    if post:
        buttons.append(ui.Button(label="Post to channel", custom_id=f"p1:{place}"))
    return tuple(buttons)
