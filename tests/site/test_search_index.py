"""The index that the search of the site reads."""

import json

from bot.deck.search.spelling import STOP_WORDS
from bot.site.search_index import NOTICES, VARIABLE, make_index
from tests.decks import card, small_deck
from tests.libraries import real_library


def read(deck) -> dict:
    script = make_index(deck).decode()
    start = f"globalThis.{VARIABLE}="
    assert script.startswith(start)
    return json.loads(script.removeprefix(start).rstrip(";\n"))


def pages_with(index: dict, word: str) -> dict[str, int]:
    found = index["words"].get(word, [])
    return {index["pages"][n][0]: weight for n, weight in zip(found[::2], found[1::2], strict=True)}


def test_a_word_counts_by_where_it_stands():
    index = read(small_deck(card("weakness"), card("ck", summary="Something of weakness")))
    found = pages_with(index, "weakness")
    assert found["cards/weakness.html"] > found["cards/ck.html"]
    assert pages_with(index, "contractile") == {"glossary.html#term-muscle": 1}
    assert not STOP_WORDS & index["words"].keys()


def test_every_page_and_every_word_of_the_glossary_can_be_found(site):
    deck = real_library().deck
    index = read(deck)
    assert len(index["pages"]) == (
        len(deck.cards) + len(deck.comparisons) + len(deck.terms) + len(deck.abbreviations)
    )
    for path, *_ in index["pages"]:
        page, _, anchor = path.partition("#")
        assert page in site.pages
        assert not anchor or anchor in site[page].ids


def test_it_holds_the_signs_of_danger_each_with_its_notice():
    index = read(real_library().deck)
    notices = {NOTICES[notice] for _, notice in index["flags"]}
    assert notices == set(NOTICES)
    assert ["chest", "pain"] in [words for words, _ in index["flags"]]
    assert [["saliva", "cannot"], 0] in index["possible"]
    assert {name for names, _ in index["possible"] for name in names} == index["concepts"].keys()
    assert all(index["concepts"].values())
    assert "num" not in str(index["concepts"]).split("'")


def test_it_is_small_enough_for_a_phone():
    assert len(make_index(real_library().deck)) < 300_000
