"""A draft: what could be read of a deck, before the rules have looked at it.

Rules look at a draft, not at the disk. The lock of the facts (``facts.lock.yaml``) belongs to it:
every fact id ever used, with the wording that was last accepted for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.deck.folder import DECK_INFO, Stray
from bot.deck.form import DeckForm, deck_form
from bot.deck.info import DeckInfo, Notice
from bot.deck.model import (
    Abbreviation,
    Card,
    Change,
    Comparison,
    Deck,
    Fact,
    LeftOut,
    Level,
    Question,
    Row,
    Section,
    Source,
    Term,
    Text,
)
from bot.deck.pictures import PagePicture
from bot.deck.rule import At
from bot.deck.yaml_reader import LineMap
from bot.errors import Fault

HEAD = """\
# Every fact id ever used, with the wording last accepted for it: an id never changes its meaning.
# Made by `imnm-bot check --accept`; README.md tells when to use it. Do not edit by hand.
"""


@deck_form
class Locked(DeckForm):
    """One fact id: its accepted wording, and whether it has left the deck for good."""

    text: Text
    retired: bool = False


def write_lock(facts: Mapping[str, Locked]) -> str:
    """Return the file's text: sorted and quoted in one way, so that equal locks are equal bytes."""
    lines = [HEAD, "facts:" if facts else "facts: {}", "\n"]
    for fact_id in sorted(facts):
        # JSON's quoting is valid in YAML's double quotes.
        lines.append(
            f"  {fact_id}:\n    text: {json.dumps(facts[fact_id].text, ensure_ascii=False)}\n"
        )
        if facts[fact_id].retired:
            lines.append("    retired: yes\n")
    return "".join(lines)


SOURCES = "sources.yaml"
GLOSSARY = "glossary.yaml"
COMPARISONS = "comparisons.yaml"
QUIZ = "quiz.yaml"
LEFT_OUT = "left_out.yaml"
PICTURES = "pictures.yaml"

Citing = Fact | Change | Term | Row | Question | Notice
"""What may name sources."""


@dataclass(frozen=True, slots=True)
class FactPlace:
    """A fact and where it stands."""

    path: str
    at: At
    card: Card
    level: Level
    fact: Fact


@dataclass(frozen=True, slots=True)
class Statement:
    """A text that readers see, and where it stands."""

    path: str
    at: At
    text: str
    kind: Literal["fact", "lead", "line", "changed", "term", "cell", "question", "notice"]
    """A line is one of a card's own: in short, what to do, and the emergency numbers."""
    level: Level | None
    """None for what is worded once for everybody."""
    id: str = ""
    """The id of the fact or question."""


@dataclass
class Draft:
    """The parts of a deck that could be built, each with its place.

    A part whose file is broken is None or missing, and its path is in ``broken``, so that a rule
    does not report as unknown what merely could not be read.
    """

    info: DeckInfo | None = None
    cards: dict[str, Card] = field(default_factory=dict)
    """By path."""
    sources: tuple[Source, ...] | None = None
    terms: tuple[Term, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    pictures: tuple[PagePicture, ...] = ()
    lock: Mapping[str, Locked] | None = None
    """None when it was not read: loading needs no lock, and a new deck has none."""
    today: date | None = None
    """The day of the check; None when loading, which knows no clock."""
    subcommands: tuple[str, ...] = ()
    """Those of the command group that are no cards; the commands hand them in."""
    places: dict[str, LineMap] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    strays: tuple[Stray, ...] = ()
    """What lies in the folder and is no part of the deck."""
    faults: list[Fault] = field(default_factory=list)
    """What reading and building refused."""
    text_faults: list[Fault] = field(default_factory=list)
    """Faults of texts that could be read and built all the same."""

    def line(self, path: str, at: At) -> int:
        return self.places.get(path, LineMap(1)).line_of(at)

    def sections(self) -> Iterator[tuple[str, At, Card, Level, Section]]:
        """Yield every section of every card, its path and place before it."""
        for path, card in self.cards.items():
            for level in Level:
                for place, section in enumerate(card.sections(level)):
                    yield path, (level.value, place), card, level, section

    def fact_places(self) -> Iterator[FactPlace]:
        """Yield every fact of every card."""
        for path, at, card, level, section in self.sections():
            for place, fact in enumerate(section.facts):
                yield FactPlace(path, (*at, "facts", place), card, level, fact)

    def pages(self) -> Iterator[tuple[str, At, Card | Comparison]]:
        """Yield all that a reader can open as a page, its path and place before it."""
        for path, card in self.cards.items():
            yield path, (), card
        for number, table in enumerate(self.comparisons):
            yield COMPARISONS, ("comparisons", number), table

    def rows(self) -> Iterator[tuple[At, Comparison, Row]]:
        """Yield every row of every comparison, its place before it."""
        for number, table in enumerate(self.comparisons):
            for place, row in enumerate(table.rows):
                yield ("comparisons", number, "rows", place), table, row

    def each_question(self) -> Iterator[tuple[At, Question]]:
        """Yield every question, its place before it."""
        for place, question in enumerate(self.questions):
            yield ("questions", place), question

    def citing(self) -> Iterator[tuple[str, At, Citing]]:
        """Yield all that may name sources, its path and place before it."""
        for spot in self.fact_places():
            yield spot.path, spot.at, spot.fact
        for path, card in self.cards.items():
            for place, change in enumerate(card.changed):
                yield path, ("changed", place), change
        for place, term in enumerate(self.terms):
            yield GLOSSARY, ("terms", place), term
        for at, _, row in self.rows():
            yield COMPARISONS, at, row
        for at, question in self.each_question():
            yield QUIZ, at, question
        if self.info is not None:
            yield DECK_INFO, ("crisis_notice",), self.info.crisis_notice
            yield DECK_INFO, ("overdose_notice",), self.info.overdose_notice

    def free_fact_id(self, fact_id: str) -> str:
        """Return the first id of the same card and level that no fact has or ever had."""
        start = fact_id.rstrip("0123456789")
        used = {spot.fact.id for spot in self.fact_places()} | {left.id for left in self.left_out}
        used |= set(self.lock or ())
        return next(free for n in range(1, 100) if (free := f"{start}{n}") not in used)

    def card_ids(self) -> set[str]:
        """Return the ids of all cards, those whose file is broken included."""
        ids = {card.id for card in self.cards.values()}
        return ids | {path.split("/")[-1].removesuffix(".yaml") for path in self.broken}

    def statements(self) -> Iterator[Statement]:
        """Yield every text that states something medical to a reader."""
        for spot in self.fact_places():
            at = (*spot.at, "text")
            yield Statement(spot.path, at, spot.fact.text, "fact", spot.level, spot.fact.id)
        for path, card in self.cards.items():
            for level in Level:
                yield Statement(path, ("lead", level.value), card.lead.at(level), "lead", level)
                for place, change in enumerate(card.changed):
                    at = ("changed", place, level.value)
                    yield Statement(path, at, change.at(level), "changed", level)
            for key in ("in_short", "action", "numbers"):
                if (line := getattr(card, key)) is not None:
                    # Telephone numbers have no grade of reading.
                    read_by = None if key == "numbers" else Level.PLAIN
                    yield Statement(path, (key,), line, "line", read_by)
        yield from self._statements_beside_cards()
        yield from self._statements_in_notices()

    def _statements_beside_cards(self) -> Iterator[Statement]:
        for place, term in enumerate(self.terms):
            for level, text in ((Level.PLAIN, term.plain), (Level.CLINICAL, term.clinical)):
                yield Statement(GLOSSARY, ("terms", place, level.value), text, "term", level)
        for at, _, row in self.rows():
            for column, cell in row.cells.items():
                yield Statement(COMPARISONS, (*at, "cells", column), cell, "cell", None)
            for column, cell in row.plain.cells.items() if row.plain else ():
                yield Statement(COMPARISONS, (*at, "plain", "cells", column), cell, "cell", None)
        for at, question in self.each_question():
            for key in ("question", "answer", "explanation"):
                text = getattr(question, key)
                yield Statement(QUIZ, (*at, key), text, "question", None, question.id)
            for key in ("distractors", "why_not"):
                for option, text in enumerate(getattr(question, key)):
                    yield Statement(QUIZ, (*at, key, option), text, "question", None, question.id)

    def _statements_in_notices(self) -> Iterator[Statement]:
        if self.info is None:
            return
        for key in ("disclaimer_short", "disclaimer", "urgent_line", "urgent_notice"):
            yield Statement(DECK_INFO, (key,), getattr(self.info, key), "notice", None)
        for key in ("crisis_notice", "overdose_notice"):
            text = getattr(self.info, key).text
            yield Statement(DECK_INFO, (key, "text"), text, "notice", None)

    def deck(self) -> Deck:
        """Return the deck. Raises ValueError if its info or its sources could not be read."""
        if self.info is None or self.sources is None:
            raise ValueError("a deck needs its info and its sources")
        return Deck(
            self.info,
            tuple(self.cards.values()),
            self.sources,
            terms=self.terms,
            abbreviations=self.abbreviations,
            comparisons=self.comparisons,
            questions=self.questions,
            pictures=self.pictures,
        )
