"""The buttons of a question's options, and the reasons for each of them."""

from dataclasses import replace

import pytest

from bot.learning.questions import Item
from bot.ui.limits import limit_violations
from bot.ui.message import BUTTON_LABEL, RenderedMessage
from bot.ui.question_text import draw_options, explain, list_options

ITEM = Item(
    id="Q001", card="hmgcr", topics=frozenset(), difficulty="easy", audience="both",
    text="Which?", options=("Muscle", "Skin", "Bone", "The **lung**"), explanation="So it is.",
    sources=(), theme="t", why_not=("Not skin.", "Not bone.", "Not the lung."),
)  # fmt: skip
TRUE = replace(ITEM, options=("False", "True"), why_not=("It is not so.",))


def labels(item: Item, order: list[int], rows: int = 5) -> list[list[str]]:
    drawn = draw_options("q1:1:0", item, order, rows)
    assert not limit_violations(RenderedMessage(content="?", rows=drawn))
    ids = [button.custom_id for row in drawn for button in row]
    assert ids == [f"q1:1:0:{place}" for place in range(len(order))]
    return [[button.label for button in row] for row in drawn]


def test_each_option_has_a_row_of_its_own_with_its_letter_and_text():
    assert labels(ITEM, [2, 0, 3, 1]) == [
        ["A · Bone"], ["B · Muscle"], ["C · The lung"], ["D · Skin"]
    ]  # fmt: skip


def test_true_and_false_say_so_side_by_side():
    assert labels(TRUE, [1, 0]) == [["True", "False"]]
    assert list_options(TRUE, [1, 0]) == "True or false?"
    assert explain(TRUE, [1, 0]).endswith("\n**Why not True:** It is not so.")


@pytest.mark.parametrize("count", range(2, 9))
@pytest.mark.parametrize("rows", [4, 5])
def test_two_to_eight_options_fit_into_the_rows_that_are_left(count, rows):
    options = tuple(f"{'long ' * place}option" for place in range(count))
    drawn = labels(replace(ITEM, options=options, why_not=()), [*range(count)], rows)
    assert len(drawn) == min(count, rows)
    if count == 5 and rows == 4:
        assert [len(row) for row in drawn] == [2, 1, 1, 1]


def test_a_long_label_is_cut_and_the_whole_option_stands_in_the_text():
    item = replace(ITEM, options=("x" * 150, *ITEM.options[1:]))
    ((label,), *_) = labels(item, [0, 1, 2, 3])
    assert len(label) == BUTTON_LABEL
    assert label.endswith("x…")
    assert "x" * 150 in list_options(item, [0, 1, 2, 3])


def test_the_reason_for_every_option_is_given_in_the_order_shown():
    assert explain(ITEM, [2, 0, 3, 1]).split("\n") == [
        "**Why:** So it is.",
        "**Why not A:** Not bone.",
        "**Why not C:** Not the lung.",
        "**Why not D:** Not skin.",
    ]
    assert explain(replace(ITEM, why_not=()), [0, 1, 2, 3]) == "**Why:** So it is."
