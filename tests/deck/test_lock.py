"""The lock remembers what each fact id means, and only a person may say that it still does."""

from datetime import date
from pathlib import Path

import pytest

from bot.deck.rules.meaning import differ
from bot.features.cards.check import check, run_check
from tests.deck.breakage import BREAKAGE, Change

TODAY = date(2026, 11, 24)
STATINS = "en/statins.yaml"


def accept(folder: Path, *ids: str) -> int:
    return run_check(folder, accept=ids, today=TODAY)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("It may help.", "It helps."),
        ("It usually helps.", "It often helps."),
        ("It helps 3 in 10.", "It helps 4 in 10."),
        ("It can't help.", "It can help."),
        ("It is not rare.", "It is rare."),
        ("More men than women.", "Less men than women."),
        ("It was seen in 12%.", "It was seen in 12."),
        ("Seen with anti-SRP antibodies.", "Seen with anti-HMGCR antibodies."),
        ("Doctors may use methotrexate.", "Doctors may use mycophenolate."),
        ("Seen in hypothyroidism.", "Seen in hyperthyroidism."),
        ("Untreated people fare worse.", "Treated people fare worse."),
        ("Prednisone is often used.", "Prednisolone is often used."),
        ("In severe disease it helps.", "In disease it helps."),
        ("Statins harm IMNM muscle.", "Muscle harm: IMNM, statins."),
        ("Muscle cells die.", "Lungs can be scarred in this illness."),
    ],
)
def test_a_changed_meaning_is_found(before: str, now: str) -> None:
    assert differ(before, now)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("It cannot help you.", "It can't help you."),
        ("Muscle holds them too.", "Muscle holds them, too."),
        ("Doctors look at both, CK and strength.", "Doctors look at both CK and strength."),
        ("Weak hips and thighs.", "weak thighs and hips"),
        ("It raised the oedema of the fibre.", "It raises the edema of the fibres."),
        ("A trigger such as a statin.", "A trigger, like a statin."),
    ],
)
def test_a_smoothed_wording_is_let_through(before: str, now: str) -> None:
    assert not differ(before, now)


def test_a_maintainer_accepts_a_new_wording_by_its_id(folder: Path) -> None:
    BREAKAGE["DECK092"][0].apply(folder)
    assert run_check(folder, today=TODAY) == 1
    assert accept(folder, "01-P2") == 0
    assert check(folder, TODAY).faults == ()


def test_all_accepts_new_facts_but_no_changed_meaning(folder: Path) -> None:
    BREAKAGE["DECK092"][0].apply(folder)
    Change(STATINS, "id: 32-C4", "id: 32-C5").apply(folder)
    accept(folder, "all")
    assert [fault.rule for fault in check(folder, TODAY).faults] == ["DECK092", "DECK093"]


def test_a_fact_that_is_gone_for_good_is_retired_by_its_id(folder: Path) -> None:
    Change(STATINS, "id: 32-C4", "id: 32-C5").apply(folder)
    assert accept(folder, "all", "32-C4") == 1
    assert {fault.rule for fault in check(folder, TODAY).faults} == {"DECK095"}
    Change("left_out.yaml", "retired:\n", "retired:\n  - {id: 32-C4, why: It was wrong.}\n").apply(
        folder
    )
    assert check(folder, TODAY).faults == ()
    Change(STATINS, "id: 32-C5", "id: 32-C4").apply(folder)
    assert "DECK094" in {fault.rule for fault in check(folder, TODAY).faults}


def test_an_id_that_nobody_knows_is_refused_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "facts.lock.yaml").read_bytes()
    assert accept(folder, "01-P2", "99-P1") == 2
    assert "99-P1" in capsys.readouterr().err
    assert (folder / "facts.lock.yaml").read_bytes() == before


def test_a_broken_lock_is_not_overwritten(folder: Path) -> None:
    (folder / "facts.lock.yaml").write_bytes(b"facts: [\n")
    assert accept(folder, "all") == 2
    assert (folder / "facts.lock.yaml").read_bytes() == b"facts: [\n"


def test_accepting_again_writes_the_same_bytes(folder: Path) -> None:
    before = (folder / "facts.lock.yaml").read_bytes()
    accept(folder, "all")
    assert (folder / "facts.lock.yaml").read_bytes() == before
    (folder / "facts.lock.yaml").unlink()
    accept(folder, "all")
    assert (folder / "facts.lock.yaml").read_bytes() == before


def test_a_wording_with_quotes_and_accents_survives_the_lock(folder: Path) -> None:
    text = 'Myth: "all" pain \\ is IMNM: 50 % né # no'
    Change(
        STATINS, "text: Anti-HMGCR absent in 51 statin-intolerant people.", f"text: '{text}'"
    ).apply(folder)
    assert accept(folder, "32-C4") == 0
    lock = check(folder, TODAY).draft.lock
    assert lock is not None
    assert lock["32-C4"].text == text
