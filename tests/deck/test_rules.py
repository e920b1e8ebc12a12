"""Each rule refuses what it says, where it stands, and nothing in a sound deck."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.features.cards.check import RULES, check
from tests.deck.breakage import BREAKAGE, Change, FolderChange

TODAY = date(2026, 11, 24)
CASES = [
    pytest.param(number, change, id=f"{number}-{place}")
    for number, changes in BREAKAGE.items()
    for place, change in enumerate(changes, start=1)
]


def test_a_sound_deck_has_no_fault_and_no_warning(folder: Path) -> None:
    assert check(folder, TODAY).faults == ()


@pytest.mark.parametrize(("number", "change"), CASES)
def test_a_broken_deck_is_refused_where_it_is_broken(
    folder: Path, number: str, change: Change | FolderChange
) -> None:
    change.apply(folder)
    found = [fault for fault in check(folder, TODAY).faults if fault.rule == number]
    assert found, f"{number} found nothing"
    path = change.path or (change.file if isinstance(change, Change) else "")
    assert (path, change.line) in {(fault.path, fault.line) for fault in found}
    for fault in found:
        assert fault.message.endswith((".", "?", '"')), fault.message
        assert fault.cure.endswith((".", "?")), fault.cure


def test_every_rule_has_a_deck_that_breaks_it() -> None:
    assert sorted(BREAKAGE) == [rule.number for rule in RULES]


def test_numbers_rise_and_stand_once() -> None:
    numbers = [rule.number for rule in RULES]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"DECK\d{3}", number) for number in numbers)


def test_all_faults_of_all_files_come_at_once(folder: Path) -> None:
    for number in ("DECK013", "DECK060", "DECK045", "DECK082"):
        BREAKAGE[number][0].apply(folder)
    (folder / "glossary.yaml").write_bytes(b"terms: [\n")
    found = {fault.rule for fault in check(folder, TODAY).faults}
    assert {"DECK005", "DECK013", "DECK060", "DECK045", "DECK082"} <= found


def test_a_card_that_cannot_be_read_is_not_also_reported_as_unknown(folder: Path) -> None:
    (folder / "en/statins.yaml").write_bytes(b"id: statins\n- x\n")
    found = {fault.rule for fault in check(folder, TODAY).faults}
    assert found == {"DECK005"}


def test_an_unknown_key_names_the_nearest_known_one(folder: Path) -> None:
    Change("en/overview.yaml", "aliases:", "alias:").apply(folder)
    (fault,) = [fault for fault in check(folder, TODAY).faults if fault.rule == "DECK012"]
    assert fault.cure == "Did you mean `aliases`?"


def test_an_unknown_key_deep_inside_is_compared_with_the_keys_of_that_place(folder: Path) -> None:
    Change("en/overview.yaml", "claims: [C002]", "claim: [C002]").apply(folder)
    (fault,) = [fault for fault in check(folder, TODAY).faults if fault.rule == "DECK012"]
    assert fault.cure == "Did you mean `claims`?"


def test_a_key_like_no_other_gets_the_list_of_known_keys(folder: Path) -> None:
    Change("left_out.yaml", "why:", "zzz:").apply(folder)
    (fault,) = [fault for fault in check(folder, TODAY).faults if fault.rule == "DECK012"]
    assert fault.cure == "Known here: id, why."


def test_a_renewed_signature_is_valid(folder: Path) -> None:
    card = check(folder, TODAY).draft.cards["en/overview.yaml"]
    Change(
        "en/overview.yaml",
        "sign_off: clinician",
        "reviewed_by:\n  name: Dr A\n  role: neurologist\n  on: 2026-11-22\n"
        f'  revision: "{card.revision}"',
    ).apply(folder)
    found = check(folder, TODAY)
    assert found.faults == ()
    assert found.draft.cards["en/overview.yaml"].signed


def test_smoothing_a_fact_is_no_change_of_meaning(folder: Path) -> None:
    Change("en/overview.yaml", "such as a statin", "like a statin").apply(folder)
    assert check(folder, TODAY).faults == ()


def test_strict_turns_warnings_into_errors(folder: Path) -> None:
    BREAKAGE["DECK052"][0].apply(folder)
    assert check(folder, TODAY).errors == 0
    assert check(folder, TODAY, strict=True).errors == 1
