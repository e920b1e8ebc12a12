"""What is asked, and that no generated question is ambiguous."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from bot.deck.model import Level, Row
from bot.errors import NoQuestions
from bot.learning.questions import (
    Item,
    are_ambiguous,
    choose_items,
    draw_items,
    find_reason,
    generate_items,
    is_told_by_length,
    item_bank_of,
    shuffle_options,
)
from tests.libraries import real_library

CARDS = Path(__file__).parents[2] / "cards"


@pytest.fixture(scope="module")
def deck():
    return real_library().deck


@pytest.fixture(scope="module")
def items(deck):
    return item_bank_of(deck).items


def row(**cells: str) -> Row:
    return Row(id="ck", feature="CK", cells=cells, sources=("S01",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Raised", "Raised or normal"),
        ("Usually very high", "Raised"),
        ("None", "Usually none"),
        ("Not established", "Not clearly raised"),
        ("Possible", "Perifascicular necrosis"),
        ("CD8+ endomysial", "CD8+ invasion, endomysial"),
    ],
)
def test_cells_that_could_be_taken_for_each_other_are_ambiguous(one, other):
    assert are_ambiguous(row(a=one, b=other), "a", "b")
    assert are_ambiguous(row(a=one, b=other), "b", "a")


def test_the_deck_can_declare_cells_ambiguous():
    declared = Row(
        id="onset",
        feature="Onset",
        cells={"a": "Subacute", "b": "Weeks to months"},
        sources=("S01",),
        alike=(("a", "b"),),
    )
    assert are_ambiguous(declared, "a", "b")
    assert not are_ambiguous(replace(declared, alike=()), "a", "b")


def generated(deck) -> list[tuple[Item, Row, str, str]]:
    """Each generated question with its row, the column of its answer and its form."""
    found = []
    for table in deck.comparisons.values():
        rows = {each.id: each for each in table.rows}
        for item in generate_items(deck, table):
            _, row_id, answer, form = item.id.split(".")
            found.append((item, rows[row_id], answer, form))
    return found


def test_no_generated_question_offers_a_distractor_that_means_the_same(deck):
    for item, asked, answer, form in generated(deck):
        by_name = {each.name: each.id for each in deck.comparisons[item.card].columns}
        cells = asked.cells
        by_option = by_name if form == "which" else {cells[each]: each for each in cells}
        shown = [by_option[option] for option in item.options]
        assert shown[0] == answer
        assert not any(are_ambiguous(asked, answer, each) for each in shown[1:]), item.id
        assert len(set(item.options)) == len(item.options), item.id
        assert set(asked.sources) <= set(item.sources), item.id


def test_generated_questions_have_stable_ids_and_a_source_each(items):
    assert "imnm-pm-dm.antibodies.dm.which" in items
    assert all(item.sources and item.explanation for item in items.values())


def test_a_generated_question_has_a_reason_that_says_more_than_its_cell(deck):
    assert generated(deck)
    for item, asked, answer, _ in generated(deck):
        cell = asked.cells[answer]
        assert len(cell) <= 60
        columns = {each.id: each for each in deck.comparisons[item.card].columns}
        reason = find_reason(deck, asked, columns[answer])
        assert reason in tuple(deck.cards[columns[answer].card].facts(Level.CLINICAL))
        assert item.explanation.startswith(reason.text)
        assert set(reason.sources) <= set(item.sources)
        assert len(reason.text) > len(cell)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("lgmd-or-imnm.cause.imnm.what", "one word, and no fact that explains it"),
        ("five-conditions.antibodies.asys.which", "the fact says the cell and nothing else"),
        ("imnm-pm-dm.tissue.imnm.which", "no fact of the card says it"),
    ],
)
def test_a_cell_without_a_reason_is_not_asked(items, item, why):
    assert item not in items, why


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["Yes, for most of them and for years", "Rash"], True),
        (["Rash", "Weeks to months, slow in some", "Any age, and children too"], True),
        (["Weeks to months", "Days", "Years or decades"], False),
    ],
)
def test_the_length_of_the_right_option_tells_nothing(options, told):
    assert is_told_by_length(options) is told


def test_every_item_fits_on_buttons_and_in_a_message(items):
    for item in items.values():
        assert 2 <= len(item.options) <= 4
        assert max(map(len, item.options)) <= 150
        assert len(item.text) + sum(map(len, item.options)) <= 900


def test_a_topic_is_a_card_a_table_a_group_or_everything(items):
    assert len(choose_items(items, topic="everything", audience="both")) == len(items)
    assert all("tests" in i.topics for i in choose_items(items, topic="tests", audience="both"))
    assert choose_items(items, topic="labs", audience="patient")
    with pytest.raises(NoQuestions):
        choose_items(items, topic="no-such-topic", audience="both")


def test_patients_are_not_asked_what_was_written_for_students(items):
    chosen = choose_items(items, topic="everything", audience="patient")
    assert {item.audience for item in chosen} == {"patient", "both"}


def test_a_draw_repeats_nothing_and_mixes_difficulties(items):
    drawn = draw_items(list(items.values()), 30, {}, Random(5))
    assert len(drawn) == 30
    assert len({item.theme for item in drawn}) == 30
    assert min(Counter(item.difficulty for item in drawn).values()) >= 8


def test_what_was_asked_longest_ago_comes_first(items):
    chosen = choose_items(items, topic="everything", audience="patient")
    day = datetime(2026, 1, 1, tzinfo=UTC)
    seen = {item.id: day.replace(day=1 + place % 28) for place, item in enumerate(chosen[3:])}
    fresh = {item.id for item in chosen[:3]}
    assert fresh & {item.id for item in draw_items(chosen, 3, seen, Random(1))}
    old = [item for item in chosen if item.id in seen]
    drawn = {item.id for item in draw_items(old, 6, seen, Random(1))}
    for difficulty in {item.difficulty for item in old}:
        days = {item.id: seen[item.id] for item in old if item.difficulty == difficulty}
        taken = sorted(days[name] for name in days if name in drawn)
        assert taken == sorted(days.values())[: len(taken)]


def test_a_draw_takes_what_there_is(items):
    few = list(items.values())[:2]
    assert len(draw_items(few, 10, {}, Random(1))) == 2


def test_the_order_of_options_follows_its_seed_and_spares_true_and_false(items):
    choice = next(item for item in items.values() if len(item.options) == 4)
    orders = {shuffle_options(choice, seed) for seed in range(40)}
    assert len(orders) > 10
    assert shuffle_options(choice, 7) == shuffle_options(choice, 7)
    for item in (item for item in items.values() if item.true_false):
        assert [item.options[place] for place in shuffle_options(item, 3)] == ["True", "False"]
