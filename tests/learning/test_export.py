"""Files that other programs read."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.learning.export import write_anki, write_table
from bot.learning.questions import Item

ITEM = Item(
    id="Q001", card="labs", topics=frozenset({"labs", "tests"}), difficulty="easy",
    audience="both", text='**CK:** what does "high" mean?', options=("right", "wrong", "other"),
    explanation="Because\tof this.", sources=("S01", "S99"), theme="Q001",
    why_not=("It is wrong.", "It is other."),
)  # fmt: skip


def read_anki(content: bytes) -> tuple[list[str], list[list[str]]]:
    text = content.decode()
    heads = [line for line in text.splitlines() if line.startswith("#")]
    rest = text[sum(len(head) + 1 for head in heads) :]
    return heads, list(csv.reader(io.StringIO(rest, newline=""), delimiter="\t"))


def test_anki_gets_front_back_and_tags():
    heads, rows = read_anki(write_anki([ITEM], {"S01": "Doe 2020"}, "No advice."))
    assert heads[0] == "#separator:tab"
    assert heads[-1] == "#tags column:3"
    ((front, back, tags),) = rows
    question, *options = front.split("\n")
    assert question == 'CK: what does "high" mean?'
    assert sorted(option[3:] for option in options) == ["other", "right", "wrong"]
    answer, why, why_not, source, note = back.split("\n\n")
    assert answer in options
    assert answer[3:] == "right"
    assert (why, source, note) == ("Because\tof this.", "Sources: Doe 2020", "No advice.")
    letters = {option[3:]: option[0] for option in options}
    assert sorted(why_not.split("\n")) == sorted(
        [f"Not {letters['wrong']}: It is wrong.", f"Not {letters['other']}: It is other."]
    )
    assert tags.split() == ["imnm", "easy", "labs", "tests"]


def test_a_later_import_updates_a_card_whose_explanation_was_mended():
    mended = replace(ITEM, explanation="x")
    fronts = [read_anki(write_anki([item], {}, ""))[1][0][0] for item in (ITEM, mended)]
    assert fronts[0] == fronts[1]


@pytest.mark.parametrize("change", [{"explanation": "x"}, {"why_not": ("x", "It is other.")}])
def test_the_revision_of_a_question_changes_with_its_wording(change):
    mended = replace(ITEM, **change)
    assert ITEM.revision != mended.revision
    assert len(ITEM.revision) == 8


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing_there():
    content = write_table(
        ("at", "who", "right", "points", "none"),
        [(datetime(2026, 11, 23, 9, 5, 1, 77, tzinfo=UTC), "=cmd()", True, -5, None)],
    )
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["2026-11-23T09:05:01+00:00", "'=cmd()", "yes", "-5", ""]
