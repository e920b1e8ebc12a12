"""The page of a comparison."""

from dataclasses import replace

import pytest

from bot.deck.model import PlainRow
from bot.site.comparisons import make_comparison_page
from tests.decks import small_deck
from tests.libraries import real_library


def test_a_table_has_a_head_for_each_condition_and_a_cell_for_each_feature():
    page = make_comparison_page(small_deck(), small_deck().comparisons["five"])
    assert [head.name for head in page.values["heads"]] == [
        "IMNM", "Dermatomyositis", "Antisynthetase syndrome", "Inclusion body myositis",
    ]  # fmt: skip
    onset, skin, _heart = page.values["rows"]
    assert [cell.text for cell in onset.cells] == ["Weeks", "Weeks", "Weeks", "Years"]
    assert [cell.dagger for cell in skin.cells] == [False, False, False, True]
    assert [mark.place for mark in skin.marks] == [2]


def test_rows_in_plain_words_come_where_each_condition_has_them():
    deck = small_deck()
    table = deck.comparisons["statin-or-imnm"]
    assert make_comparison_page(deck, table).values["plain"] == []
    (row,) = table.rows
    plain = PlainRow(feature="When", cells={"statin-effect": "Soon", "hmgcr": "Any day"})
    worded = replace(table, rows=(replace(row, plain=plain),))
    (shown,) = make_comparison_page(deck, worded).values["plain"]
    assert (shown.feature, [cell.text for cell in shown.cells]) == ("When", ["Soon", "Any day"])


@pytest.mark.parametrize("table_id", sorted(real_library().deck.comparisons))
def test_each_table_scrolls_in_a_region_of_its_own_that_a_keyboard_reaches(site, table_id):
    page = site[f"cards/{table_id}.html"]
    table = real_library().deck.comparisons[table_id]
    regions = page.find(".scroll")
    assert len(regions) == 1 + any(row.plain for row in table.rows)
    for region in regions:
        assert region.attrs["role"] == "region"
        assert region.attrs["tabindex"] == "0"
        (shown,) = region.query("table")
        assert shown.attrs["aria-labelledby"] == region.attrs["aria-labelledby"]
        assert len(shown.query("thead th")) == 1 + len(table.columns)
    assert len(regions[-1].query("tbody tr")) == len(table.rows)
