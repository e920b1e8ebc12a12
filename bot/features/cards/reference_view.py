"""References of a card: lists of its sources with links, and the words that it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import discord

from bot.deck.info import Group
from bot.deck.model import Abbreviation, Basis, Card, Deck, Fact, Level, Source, Term
from bot.features.cards import texts
from bot.ui.embeds import DAGGER, add_source_marks, draw_embed, number_sources
from bot.ui.markup import embolden, escape, escape_name
from bot.ui.message import RenderedMessage, draw_pager

# An embed's description holds 4096 characters, all embeds of a message 6000, titles included.
EMBED_ROOM = 3900
MESSAGE_ROOM = 5700
# So many lines are easily scrolled through on a phone.
PAGE_LINES = 20
WHOLE = "-"
# The description of an embed holds 4096 characters; this leaves room for the line about the rest.
WORDS_ROOM = 3800


def draw_sources(deck: Deck, card: Card | None, page: int) -> RenderedMessage:
    """Return a page, from 1, of the sources of a card at both levels, or of the whole deck.

    A page beyond the last is the last: the deck may have become shorter since the button was drawn.
    """
    if card is None:
        title = texts.ALL_SOURCES
        sources = sorted(deck.sources.values(), key=lambda source: source.cite.casefold())
        group = next(iter(deck.groups.values()))
        unsourced = []
    else:
        title = texts.SOURCES_OF.format(title=card.title)
        ids = dict.fromkeys(each for level in Level for each in card.source_ids(level))
        sources = [deck.sources[each] for each in ids]
        group = deck.group_of(card)
        unsourced = list_unsourced(deck, card.facts())
    pages = _paginate([*(f"• {_link(source)}" for source in sources), *unsourced], PAGE_LINES)
    page = max(1, min(page, len(pages)))
    embed = draw_embed(
        group,
        title,
        "\n".join(pages[page - 1]) or texts.NO_SOURCES,
        texts.SOURCES_FOOTER.format(
            len(sources), page=page, pages=len(pages), version=deck.info.version
        ),
    )
    prefix = f"sp1:{card.id if card else WHOLE}"
    pager = draw_pager(prefix, page, len(pages), discord.ButtonStyle.primary)
    return RenderedMessage(embeds=(embed,), rows=(pager,) if pager else ())


def list_sources(deck: Deck, numbers: Mapping[str, int], general: bool) -> list[str]:
    """Return a numbered line for each source, and the line that explains the dagger if needed."""
    lines = [f"**{place}.** {_link(deck.sources[each])}" for each, place in numbers.items()]
    if general:
        lines.append(escape(deck.info.general_knowledge))
    return lines or [texts.NO_SOURCES]


def list_unsourced(deck: Deck, facts: Iterable[Fact]) -> list[str]:
    """Return the facts that name no source, under a line that says what they rest on."""
    lines = []
    facts = tuple(facts)
    for basis in Basis:
        texts = [escape_name(fact.text) for fact in facts if fact.basis is basis]
        if texts:
            dagger = f"{DAGGER} " if basis is Basis.GENERAL else ""
            lines.append(f"\n{dagger}{embolden(deck.info.basis_lines[basis])}")
            lines += [f"• {text}" for text in texts]
    return lines


def draw_source_lines(
    deck: Deck, group: Group, title: str, lines: list[str]
) -> tuple[discord.Embed, ...]:
    """Return a list of sources as an embed, or as two where one does not hold it.

    What two do not hold is left to the command ``sources``, which pages through everything.
    """
    kept = lines
    while sum(len(line) + 1 for line in kept) > MESSAGE_ROOM:
        lines = lines[:-1]
        kept = [*lines, texts.MORE_SOURCES.format(group=deck.info.command)]
    first, *rest = ("\n".join(part) for part in _paginate(kept, len(kept)))
    colour = discord.Colour.from_str(group.colour)
    more = (discord.Embed(description=text, colour=colour) for text in rest)
    return (draw_embed(group, title, first), *more)


def _link(source: Source) -> str:
    return f"[{escape_name(source.cite)}](<{source.url}>)"


def _paginate(lines: list[str], most: int) -> list[list[str]]:
    """Split lines into pages that an embed holds, of at most ``most`` lines."""
    pages: list[list[str]] = [[]]
    for line in lines:
        written = sum(len(one) + 1 for one in pages[-1])
        if pages[-1] and (len(pages[-1]) == most or written + len(line) > EMBED_ROOM):
            pages.append([])
        pages[-1].append(line)
    return pages


def draw_term(deck: Deck, word: Term | Abbreviation) -> RenderedMessage:
    """Return what a word means, in plain and in clinical terms, with its sources.

    An abbreviation whose long form is a term of the glossary is explained as that term is.
    """
    footer = f"{deck.info.disclaimer_short}\n{texts.VERSION.format(version=deck.info.version)}"
    if isinstance(word, Abbreviation):
        title, long, term = word.short, escape(word.long), _find_term(deck, word)
    else:
        title, long, term = word.term, None, word
    fields = _list_meanings(deck, term) if term else ()
    group = next(iter(deck.groups.values()))
    return RenderedMessage(embeds=(draw_embed(group, title, long, footer, fields),))


def _find_term(deck: Deck, short: Abbreviation) -> Term | None:
    """Return the term that is named like the long form, or that has the short one in brackets."""
    bracketed = [f"({name})" for name in short.short.split(" / ")]
    for term in deck.terms.values():
        if term.term.casefold() == short.long.casefold():
            return term
        if any(name in term.term for name in bracketed):
            return term
    return None


def _list_meanings(deck: Deck, term: Term) -> Iterator[tuple[str, str]]:
    numbers = number_sources(term.sources)
    general = bool(term.general)
    for level, meaning in ((Level.PLAIN, term.plain), (Level.CLINICAL, term.clinical)):
        marked = add_source_marks(escape(meaning), term.sources, numbers, general=general)
        yield texts.IN_LEVEL[level], marked
    if numbers or general:
        yield texts.SOURCES, "\n".join(list_sources(deck, numbers, general))


def draw_words(deck: Deck, card: Card, level: Level) -> RenderedMessage:
    """Return the glossary's words that a card uses, in order of first use, with their meanings."""
    lines: list[str] = []
    words = find_words(deck, card, level)
    for word in words:
        line = _explain(word, level)
        if sum(map(len, lines)) + len(lines) + len(line) > WORDS_ROOM:
            lines.append(texts.MORE_WORDS.format(len(words) - len(lines), group=deck.info.command))
            break
        lines.append(line)
    if not lines:
        lines.append(texts.NO_WORDS.format(group=deck.info.command))
    return RenderedMessage(
        embeds=(
            draw_embed(
                deck.group_of(card), texts.WORDS_OF.format(title=card.title), "\n".join(lines)
            ),
        )
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
        return f"{embolden(word.short)}: {escape(word.long)}"
    meaning = word.plain if level is Level.PLAIN else word.clinical
    return f"{embolden(word.term)}: {escape(meaning)}"
