"""Where the deck and the database are when nothing names them."""

from pathlib import Path

import pytest

from bot import places

ROOT = Path(__file__).parents[1]


@pytest.fixture
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data of programs"))
    return tmp_path


def test_a_checkout_has_both_beside_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert places.find_deck() == Path("cards")
    assert places.find_database() == Path("data/imnm.db")


def test_elsewhere_the_deck_comes_with_the_code(empty_folder: Path) -> None:
    assert (places.find_deck() / "deck.yaml").is_file()


def test_a_deck_in_the_folder_goes_first(empty_folder: Path) -> None:
    (empty_folder / "cards").mkdir()
    assert places.find_deck() != Path("cards")
    (empty_folder / "cards" / "deck.yaml").touch()
    assert places.find_deck() == Path("cards")


def test_elsewhere_the_database_is_among_the_users_data(empty_folder: Path) -> None:
    assert places.find_database() == empty_folder / "data of programs" / "imnm-bot" / "imnm.db"


def test_a_database_that_was_begun_here_goes_on(empty_folder: Path) -> None:
    (empty_folder / "data").mkdir()
    (empty_folder / "data" / "imnm.db").touch()
    assert places.find_database() == Path("data/imnm.db")
