"""Rules about signs of danger: each has one level and one wording in the whole deck.

A reader who meets dark urine as an emergency on one card and as something to mention on the next
believes the milder one. The table `signs` of deck.yaml holds level and wording; these rules compare
every text that readers see with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz

from bot.deck.draft import QUIZ, Draft, Statement
from bot.deck.folder import DECK_INFO
from bot.deck.info import DeckInfo, Sign, Urgency
from bot.deck.model import Level
from bot.deck.rule import Finding, rule
from bot.deck.rules.questions import options_of

NEAR = 85
"""Similarity in per cent from which a fact gives a sign's wording, word for word or not quite."""

_OTHERS = re.compile(r"(?:the|all) (?:other|rest)", re.IGNORECASE)
"""How a clause begins that speaks of other signs than the ones before."""
_CLAUSE = re.compile(r"(?<=[.;:?!])\s+")
_NOT_NOW = "no hurry"
"""The level of words that calm: what they speak of is no sign, or it can wait."""
_LEVELS: dict[str, re.Pattern[str]] = {
    Urgency.EMERGENCY: re.compile(
        r"(?<!not an )(?<!no )\b(?:emergenc(?:y|ies)|ambulance|crisis line|help at once"
        r"|needs? help now|911|999|112)\b",
        re.IGNORECASE,
    ),
    Urgency.SAME_DAY: re.compile(
        r"\bsame[- ]day\b|\bstraight away\b|\bwithin (?:a|one|the) day\b|\bby tomorrow\b"
        r"|\b(?:see|call|help) \w+ today\b|\burgent appointment\b",
        re.IGNORECASE,
    ),
    Urgency.TEAM: re.compile(
        r"\b(?:tell|mention|goes to|need|inform)\b[^.]{0,40}?\b(?:team|doctor|GP|clinic)\b"
        r"|\bmention(?:ed)? (?:it|this|them|at)\b"
        r"|\b(?:at|until|for) (?:your|the) next (?:\w+ )?(?:visit|appointment|check)"
        r"|\b(?:see|ask|call|ring) (?:a|your|the) (?:doctor|team|GP|nurse|clinic)\b"
        r"|\broutine (?:visit|appointment|check)|\b(?:book|make) an appointment\b"
        r"|\bin the morning\b"
        r"|\b(?:tomorrow|(?:this|next|within a|in a) week|(?:within|in) (?:a few|some|several|two"
        r"|three|the next) (?:days|weeks))\b",
        re.IGNORECASE,
    ),
    _NOT_NOW: re.compile(
        r"(?<!not )(?<!never )\b(?:harmless|can wait|may wait|wait and see|watch and wait"
        r"|(?:can|may) be (?:ignored|treated at home)|needs? no(?:thing| action| treatment)"
        r"|and wait|rest and drink|lie down|nothing to worry"
        r"|no (?:need|reason) to (?:worry|hurry|call)"
        r"|(?:do not|don't|need not) worry|no cause for (?:worry|alarm)|not (?:serious|dangerous)"
        r"|(?:not|no|never) (?:an )?(?:emergency|urgent)|is normal"
        r"|(?:goes away|passes|settles) (?:by|on) its(?:elf| own))\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class SignPatterns:
    """A sign, and the patterns that find it in a clause."""

    sign: Sign
    said_as: tuple[re.Pattern[str], ...]
    but_not: tuple[re.Pattern[str], ...]

    def is_in(self, clause: str) -> bool:
        return any(each.search(clause) for each in self.said_as) and not any(
            each.search(clause) for each in self.but_not
        )


def patterns_of(info: DeckInfo) -> tuple[SignPatterns, ...]:
    """Return the signs of a deck, each with the patterns of its table."""
    return tuple(
        SignPatterns(
            sign, tuple(map(compile_phrase, sign.said_as)), tuple(map(compile_phrase, sign.but_not))
        )
        for sign in info.signs
    )


@cache
def compile_phrase(written: str) -> re.Pattern[str]:
    """Return the pattern of a phrase of a table: "a/b", "begin*" and "..." are told apart."""
    gaps = []
    for part in written.split("..."):
        words = [
            "(?:" + "|".join(re.escape(way).replace(r"\*", r"\w*") for way in word.split("/")) + ")"
            for word in part.split()
        ]
        gaps.append(r"\s+".join(words))
    return re.compile(r"\b" + r"\b.*?\b".join(gaps) + r"\b", re.IGNORECASE)


def _levels_in(clause: str) -> set[str]:
    return {level for level, pattern in _LEVELS.items() if pattern.search(clause)}


def _clauses(text: str, wordings: Iterable[str]) -> list[str]:
    """Return the clauses of a text without the wordings of signs, which are right as they are."""
    for wording in wordings:
        text = text.replace(wording, "")
    return _CLAUSE.split(text.replace("**", "").strip())


def contradictions(text: str, known: Sequence[SignPatterns]) -> Iterator[tuple[Sign, str]]:
    """Yield each sign that the text puts at another level, and the words of that level.

    A clause without a level gives its signs to the next clause that has one: "Is it new? **Get
    help the same day.**"
    """
    pending: list[Sign] = []
    for clause in _clauses(text, (each.sign.wording for each in known)):
        levels = _levels_in(clause)
        here = [each.sign for each in known if each.is_in(clause)]
        if _OTHERS.match(clause):
            pending = []
        if not levels:
            pending += here
            continue
        for sign in here or pending:
            if sign.level not in levels:
                yield sign, clause
        pending = []


def _texts(draft: Draft) -> Iterator[Statement]:
    """Yield the texts to check. Wrong options are wrong on purpose and left out.

    A question is read together with its answer, a term with its name.
    """
    for statement in draft.statements():
        if statement.kind == "term":
            # The name is part of what is said: "Sepsis: it needs help at once."
            name = draft.terms[int(statement.at[1])].term
            yield replace(statement, text=f"{name}: {statement.text}")
        elif statement.kind != "question" or statement.at[2] in ("explanation", "why_not"):
            yield statement
    for place, question in draft.each_question():
        at = (*place, "answer")
        if question.type == "multiple_choice":
            text = f"{question.question} {question.answer}"
            yield Statement(QUIZ, at, text, "question", None, question.id)
        elif question.answer == "True":
            yield Statement(QUIZ, at, question.question, "question", None, question.id)


@rule(
    "DECK100",
    why="Of two levels a frightened reader believes the milder one.",
    cure="Use the wording of the table `signs` in deck.yaml, or leave the level to it.",
    stage="check",
)
def another_level(draft: Draft) -> Iterable[Finding]:
    """A text speaks of a sign of danger at another level than the table of signs."""
    if draft.info is None:
        return
    known = patterns_of(draft.info)
    for statement in _texts(draft):
        for sign, clause in contradictions(statement.text, known):
            message = f'`{sign.id}` is "{sign.level}", and here it says: "{clause}"'
            yield Finding(statement.path, statement.at, message)
    yield from _titles(draft, known)
    yield from _options(draft, known)


def _titles(draft: Draft, known: Sequence[SignPatterns]) -> Iterator[Finding]:
    """Yield sections whose title names a level that one of their signs does not have."""
    for path, at, _, _, section in draft.sections():
        named = _levels_in(section.title)
        for sign in (each.sign for each in known) if named else ():
            here = any(sign.wording in fact.text for fact in section.facts)
            if here and sign.level not in named:
                message = f'`{sign.id}` is "{sign.level}" and stands under this title.'
                yield Finding(path, (*at, "title"), message)


def _options(draft: Draft, known: Sequence[SignPatterns]) -> Iterator[Finding]:
    """Yield wrong options that are right by the table, and the answer if it is wrong by it."""
    for place, question in draft.each_question():
        if question.type != "multiple_choice":
            continue
        asked, wanted = _named(question.question, known), _levels_in(question.question)
        for at, option in options_of(question):
            right = at == ("answer",)
            # "Dark urine: what now?" offers levels, "Which one is an emergency?" offers signs.
            signs = asked or (_named(option, known) if wanted else [])
            for sign in signs:
                levels = _levels_in(option) if asked else wanted
                if levels and (sign.level in levels) is not right:
                    message = f'{question.id}: `{sign.id}` is "{sign.level}": "{option}".'
                    yield Finding(QUIZ, (*place, *at), message)


def _named(text: str, known: Sequence[SignPatterns]) -> list[Sign]:
    return [each.sign for each in known if any(map(each.is_in, _CLAUSE.split(text)))]


@rule(
    "DECK101",
    why="One wording can be learnt, and whoever mends it can find it everywhere.",
    cure="Copy the wording from the table `signs` in deck.yaml, or mend it there and everywhere.",
    stage="check",
)
def another_wording(draft: Draft) -> Iterable[Finding]:
    """A sign of danger has no fact with its wording, or a fact that gives it in other words."""
    if draft.info is None or draft.broken:
        return
    facts = {spot.fact.id: spot.fact.text for spot in draft.fact_places()}
    wordings = {sign.wording: sign for sign in draft.info.signs}
    for place, pattern in enumerate(patterns_of(draft.info)):
        sign = pattern.sign
        if facts.get(sign.fact) != sign.wording:
            message = f"The fact {sign.fact} does not have the wording of `{sign.id}`."
            yield Finding(DECK_INFO, ("signs", place, "wording"), message)
        if not any(map(pattern.is_in, _clauses(sign.wording, ()))):
            message = f"`said_as` does not find `{sign.id}` in its own wording."
            yield Finding(DECK_INFO, ("signs", place, "said_as"), message)
    for spot in draft.fact_places():
        if spot.fact.text in wordings or spot.level is not Level.PLAIN:
            continue
        for wording, sign in wordings.items():
            if fuzz.ratio(spot.fact.text, wording, score_cutoff=NEAR):
                message = f"The fact {spot.fact.id} gives the wording of `{sign.id}` otherwise."
                yield Finding(spot.path, (*spot.at, "text"), message)


@rule(
    "DECK102",
    why="The table of signs is what all other texts are compared with.",
    cure="Fill `signs`, and end the disclaimer with the urgent line.",
    stage="check",
)
def no_table(draft: Draft) -> Iterable[Finding]:
    """The deck has no table of signs, or its disclaimer does not end with the urgent line."""
    if draft.info is None:
        return
    if not draft.info.signs:
        yield Finding(DECK_INFO, ("signs",), "`signs` is empty.")
    if not draft.info.disclaimer.endswith(draft.info.urgent_line):
        message = "The disclaimer does not end with the urgent line."
        yield Finding(DECK_INFO, ("disclaimer",), message)


@rule(
    "DECK103",
    why="Wrong advice on a sign of danger is the worst fault that a deck can have.",
    cure="Write `sign_off: clinician`, or the role that fits the card better.",
    stage="check",
)
def nobody_asked(draft: Draft) -> Iterable[Finding]:
    """A card with a sign of danger does not say whose approval it wants."""
    if draft.info is None:
        return
    wordings = [sign.wording for sign in draft.info.signs]
    for path, card in draft.cards.items():
        if card.sign_off is None and any(
            wording in fact.text for fact in card.facts(Level.PLAIN) for wording in wordings
        ):
            yield Finding(path, (), f"`{card.id}` tells when to get help and has no `sign_off`.")
