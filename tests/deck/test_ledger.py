"""The deck holds everything that the medical ledger knows, and nothing else."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.deck.model import Deck, Level
from tests.libraries import real_library

ROOT = Path(__file__).parents[2]
LEDGER = ROOT.parent / "shared" / "medical"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
NEGATION = re.compile(r"\b(?:no|not|never|none|neither|nor|without|cannot|can't)\b", re.IGNORECASE)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not LEDGER.is_dir(), reason="no ../shared/medical"),
]


def read(name: str) -> dict:
    return yaml.safe_load((LEDGER / name).read_text())


@pytest.fixture(scope="module")
def deck() -> Deck:
    return real_library().deck


@pytest.fixture(scope="module")
def ledger() -> dict:
    return read("facts.yaml")


def test_every_fact_is_on_a_card_or_left_out_with_a_reason(deck, ledger):
    placed = Counter(fact.id for card in deck.cards.values() for fact in card.facts())
    assert set(placed.values()) == {1}
    assert set(placed) | set(deck.left_out) == {fact["id"] for fact in ledger["facts"]}
    assert len(placed) == 413


def test_facts_keep_their_level_evidence_and_mark(deck, ledger):
    known = {fact["id"]: fact for fact in ledger["facts"]}
    for card in deck.cards.values():
        for level in Level:
            for fact in card.facts(level):
                told = known[fact.id]
                assert told["level"] == level, fact.id
                assert tuple(told["sources"]) == fact.sources, fact.id
                assert tuple(told["claims"]) == fact.claims, fact.id
                assert told["partly_from_general_knowledge"] == bool(fact.general), fact.id


def test_smoothing_changed_no_number_and_no_negation(deck, ledger):
    known = {fact["id"]: fact["text"] for fact in ledger["facts"]}
    for card in deck.cards.values():
        for fact in card.facts():
            # "Unnecessary" became "not needed".
            told = known[fact.id].replace("unnecessary", "not needed")
            for pattern in (NUMBER, NEGATION):
                before = Counter(word.lower() for word in pattern.findall(told))
                after = Counter(word.lower() for word in pattern.findall(fact.text))
                assert before == after, fact.id


def test_cards_wait_for_the_sign_off_that_the_ledger_asks_for(deck, ledger):
    wanted = {fact["id"]: fact["sign_off"] for fact in ledger["facts"]}
    for card in deck.cards.values():
        assert {wanted[fact.id] for fact in card.facts()} == {card.sign_off}, card.id


def test_every_outdated_claim_is_set_right_where_a_reader_meets_it(deck):
    wrong = {
        c["id"]
        for c in read("claims.yaml")["claims"]
        if c["verdict"] in ("outdated", "unsupported")
    }
    set_right = {
        claim for card in deck.cards.values() for change in card.changed for claim in change.claims
    }
    assert wrong <= set_right
    for card in deck.cards.values():
        for change in card.changed:
            assert change.sources, card.id
            assert "oday:" in change.plain, card.id


def test_every_source_is_there_as_it_is_cited_and_has_a_link(deck):
    told = {source["id"]: source for source in read("sources.yaml")["sources"]}
    assert set(deck.sources) == set(told)
    for source in deck.sources.values():
        assert source.cite == told[source.id]["cite"]
        assert source.url.startswith("https://")


def test_every_table_row_keeps_its_sources_and_its_numbers(deck, ledger):
    ids = {"CARD-39": "imnm-pm-dm", "CARD-44": "five-conditions", "CARD-44b": "statin-or-imnm",
           "CARD-44c": "lgmd-or-imnm"}  # fmt: skip
    rows = 0
    for table in ledger["tables"]:
        ours = deck.comparisons[ids[table["id"]]]
        assert len(ours.columns) == len(table["columns"])
        for told, row in zip(table["rows"], ours.rows, strict=True):
            rows += 1
            assert row.sources, row.id
            assert set(told["sources"]) <= set(row.sources), row.id
            assert set(told["claims"]) <= set(row.claims), row.id
            assert told["partly_from_general_knowledge"] == bool(row.general), row.id
            said = NUMBER.findall(
                " ".join(told["cells"].values())
                .replace("CARD-", "")
                .replace("44", "")
                .replace("30", "")
            )
            ours_said = NUMBER.findall(
                " ".join(row.cells.values()).replace("44", "").replace("30", "")
            )
            assert Counter(said) == Counter(ours_said), row.id
    assert rows == 47


def test_every_word_and_abbreviation_is_explained(deck, ledger):
    terms = {term.term: term for term in deck.terms.values()}
    assert set(terms) == {term["term"] for term in ledger["glossary"]}
    for told in ledger["glossary"]:
        assert terms[told["term"]].clinical.rstrip(".") in told["clinical"], told["term"]
        assert terms[told["term"]].sources == tuple(told["sources"])
    shorts = {short["short"]: short["long"] for short in ledger["abbreviations"]}
    assert {name: short.long for name, short in deck.abbreviations.items()} == shorts


def test_every_question_asks_what_the_ledger_asks(deck):
    told = {question["id"]: question for question in read("quiz.yaml")["questions"]}
    assert set(deck.questions) == set(told)
    for question in deck.questions.values():
        known = told[question.id]
        assert question.question == known["question"]
        assert question.answer == str(known["answer"])
        assert question.explanation == known["explanation"]
        assert question.facts == tuple(known["facts"])
        assert question.sources == tuple(known["sources"])
