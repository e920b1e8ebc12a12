"""The school grade that a text asks for, and the rule on it.

Flesch-Kincaid grade level (Kincaid et al. 1975): from words per sentence and syllables per word.
It stands apart from ``rules`` because textstat and its dictionaries are slow to import, and serving
a deck needs none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

import textstat

from bot.deck.draft import Draft, Statement
from bot.deck.draft_rule import Finding, rule
from bot.deck.model import Level

HIGHEST = 8.0
_SENTENCE_ENDS = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class Ease:
    """How hard the plain facts of a deck are to read, in school grades."""

    median: float
    highest: float
    share: float
    """Of the facts, how many are at the highest allowed grade or below; 0 to 1."""


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text without its marks of emphasis."""
    return float(textstat.flesch_kincaid_grade(text.replace("**", "")))


def _plain(draft: Draft) -> Iterator[Statement]:
    """Plain texts that are sentences: a glossary's plain words may be a mere phrase."""
    for said in draft.said():
        if said.level is Level.PLAIN:
            text = said.text.rstrip("* ")
            if said.kind != "term" or text.endswith(_SENTENCE_ENDS):
                yield said


@rule(
    "DECK064",
    why="Patients are often tired, and half of all adults read at this grade or below. Facts, "
    "leads, changes and whole sentences of the glossary are measured (Flesch-Kincaid).",
    cure="Use shorter sentences and shorter words, and keep the meaning.",
    stage="check",
)
def hard_to_read(draft: Draft) -> Iterable[Finding]:
    """Plain text above school grade 8."""
    for said in _plain(draft):
        asked = grade(said.text)
        if asked > HIGHEST:
            yield Finding(said.path, said.at, f"This asks for grade {asked:.1f}.")


def measure(draft: Draft) -> Ease | None:
    """The grades of the plain facts; None if the draft has none."""
    grades = [grade(spot.fact.text) for spot in draft.spots() if spot.level is Level.PLAIN]
    if not grades:
        return None
    easy = sum(one <= HIGHEST for one in grades)
    return Ease(round(median(grades), 2), round(max(grades), 2), easy / len(grades))


RULES = (hard_to_read,)
