"""The comparison tables read as one."""

import pytest

from bot.deck.comparisons import Matrix
from bot.errors import UnknownCondition
from tests.decks import small_deck


@pytest.fixture
def matrix():
    return Matrix(small_deck())


def test_conditions_and_features_are_found_by_id_name_or_alias(matrix):
    assert matrix.condition("dm").id == "dm"
    assert matrix.condition("  Rash-Disease ").id == "dm"
    assert matrix.condition("STATIN ACHES").id == "statin-effect"
    assert matrix.feature("ck").id == "ck"
    with pytest.raises(UnknownCondition) as refusal:
        matrix.condition("flu")
    assert "DM" in refusal.value.options


def test_features_known_of_most_conditions_come_first(matrix):
    assert list(matrix.features) == ["skin", "onset", "heart", "ck", "timing"]


def test_the_fullest_table_wins_a_cell_that_two_tables_fill(matrix):
    lines = {line.row.id: line for line in matrix.extract("dm", None).lines}
    assert lines["skin"].row.cells["dm"] == "Typical rash"


def test_a_condition_that_no_table_has_beside_imnm_stands_beside_its_own_partner(matrix):
    for condition in ("statin-effect", "hmgcr"):
        extract = matrix.extract(condition, None)
        assert {column.id for column in extract.columns} == {"statin-effect", "hmgcr"}
        assert extract.title == "Statin side effect or IMNM?"


def test_imnm_beside_itself_is_the_core_table(matrix):
    assert matrix.extract("imnm", None).title == "IMNM, PM or DM?"


def test_tables_open_whole_when_narrow_and_at_one_feature_when_wide():
    deck = small_deck()
    matrix = Matrix(deck)
    openings = {name: matrix.opening(table) for name, table in deck.comparisons.items()}
    assert openings == {
        "core": (None, None),
        "five": (None, "onset"),
        "statin-or-imnm": ("statin-effect", None),
    }


def test_a_deck_without_tables_refuses_instead_of_failing():
    deck = small_deck()
    deck.comparisons.clear()
    with pytest.raises(UnknownCondition):
        Matrix(deck).extract(None, None)
