"""A folder of files to a draft of the deck: every file is read, whatever is wrong with another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from bot.deck.draft import (
    CARDS,
    COMPARISONS,
    GLOSSARY,
    LEFT_OUT,
    LOCK,
    MASTHEAD,
    QUIZ,
    SOURCES,
    Draft,
)
from bot.deck.lock import Locked
from bot.deck.model import (
    Abbreviation,
    Card,
    Comparison,
    FactId,
    Form,
    LeftOut,
    Masthead,
    Question,
    Source,
    Term,
)
from bot.deck.rule import Rule
from bot.deck.shape import build
from bot.deck.text import HUGE, UNREADABLE
from bot.deck.yaml_reader import read_file
from bot.errors import DeckError

MAX_FILES = 500

STRAY = Rule(
    "DECK014",
    "A YAML file stands where nobody reads it",
    why="Its author believes that it is served.",
    cure="Name it as README.md says, or move it out of the folder.",
    severity="warning",
    stage="check",
)
RULES = (STRAY,)


class SourceList(Form):
    """The form of ``sources.yaml``."""

    sources: tuple[Source, ...]


class Glossary(Form):
    """The form of ``glossary.yaml``."""

    terms: tuple[Term, ...]
    abbreviations: tuple[Abbreviation, ...] = ()


class ComparisonList(Form):
    """The form of ``comparisons.yaml``."""

    comparisons: tuple[Comparison, ...]


class Quiz(Form):
    """The form of ``quiz.yaml``."""

    questions: tuple[Question, ...]


class LeftOutList(Form):
    """The form of ``left_out.yaml``."""

    left_out: tuple[LeftOut, ...]


class Lock(Form):
    """The form of ``facts.lock.yaml``."""

    facts: Mapping[FactId, Locked]


FORMS: dict[str, type[Form]] = {
    MASTHEAD: Masthead,
    SOURCES: SourceList,
    GLOSSARY: Glossary,
    COMPARISONS: ComparisonList,
    QUIZ: Quiz,
    LEFT_OUT: LeftOutList,
    LOCK: Lock,
}
"""The form of each file that is no card."""

F = TypeVar("F", bound=Form)


def card_files(folder: Path) -> list[str]:
    """The paths of the card files within the folder, sorted; none if there is no such folder.

    Hidden files are left out: editors keep their locks and drafts there.
    """
    names = [path.name for path in (folder / CARDS).glob("*.yaml")]
    return sorted(f"{CARDS}/{name}" for name in names if name.isprintable() and name[0] != ".")


def gather(folder: Path, *, lock: bool = False) -> Draft:
    """Read the deck's files; what is wrong with them is in the draft's ``faults``.

    The lock of the facts is read only if asked for: serving needs none.
    """
    draft = Draft()
    draft.masthead = _part(draft, folder, MASTHEAD, Masthead)
    sources = _part(draft, folder, SOURCES, SourceList)
    draft.sources = None if sources is None else sources.sources
    if glossary := _part(draft, folder, GLOSSARY, Glossary, required=False):
        draft.terms, draft.abbreviations = glossary.terms, glossary.abbreviations
    if comparisons := _part(draft, folder, COMPARISONS, ComparisonList, required=False):
        draft.comparisons = comparisons.comparisons
    if quiz := _part(draft, folder, QUIZ, Quiz, required=False):
        draft.questions = quiz.questions
    if left_out := _part(draft, folder, LEFT_OUT, LeftOutList, required=False):
        draft.left_out = left_out.left_out
    if lock and (locked := _part(draft, folder, LOCK, Lock, required=False)):
        draft.lock = locked.facts
    names = card_files(folder)
    if not names:
        message = "There is not one card here."
        draft.faults.append(UNREADABLE.fault(CARDS, 1, message, f"Put a card into {CARDS}/."))
    if len(names) > MAX_FILES:
        message = f"There are {len(names)} card files; {MAX_FILES} are allowed."
        draft.faults.append(HUGE.fault(CARDS, 1, message))
    for name in names[:MAX_FILES]:
        if card := _part(draft, folder, name, Card):
            draft.cards[name] = card
    _find_strays(draft, folder)
    return draft


def _part(
    draft: Draft, folder: Path, name: str, form: type[F], *, required: bool = True
) -> F | None:
    path = folder / name
    if not required and not path.exists() and not path.is_symlink():
        return None
    try:
        page = read_file(folder, name)
    except DeckError as problem:
        draft.faults += problem.faults
        draft.broken.add(name)
        return None
    draft.places[name] = page.place
    built, faults = build(form, page)
    if built is None:
        draft.faults += faults
        draft.broken.add(name)
    return built


def _find_strays(draft: Draft, folder: Path) -> None:
    read = {*FORMS, *card_files(folder)}
    for path in sorted([*folder.glob("*.y*ml"), *(folder / CARDS).glob("*.y*ml")]):
        name = path.relative_to(folder).as_posix()
        if name not in read and not path.name.startswith("."):
            # A name of stray bytes cannot be printed as it is.
            shown = name if name.isprintable() else ascii(name)
            draft.faults.append(STRAY.fault(shown, 1, "Nobody reads this file."))
