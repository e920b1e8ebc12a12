"""The library serves a whole deck, swaps it in one step, and keeps it when the new one is bad."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.deck.library import Library
from bot.errors import DeckError, UnknownCard, UnsignedCard
from tests.deck.breakage import BREAKAGE, Change

OVERVIEW = "en/overview.yaml"


@pytest.fixture
def library(folder: Path) -> Library:
    loaded = Library(folder)
    loaded.load()
    return loaded


def test_nothing_is_served_before_the_first_load(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="load"):
        _ = Library(folder).deck


def test_the_first_load_names_every_fault(folder: Path) -> None:
    BREAKAGE["DECK060"][0].apply(folder)
    BREAKAGE["DECK013"][0].apply(folder)
    with pytest.raises(DeckError) as refused:
        Library(folder).load()
    assert {fault.rule for fault in refused.value.faults} == {"DECK060", "DECK013"}


def test_warnings_and_matters_for_reviewers_do_not_forbid_serving(folder: Path) -> None:
    for number in ("DECK014", "DECK043", "DECK052", "DECK054", "DECK064", "DECK090"):
        BREAKAGE[number][0].apply(folder)
    assert Library(folder).load().cards


def test_a_changed_file_is_served_after_a_reload(folder: Path, library: Library) -> None:
    before = library.deck
    Change(OVERVIEW, "title: What is IMNM?", "title: IMNM in short").apply(folder)
    assert library.stale()
    assert library.deck is before
    assert library.reload()
    assert library.deck.card("overview").title == "IMNM in short"
    assert not library.stale()


def test_each_deck_knows_where_its_site_is(folder: Path, tmp_path: Path) -> None:
    assert Library(folder).load().address_of("overview") is None
    kept = tmp_path / "compiled.json"
    library = Library(folder, compiled=kept, site_url="https://example.org/cards")
    wanted = "https://example.org/cards/cards/overview.html"
    assert library.load().address_of("overview") == wanted
    library.save()
    Change(OVERVIEW, "title: What is IMNM?", "title: IMNM in short").apply(folder)
    library.reload()
    assert library.deck.address_of("overview") == wanted
    # The address is the operator's, so what is kept of the deck does not hold it.
    moved = Library(folder, compiled=kept, require_sign_off=True, site_url="https://example.net")
    assert moved.load().address_of("overview") == "https://example.net/cards/overview.html"
    assert moved.whole.address_of("overview") == moved.deck.address_of("overview")


def test_the_index_is_swapped_with_its_deck(folder: Path, library: Library) -> None:
    Change(OVERVIEW, "a one", "zanzibar").apply(folder)
    assert library.index.find("zanzibar").exact is None
    library.reload()
    hit = library.index.find("zanzibar").exact
    assert hit is not None
    assert hit.id == "overview"


def test_what_finds_pages_is_made_once_and_not_before_somebody_looks(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr("bot.deck.library.Index", lambda deck: made.append(deck) or object())
    library.load()
    assert made == []
    with ThreadPoolExecutor(4) as many:
        found = set(many.map(lambda _: library.index, range(8)))
    library.prepare()
    assert len(found) == len(made) == 1


def test_nobody_waits_for_what_finds_the_pages_of_a_changed_deck(
    folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, served = library.deck, []
    monkeypatch.setattr("bot.deck.library.Index", lambda _: served.append(library.deck) or object())
    Change(OVERVIEW, "title: What is IMNM?", "title: IMNM in short").apply(folder)
    library.reload()
    # The old deck was served until the new one could be searched.
    assert served == [before]


def test_a_bad_deck_leaves_the_old_one_serving(folder: Path, library: Library) -> None:
    deck, index = library.deck, library.index
    BREAKAGE["DECK060"][0].apply(folder)
    Change(OVERVIEW, "title: What is IMNM?", "title: Half a change").apply(folder)
    with pytest.raises(DeckError, match="DECK060"):
        library.reload()
    assert library.deck is deck
    assert library.index is index


def test_a_bad_deck_is_not_read_again_until_it_changes(folder: Path, library: Library) -> None:
    BREAKAGE["DECK060"][0].apply(folder)
    with pytest.raises(DeckError):
        library.reload()
    assert not library.stale()
    with pytest.raises(DeckError, match="DECK060"):
        library.reload()


def test_a_mended_deck_is_served_again(folder: Path, library: Library) -> None:
    good = (folder / "en/statins.yaml").read_bytes()
    BREAKAGE["DECK060"][0].apply(folder)
    with pytest.raises(DeckError):
        library.reload()
    (folder / "en/statins.yaml").write_bytes(good)
    assert library.reload()


def test_nothing_is_swapped_when_nothing_changed(library: Library) -> None:
    deck = library.deck
    assert not library.reload()
    assert library.deck is deck


@pytest.mark.parametrize("name", ["deck.yaml", "sources.yaml", "quiz.yaml", OVERVIEW])
def test_a_file_that_was_touched_makes_the_library_stale(
    folder: Path, library: Library, name: str
) -> None:
    later = time.time_ns() + 5_000_000_000
    os.utime(folder / name, ns=(later, later))
    assert library.stale()


def test_a_new_and_a_vanished_card_make_the_library_stale(folder: Path, library: Library) -> None:
    (folder / "en/new.yaml").write_text("id: new\n")
    assert library.stale()
    (folder / "en/new.yaml").unlink()
    assert not library.stale()
    (folder / "quiz.yaml").unlink()
    assert library.stale()


def test_a_card_that_moved_is_found_under_its_old_id(library: Library) -> None:
    assert library.serve("nam").id == "overview"
    with pytest.raises(UnknownCard):
        library.serve("nowhere")


def test_only_signed_cards_are_served_where_a_signature_is_required(folder: Path) -> None:
    library = Library(folder, require_sign_off=True)
    library.load()
    revision = library.whole.card("overview").revision
    with pytest.raises(UnsignedCard):
        library.serve("overview")
    signature = f'name: Dr A\n  role: neurologist\n  on: 2026-11-22\n  revision: "{revision}"'
    Change(OVERVIEW, "sign_off: clinician", f"reviewed_by:\n  {signature}").apply(folder)
    library.reload()
    assert library.serve("overview").signed
    Change(OVERVIEW, "a trigger such as", "a cause such as").apply(folder)
    library.reload()
    with pytest.raises(UnsignedCard):
        library.serve("overview")


def sign(folder: Path, *names: str) -> None:
    """Puts a valid signature into the files of these cards."""
    whole = Library(folder)
    whole.load()
    for name in names:
        path = folder / f"en/{name}.yaml"
        revision = whole.deck.cards[name].revision
        signature = f'name: Dr A\n  role: neurologist\n  on: 2026-11-22\n  revision: "{revision}"'
        path.write_text(path.read_text().rstrip() + f"\nreviewed_by:\n  {signature}\n")


def test_what_rests_on_an_unsigned_card_is_withheld_with_it(folder: Path) -> None:
    sign(folder, "overview")
    library = Library(folder, require_sign_off=True)
    deck = library.load()
    assert set(deck.cards) == {"overview"}
    # The comparison and the second question rest on the card Statins as well.
    assert not deck.comparisons
    assert set(deck.questions) == {"Q001"}
    assert deck.terms == library.whole.terms
    table = next(iter(library.whole.comparisons))
    with pytest.raises(UnsignedCard):
        library.serve(table)
    assert library.withheld("statins") == "statins"
    assert library.withheld("overview") is None
    assert library.withheld("nonsense") is None
    assert {each.value for each in library.index.suggest("s")} <= {"overview"}
    sign(folder, "statins")
    library.reload()
    assert set(library.deck.comparisons) == {table}
    assert library.deck.questions.keys() == library.whole.questions.keys()
    assert library.withheld("statins") is None


def test_a_question_is_withheld_with_any_card_of_its_facts(folder: Path) -> None:
    # Q002 stands on Statins and rests on a fact of the overview too.
    sign(folder, "statins")
    library = Library(folder, require_sign_off=True)
    assert "Q002" not in library.load().questions


def test_a_card_may_not_claim_a_command_of_the_bots_own(folder: Path) -> None:
    Library(folder).load()
    with pytest.raises(DeckError, match="DECK045"):
        Library(folder, subcommands=("statins",)).load()


def test_everything_is_served_where_no_signature_is_asked_for(library: Library) -> None:
    assert library.deck is library.whole
    assert library.withheld("overview") is None
