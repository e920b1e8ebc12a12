"""Build a draft of the deck from a folder of files.

Every file is read, whatever is wrong with another. Plain values become the deck's classes; what
does not fit becomes a fault in the project's words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard, TypeVar, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.deck.draft import (
    COMPARISONS,
    GLOSSARY,
    LEFT_OUT,
    PICTURES,
    QUIZ,
    SOURCES,
    Draft,
    Locked,
)
from bot.deck.folder import CARDS, DECK_INFO, LOCK, card_files, find_strays
from bot.deck.form import DeckForm, deck_form
from bot.deck.info import DeckInfo
from bot.deck.model import (
    Abbreviation,
    Card,
    Comparison,
    FactId,
    LeftOut,
    Question,
    Source,
    Term,
)
from bot.deck.pictures import PagePicture
from bot.deck.rule import At, Rule
from bot.deck.yaml_reader import HUGE, UNREADABLE, ParsedFile, read_file
from bot.errors import DeckError, Fault

MISSING_KEY = Rule(
    "DECK011",
    "A key is missing",
    why="A card without its review date or its clinical side is not finished.",
    cure="Add the key.",
)
UNKNOWN_KEY = Rule(
    "DECK012",
    "A key has no meaning here",
    why="A misspelt key would silently say nothing.",
    cure="Correct its spelling or delete it.",
)
WRONG_VALUE = Rule(
    "DECK013",
    "A value does not have the form that its key asks for",
    why="Ids, dates and lengths are relied on everywhere else.",
    cure="Write it as the message says; cards/schema.json holds every form.",
)
_PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "an id of small letters and digits joined by '-'",
    r"^S\d{2,3}$": "a source id such as S07",
    r"^\d{2}[a-z]?-[PC]\d{1,2}$": "a fact id such as 07-P3",
    r"^Q\d{3}$": "a question id such as Q012",
    r"^C\d{3}$": "a claim id such as C045",
    r"^https://\S+$": "an address that begins with https://",
    r"^[0-9a-f]{8}$": "a revision of eight hex digits",
    r"^[a-z0-9_-]{1,32}$": "a command name of small letters, digits, '-' and '_'",
    r"^\d+\.\d+\.\d+$": "a version such as 1.2.0",
    r"^#[0-9a-f]{6}$": "a colour such as #5b8def",
}


def build(form: type[F], page: ParsedFile) -> tuple[F | None, list[Fault]]:
    """Return the page as ``form``, or None and everything that does not fit."""
    try:
        return _reader(form).validate_python(page.values), []  # type: ignore[arg-type]
    except ValidationError as problem:
        return None, [_fault(form, page, error) for error in problem.errors()]


@cache
def _reader(form: type[F]) -> TypeAdapter[F]:
    return TypeAdapter(form)


def _fault(form: type[DeckForm], page: ParsedFile, error: ErrorDetails) -> Fault:
    at = tuple(step for step in error["loc"] if step != "[key]")
    key = next((step for step in reversed(at) if isinstance(step, str)), "")
    line = page.place.line_of(at)
    kind = error["type"]
    if kind == "missing":
        return MISSING_KEY.fault(page.path, line, f"`{key}` is missing.", f"Add `{key}`.")
    if kind == "unexpected_keyword_argument":
        known = keys_at(form, at[:-1])
        near = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=60)
        cure = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
        return UNKNOWN_KEY.fault(page.path, line, f"`{key}` has no meaning here.", cure)
    message = f"`{key}` is {_quoted(error['input'])}, {_wanted(kind, error.get('ctx', {}))}."
    return WRONG_VALUE.fault(page.path, line, message)


def _quoted(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 40 else f'"{value[:40]}..."'
    if isinstance(value, Mapping):
        return "a group of keys"
    return "a list"


def _wanted(kind: str, facts: Mapping[str, Any]) -> str:
    words = {
        "string_type": "not a text",
        "int_parsing": "not a whole number",
        "int_type": "not a whole number",
        "bool_parsing": "not yes or no",
        "bool_type": "not yes or no",
        "tuple_type": "not a list",
        "dataclass_type": "not a group of keys",
        "mapping_type": "not a group of keys",
        "dict_type": "not a group of keys",
        "literal_error": f"not one of {facts.get('expected')}",
        "enum": f"not one of {facts.get('expected')}",
        "string_too_short": f"shorter than {facts.get('min_length')} characters",
        "string_too_long": f"longer than {facts.get('max_length')} characters",
    }
    if kind == "string_pattern_mismatch":
        pattern = str(facts.get("pattern"))
        return f"not {_PATTERNS.get(pattern, f'of the form {pattern}')}"
    if kind.startswith("date") or kind == "value_error":
        return "not a day such as 2026-11-22"
    return words.get(kind, "not of the form that belongs here")


def keys_at(form: type[DeckForm], at: At) -> list[str]:
    """Return the keys that ``form`` knows at the place that ``at`` leads to."""
    kind: object = form
    for step in at:
        kind = _inside(kind, step)
    kind = _bare(kind)
    return [each.name for each in fields(kind)] if _is_form(kind) else []  # type: ignore[arg-type]


def _is_form(kind: object) -> TypeGuard[type[DeckForm]]:
    return isinstance(kind, type) and issubclass(kind, DeckForm)


def _bare(kind: object) -> object:
    """Return the kind without ``| None``."""
    parts = get_args(kind)
    return _bare(parts[0]) if type(None) in parts else kind


def _inside(kind: object, step: str | int) -> object:
    kind = _bare(kind)
    if _is_form(kind):
        return get_type_hints(kind).get(str(step))
    parts = [part for part in get_args(kind) if part is not Ellipsis]
    return parts[-1] if parts else None


MAX_FILES = 500


@deck_form
class SourceList(DeckForm):
    """The form of ``sources.yaml``."""

    sources: tuple[Source, ...]


@deck_form
class Glossary(DeckForm):
    """The form of ``glossary.yaml``."""

    terms: tuple[Term, ...]
    abbreviations: tuple[Abbreviation, ...] = ()


@deck_form
class ComparisonList(DeckForm):
    """The form of ``comparisons.yaml``."""

    comparisons: tuple[Comparison, ...]


@deck_form
class QuizFile(DeckForm):
    """The form of ``quiz.yaml``."""

    questions: tuple[Question, ...]


@deck_form
class LeftOutList(DeckForm):
    """The form of ``left_out.yaml``."""

    retired: tuple[LeftOut, ...]


@deck_form
class PictureList(DeckForm):
    """The form of ``pictures.yaml``."""

    pictures: tuple[PagePicture, ...]


@deck_form
class Lock(DeckForm):
    """The form of ``facts.lock.yaml``."""

    facts: Mapping[FactId, Locked]


FORMS: dict[str, type[DeckForm]] = {
    DECK_INFO: DeckInfo,
    SOURCES: SourceList,
    GLOSSARY: Glossary,
    COMPARISONS: ComparisonList,
    QUIZ: QuizFile,
    LEFT_OUT: LeftOutList,
    PICTURES: PictureList,
    LOCK: Lock,
}
"""The form of each file that is no card."""

F = TypeVar("F", bound=DeckForm)


def gather(folder: Path, *, lock: bool = False) -> Draft:
    """Read the deck's files; what is wrong with them is in the draft's ``faults``.

    The lock of the facts is read only if asked for: serving needs none.
    """
    draft = Draft()
    draft.info = _part(draft, folder, DECK_INFO, DeckInfo)
    sources = _part(draft, folder, SOURCES, SourceList)
    draft.sources = None if sources is None else sources.sources
    _read_optional(draft, folder)
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
    draft.strays = find_strays(folder, {*FORMS, *names})
    return draft


def read_info(folder: Path) -> DeckInfo | None:
    """Return what holds for the whole deck; None if there is none that can be read."""
    return _part(Draft(), folder, DECK_INFO, DeckInfo)


def _read_optional(draft: Draft, folder: Path) -> None:
    """Read the files that a deck may be without."""
    if glossary := _part(draft, folder, GLOSSARY, Glossary, required=False):
        draft.terms, draft.abbreviations = glossary.terms, glossary.abbreviations
    if comparisons := _part(draft, folder, COMPARISONS, ComparisonList, required=False):
        draft.comparisons = comparisons.comparisons
    if quiz := _part(draft, folder, QUIZ, QuizFile, required=False):
        draft.questions = quiz.questions
    if left_out := _part(draft, folder, LEFT_OUT, LeftOutList, required=False):
        draft.left_out = left_out.retired
    if pictures := _part(draft, folder, PICTURES, PictureList, required=False):
        draft.pictures = pictures.pictures


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
    draft.text_faults += page.faults
    built, faults = build(form, page)
    if built is None:
        draft.faults += faults
        draft.broken.add(name)
    return built
