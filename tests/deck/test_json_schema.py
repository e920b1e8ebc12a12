"""Editors check files while one types, by the same forms as the reader."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema_rs import Draft202012Validator, meta

from bot.deck.json_schema import SCHEMA, make_schema, write_schema
from bot.features.cards.check import run_check

ROOT = Path(__file__).parents[2]
FILES = [
    *sorted((Path(__file__).parent / "small").glob("**/*.yaml")),
    *sorted((ROOT / "cards").glob("**/*.yaml")),
]


def as_an_editor_reads(file: Path) -> Any:
    """The file's values with numbers and truth values, and days as text, like JSON."""
    values = yaml.safe_load(file.read_text(encoding="utf-8"))
    return json.loads(json.dumps(values, default=dt.date.isoformat))


def faults_of(values: Any) -> list[str]:
    checker = Draft202012Validator(make_schema())
    return [error.message for error in checker.iter_errors(values)]


def test_the_schema_in_the_deck_is_the_one_that_the_forms_make() -> None:
    assert (ROOT / "cards" / SCHEMA).read_text(encoding="utf-8") == write_schema()


def test_the_schema_is_a_schema() -> None:
    meta.validate(make_schema())


@pytest.mark.long
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_file_of_a_sound_deck_fits_the_schema(file: Path) -> None:
    assert faults_of(as_an_editor_reads(file)) == []


def test_an_editor_marks_a_key_that_has_no_meaning() -> None:
    card = as_an_editor_reads(FILES[0].parent / "en/overview.yaml")
    card["alias"] = []
    assert any("alias" in fault for fault in faults_of(card))


def test_the_schema_is_written_on_request(folder: Path) -> None:
    run_check(folder, write_schema=True)
    assert (folder / SCHEMA).read_text(encoding="utf-8") == write_schema()
