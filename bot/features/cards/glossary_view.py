"""Terms and abbreviations of the glossary, and those that occur in a card."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import discord

from bot.deck.model import Abbreviation, Card, Deck, Level, Term
from bot.features.cards.sources_view import list_sources
from bot.ui.embeds import add_source_marks, draw_embed, number_sources
from bot.ui.message import RenderedMessage

# The description of an embed holds 4096 characters; this leaves room for the line about the rest.
ROOM = 3800


def draw_term(deck: Deck, word: Term | Abbreviation) -> RenderedMessage:
    """Return what a word means, in plain and in clinical terms, with its sources.

    An abbreviation whose long form is a term of the glossary is explained as that term is.
    """
    group = next(iter(deck.groups.values()))
    footer = f"{deck.info.disclaimer_short}\nDeck {deck.info.version}"
    if isinstance(word, Abbreviation):
        embed = draw_embed(group, word.short, word.long, footer)
        term = _find_term(deck, word)
    else:
        embed = draw_embed(group, word.term, None, footer)
        term = word
    if term is not None:
        _add_meanings(deck, term, embed)
    return RenderedMessage(embeds=(embed,))


def _find_term(deck: Deck, short: Abbreviation) -> Term | None:
    """Return the term that is named like the long form, or that has the short one in brackets."""
    bracketed = [f"({name})" for name in short.short.split(" / ")]
    for term in deck.terms.values():
        if term.term.casefold() == short.long.casefold():
            return term
        if any(name in term.term for name in bracketed):
            return term
    return None


def _add_meanings(deck: Deck, term: Term, embed: discord.Embed) -> None:
    numbers = number_sources(term.sources)
    general = bool(term.general)
    for name, text in (("In plain words", term.plain), ("In clinical terms", term.clinical)):
        embed.add_field(
            name=name,
            value=add_source_marks(text, term.sources, numbers, general=general),
            inline=False,
        )
    if numbers or general:
        embed.add_field(
            name="Sources", value="\n".join(list_sources(deck, numbers, general)), inline=False
        )


def draw_words(deck: Deck, card: Card, level: Level) -> RenderedMessage:
    """Return the glossary's words that a card uses, in order of first use, with their meanings."""
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


def find_words(deck: Deck, card: Card, level: Level) -> tuple[Term | Abbreviation, ...]:
    """Return the terms and abbreviations that occur in a card, in order of first use.

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
    if level is Level.PLAIN:
        parts = [card.title, card.in_short or "", card.lead.plain, card.action or ""]
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
