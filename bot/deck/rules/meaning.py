"""Rules about the lock: a fact's id never changes its meaning and is never used again.

A program cannot tell whether two wordings mean the same. These rules let through what changes no
word that could matter (punctuation, small words, endings, a little of the order), and for
everything else they ask a person to say so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from bot.deck.draft import Draft, FactPlace, Locked
from bot.deck.folder import LOCK
from bot.deck.rule import Finding, rule

SAME_ORDER = 60
"""Similarity in per cent of two texts, letter by letter, below which the order has changed."""

_WEIGHTY_WORDS = """
no not never none neither nor without cannot with

may might can could often usually mostly most many some few several rarely rare sometimes about
around roughly nearly almost likely unlikely possible possibly seems seem seen perhaps suggests
suggest uncertain unclear mixed mainly generally commonly common uncommon very

more less higher lower fewer greater better worse above below over under up down increase
increases increased decrease decreases decreased always only all every both each least
high low early late active quiet normal abnormal positive negative present absent safe unsafe

must should do stop start now same before after until unless if

one two three four five six seven eight nine ten half third quarter twice once
"""
_WEIGHTY = frozenset(_WEIGHTY_WORDS.split())
"""Negations, hedges, comparisons, instructions and numbers: each counts, letter by letter."""
_SMALL_WORDS = """
also another been being does from have having here into like onto other such than that their
them then there these they this those through were what when where which while whose will would
your
"""
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words of four letters and more that carry no meaning of their own; shorter ones never do."""
_ENDING = re.compile(r"(?:ing|ed|es|s|d|e)$")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*%?")
_WORD = re.compile(r"[a-z]+(?:n't)?")
_NAME = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])\w+\b")


def weight(text: str) -> Counter[str]:
    """Return what a meaning hangs on: numbers, negations, hedges, names in capitals."""
    plain = _simplify(text)
    words = [word for word in _WORD.findall(plain) if word in _WEIGHTY or word.endswith("n't")]
    return (
        Counter(["not" if word.endswith("n't") else word for word in words])
        + Counter(_NUMBER.findall(plain))
        + Counter(_NAME.findall(text))
    )


def _simplify(text: str) -> str:
    plain = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return plain.replace("can't", "cannot").replace("won't", "not")


def _content(text: str) -> set[str]:
    """Return the other words that say something, without endings and in one spelling."""
    words = set(re.findall(r"[^\W\d_]{4,}", _simplify(text)))
    words -= _WEIGHTY | _SMALL | {name.casefold() for name in _NAME.findall(text)}
    return {_ENDING.sub("", word.replace("oe", "e").replace("ae", "e")) for word in words}


def differ(before: str, now: str) -> str:
    """Return what was lost or gained that may change the meaning; empty if nothing was."""
    was, has = weight(before), weight(now)
    lost = [*sorted(was - has), *sorted(_content(before) - _content(now))]
    gained = [*sorted(has - was), *sorted(_content(now) - _content(before))]
    if lost or gained:
        parts = [f"lost {_name(lost)}"] if lost else []
        parts += [f"gained {_name(gained)}"] if gained else []
        return " and ".join(parts)
    if fuzz.ratio(before.casefold(), now.casefold()) < SAME_ORDER:
        return "changed the order of its words"
    return ""


def _name(words: list[str]) -> str:
    shown = ", ".join(f'"{word}"' for word in words[:5])
    return f"{shown} and more" if len(words) > 5 else shown


@rule(
    "DECK090",
    why="Without it nobody notices when a fact id changes its meaning.",
    cure="Run `imnm-bot check --accept all` once and commit facts.lock.yaml.",
    severity="warning",
    stage="check",
)
def no_lock(draft: Draft) -> Iterable[Finding]:
    """The deck has no lock of its facts."""
    if draft.lock is None and LOCK not in draft.broken:
        yield Finding(LOCK, (), "There is no facts.lock.yaml.")


@rule(
    "DECK091",
    why="Its wording was never accepted.",
    cure="Run `imnm-bot check --accept all` to accept all new facts.",
    stage="check",
)
def not_locked(draft: Draft) -> Iterable[Finding]:
    """A fact is not in the lock."""
    if draft.lock is None:
        return
    for spot in draft.fact_places():
        if spot.fact.id not in draft.lock:
            message = f"The fact {spot.fact.id} is new."
            cure = f"Run `imnm-bot check --accept {spot.fact.id}`."
            yield Finding(spot.path, spot.at, message, cure)


def _locked(draft: Draft, *, retired: bool) -> Iterator[tuple[FactPlace, Locked]]:
    """Yield the facts whose ids are in the lock, and are retired there or not."""
    for spot in draft.fact_places():
        locked = (draft.lock or {}).get(spot.fact.id)
        if locked is not None and locked.retired is retired:
            yield spot, locked


@rule(
    "DECK092",
    why="Quiz answers and reviews are remembered by fact id.",
    cure="Give the fact an id that was never used.",
    stage="check",
)
def changed_meaning(draft: Draft) -> Iterable[Finding]:
    """A fact id may have changed its meaning."""
    for spot, locked in _locked(draft, retired=False):
        difference = differ(locked.text, spot.fact.text)
        if difference:
            free = draft.free_fact_id(spot.fact.id)
            cure = (
                f"Give it a new id such as {free} or, if a reader still learns the same, run "
                f"`imnm-bot check --accept {spot.fact.id}`."
            )
            message = f"Since it was accepted, the fact {spot.fact.id} has {difference}."
            yield Finding(spot.path, (*spot.at, "text"), message, cure)


def _unexplained(draft: Draft) -> Iterator[tuple[str, Locked]]:
    """Yield what the lock says of facts that left_out.yaml does not name."""
    if not draft.broken:  # what cannot be read may well have it
        named = {left.id for left in draft.left_out}
        yield from ((key, locked) for key, locked in (draft.lock or {}).items() if key not in named)


@rule(
    "DECK093",
    why="A fact is left out for a reason that reviewers can read, or retired on purpose.",
    cure="Put it back or name it in left_out.yaml.",
    stage="check",
)
def vanished(draft: Draft) -> Iterable[Finding]:
    """A fact has vanished."""
    there = {spot.fact.id for spot in draft.fact_places()}
    for fact_id, locked in _unexplained(draft):
        if fact_id not in there and not locked.retired:
            cure = (
                "Put it back or, if it is gone for good, name it in left_out.yaml and run "
                f"`imnm-bot check --accept {fact_id}`."
            )
            yield Finding(LOCK, ("facts", fact_id), f"No card has the fact {fact_id}.", cure)


@rule(
    "DECK094",
    why="Whoever learnt the old fact would be marked by the new one.",
    cure="Give the fact an id that was never used.",
    stage="check",
)
def risen(draft: Draft) -> Iterable[Finding]:
    """A retired fact id is used again."""
    for spot, _ in _locked(draft, retired=True):
        message = f"The id {spot.fact.id} was retired."
        free = draft.free_fact_id(spot.fact.id)
        cure = f"Give the fact an id that was never used, such as {free}."
        yield Finding(spot.path, (*spot.at, "id"), message, cure)


@rule(
    "DECK095",
    why="Whoever meets the id in an old report or quiz must learn what became of the fact.",
    cure="Name it in left_out.yaml with the reason.",
    stage="check",
)
def gone_without_reason(draft: Draft) -> Iterable[Finding]:
    """A retired fact is not in left_out.yaml."""
    for fact_id, locked in _unexplained(draft):
        if locked.retired:
            message = f"Nothing tells why the fact {fact_id} was retired."
            yield Finding(LOCK, ("facts", fact_id), message)
