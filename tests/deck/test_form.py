"""Forms are frozen, are written as JSON and read back, and tell when they change."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, replace
from datetime import date
from typing import Annotated, ClassVar, Literal

import orjson
import pytest
from pydantic import TypeAdapter, ValidationError

from bot.deck.form import (
    Constraint,
    DeckForm,
    Revised,
    WrittenDay,
    deck_form,
    read_form,
    short_text,
    write,
)
from bot.deck.model import Basis

Id = Annotated[str, Constraint(pattern="^[a-z]+$", max_length=4)]


@deck_form
class Stop(DeckForm):
    """A part of a form."""

    id: Id
    name: Annotated[str, short_text(8)] | None = None


@deck_form
class Tour(Revised):
    """A form with every kind of value."""

    RELIED_ON: ClassVar[set[str] | None] = {"stops", "on"}

    on: Annotated[date, WrittenDay()]
    stops: tuple[Stop, ...]
    first: Stop | None = None
    kind: Literal["day", "week"] = "day"
    rests: Mapping[Basis, tuple[str, ...]] = field(default_factory=dict)
    guided: bool = False
    basis: Basis | None = None
    pairs: tuple[tuple[str, ...], ...] = ()


TOUR = Tour(
    on=date(2026, 11, 22),
    stops=(Stop(id="a", name="Ä"), Stop(id="b")),
    first=Stop(id="a"),
    kind="week",
    rests={Basis.SEARCH: ("x", "y")},
    basis=Basis.GENERAL,
    pairs=(("a", "b"), ("b",)),
)


def test_what_was_written_is_read_back_in_every_kind_of_value() -> None:
    found = read_form(Tour, orjson.loads(write(TOUR)))
    assert found == TOUR
    assert type(found.basis) is Basis
    assert [type(key) for key in found.rests] == [Basis]
    assert type(found.stops[0]) is Stop


def test_json_is_what_revisions_were_always_made_of() -> None:
    # As pydantic writes it: revisions are signed, and stand in the lock of the facts.
    assert (
        write(TOUR, {"on", "basis", "stops"})
        == TypeAdapter(Tour).dump_json(TOUR, include={"on", "basis", "stops"}).decode()
        == (
            '{"on":"2026-11-22","stops":[{"id":"a","name":"Ä"},{"id":"b","name":null}],'
            '"basis":"general knowledge"}'
        )
    )


def test_a_revision_changes_with_what_readers_rely_on_alone() -> None:
    assert replace(TOUR, kind="day").revision == TOUR.revision
    assert replace(TOUR, on=date(2026, 11, 23)).revision != TOUR.revision
    assert replace(TOUR, stops=TOUR.stops[:1]).revision != TOUR.revision


def test_a_form_never_changes_and_keeps_nothing_else() -> None:
    with pytest.raises(FrozenInstanceError):
        TOUR.kind = "day"  # type: ignore[misc]
    assert not hasattr(TOUR, "__dict__")


@pytest.mark.parametrize("spoilt", [{}, {"on": 5, "stops": []}, {"on": "2026-11-22"}, []])
def test_values_of_another_form_are_an_error(spoilt: dict[str, object]) -> None:
    with pytest.raises((AttributeError, LookupError, TypeError, ValueError)):
        read_form(Tour, spoilt)


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"on": "0"}, ("on",)),
        ({"on": "2026-11-31"}, ("on",)),
        ({"stops": [{"id": "A"}]}, ("stops", 0, "id")),
        ({"stops": [{"id": "abcde"}]}, ("stops", 0, "id")),
        ({"stops": [{"id": "a", "name": "too long a name"}]}, ("stops", 0, "name")),
        ({"stops": [{"id": "a", "name": " "}]}, ("stops", 0, "name")),
        ({"stops": [{"id": "a", "nam": "x"}]}, ("stops", 0, "nam")),
        ({"kind": "month"}, ("kind",)),
    ],
)
def test_what_a_file_must_be_like_is_checked(
    changed: dict[str, object], at: tuple[str | int, ...]
) -> None:
    values = {"on": "2026-11-22", "stops": [{"id": "a", "name": " b "}]}
    assert TypeAdapter(Tour).validate_python(values).stops[0].name == "b"
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Tour).validate_python(values | changed)
    assert [each["loc"] for each in refused.value.errors()] == [at]
