"""What `imnm-bot check` prints and how it ends."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest

from bot.deck.loader import gather
from bot.deck.model import Level
from bot.deck.readability import grade
from bot.deck.rules.cards import field_lengths
from bot.features.cards.card_view import draw_card
from bot.features.cards.check import RULES, run_check
from tests.deck.breakage import BREAKAGE, Change

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 24)


@pytest.mark.long
def test_a_sound_deck_ends_with_0_and_its_measures(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check(folder, today=TODAY) == 0
    said = capsys.readouterr().out
    assert "2 cards, 9 facts, 2 questions: 0 errors, 0 warnings." in said
    assert "100.0% at grade 7 or below" in said
    assert "Facts with a source or a stated basis: 100.0%" in said
    assert "Questions explained and sourced: 100.0%" in said


@pytest.mark.long
def test_each_fault_is_one_line_with_file_line_rule_and_cure(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BREAKAGE["DECK030"][0].apply(folder)
    BREAKAGE["DECK014"][0].apply(folder)
    assert run_check(folder, today=TODAY) == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        "en/overview.yaml:23: DECK030 error: There is no source `S06`. "
        "Add the source, or name the right one.",
        "qiuz.yaml:1: DECK014 error: Nobody reads this file. "
        "Name it as README.md says, or move it out of the folder.",
    ]


def test_a_warning_fails_only_a_strict_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    BREAKAGE["DECK052"][0].apply(folder)
    assert run_check(folder, today=TODAY) == 0
    assert "warning: The review was due on 2026-11-23." in capsys.readouterr().out
    assert run_check(folder, today=TODAY, strict=True) == 1
    assert "error: The review was due on 2026-11-23." in capsys.readouterr().out


def test_the_json_has_a_fixed_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    BREAKAGE["DECK030"][0].apply(folder)
    assert run_check(folder, output="json", today=TODAY) == 1
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {
        "faults",
        "errors",
        "warnings",
        "cards",
        "facts",
        "facts_sourced",
        "questions",
        "questions_grounded",
        "plain_grade",
    }
    assert said["errors"] == 1
    assert said["faults"][0] == {
        "rule": "DECK030",
        "path": "en/overview.yaml",
        "line": 23,
        "message": "There is no source `S06`.",
        "cure": "Add the source, or name the right one.",
        "severity": "error",
    }


def test_a_folder_that_is_not_there_is_a_matter_of_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check(tmp_path / "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err


def test_what_editors_keep_beside_a_card_is_no_card(folder: Path) -> None:
    (folder / "en/.#overview.yaml").symlink_to("nobody@nowhere:1")
    (folder / "en/.overview.yaml").write_text("half a card")
    assert run_check(folder, strict=True, today=TODAY) == 0


def test_a_file_name_of_stray_bytes_is_named_without_stumbling(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "en" / os.fsdecode(b"\xff\n.yaml")).write_text("id: x\n")
    assert run_check(folder, strict=True, today=TODAY) == 1
    assert "DECK014" in capsys.readouterr().out


def test_what_explains_a_deck_may_stand_beside_it(folder: Path) -> None:
    for name in ("README.md", "LICENSE", "schema.json", ".gitignore", "en/.DS_Store"):
        (folder / name).write_text("x")
    assert run_check(folder, strict=True, today=TODAY) == 0


def test_an_empty_folder_is_a_faulty_deck(tmp_path: Path) -> None:
    assert run_check(tmp_path) == 1


def test_marks_of_emphasis_do_not_make_a_text_harder() -> None:
    assert grade("**Call your doctor** the same day.") == grade("Call your doctor the same day.")


def test_the_length_of_a_field_is_the_length_that_is_shown(folder: Path) -> None:
    draft = gather(folder)
    deck = draft.deck()
    for card in deck.cards.values():
        for level in Level:
            shown = [
                len(field.value or "") for field in draw_card(deck, card, level).embeds[0].fields
            ]
            assert [length for _, length in field_lengths(card, level)] == shown


def documented() -> dict[str, tuple[str, ...]]:
    """The cells of each row of the rules' tables in cards/README.md, by the rule's number."""
    rows = {}
    for line in (ROOT / "cards/README.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and re.fullmatch(r"DECK\d{3}", cells[0]):
            rows[cells[0]] = tuple(cells[1:])
    return rows


def test_the_readme_of_the_deck_explains_every_rule_as_it_is() -> None:
    rows = documented()
    assert sorted(rows) == [rule.number for rule in RULES]
    for rule in RULES:
        title, example, cure, when = rows[rule.number]
        assert title == rule.title
        assert cure == rule.cure
        assert when == ("warning" if rule.severity == "warning" else rule.stage)
        assert example


@pytest.mark.long
def test_a_statin_card_next_to_its_companion_is_enough(folder: Path) -> None:
    Change("en/overview.yaml", "may set it off", "may cause a reaction").apply(folder)
    run_check(folder, accept=("01-P2",), today=TODAY)
    assert run_check(folder, strict=True, today=TODAY) == 0
