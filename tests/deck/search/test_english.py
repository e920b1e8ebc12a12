"""Words of English: what is one, how much it tells, and what sounds alike."""

from pathlib import Path

import pytest

from bot.deck.search import english
from bot.deck.search.english import HOMOPHONES, WORDS, load_english

FOLDER = Path(english.__file__).parent


@pytest.mark.parametrize("word", ["fell", "drive", "server", "jar", "oedema", "tumour"])
def test_english_words_are_known(word: str) -> None:
    assert load_english().is_word(word)


@pytest.mark.parametrize("word", ["biospy", "simptoms", "recieve", "predisone", ""])
def test_slips_are_no_words(word: str) -> None:
    assert not load_english().is_word(word)


def test_the_rarer_a_word_the_more_it_tells_and_names_tell_nothing() -> None:
    tells = load_english().information
    assert tells["good"] < tells["drive"] < tells["wheel"] < tells["puffy"] < tells["gout"]
    assert tells["tuesday"] == 0


@pytest.mark.parametrize(("word", "other"), [("stares", "stairs"), ("week", "weak")])
def test_words_that_sound_alike(word: str, other: str) -> None:
    assert load_english().sound_alike(word, other)
    assert load_english().sound_alike(other, word)


@pytest.mark.parametrize(("word", "other"), [("fell", "fall"), ("drive", "drivers")])
def test_words_that_only_look_alike(word: str, other: str) -> None:
    assert not load_english().sound_alike(word, other)


def test_the_lists_are_small() -> None:
    sizes = [(FOLDER / name).stat().st_size for name in (WORDS, HOMOPHONES)]
    assert sum(sizes) <= 310_000
