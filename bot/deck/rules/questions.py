"""Rules about the questions of the quiz."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from bot.deck.draft import QUIZ, At, Draft
from bot.deck.draft_rule import Finding, rule
from bot.deck.model import Question
from bot.deck.rules.cards import fold

NEAR = 85
"""Similarity in per cent, words in any order, from which two questions ask the same."""
_EMPTY_OPTION = re.compile(
    r"\b(all|none|any|both) of (the above|these|them)\b|\bboth [a-d] and [a-d]\b"
    r"|\b[a-d] and [a-d]\b$",
    re.IGNORECASE,
)


def _each(draft: Draft) -> Iterator[tuple[At, Question]]:
    for place, question in enumerate(draft.questions):
        yield ("questions", place), question


@rule(
    "DECK080",
    why="After the answer the card is offered to learn more.",
    cure="Name facts of the card, or the card that has them; and the sources.",
)
def groundless(draft: Draft) -> Iterable[Finding]:
    """A question rests on nothing, on unknown facts, or on none of its card."""
    on_cards: dict[str, set[str]] = {}
    for spot in draft.spots():
        on_cards.setdefault(spot.card.id, set()).add(spot.fact.id)
    everywhere = set().union(*on_cards.values())
    whole = not any(path.startswith("en/") for path in draft.broken)
    for at, question in _each(draft):
        for key in ("facts", "sources"):
            if not getattr(question, key):
                yield Finding(QUIZ, (*at, key), f"{question.id} names no {key}.")
        unknown = [fact for fact in question.facts if fact not in everywhere]
        if unknown and whole:
            message = f"{question.id} rests on {', '.join(unknown)}, which no card has."
            yield Finding(QUIZ, (*at, "facts"), message)
        elif question.card in on_cards and not on_cards[question.card] & set(question.facts):
            message = f"None of the facts of {question.id} is on the card `{question.card}`."
            yield Finding(QUIZ, (*at, "card"), message)


@rule(
    "DECK081",
    why="One of two equal options would be marked wrong.",
    cure="Change one of them.",
)
def equal_options(draft: Draft) -> Iterable[Finding]:
    """The right answer is also a wrong one, or two options are the same."""
    for at, question in _each(draft):
        seen = {fold(question.answer).rstrip(".")}
        for place, option in enumerate(question.distractors):
            said = fold(option).rstrip(".")
            if said in seen:
                message = f"{question.id} offers `{option}` twice."
                yield Finding(QUIZ, (*at, "distractors", place), message)
            seen.add(said)


@rule(
    "DECK082",
    why="Multiple choice has three wrong options; true/false has True or False and no other.",
    cure="Write exactly three `distractors`, or none and True or False as the `answer`.",
)
def wrong_options(draft: Draft) -> Iterable[Finding]:
    """A question has the wrong number of options."""
    for at, question in _each(draft):
        count = len(question.distractors)
        if question.type == "multiple_choice" and count != 3:
            message = f"{question.id} has {count} wrong options."
            yield Finding(QUIZ, (*at, "distractors"), message)
        elif question.type == "true_false":
            if question.answer not in {"True", "False"}:
                message = f"{question.id} is true/false, and its answer is neither."
                yield Finding(QUIZ, (*at, "answer"), message)
            if count:
                message = f"{question.id} is true/false and has {count} other options."
                yield Finding(QUIZ, (*at, "distractors"), message)


@rule(
    "DECK083",
    why="It may be at most twice as long as the longest wrong one.",
    cure="Shorten the answer, or word the wrong options as fully.",
    stage="check",
)
def tell_tale(draft: Draft) -> Iterable[Finding]:
    """The right option gives itself away by its length."""
    for at, question in _each(draft):
        longest = max(map(len, question.distractors), default=0)
        if longest and len(question.answer) > 2 * longest:
            message = (
                f"The right option of {question.id} has {len(question.answer)} characters, "
                f"the longest wrong one {longest}."
            )
            yield Finding(QUIZ, (*at, "answer"), message)


@rule(
    "DECK084",
    why="Options are shuffled, and it tests cleverness instead of knowledge.",
    cure="Write an option that says something.",
    stage="check",
)
def all_of_the_above(draft: Draft) -> Iterable[Finding]:
    """An option is "all of the above" or its like."""
    for at, question in _each(draft):
        options: dict[At, str] = {("answer",): question.answer}
        options |= {("distractors", n): text for n, text in enumerate(question.distractors)}
        for way, text in options.items():
            if _EMPTY_OPTION.search(text):
                yield Finding(QUIZ, (*at, *way), f"{question.id} offers `{text}`.")


@rule(
    "DECK085",
    why="Whoever answered the first has been told the second.",
    cure="Remove one, or ask for something else.",
    stage="check",
)
def asked_before(draft: Draft) -> Iterable[Finding]:
    """Two questions ask nearly the same."""
    asked: list[tuple[str, str]] = []
    for at, question in _each(draft):
        words = " ".join(sorted(re.findall(r"\w+", question.question.casefold())))
        for other, before in asked:
            if fuzz.ratio(words, before, score_cutoff=NEAR):
                message = f"{question.id} asks nearly what {other} asks."
                yield Finding(QUIZ, (*at, "question"), message)
        asked.append((question.id, words))


RULES = (groundless, equal_options, wrong_options, tell_tale, all_of_the_above, asked_before)
