"""Files that other programs read."""

import csv
import io
import json
import sqlite3
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deck.info import Subject
from bot.learning.export import (
    AnkiDeck,
    write_anki,
    write_anki_package,
    write_header,
    write_rows,
)
from bot.learning.questions import Item
from tests import decks
from tests.libraries import real_library

INTO = AnkiDeck.of(real_library().whole.info)

ITEM = Item(
    id="Q001", card="labs", topics=frozenset({"labs", "tests"}), difficulty="easy",
    audience="both", text='**CK:** what does "high" mean?', options=("right", "wrong", "other"),
    explanation="Because\tof this.", sources=("S01", "S99"), theme="Q001",
    why_not=("It is wrong.", "It is other."),
)  # fmt: skip


def read_anki(content: bytes) -> tuple[dict[str, str], list[list[str]]]:
    text = content.decode()
    heads = [line for line in text.splitlines() if line.startswith("#")]
    rest = text[sum(len(head) + 1 for head in heads) :]
    named = dict(head[1:].split(":", 1) for head in heads)
    return named, list(csv.reader(io.StringIO(rest, newline=""), delimiter="\t"))


def read_package(content: bytes) -> sqlite3.Connection:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        database = sqlite3.connect(":memory:")
        database.deserialize(package.read("collection.anki2"))
        return database


SOURCES = {"S01": ("Doe 2020", "https://doi.org/10.1/x_(y)?a&b")}


def test_anki_gets_a_stable_guid_front_back_and_tags():
    heads, rows = read_anki(write_anki(INTO, [INTO.make_note(ITEM, SOURCES, "No advice.")]))
    assert heads == {
        "separator": "tab",
        "html": "true",
        "notetype": "IMNM question",
        "deck": "IMNM",
        "columns": "GUID\tFront\tBack\tTags",
        "guid column": "1",
        "tags column": "4",
    }
    ((guid, front, back, tags),) = rows
    assert guid == "imnm-Q001"
    question, *options = front.split("<br>")
    assert question == '<b>CK:</b> what does "high" mean?'
    assert sorted(option[3:] for option in options) == ["other", "right", "wrong"]
    answer, why, why_not, source, note = back.split("<br><br>")
    assert answer[3:-4] in options
    assert answer[6:] == "right</b>"
    assert why == "Because\tof this."
    assert source == 'Sources: <a href="https://doi.org/10.1/x_(y)?a&amp;b">Doe 2020</a>'
    assert note == "No advice."
    letters = {option[3:]: option[0] for option in options}
    assert sorted(why_not.split("<br>")) == sorted(
        [f"Not {letters['wrong']}: It is wrong.", f"Not {letters['other']}: It is other."]
    )
    assert tags.split() == ["imnm::easy", "imnm::labs", "imnm::tests"]


def test_what_html_would_take_for_its_own_is_shown_as_it_stands():
    odd = replace(ITEM, text="CK < 200 & LDH > 1, <script>?")
    assert INTO.make_note(odd, {}, "").front.startswith(
        "CK &lt; 200 &amp; LDH &gt; 1, &lt;script&gt;?<br>"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Reworded?"},
        {"options": ("right, but better", "wrong", "other")},
        {"explanation": "x"},
        {"topics": frozenset({"skin"})},
    ],
)
def test_a_reworded_question_is_the_same_note(change):
    first, mended = (INTO.make_note(each, {}, "") for each in (ITEM, replace(ITEM, **change)))
    assert first.guid == mended.guid
    assert first != mended
    assert INTO.make_note(replace(ITEM, id="Q002"), {}, "").guid != first.guid


def test_a_package_holds_the_notes_with_their_guids_in_one_deck():
    other = replace(ITEM, id="Q002")
    notes = [INTO.make_note(each, SOURCES, "") for each in (ITEM, other)]
    at = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    kept = read_package(write_anki_package(INTO, notes, at))
    rows = kept.execute("SELECT guid, flds, tags, mid FROM notes ORDER BY guid").fetchall()
    assert [row[:2] for row in rows] == [
        (note.guid, f"{note.front}\x1f{note.back}") for note in notes
    ]
    assert [row[2].split() for row in rows] == [list(note.tags) for note in notes]
    made, models = (
        json.loads(each) for each in kept.execute("SELECT decks, models FROM col").fetchone()
    )
    assert {deck["name"] for deck in made.values()} == {"Default", "IMNM"}
    assert "1764230461" in made, "Anki knows the deck of earlier exports by it"
    assert models.keys() == {"1764230462"}
    assert kept.execute("SELECT count(*) FROM cards").fetchone() == (2,)
    again = read_package(write_anki_package(INTO, notes[:1], at + timedelta(days=1)))
    assert again.execute("SELECT guid, mid FROM notes").fetchall() == [(rows[0][0], rows[0][3])]


def test_another_decks_questions_are_others_to_anki():
    named = Subject(name="another disease", short="AD")
    one, other = (
        AnkiDeck.of(decks.info(command=command, subject=named)) for command in ("ad", "ad2")
    )
    assert len({INTO.number, INTO.number + 1, one.number, one.number + 1, other.number}) == 5
    assert one == AnkiDeck.of(decks.info(command="ad", subject=named))
    note = one.make_note(ITEM, SOURCES, "")
    assert note.guid == "ad-Q001"
    assert note.tags == ("ad::easy", "ad::labs", "ad::tests")
    kept = (
        read_package(write_anki_package(one, [note], datetime(2026, 11, 23, tzinfo=UTC)))
        .execute("SELECT decks FROM col")
        .fetchone()[0]
    )
    assert "AD" in {deck["name"] for deck in json.loads(kept).values()}


@pytest.mark.parametrize("change", [{"explanation": "x"}, {"why_not": ("x", "It is other.")}])
def test_the_revision_of_a_question_changes_with_its_wording(change):
    mended = replace(ITEM, **change)
    assert ITEM.revision != mended.revision
    assert len(ITEM.revision) == 8


def test_a_table_opens_in_a_spreadsheet_and_runs_nothing_there():
    row = (datetime(2026, 11, 23, 9, 5, 1, 77, tzinfo=UTC), "=cmd()", True, -5, None)
    content = write_header(("at", "who", "right", "points", "none")) + write_rows([row])
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[1] == ["2026-11-23T09:05:01+00:00", "'=cmd()", "yes", "-5", ""]
