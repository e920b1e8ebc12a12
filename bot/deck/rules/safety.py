"""Rules about what the deck must never say, and what it must always say beside something."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.deck.draft import Draft
from bot.deck.draft_rule import Finding, rule
from bot.deck.model import Card, Level
from bot.deck.rules.doses import ALLOWED, find_dose

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
    for said in draft.said():
        found = find_dose(said.text.replace(ALLOWED.get(said.id, "\0"), ""))
        if found:
            yield Finding(said.path, said.at, f'"{found}" reads as a dose or schedule.')


@rule(
    "DECK061",
    why="Numbers of groups read as a verdict; they belong in the clinical version only.",
    cure="Move the figure to the clinical level.",
)
def survival(draft: Draft) -> Iterable[Finding]:
    """A survival figure in plain text."""
    for said in draft.said():
        if said.level is not Level.PLAIN:
            continue
        for sentence in _SENTENCE.split(said.text):
            if _SURVIVAL.search(sentence) and _FIGURE.search(sentence):
                yield Finding(said.path, said.at, f'"{sentence}" gives a survival figure.')


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
            yield Finding(path, ("urgent",) if "urgent" in _keys(draft, path) else (), message)


def _keys(draft: Draft, path: str) -> Iterable[object]:
    place = draft.places.get(path)
    return () if place is None else place.inside


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
        for spot in draft.spots():
            if spot.card is card and spot.level is Level.PLAIN and _blames(spot.fact.text):
                message = f"The fact {spot.fact.id} speaks of a danger of statins alone."
                yield Finding(path, (*spot.at, "text"), message)


def _blames(text: str) -> bool:
    """Whether a sentence ties statins to harm without denying it."""
    return any(
        _STATIN.search(sentence) and _HARM.search(sentence) and not _DENIED.search(sentence)
        for sentence in _SENTENCE.split(text)
    )


RULES = (dose, survival, no_urgent_line, statin_without_companion)
