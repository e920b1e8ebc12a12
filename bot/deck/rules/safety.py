"""Rules about what the deck must never say, and what it must always say beside something.

A dose or a schedule is an amount of a medicine, or how often or how long to take it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain

from bot.deck.draft import Draft
from bot.deck.model import Card, Level
from bot.deck.rule import Finding, rule

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
_NAMED_AMOUNT = re.compile(
    r"\b(?:predniso(?:ne|lone)|methylprednisolone|methotrexate|azathioprine|mycophenolate"
    r"|tacrolimus|ciclosporin|cyclophosphamide|rituximab|ivig|\w+statin)\s+(?:at\s+|of\s+)?\d+\b"
    r"(?!\s*(?:%|-?\w*(?:people|patients|cases|of|in|v|trials?|years?|months?|weeks?)\b))",
    re.IGNORECASE,
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
_MEDICINE = re.compile(
    r"\b(?:tak(?:e|es|en|ing)|g(?:ive|ives|iven|iving)|start(?:s|ed|ing)?|swallow|inject(?:ed)?"
    r"|infus(?:e|ed|ions?)|injections?|shots?|dos(?:e|es|ed|ing)|tablets?|pills?|capsules?"
    r"|medicines?|medications?|drugs?|steroids?|glucocorticoids?|corticosteroids?|predniso(?:ne|lone)"
    r"|methylprednisolone|statins?|ivig|scig|immunoglobulins?|rituximab|methotrexate|azathioprine"
    r"|mycophenolate|tacrolimus|ciclosporin|cyclosporine|cyclophosphamide|efgartigimod|zilucoplan"
    r"|ezetimibe|bempedoic|pcsk9|tofacitinib|folic|vitamin)\b",
    re.IGNORECASE,
)
# Every day as the day one lives, not as a time for tablets.
_DAILY_LIFE = re.compile(
    r"\b(?:daily|everyday|every\s+day)\s+(?:life|living|tasks?|activit\w+|chores?|routines?)\b",
    re.IGNORECASE,
)
_DOSE_SENTENCE = re.compile(r"(?<=[.!?;])\s+")

ALLOWED = {
    # A warning of what goes wrong: it names two rhythms and recommends neither.
    "22-C4": "Weekly methotrexate taken daily by error has been fatal",
    # A wrong option of a question: the explanation tells why it is wrong.
    "Q020": "A different statin every other day",
}
"""Facts and questions whose named words are no advice although they look like a schedule. The words
are exact, so that nothing else there is let through."""


@cache
def find_dose(text: str) -> str | None:
    """Return the words that give a dose or schedule, or None."""
    # Wide digits and "mg" in one character are digits and letters to a reader.
    plain = unicodedata.normalize("NFKC", text)
    sentences = [_DOSE_SENTENCE.split(each.replace("**", "")) for each in {text, plain}]
    for sentence in chain.from_iterable(sentences):
        for pattern in (_AMOUNT, _NAMED_AMOUNT, _PRESCRIPTION):
            if found := pattern.search(sentence):
                return found[0].strip()
        if not _MEDICINE.search(sentence):
            continue
        rest = _DAILY_LIFE.sub("", sentence)
        found = _OFTEN.search(rest) or _STEP.search(rest)
        if found:
            return found[0].strip()
    return None


URGENT_GROUPS = ("symptoms", "treatment", "statins")

_SURVIVAL = re.compile(
    r"surviv|mortality|\bdeaths?\b|\bdie[sd]?\b|\bdying\b|\balive\b|life expect", re.IGNORECASE
)
_FIGURE = re.compile(
    r"\d|%|per ?cent|\bhalf\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten) (?:in|of|out of)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_STATIN = re.compile(r"\bstatins?\b", re.IGNORECASE)
_HARM = re.compile(
    r"trigger|caus|set (?:it|this|imnm) off|suspect|reaction|damage|side effect|disease|myopath",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|never|none|without)\b", re.IGNORECASE)
_RARE = re.compile(r"\brare(?:ly)?\b", re.IGNORECASE)
_PROTECTS = re.compile(r"\bheart attacks?\b", re.IGNORECASE)


@rule(
    "DECK060",
    why="The bot gives no medical advice: somebody would take it as meant for them. "
    "Facts, leads, changes, terms, cells and questions are looked at.",
    cure="Say what the medicine is for, and leave how much and how often to the care team.",
)
def dose(draft: Draft) -> Iterable[Finding]:
    """A dose or a schedule."""
    for statement in draft.statements():
        found = find_dose(statement.text.replace(ALLOWED.get(statement.id, "\0"), ""))
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
    """A symptom, treatment or statin card without the urgent line."""
    for path, card in draft.cards.items():
        if card.group in URGENT_GROUPS and not card.urgent:
            message = f"A card of the group `{card.group}` carries the urgent line."
            yield Finding(path, ("urgent",), message)


SAFETY_GROUP = "symptoms"


@rule(
    "DECK067",
    why="Whoever reads of signs of danger must see first which of them cannot wait; on other "
    "urgent cards a button leads to the red flags.",
    cure="Write `safety: yes` on a symptom card, and `urgent: yes` on every safety card.",
    stage="check",
)
def no_safety_card(draft: Draft) -> Iterable[Finding]:
    """A symptom card that is no safety card, or a safety card that is not urgent."""
    for path, card in draft.cards.items():
        if card.group == SAFETY_GROUP and not card.safety:
            message = f"A card of the group `{card.group}` opens with the urgent line."
            yield Finding(path, ("safety",), message)
        if card.safety and not card.urgent:
            yield Finding(path, ("urgent",), "A safety card is urgent.")


def _says(card: Card, *needed: re.Pattern[str]) -> bool:
    texts = [fact.text for fact in card.facts(Level.PLAIN)]
    return all(any(pattern.search(text) for text in texts) for pattern in needed)


@rule(
    "DECK063",
    why="A reader must not stop a statin out of fright. Serious statin muscle disease is very "
    "rare, and statins prevent heart attacks and strokes.",
    cure="Add both facts to the plain level, or put the card that has them into `related`.",
    stage="check",
)
def statin_without_companion(draft: Draft) -> Iterable[Finding]:
    """Statins are spoken of without saying that the danger is rare and that they protect."""
    if draft.broken:  # the companion may be what cannot be read
        return
    companions = {
        card.id for card in draft.cards.values() if _says(card, _STATIN, _RARE, _PROTECTS)
    }
    for path, card in draft.cards.items():
        if card.id in companions or companions & set(card.related):
            continue
        for spot in draft.fact_places():
            if spot.card is card and spot.level is Level.PLAIN and _blames(spot.fact.text):
                message = f"The fact {spot.fact.id} speaks of a danger of statins alone."
                yield Finding(path, (*spot.at, "text"), message)


def _blames(text: str) -> bool:
    """Return whether a sentence ties statins to harm without denying it."""
    return any(
        _STATIN.search(sentence) and _HARM.search(sentence) and not _DENIED.search(sentence)
        for sentence in _SENTENCE.split(text)
    )
