"""What is heard as a cry for help although it was typed in a hurry, and what is not."""

from pathlib import Path

import pytest

from bot.deck.library import Library
from bot.deck.model import RedFlag
from bot.deck.search.index import Index
from bot.deck.search.red_flags import RedFlags

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def index() -> Index:
    library = Library(ROOT / "cards")
    library.load()
    return library.index


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("cant breath", "can't breathe"),
        ("i cant breeth", "can't breathe"),
        ("trouble breething", "can't breathe"),
        ("cant get any air", "can't breathe"),
        ("out of breath lying flat", "can't breathe"),
        ("can not swalow", "can't swallow"),
        ("cant swollow my food", "can't swallow"),
        ("im choaking", "choking"),
        ("he is chokeing", "choking"),
        ("chest pian", "chest pain"),
        ("pain in my chets", "chest pain"),
        ("chst pain", "chest pain"),
        ("pased out", "fainted"),
        ("i fanted", "fainted"),
        ("brown urin", "dark urine"),
        ("urine is drak", "dark urine"),
        ("tea coloured urin", "dark urine"),
        ("cant lift my hed", "can't lift head"),
        ("cant raise my haed", "can't lift head"),
        ("suicidial", "suicidal"),
        ("i want to kil myself", "suicidal"),
    ],
)
def test_a_red_flag_is_heard_with_a_slip_in_it(index: Index, typed: str, phrase: str) -> None:
    assert index.find(typed).red_flag == phrase
    assert index.red_flag(f"please help: {typed.upper()}!!") == phrase


@pytest.mark.parametrize(
    "typed",
    [
        "what is a breathing test",
        "can i swallow pills",
        "how is swallowing tested",
        "chest x ray",
        "right chest",
        "checked for cancer",
        "i am checking my cholesterol",
        "cooking",
        "i chose ivig",
        "painting my house",
        "trouble grasping things",
        "i want to diet",
        "feel fine",
        "urine test",
        "heavy head",
        "lift my arms",
    ],
)
def test_a_harmless_question_is_no_red_flag(index: Index, typed: str) -> None:
    assert index.red_flag(typed) is None


def test_what_the_deck_says_is_never_taken_for_a_slip() -> None:
    flags = (RedFlag(phrase="chest pain"),)
    assert RedFlags(flags, ()).seen("cheat pain") == "chest pain"
    assert RedFlags(flags, ("cheat",)).seen("cheat pain") is None


def test_no_fact_and_no_other_name_is_a_red_flag_by_a_slip(index: Index) -> None:
    deck = Library(ROOT / "cards").load()
    written = [way for flag in deck.info.red_flags for way in (flag.phrase, *flag.written)]
    exact = RedFlags((RedFlag(phrase="flag", written=tuple(written)),), ())
    said = [fact.text for card in deck.cards.values() for fact in card.facts()]
    said += [alias for card in deck.cards.values() for alias in card.aliases]
    said += [table.title for table in deck.comparisons.values()]
    heard = [text for text in said if index.red_flag(text) and not exact.written_in(text)]
    assert heard == []


def test_the_longest_text_is_searched_for_whole_phrases_to_its_end(index: Index) -> None:
    assert index.red_flag("statin, " * 700 + "chest pain") == "chest pain"
