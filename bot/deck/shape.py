"""Plain values to the deck's classes; what does not fit becomes a fault in the project's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.deck.model import Form
from bot.deck.rule import Rule, Step
from bot.deck.yaml_reader import Page, Plain
from bot.errors import Fault

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
RULES = (MISSING_KEY, UNKNOWN_KEY, WRONG_VALUE)

F = TypeVar("F", bound=Form)

_DATES = ("reviewed_on", "review_due", "released_on", "on")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
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


def build(form: type[F], page: Page) -> tuple[F | None, list[Fault]]:
    """The page as ``form``, or None and everything that does not fit."""
    faults = _strange_dates(page)
    try:
        built = form.model_validate(page.said)
    except ValidationError as problem:
        faults += [_fault(form, page, error) for error in problem.errors()]
        return None, faults
    return (None, faults) if faults else (built, [])


def _strange_dates(page: Page) -> list[Fault]:
    """Dates that pydantic would take for something else: it reads ``0`` as 1970-01-01."""
    faults = []
    ways: list[tuple[tuple[Step, ...], Plain]] = [((), dict(page.said))]
    while ways:
        at, value = ways.pop()
        if isinstance(value, str):
            if at[-1] in _DATES and not _DATE.fullmatch(value):
                message = f"`{at[-1]}` is {_quoted(value)}, not a day such as 2026-11-22."
                faults.append(WRONG_VALUE.fault(page.path, page.place.line_of(at), message))
        elif isinstance(value, dict):
            ways += [
                ((*at, key), inner)
                for key, inner in value.items()
                if key in _DATES or not isinstance(inner, str)
            ]
        else:
            ways += [
                ((*at, place), inner)
                for place, inner in enumerate(value)
                if not isinstance(inner, str)
            ]
    return faults


def _fault(form: type[Form], page: Page, error: ErrorDetails) -> Fault:
    at = tuple(step for step in error["loc"] if step != "[key]")
    key = next((step for step in reversed(at) if isinstance(step, str)), "")
    line = page.place.line_of(at)
    kind = error["type"]
    if kind == "missing":
        return MISSING_KEY.fault(page.path, line, f"`{key}` is missing.", f"Add `{key}`.")
    if kind == "extra_forbidden":
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
        "model_type": "not a group of keys",
        "mapping_type": "not a group of keys",
        "dict_type": "not a group of keys",
        "literal_error": f"not one of {facts.get('expected')}",
        "string_too_short": f"shorter than {facts.get('min_length')} characters",
        "string_too_long": f"longer than {facts.get('max_length')} characters",
    }
    if kind == "string_pattern_mismatch":
        pattern = str(facts.get("pattern"))
        return f"not {_PATTERNS.get(pattern, f'of the form {pattern}')}"
    if kind.startswith("date"):
        return "not a day such as 2026-11-22"
    return words.get(kind, "not of the form that belongs here")


def keys_at(form: type[Form], at: tuple[Step, ...]) -> list[str]:
    """The keys that ``form`` knows at the place that ``at`` leads to."""
    kind: object = form
    for step in at:
        kind = _inside(kind, step)
    kind = _bare(kind)
    return list(kind.model_fields) if _is_form(kind) else []


def _is_form(kind: object) -> TypeGuard[type[Form]]:
    return isinstance(kind, type) and issubclass(kind, Form)


def _bare(kind: object) -> object:
    """The kind without ``| None``."""
    parts = get_args(kind)
    return _bare(parts[0]) if type(None) in parts else kind


def _inside(kind: object, step: Step) -> object:
    kind = _bare(kind)
    if _is_form(kind):
        return kind.model_fields[str(step)].annotation
    parts = [part for part in get_args(kind) if part is not Ellipsis]
    return parts[-1] if parts else None
