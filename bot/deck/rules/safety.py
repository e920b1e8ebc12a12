"""Rules about what the deck must never say, and what it must always say beside something.

A dose or a schedule is an amount of a medicine, or how often or how long to take it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import get_args

from bot.deck.draft import Draft
from bot.deck.folder import DECK_INFO
from bot.deck.info import Balance, NoticeName
from bot.deck.model import Card, Level
from bot.deck.rule import Finding, rule
from bot.deck.rules.signs import compile_phrase

_NUMERAL = (
    r"(?:(?<![\w.,:])\d+(?:[.,]\d+)*(?:\s*(?:-|\u2013|to)\s*\d+(?:[.,]\d+)*)?|[½¼¾]"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|eighty|hundred|half(?:\s+an?)?))"
)
_COUNT = rf"(?:{_NUMERAL}|\b(?:an?|several|few))"
_UNIT = (
    r"(?:mgs?|mcg|[µμu]g|g|gram(?:me)?s?|milligram(?:me)?s?|microgram(?:me)?s?|ml|cc"
    r"|millilit(?:er|re)s?|iu|units?)"
)
_PIECE = r"(?:tablets?|pills?|capsules?|puffs?|drops?|ampoules?|vials?|spoonfuls?|sachets?)"
_COURSE = r"(?:infusions?|injections?|shots?|doses?|courses?|cycles?)"
_SPAN = r"(?:hours?|days?|nights?|mornings?|evenings?|weeks?|fortnights?|months?|years?)"

# An amount speaks for itself. "500 IU/L", "30 mg/dL" and "12 g/L" are laboratory values: they are
# per volume, while a dose is alone or per kilogram or square metre.
_AMOUNT = re.compile(
    rf"{_NUMERAL}\s*-?{_UNIT}\b(?!\s*/\s*(?:d?l|ml|µl|μl|mol|g)\b)|{_NUMERAL}\s*-?{_PIECE}\b"
    rf"|\d\s*[x\u00d7]\s*\d+(?:[.,]\d+)?\s*{_UNIT}\b"
    rf"|\b{_UNIT}\s*(?:/|per)\s*(?:kg|kilograms?|kilo|m2|m²)",
    re.IGNORECASE,
)
# The stems of international nonproprietary names (WHO, "The use of stems in the selection of INN"):
# what is named so is a medicine in the deck of any disease. A deck adds those of its own.
_STEMMED = (
    r"(?!april\b)\w+(?:azepam|azolam|caine|cillin|conazole|cortisone|coxib|cycline|dipine|dronate"
    r"|fenac|floxacin|formin|gatran|gliflozin|glipti[dn]e?|lukast|mab|methasone|mycin|nisolone"
    r"|nisone|olol|oxetine|parin|prazole|pril|profen|sartan|setron|sporine?|tidine|tinib|trexate"
    r"|triptan|vastatin|vir|xaban)s?"
)
_AFTER_NAME = (
    r"\s+(?:at\s+|of\s+)?\d+\b"
    r"(?!\s*(?:%|-?\w*(?:people|patients|cases|of|in|v|trials?|years?|months?|weeks?)\b))"
)
_PRESCRIPTION = re.compile(
    rf"(?<![\w.])(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.d|q\d+[hdw]|prn)\b"
    rf"|\b(?:once|twice|thrice|{_NUMERAL}\s+times)\s+(?:a\s+|per\s+|each\s+|every\s+)?"
    r"(?:day|night|week|daily|nightly|weekly)\b"
    rf"|\bevery\s+{_NUMERAL}\s+hours?\b"
    rf"|\btak(?:e|es|ing)\s+{_NUMERAL}\b(?!\s+(?:or\s+\w+\s+)?(?:more\s+)?(?:{_SPAN}|steps?|of)\b)",
    re.IGNORECASE,
)
# The rest is a schedule only where a sentence speaks of taking or giving a medicine.
_OFTEN = re.compile(
    rf"\b(?:once|twice|thrice|{_COUNT}\s+times)\s+(?:an?|per|each|every|in)\s+(?:\w+\s+)?{_SPAN}"
    rf"|\b(?:every|each)\s+(?:other\s+|second\s+|third\s+)?(?:{_COUNT}\s*-?\s*)?{_SPAN}\b"
    rf"|{_COUNT}\s+(?:\w+\s+)?(?:an?|per)\s+{_SPAN}\b"
    r"|\b(?:daily|nightly|weekly|fortnightly|monthly|hourly|quarterly|at\s+bedtime)\b"
    rf"|\b(?:for|over)\s+{_NUMERAL}\s+(?:consecutive\s+)?days?\b"
    rf"|{_NUMERAL}\s+{_COURSE}\b",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"\b(?:tapers?|tapered|tapering|reduced?|reducing|cut|cutting|lower|increased?|increasing|raise"
    rf"|drop|step)\b(?:\s+\w+){{0,4}}?\s+(?:by|to|over|within)\s+(?:about\s+)?{_NUMERAL}",
    re.IGNORECASE,
)
_TAKING = (
    r"\b(?:tak(?:e|es|en|ing)|g(?:ive|ives|iven|iving)|start(?:s|ed|ing)?|swallow|inject(?:ed)?"
    r"|infus(?:e|ed|ions?)|injections?|shots?|dos(?:e|es|ed|ing)|tablets?|pills?|capsules?"
    r"|medicines?|medications?|drugs?|steroids?|glucocorticoids?|corticosteroids?|vitamin)\b"
)
# Every day as the day one lives, not as a time for tablets.
_DAILY_LIFE = re.compile(
    r"\b(?:daily|everyday|every\s+day)\s+(?:life|living|tasks?|activit\w+|chores?|routines?)\b",
    re.IGNORECASE,
)
_DOSE_SENTENCE = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class _MedicinePatterns:
    """The patterns that hang on which medicines a deck names."""

    amount: re.Pattern[str]
    """A name and a number."""
    spoken_of: re.Pattern[str]
    """A sentence that speaks of taking or giving a medicine."""


@cache
def _patterns_of(medicines: tuple[str, ...]) -> _MedicinePatterns:
    named = "|".join([rf"\b{_STEMMED}\b", *(compile_phrase(each).pattern for each in medicines)])
    return _MedicinePatterns(
        re.compile(rf"(?:{named}){_AFTER_NAME}", re.IGNORECASE),
        re.compile(rf"{_TAKING}|{named}", re.IGNORECASE),
    )


@cache
def find_dose(text: str, medicines: tuple[str, ...] = ()) -> str | None:
    """Return the words that give a dose or schedule, or None.

    ``medicines`` are names that no ending tells, in the form of a deck's ``medicines``.
    """
    patterns = _patterns_of(medicines)
    # Wide digits and "mg" in one character are digits and letters to a reader.
    plain = unicodedata.normalize("NFKC", text)
    sentences = [_DOSE_SENTENCE.split(each.replace("**", "")) for each in {text, plain}]
    for sentence in chain.from_iterable(sentences):
        for pattern in (_AMOUNT, patterns.amount, _PRESCRIPTION):
            if found := pattern.search(sentence):
                return found[0].strip()
        if not patterns.spoken_of.search(sentence):
            continue
        rest = _DAILY_LIFE.sub("", sentence)
        found = _OFTEN.search(rest) or _STEP.search(rest)
        if found:
            return found[0].strip()
    return None


_SURVIVAL = re.compile(
    r"surviv|mortality|\bdeaths?\b|\bdie[sd]?\b|\bdying\b|\balive\b|life expect", re.IGNORECASE
)
_FIGURE = re.compile(
    r"\d|%|per ?cent|\bhalf\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:in|of|out of)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_HARM = re.compile(r"trigger|caus|suspect|reaction|damage|side effect|disease", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|not|never|none|without)\b", re.IGNORECASE)


@rule(
    "DECK060",
    why="The bot gives no medical advice: somebody would take it as meant for them. "
    "Facts, leads, changes, terms, cells and questions are looked at.",
    cure="Say what the medicine is for, and leave how much and how often to the care team.",
)
def dose(draft: Draft) -> Iterable[Finding]:
    """A dose or a schedule."""
    medicines = draft.info.medicines if draft.info else ()
    allowed = draft.info.no_doses if draft.info else {}
    for statement in draft.statements():
        found = find_dose(statement.text.replace(allowed.get(statement.id, "\0"), ""), medicines)
        if found:
            yield Finding(statement.path, statement.at, f'"{found}" reads as a dose or schedule.')


@rule(
    "DECK061",
    why="Numbers of groups read as a verdict; they belong in the clinical version only.",
    cure="Move the figure to the clinical level.",
)
def survival(draft: Draft) -> Iterable[Finding]:
    """A survival figure in plain text."""
    for statement in draft.statements():
        if statement.level is not Level.PLAIN:
            continue
        for sentence in _SENTENCE.split(statement.text):
            if _SURVIVAL.search(sentence) and _FIGURE.search(sentence):
                yield Finding(
                    statement.path, statement.at, f'"{sentence}" gives a survival figure.'
                )


@rule(
    "DECK062",
    why="Whoever reads it may be in danger while reading.",
    cure="Write `urgent: yes`.",
)
def no_urgent_line(draft: Draft) -> Iterable[Finding]:
    """A card of an urgent group without the urgent line."""
    urgent = {group.id for group in draft.info.groups if group.urgent} if draft.info else ()
    for path, card in draft.cards.items():
        if card.group in urgent and not card.urgent:
            message = f"A card of the group `{card.group}` carries the urgent line."
            yield Finding(path, ("urgent",), message)


@rule(
    "DECK067",
    why="Whoever reads of signs of danger must see first which of them cannot wait; on other "
    "urgent cards a button leads to the red flags.",
    cure="Write `safety: yes` on the card, and `urgent: yes` on every safety card.",
    stage="check",
)
def no_safety_card(draft: Draft) -> Iterable[Finding]:
    """A card of a safety group or of the red flags that is no safety card, or one not urgent."""
    if draft.info is None:
        return
    telling = {group.id for group in draft.info.groups if group.safety}
    for path, card in draft.cards.items():
        if card.group in telling and not card.safety:
            message = f"A card of the group `{card.group}` opens with the urgent line."
            yield Finding(path, ("safety",), message)
        elif card.id == draft.info.key_cards.red_flags and not card.safety:
            yield Finding(path, ("safety",), "The card of the red flags is a safety card.")
        if card.safety and not card.urgent:
            yield Finding(path, ("urgent",), "A safety card is urgent.")


@rule(
    "DECK068",
    why="Whoever writes of suicide or of an overdose must be told where to call, whatever the deck "
    "is about.",
    cure="Add phrases with that `notice`; `imnm-bot new` writes those for emergencies in general.",
    stage="check",
)
def never_answered(draft: Draft) -> Iterable[Finding]:
    """No red flag leads to one of the notices."""
    if draft.info is None or not draft.info.red_flags:
        return
    answered = {flag.notice for flag in draft.info.red_flags}
    for name in get_args(NoticeName):
        if name not in answered:
            yield Finding(DECK_INFO, ("red_flags",), f"No red flag leads to `{name}`.")


Ways = tuple[re.Pattern[str], ...]
"""Patterns of which one is enough."""


def _compile_ways(phrases: Iterable[str]) -> Ways:
    return tuple(map(compile_phrase, phrases))


def _is_in(ways: Ways, text: str) -> bool:
    return any(way.search(text) for way in ways)


def _says(card: Card, *needed: Ways) -> bool:
    texts = [fact.text for fact in card.facts(Level.PLAIN)]
    return all(any(_is_in(ways, text) for text in texts) for ways in needed)


@rule(
    "DECK063",
    why="A reader must not stop out of fright what protects them: the table `balances` of "
    "deck.yaml holds what is to be said beside the danger.",
    cure="Say all of `beside` at the plain level, or put the card that does into `related`.",
    stage="check",
)
def blamed_alone(draft: Draft) -> Iterable[Finding]:
    """A danger is spoken of without what `balances` wants said beside it."""
    if draft.broken or draft.info is None:  # the companion may be what cannot be read
        return
    for balance in draft.info.balances:
        said = _compile_ways(balance.said_as)
        wanted = [said, *map(_compile_ways, balance.beside)]
        companions = {card.id for card in draft.cards.values() if _says(card, *wanted)}
        for spot in draft.fact_places():
            if spot.card.id in companions or companions & set(spot.card.related):
                continue
            if spot.level is Level.PLAIN and _blames(balance, said, spot.fact.text):
                message = f"The fact {spot.fact.id} speaks of a danger of {balance.what} alone."
                yield Finding(spot.path, (*spot.at, "text"), message)


def _blames(balance: Balance, said: Ways, text: str) -> bool:
    """Return whether a sentence ties something to harm without denying it."""
    harm = (_HARM, *_compile_ways(balance.harm))
    return any(
        _is_in(said, sentence) and _is_in(harm, sentence) and not _DENIED.search(sentence)
        for sentence in _SENTENCE.split(text)
    )
