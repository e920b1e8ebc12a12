"""How sure it is that an entry answers, and what a query of a word or two may look up."""

import pytest

from bot.deck.search.confidence import WEIGHTS, Asked
from bot.deck.search.english import English, load_english
from bot.deck.search.index import Index
from bot.deck.search.inverted_index import Weighed, phrase_key


def weighed(missed: float = 0.0, *, telling: bool = True) -> Weighed:
    return Weighed(missed, 0.0, telling=telling, foreign=False, garbled=False, own=False)


def asked(typed: str, query: tuple[str, ...] = (), known: Weighed | None = None) -> Asked:
    words = {key: {"x": 1.0} for key in query or typed.split()}
    return Asked.read(typed, words, known or weighed(), load_english())


def test_a_word_of_another_subject_makes_an_answer_less_sure() -> None:
    english = English({"weak": 2.0, "concert": 2.0}, subject={"concert": -1.5})
    away = Asked.read("weak concert", {"weak": {}, "concert": {}}, weighed(), english)
    near = Asked.read("weak arm", {"weak": {}, "arm": {}}, weighed(), english)
    assert away.log_odds(away.evidence(0.5, 0, 0)) < near.log_odds(near.evidence(0.5, 0, 0))
    shipped = load_english().subject
    assert shipped["concert"] < shipped.get("muscle", 0.0)


def test_the_less_of_a_query_is_known_the_less_sure_is_an_answer() -> None:
    all_known, half = asked("muscle pain"), asked("muscle pain", known=weighed(0.5))
    evidence = half.evidence(0.5, 0.5, 0)
    assert len(evidence) == len(WEIGHTS)
    assert half.log_odds(evidence) < all_known.log_odds(all_known.evidence(0.5, 0.5, 0))


def test_words_of_an_everyday_phrase_tell_of_its_subject_and_not_of_their_own() -> None:
    english = English({"bus": 2.0, "steps": 2.0}, subject={"bus": -2.0, "steps": -1.0})
    key = phrase_key(("bus", "steps"), "stair")
    plain = Asked.read("bus steps", {"bus": {}, "steps": {}}, weighed(), english)
    phrased = Asked.read("bus steps", {key: {"stair": 0.8}}, weighed(), english)
    assert (plain.subject, plain.explained) == (-3.0, False)
    assert (phrased.subject, phrased.explained) == (0.0, True)


@pytest.mark.parametrize("typed", ["sofa", "my sofa"])
def test_one_everyday_word_explains_a_query_only_if_it_is_all_of_it(typed: str) -> None:
    key = phrase_key(("sofa",), "chair")
    assert asked(typed, (key,)).explained
    assert not asked(f"{typed} repair", (key, "repair")).explained


def test_one_or_two_words_of_the_deck_are_looked_up() -> None:
    assert asked("ferritin").is_looked_up
    assert not asked("ferritin", known=weighed(0.1)).is_looked_up
    assert not asked("ferritin", known=weighed(telling=False)).is_looked_up
    assert not asked("ferritin lemon tree").is_looked_up


def test_words_that_a_card_says_one_after_another_are_found(index: Index) -> None:
    assert "doctor" in [hit.id for hit in index.find("teach-back").hits]
    assert index.find("back teach garden wedding").hits == ()


@pytest.mark.parametrize("typed", ["concert tickets", "bus timetable", "trade my car"])
def test_what_speaks_of_another_subject_brings_no_card(index: Index, typed: str) -> None:
    assert index.find(typed).hits == ()


def test_beside_a_sure_answer_a_less_sure_one_is_shown(index: Index) -> None:
    assert len(index.find("why do my legs give out on stairs").hits) > 1
