"""A page to print: questions for an appointment, room to write, and an empty diary behind it.

Nothing that a person will write on it is known here.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from enum import StrEnum
from typing import Any

from bot.deck.info import Diary
from bot.deck.model import Basis, Deck, Fact, Level
from bot.pictures.colours import text_on_paper

TEMPLATE = "handout"
TITLE = "Questions for my appointment"
DATE, NOTES = "Date", "Notes"
"""The first and the last column of the diary."""
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
    """Return the questions that a person may choose from: those of the card of a doctor's visit.

    None if the deck has no such card.
    """
    card = deck.key_card("doctor")
    facts = card.facts(Level.PLAIN) if card else ()
    return tuple(fact for fact in facts if fact.text.endswith("?"))


def make_handout(deck: Deck, chosen: Collection[str], paper: Paper, review: str) -> str:
    """Return what the template shows of the questions of these fact ids, in the card's order: JSON.

    ``review`` says who reviewed the questions, and when.
    """
    questions = [fact for fact in questions_of(deck) if fact.id in chosen]
    red_flags, card = deck.key_card("red_flags"), deck.key_card("doctor")
    data = {
        "title": TITLE,
        "paper": {Paper.A4: "a4", Paper.LETTER: "us-letter"}[paper],
        "accent": text_on_paper(deck.group_of(card).colour) if card else "#000000",
        "questions": [fact.text for fact in questions],
        "urgent": deck.info.urgent_line,
        "numbers": red_flags.numbers if red_flags else None,
        "note": f"{deck.info.disclaimer_short} {review}. Deck {deck.info.version}.",
        "sources": _list_sources(deck, questions),
        "diary": _make_diary(deck, deck.info.diary) if deck.info.diary else None,
    }
    return json.dumps(data, ensure_ascii=False)


def _make_diary(deck: Deck, diary: Diary) -> dict[str, Any]:
    """Return what the second page shows: what is measured has narrow columns, tasks wide ones."""
    picture = deck.pictures.get(diary.tasks_of or "")
    facts = (fact for card in deck.cards.values() for fact in card.facts(Level.PLAIN))
    return {
        "title": diary.title,
        "why": next((fact.text for fact in facts if fact.id == diary.why), None),
        "narrow": [DATE, *diary.measured],
        "wide": [*(task.text for task in (picture.tasks if picture else ())), NOTES],
    }


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
