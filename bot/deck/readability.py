"""The school grade that a text asks for, and the rules on it.

Flesch-Kincaid grade level (Kincaid et al. 1975): from words per sentence and syllables per word.
It stands apart from ``rules`` because textstat and its dictionaries are slow to import, and serving
a deck needs none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import textstat

from bot.deck.draft import Draft
from bot.deck.model import Card, Level
from bot.deck.rule import Finding, rule

HIGHEST = 10.0
"""The grade from which a single text is pointed out."""
CARD = 7.0
"""The highest grade of a plain card as a whole."""
MEDIAN = 6.0
"""The highest median of the grades of all plain cards."""


@dataclass(frozen=True, slots=True)
class Ease:
    """How hard the plain cards of a deck are to read as a whole, in school grades."""

    median: float
    highest: float
    share: float
    """Of the cards, how many are at the highest allowed grade or below; 0 to 1."""


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text without its marks of emphasis."""
    return float(textstat.flesch_kincaid_grade(text.replace("**", "")))


def grade_of_card(card: Card) -> float:
    """Return the grade of all that a reader of the plain level reads, one text after the other."""
    texts = [card.lead.plain, card.in_short or "", card.action or ""]
    texts += [fact.text for fact in card.facts(Level.PLAIN)]
    texts += [change.plain for change in card.changed]
    # A text without an end would run into the next one.
    ended = [text if _is_ended(text) else f"{text}." for text in texts if text]
    return grade(" ".join(ended))


def _is_ended(text: str) -> bool:
    return text.rstrip("* ").endswith((".", "!", "?", ":"))


@rule(
    "DECK064",
    why="Patients are often tired, and half of all adults read at grade 8 or below. A single "
    "text may be harder for a word that it needs; facts, leads, changes, lines and whole "
    "sentences of the glossary are measured (Flesch-Kincaid).",
    cure="Use shorter words, and sentences that one would say aloud.",
    severity="warning",
    stage="check",
)
def hard_to_read(draft: Draft) -> Iterable[Finding]:
    """A plain text above school grade 10."""
    for statement in draft.statements():
        # A glossary's plain words may be a mere phrase.
        if statement.kind == "term" and not _is_ended(statement.text):
            continue
        if statement.level is Level.PLAIN and (needed := grade(statement.text)) > HIGHEST:
            yield Finding(statement.path, statement.at, f"This asks for grade {needed:.1f}.")


@rule(
    "DECK066",
    why="A card is read as a whole: a grade for each fact would chop its sentences.",
    cure="Use shorter words, and sentences that one would say aloud.",
    stage="check",
)
def hard_card(draft: Draft) -> Iterable[Finding]:
    """A plain card as a whole is above school grade 7, or half of the cards are above grade 6."""
    for path, card in draft.cards.items():
        needed = grade_of_card(card)
        if needed > CARD:
            yield Finding(path, ("plain",), f"The plain level asks for grade {needed:.1f}.")
    ease = measure(draft)
    if ease is not None and ease.median > MEDIAN:
        path = next(iter(draft.cards))
        yield Finding(path, ("plain",), f"The median of all cards is grade {ease.median:.1f}.")


def measure(draft: Draft) -> Ease | None:
    """Return the grades of the plain cards; None if the draft has none."""
    grades = [grade_of_card(card) for card in draft.cards.values()]
    if not grades:
        return None
    easy = sum(one <= CARD for one in grades)
    return Ease(round(median(grades), 2), round(max(grades), 2), easy / len(grades))
