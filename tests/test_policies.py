"""PRIVACY.md and TERMS.md say what is true."""

import re
from pathlib import Path

import pytest

from bot.runtime.client import RETENTION
from bot.settings import read_settings
from bot.store.personal_data import PERSONAL_DATA, OnErasure
from bot.store.tables import metadata

ROOT = Path(__file__).parents[1]
PRIVACY = (ROOT / "PRIVACY.md").read_text()
TERMS = (ROOT / "TERMS.md").read_text()


def tables_under(heading: str) -> set[str]:
    section = PRIVACY.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def test_every_table_with_people_is_listed_as_about_you() -> None:
    assert tables_under("About you") == {holding.table.name for holding in PERSONAL_DATA}


def test_every_other_table_is_listed_as_about_nobody() -> None:
    others = set(metadata.tables) - {holding.table.name for holding in PERSONAL_DATA}
    assert tables_under("About nobody") == others


def test_what_outlives_an_erasure_is_said() -> None:
    for holding in PERSONAL_DATA:
        (row,) = re.findall(rf"^\| `{holding.table.name}` \|.*$", PRIVACY, re.MULTILINE)
        assert ("itself stays" in row) == (holding.fate is OnErasure.UNNAMED)


def test_what_an_erasure_cannot_reach_is_said() -> None:
    section = PRIVACY.split("## What an erasure does\n", 1)[1].split("\n## ", 1)[0]
    said = " ".join(section.split())
    assert "the copies that an update or a restore leaves" in said
    assert "a report that was shown to moderators with its words, without your name" in said


def test_the_retention_time_is_the_one_that_holds_unless_another_is_set() -> None:
    assert f"The retention time is {RETENTION.days} days" in PRIVACY
    assert read_settings({}).retention_days == RETENTION.days


@pytest.mark.parametrize("command", ["show", "export", "erase"])
def test_every_way_to_ones_data_is_named(command: str) -> None:
    assert f"`/privacy {command}`" in PRIVACY


def test_both_are_short_and_the_terms_say_what_matters_most_first() -> None:
    assert len(PRIVACY.split()) < 900
    assert len(TERMS.split()) < 400
    assert TERMS.index("No medical advice") < TERMS.index("No warranty")
