"""The page of a card: both levels, plain first, with sources, hard words and related cards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bot.deck.info import Group
from bot.deck.model import (
    Abbreviation,
    Basis,
    Card,
    Change,
    Comparison,
    Deck,
    Fact,
    Level,
    Source,
    Term,
    path_on_site,
)
from bot.features.cards import texts as card_texts
from bot.features.cards.browse_view import pages_of_group
from bot.features.cards.card_view import review_of
from bot.features.cards.reference_view import find_words
from bot.site import texts
from bot.site.glossary import anchor_of
from bot.site.page import GLOSSARY, Page, draw_text
from bot.site.pictures import SitePicture
from bot.ui.embeds import format_day, number_sources


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that leads to a source in the list below."""

    place: int
    source: str


@dataclass(frozen=True, slots=True)
class MarkedStatement:
    """One fact, or one change of what was believed, as it is shown."""

    text: Markup
    id: str | None = None
    marks: tuple[Mark, ...] = ()
    basis: str = ""
    dagger: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its statements, and the sources of all of them where none has its own."""

    title: str
    statements: tuple[MarkedStatement, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line that leads to a page."""

    path: str
    title: str
    summary: str
    emoji: str
    group: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A hard word of the page with its meaning."""

    word: str
    meaning: Markup
    path: str


@dataclass(frozen=True, slots=True)
class Unsourced:
    """Statements that no page can carry, under the line that says what they rest on."""

    line: str
    statements: tuple[Markup, ...]


def make_card_page(deck: Deck, card: Card, picture: SitePicture | None) -> Page:
    """Return the page of a card of this deck."""
    numbers = number_sources(each for level in Level for each in card.source_ids(level))
    facts = tuple(card.facts())
    opening, colon, rest = (card.in_short or "").partition(":")
    return Page(
        path_on_site(card.id),
        "card.html",
        card.title,
        card.summary,
        {
            "card": card,
            "group": deck.group_of(card),
            "review": review_of(card),
            "due": format_day(card.review_due),
            "opens_with_urgent_line": card.safety or (card.urgent and red_flags_of(deck) is None),
            "in_short": (opening, draw_text(rest)) if colon else ("", draw_text(opening)),
            "picture": picture,
            "leads": {level: draw_text(card.lead.at(level)) for level in Level},
            "sections": {level: tuple(_make_parts(deck, card, level, numbers)) for level in Level},
            "action": draw_text(card.action) if card.action else None,
            "sources": list_numbered(deck, numbers),
            "general": any(fact.general or fact.basis is Basis.GENERAL for fact in facts),
            "unsourced": tuple(_list_unsourced(deck, facts)),
            "words": _explain_words(deck, card),
            "related": list_related(deck, card),
            "others": list_pages(
                deck,
                (page for page in pages_of_group(deck, deck.group_of(card)) if page is not card),
            ),
        },
        changed_on=card.reviewed_on,
    )


def red_flags_of(deck: Deck) -> Card | None:
    """Return the card that says when to get urgent help; None if it is not served."""
    return deck.cards.get(deck.info.key_cards.red_flags or "")


def list_pages(deck: Deck, pages: Iterable[Card | Comparison]) -> tuple[Listed, ...]:
    """Return a line for each page, once for each id."""
    unique = {page.id: page for page in pages}
    return tuple(
        Listed(
            path_on_site(page.id),
            page.title,
            page.summary,
            deck.group_of(page).emoji,
            page.group,
        )
        for page in unique.values()
    )


def list_related(deck: Deck, page: Card | Comparison) -> tuple[Listed, ...]:
    """Return the pages that a page names, those that are served."""
    named = (deck.cards.get(each) or deck.comparisons.get(each) for each in page.related)
    return list_pages(deck, (each for each in named if each is not None))


def list_group(deck: Deck, group: Group) -> tuple[Listed, ...]:
    """Return the pages of a group in the deck's order."""
    return list_pages(deck, pages_of_group(deck, group))


def list_numbered(deck: Deck, numbers: Mapping[str, int]) -> tuple[Source, ...]:
    """Return the sources in the order of their numbers."""
    return tuple(deck.sources[each] for each in sorted(numbers, key=numbers.__getitem__))


def mark(sources: Iterable[str], numbers: Mapping[str, int]) -> tuple[Mark, ...]:
    """Return a mark for each source, lowest number first."""
    return tuple(sorted((Mark(numbers[each], each) for each in set(sources)), key=_place_of))


def _place_of(mark: Mark) -> int:
    return mark.place


def _make_parts(deck: Deck, card: Card, level: Level, numbers: Mapping[str, int]) -> Iterator[Part]:
    for section in card.sections(level):
        statements = [_state(deck, fact, level, numbers) for fact in section.facts]
        yield _make_part(section.title, statements, section.facts, level, numbers)
    if card.changed:
        statements = [
            MarkedStatement(draw_text(change.at(level)), marks=_own_marks(change, level, numbers))
            for change in card.changed
        ]
        yield _make_part(card_texts.THEN_AND_NOW, statements, card.changed, level, numbers)


def _make_part(
    title: str,
    statements: Sequence[MarkedStatement],
    resting: Sequence[Fact | Change],
    level: Level,
    numbers: Mapping[str, int],
) -> Part:
    sources = [source for each in resting for source in each.sources]
    marks = mark(sources, numbers) if level is Level.PLAIN else ()
    return Part(title, tuple(statements), marks)


def _state(deck: Deck, fact: Fact, level: Level, numbers: Mapping[str, int]) -> MarkedStatement:
    return MarkedStatement(
        _link_commands(deck, draw_text(fact.text)),
        fact.id,
        _own_marks(fact, level, numbers),
        fact.basis.shown if fact.basis else "",
        bool(fact.general) or fact.basis is Basis.GENERAL,
    )


def _link_commands(deck: Deck, statement: Markup) -> Markup:
    """Return the statement with each command of the bot that opens a card as a link to its page."""

    def link(found: re.Match[str]) -> str:
        if found[1] not in deck.cards:
            return found[0]
        return Markup('<a href="{}.html">{}</a>').format(found[1], found[0])

    opens = re.compile(rf"/{re.escape(deck.info.command)} card ([a-z0-9-]+)")
    # Nothing of HTML can be in what is replaced: an id has letters, digits and hyphens.
    return Markup(opens.sub(link, statement))  # noqa: S704


def _own_marks(
    statement: Fact | Change, level: Level, numbers: Mapping[str, int]
) -> tuple[Mark, ...]:
    """Return what stands behind a statement: in plain words, nothing does, as in Discord."""
    return mark(statement.sources, numbers) if level is Level.CLINICAL else ()


def _list_unsourced(deck: Deck, facts: Sequence[Fact]) -> Iterator[Unsourced]:
    for basis in Basis:
        statements = tuple(draw_text(fact.text) for fact in facts if fact.basis is basis)
        if statements:
            yield Unsourced(deck.info.basis_lines[basis], statements)


def _explain_words(deck: Deck, card: Card) -> tuple[Explained, ...]:
    """Return the hard words of both levels, each once, in plain words."""
    found: dict[str, Term | Abbreviation] = {}
    for level in Level:
        for word in find_words(deck, card, level):
            found.setdefault(anchor_of(word), word)
    return tuple(
        Explained(
            word.short if isinstance(word, Abbreviation) else word.term,
            draw_text(word.long if isinstance(word, Abbreviation) else word.plain),
            f"{GLOSSARY}#{anchor}",
        )
        for anchor, word in found.items()
    )


def make_moved_page(old_id: str, card: Card) -> Page:
    """Return the page that leads from the id of a card that left the deck to its successor."""
    return Page(
        path_on_site(old_id),
        "moved.html",
        card.title,
        texts.MOVED.format(title=card.title),
        {"card": card, "to": path_on_site(card.id), "refresh": f"{card.id}.html"},
        listed=False,
    )
