"""Texts that a reader cannot tell apart are one text, and those that differ stay two."""

import pytest

from bot.deck.confusables import fold_by_look, reads_as
from bot.deck.search.spelling import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sjögren", "Sjo\u0308gren"),
        ("statin", "st\u0430tin"),
        ("IMNM", "\u0406MNM"),
        ("Type B", "Type \u0392"),
        ("muscle-pain", "muscle\u2013pain"),
        ("muscle pain", "muscle\u200b pain"),
        ("can't", "can\u2019t"),
        ("5 %", "5%"),
        ("> 10", "\uff1e10"),
        ("-5", "\u22125"),
    ],
)
def test_what_looks_alike_is_one_text(one: str, other: str) -> None:
    assert reads_as(one) == reads_as(other)
    assert fold_by_look(one) == fold_by_look(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("> 10 times", "< 10 times"),
        ("CK 1.5", "CK 1,5 to"),
        ("1.5 g", "1 5 g"),
        ("5", "-5"),
        ("anti-SRP +", "anti-SRP"),
        ("50", "50%"),
        ("+", "*"),
        ("type 1", "type l"),
        ("TGF-\u03b2", "TGF-b"),
    ],
)
def test_what_says_something_else_is_another_text(one: str, other: str) -> None:
    assert reads_as(one) != reads_as(other)


def test_names_that_one_search_finds_are_one_name() -> None:
    for name in ("Anti-HMGCR (200/100)", "  The  CK's level!", "\uff57\uff49de"):
        assert fold_by_look(name) == fold_by_look(fold(name))
