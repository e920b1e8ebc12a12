"""A page to print: questions for an appointment, room to write, and an empty diary behind it.

Nothing that a person will write on it is known here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import StrEnum

from bot.deck.model import Basis, Deck, Fact, Level
from bot.pictures.colours import text_on_paper

TEMPLATE = "handout"
TITLE = "Questions for my appointment"
QUESTIONS = "doctor"
"""The card whose plain facts are the questions to choose from."""
RED_FLAGS = "redflags"
TASKS = "symptoms"
"""The card whose picture shows what gets hard: what a diary follows."""
MARKS = "53-P6"
"""The fact that tells why a diary helps."""
COLOUR = "living"
SOURCES_ROOM = 330
"""Characters: three small lines."""


class Paper(StrEnum):
    """A size of paper; the value stands in a ``custom_id``."""

    A4 = "a4"
    LETTER = "letter"

    @property
    def other(self) -> Paper:
        return Paper.LETTER if self is Paper.A4 else Paper.A4

    @property
    def shown(self) -> str:
        return {Paper.A4: "A4", Paper.LETTER: "Letter"}[self]


def questions_of(deck: Deck) -> tuple[Fact, ...]:
    """Return the questions that a person may choose from; none if the deck has no such card."""
    card = deck.cards.get(QUESTIONS)
    facts = card.facts(Level.PLAIN) if card else ()
    return tuple(fact for fact in facts if fact.text.endswith("?"))


def make_handout(deck: Deck, chosen: Collection[str], paper: Paper, review: str) -> str:
    """Return what the template shows of the questions of these fact ids, in the card's order: JSON.

    ``review`` says who reviewed the questions, and when.
    """
    questions = [fact for fact in questions_of(deck) if fact.id in chosen]
    red_flags = deck.cards.get(RED_FLAGS)
    tasks = deck.pictures[TASKS].tasks if TASKS in deck.pictures else ()
    facts = (fact for card in deck.cards.values() for fact in card.facts(Level.PLAIN))
    marks = next((fact.text for fact in facts if fact.id == MARKS), None)
    data = {
        "title": TITLE,
        "paper": {Paper.A4: "a4", Paper.LETTER: "us-letter"}[paper],
        "accent": text_on_paper(deck.groups[COLOUR].colour) if COLOUR in deck.groups else "#000000",
        "questions": [fact.text for fact in questions],
        "urgent": deck.info.urgent_line,
        "numbers": red_flags.numbers if red_flags else None,
        "note": f"{deck.info.disclaimer_short} {review}. Deck {deck.info.version}.",
        "sources": _list_sources(deck, questions),
        "diary_title": "My strength and CK",
        "marks": marks,
        "columns": ["Date", "CK", *(task.text for task in tasks), "Notes"],
    }
    return json.dumps(data, ensure_ascii=False)


def _list_sources(deck: Deck, questions: Collection[Fact]) -> str:
    """Return the sources by their short names, as many as there is room for."""
    ids = dict.fromkeys(source for fact in questions for source in fact.sources)
    cites = list(dict.fromkeys(deck.sources[each].cite for each in ids))
    named: list[str] = []
    while cites and len("; ".join([*named, cites[0]])) <= SOURCES_ROOM:
        named.append(cites.pop(0))
    if cites:
        named.append(f"and {len(cites)} more on the card")
    if any(fact.basis is Basis.GENERAL for fact in questions):
        named.append("general medical knowledge")
    return "; ".join(named)
