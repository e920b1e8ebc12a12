"""Every message that a deck can make, so that all of them can be measured before anybody asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.deck.model import Abbreviation, Card, Comparison, Deck, Level, Term
from bot.features.cards.about_view import draw_about
from bot.features.cards.card_view import draw_card
from bot.features.cards.comparison_view import draw_comparison, matrix_of
from bot.features.cards.help import draw_help
from bot.features.cards.list_views import draw_card_sources, draw_comparison_sources, draw_sources
from bot.features.cards.shelf import draw_shelf
from bot.features.cards.term import draw_term
from bot.features.cards.text_view import draw_card_text, draw_comparison_text
from bot.features.cards.words import draw_words
from bot.ui.message import Rendered
from bot.ui.refusals import draw_urgent


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A message, what it is called, and what of the deck it shows."""

    message: Rendered
    name: str
    shows: Card | Comparison | Term | Abbreviation | None = None
    """None for what is made of the whole deck."""
    level: Level | None = None


def draw_all(deck: Deck) -> Iterator[Exhibit]:
    """The deck's messages, each in its largest form: a private copy has one button more."""
    for card in deck.cards.values():
        for level in Level:
            yield from _draw_card(deck, card, level)
    for term in deck.terms.values():
        yield Exhibit(draw_term(deck, term), "the term", term)
    for short in deck.abbreviations.values():
        yield Exhibit(draw_term(deck, short), "the abbreviation", short)
    if deck.comparisons:
        yield from _draw_comparisons(deck)
    yield Exhibit(draw_about(deck), "/imnm about")
    yield Exhibit(draw_help(deck), "/imnm help")
    yield Exhibit(draw_urgent(deck), "the urgent notice")
    for group in deck.groups.values():
        yield Exhibit(draw_shelf(deck, group, Level.PLAIN), f"the cards of “{group.title}”")
    # A page holds one source at least; a page beyond the last is the last.
    for page in range(1, len(deck.sources) + 1):
        yield Exhibit(draw_sources(deck, None, page), f"page {page} of all sources")


def _draw_card(deck: Deck, card: Card, level: Level) -> Iterator[Exhibit]:
    messages = [
        ("the card", draw_card(deck, card, level, private=True)),
        ("its sources", draw_card_sources(deck, card, level)),
        ("its words", draw_words(deck, card, level)),
    ]
    messages += [("its text", text) for text in draw_card_text(deck, card, level)]
    for name, message in messages:
        yield Exhibit(message, name, card, level)


def _draw_comparisons(deck: Deck) -> Iterator[Exhibit]:
    matrix = matrix_of(deck)
    views: list[tuple[str | None, str | None]] = [(None, None)]
    views += [(condition, None) for condition in matrix.conditions]
    views += [(None, feature) for feature in matrix.features]
    for condition, feature in views:
        name = f"the comparison of {condition or feature or 'the first table'}"
        table = matrix.extract(condition, feature).tables[0]
        yield Exhibit(draw_comparison(deck, condition, feature, private=True), name, table)
        sources = draw_comparison_sources(deck, condition, feature)
        yield Exhibit(sources, f"the sources of {name}", table)
        for text in draw_comparison_text(deck, condition, feature):
            yield Exhibit(text, f"the text of {name}", table)
