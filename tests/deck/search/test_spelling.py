"""Slips of typing are corrected; look-alikes are no slips."""

import pytest

from bot.deck.search.english import load_english
from bot.deck.search.spelling import Spelling

WORDS = ("dysplasia", "prednisone", "flare", "stairs", "srp", "symptoms", "myositis", "hypotonia")
NEVER_MIXED = (("dysphagia", "dysphasia"), ("hypo", "hyper"))


@pytest.fixture
def spelling() -> Spelling:
    return Spelling(WORDS, NEVER_MIXED, load_english())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("predisone", "prednisone"),
        ("predinsone", "prednisone"),
        ("simptoms", "symptoms"),
        ("miocitis", "myositis"),
        ("flair", "flare"),
        ("stares", "stairs"),
        ("spr", "srp"),
    ],
)
def test_a_slip_is_understood(spelling: Spelling, typed: str, meant: str) -> None:
    assert list(spelling.near(typed)) == [meant]


@pytest.mark.parametrize("typed", ["sap", "sr", "", "fare well", "table", "x" * 6000])
def test_another_word_is_no_slip(spelling: Spelling, typed: str) -> None:
    assert spelling.near(typed) == {}


def test_a_look_alike_rightly_spelled_is_no_slip_of_a_third_word(spelling: Spelling) -> None:
    assert list(spelling.near("displasia")) == ["dysplasia"]
    assert spelling.near("dysphasia") == {}


def test_a_beginning_that_means_the_opposite_is_no_slip(spelling: Spelling) -> None:
    assert list(spelling.near("hypotonya")) == ["hypotonia"]
    assert spelling.near("hypertonia") == {}


def test_nearer_is_surer(spelling: Spelling) -> None:
    one, two = spelling.near("prednisome"), spelling.near("predisome")
    assert 0 < two["prednisone"] < one["prednisone"] < 1
