"""Phrases of a table in what somebody typed."""

import pytest

from bot.deck.info import OutOfScope
from bot.deck.search.phrases import PLEASANTRIES, PhraseTable, ScopeLimits, phrase_words
from bot.deck.search.spelling import fold

TABLE = PhraseTable([("behind the wheel", "drive"), ("wheel", "wheels"), ("cane", "stick")])
LIMITS = ScopeLimits(
    (
        OutOfScope(
            subject="doses",
            text="Ask.",
            said=("dose", "num mg", "how many * tablets"),
            but_not=("missed dose",),
        ),
        OutOfScope(subject="others", text="No.", said=("back pain",), unless_own=True),
    )
)


def found(text: str) -> list[str]:
    return [phrase.value for phrase in TABLE.find(phrase_words(fold(text)))]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("am I allowed behind the wheel", ["drive"]),
        ("behind a wheel, two wheels", ["drive", "wheels"]),
        ("behind me a wheel", ["wheels"]),
        # The stem of "cane" is a common word.
        ("can I", []),
        ("my cane", ["stick"]),
        ("", []),
    ],
)
def test_the_longest_phrase_at_a_place_counts(text: str, values: list[str]) -> None:
    assert found(text) == values


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("what dose", "doses"),
        ("is 40mg right", "doses"),
        ("is 40 mg right", "doses"),
        ("how many white tablets a day", "doses"),
        ("i missed a dose", None),
        ("back pain", "others"),
        ("mg", None),
    ],
)
def test_what_no_card_answers_is_recognised(text: str, subject: str | None) -> None:
    limit = LIMITS.subject(phrase_words(fold(text)), own=False)
    assert (limit.subject if limit else None) == subject


def test_a_word_of_the_deck_counts_for_more_than_another_illness() -> None:
    assert LIMITS.subject(["back", "pain"], own=True) is None
    assert LIMITS.subject(["dose"], own=True) is not None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("hello everyone", ""),
        ("thank you so much", ""),
        ("sorry for the late reply", ""),
        ("good morning all can i drive", "can i drive"),
        ("is the good news true", "is the good news true"),
    ],
)
def test_pleasantries_are_no_part_of_a_question(text: str, rest: str) -> None:
    assert PLEASANTRIES.sub("", text).strip() == rest
