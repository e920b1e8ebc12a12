"""Forms: the parts of the deck as frozen dataclasses, and what their texts must be like.

What the files of a deck hold is checked against these by pydantic, in ``loader``. It finds the
constraints by the methods that it looks for, and need not be loaded to serve a deck: with all that
it brings it takes a tenth of a start, and 12 MB.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import Enum
from functools import cache
from typing import (
    Any,
    ClassVar,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

import orjson

C = TypeVar("C")
Handler = Callable[[Any], dict[str, Any]]
"""Returns pydantic's schema of a type."""
SHARED = 40
"""Characters up to which equal texts are kept but once."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def deck_form(of: type[C]) -> type[C]:
    """Make a class a form: its values are named when it is made, and never change."""
    return dataclass(frozen=True, kw_only=True, slots=True)(of)


class DeckForm:
    """What every part of the deck has in common: frozen, and no key that is not named here."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


class Revised(DeckForm):
    """A part of the deck of which readers and signatures must know when it changes."""

    __slots__ = ("_revision",)
    RELIED_ON: ClassVar[set[str] | None] = None
    """The keys that a reader relies on; None for all of them."""

    _revision: str

    @property
    def revision(self) -> str:
        """Eight hex digits that change whenever something that a reader relies on changes."""
        try:
            return self._revision
        except AttributeError:
            revision = digest(write(self, self.RELIED_ON))
            object.__setattr__(self, "_revision", revision)
            return revision


def write(of: DeckForm, keys: set[str] | None = None) -> str:
    """Return a form as JSON, with these keys alone, in the order in which they are declared."""
    named = (each.name for each in fields(of))  # type: ignore[arg-type]  # every form is one
    return orjson.dumps(
        of if keys is None else {name: getattr(of, name) for name in named if name in keys},
        option=orjson.OPT_NON_STR_KEYS,
    ).decode()


F = TypeVar("F", bound=DeckForm)
Reader = Callable[[Any], Any]


def read_form(of: type[F], values: dict[str, Any]) -> F:
    """Return the form of which :func:`write` has written all keys.

    Any of several errors is raised where the values are of another form.
    """
    made: F = _reader_of_form(of)(values)  # type: ignore[arg-type]  # mypy: no class is hashable
    return made


@cache
def _reader_of_form(of: type[DeckForm]) -> Reader:
    kinds = get_type_hints(of)
    # What JSON has no values for, and forms inside; all others are taken as they are.
    readers = [
        (each.name, reader)
        for each in fields(of)  # type: ignore[arg-type]  # every form is one
        if (reader := _reader_of(kinds[each.name])) is not None
    ]

    def read(values: dict[str, Any]) -> DeckForm:
        for name, reader in readers:
            values[name] = reader(values[name])
        return of(**values)

    return read


def _reader_of(kind: Any) -> Reader | None:  # noqa: ANN401 - whatever a form may hold
    """Return what makes such a value of one of JSON; None where that is the same."""
    parts, origin = get_args(kind), get_origin(kind)
    if type(None) in parts:
        reader = _reader_of(parts[0])
        return None if reader is None else lambda value: None if value is None else reader(value)
    if origin is tuple:
        each = _reader_of(parts[0]) or _same
        return lambda values: tuple(map(each, values))
    if origin is Mapping:
        name, value = (_reader_of(part) or _same for part in parts)
        return lambda values: {name(key): value(values[key]) for key in values}
    if isinstance(kind, type) and issubclass(kind, DeckForm):
        return _reader_of_form(kind)  # type: ignore[arg-type]  # mypy: no class is hashable
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return {str: _share, date: date.fromisoformat}.get(kind)


def _same(value: object) -> object:
    return value


def _share(text: str) -> str:
    # Ids and words stand in many places.
    return sys.intern(text) if len(text) <= SHARED else text


def digest(text: str) -> str:
    """Return eight hex digits that tell one text from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What a text must be like; spaces around it are never part of it where they are stripped."""

    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    strip_whitespace: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: Handler) -> dict[str, Any]:
        """Return pydantic's schema of such a text."""
        return handler(source) | {key: value for key, value in asdict(self).items() if value}


def short_text(longest: int) -> Constraint:
    """Return the constraint of a text that is not empty and not longer than so many characters."""
    return Constraint(min_length=1, max_length=longest, strip_whitespace=True)


class WrittenDay:
    """A day written as 2026-11-22: pydantic would also take ``0``, for 1970-01-01."""

    def __get_pydantic_core_schema__(self, source: object, handler: Handler) -> dict[str, Any]:
        """Return pydantic's schema of such a day."""
        look = {"type": "no-info", "function": _look_at_day}
        return {"type": "function-before", "function": look, "schema": handler(source)}


def _look_at_day(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("not a day such as 2026-11-22")
    return value
