"""Conditions side by side on a narrow screen."""

from dataclasses import replace

import pytest

from bot.deck.model import Level, PlainRow
from bot.errors import UnknownCondition
from bot.features.cards.comparison_view import (
    draw_comparison,
    draw_comparison_sources,
    draw_comparison_text,
)
from bot.ui.embeds import GAP
from bot.ui.limits import limit_violations
from tests.decks import small_deck


@pytest.fixture
def deck():
    return small_deck()


def fields(deck, condition=None, feature=None):
    embed = draw_comparison(deck, condition, feature).embeds[0]
    return [(field.name, field.value) for field in embed.fields]


def test_without_options_it_is_the_core_table_one_feature_under_the_other(deck):
    assert fields(deck) == [
        (f"Skin{GAP}¹", "**IMNM:** None\n**PM:** None\n**DM:** Rash"),
        (f"CK{GAP}²", "**IMNM:** Very high\n**PM:** High\n**DM:** Mixed"),
    ]


@pytest.mark.parametrize(
    ("condition", "feature", "table"),
    [(None, None, "core"), ("dm", None, "five"), (None, "onset", "five")],
)
def test_the_title_links_to_the_table_on_the_site_that_gave_the_most(
    deck, condition, feature, table
):
    assert draw_comparison(deck, condition, feature).embeds[0].url is None
    published = small_deck()
    published.site_url = "https://example.org"
    drawn = draw_comparison(published, condition, feature, level=Level.CLINICAL)
    assert drawn.embeds[0].url == f"https://example.org/cards/{table}.html"


def test_one_condition_stands_beside_imnm_with_the_rows_of_all_tables(deck):
    assert fields(deck, "dm") == [
        (f"Onset{GAP}¹", "**IMNM:** Weeks\n**DM:** Weeks"),
        (f"Skin{GAP}²", "**IMNM:** No rash\n**DM:** Typical rash"),
        (f"Heart{GAP}³", "**IMNM:** Rare\n**DM:** Some"),
        (f"CK{GAP}³", "**IMNM:** Very high\n**DM:** Mixed"),
    ]


def test_one_feature_is_shown_over_all_conditions_with_the_dagger_where_it_belongs(deck):
    assert fields(deck, None, "skin") == [
        ("IMNM", f"No rash{GAP}¹"),
        ("Dermatomyositis", f"Typical rash{GAP}¹"),
        ("Antisynthetase syndrome", f"Rough hands{GAP}¹"),
        ("Inclusion body myositis", f"No skin signs{GAP}†{GAP}¹"),
        ("Polymyositis", f"None{GAP}¹"),
    ]


def test_a_dagger_about_another_condition_is_not_shown(deck):
    assert "†" not in str(fields(deck, "dm"))
    assert "†" in str(fields(deck, "ibm"))


def test_both_options_give_one_feature_of_the_pair(deck):
    assert fields(deck, "dm", "onset") == [(f"Onset{GAP}¹", "**IMNM:** Weeks\n**DM:** Weeks")]


def test_the_menus_offer_only_what_can_be_shown(deck):
    message = draw_comparison(deck, None, "skin")
    (pairs,), (features,), _ = message.rows
    assert [option.value for option in pairs.options] == ["-", "pm", "dm", "asys", "ibm"]
    assert [option.value for option in features.options if option.default] == ["skin"]
    _, (features,), _ = draw_comparison(deck, "ibm", None).rows
    assert [option.value for option in features.options] == ["-", "skin", "onset", "heart"]


def test_every_offer_of_every_menu_can_be_drawn_within_the_limits(deck):
    for condition in (None, "pm", "dm", "ibm", "statin-effect", "hmgcr"):
        message = draw_comparison(deck, condition, None, post=True)
        assert limit_violations(message) == ()
        for option in message.rows[1][0].options[1:]:
            one = draw_comparison(deck, condition, option.value, post=True)
            assert limit_violations(one) == ()


def test_the_controls_carry_the_pair_and_the_feature(deck):
    message = draw_comparison(deck, "dm", "skin", post=True)
    assert [control.custom_id for control in message.controls] == [
        "xp1:skin",
        "xf1:dm",
        "xs1:dm:skin",
        "xt1:dm:skin",
        "xw1:dm:skin",
    ]


def test_a_long_table_ends_with_a_way_to_the_rest(deck):
    table = deck.comparisons["core"]
    long = dict.fromkeys(("imnm", "pm", "dm"), "x" * 300)
    rows = [replace(table.rows[0], id=f"r{n}", feature=f"F{n}", cells=long) for n in range(30)]
    deck.comparisons["core"] = replace(table, rows=tuple(rows))
    message = draw_comparison(deck, None, None, post=True)
    last = message.embeds[0].fields[-1]
    assert last.name == f"And {30 - (len(message.embeds[0].fields) - 1)} more"
    assert limit_violations(message) == ()


def test_what_is_not_in_the_deck_is_refused(deck):
    with pytest.raises(UnknownCondition):
        draw_comparison(deck, "flu", None)
    with pytest.raises(UnknownCondition):
        draw_comparison(deck, "pm", "heart")


def test_a_comparisons_sources_are_those_of_what_is_shown():
    page = draw_comparison_sources(small_deck(), "dm", "onset").embeds[0]
    assert page.description == "**1.** [Author3 2020, J Test](<https://example.org/3>)"


def test_a_pair_is_told_feature_by_feature():
    (message,) = draw_comparison_text(small_deck(), "dm", None)
    assert "## IMNM and DM" in message.content
    assert "### Onset [1]\n- IMNM: Weeks\n- DM: Weeks" in message.content


def test_one_feature_is_told_condition_by_condition_with_its_general_knowledge():
    (message,) = draw_comparison_text(small_deck(), None, "skin")
    said = "### Inclusion body myositis\nNo skin signs [1] (wholly or partly general knowledge)"
    assert said in message.content


def worded_deck():
    """A deck whose first table has three rows of four in plain words."""
    deck = small_deck()
    core = deck.comparisons["core"]
    rows = tuple(
        replace(
            core.rows[0],
            id=f"row-{number}",
            feature=f"Term {'abcd'[number]}",
            plain=PlainRow(
                feature=f"Word {number}",
                cells={"imnm": "No", "pm": "No", "dm": f"Plain {number}"},
            )
            if number
            else None,
        )
        for number in range(4)
    )
    deck.comparisons["core"] = replace(core, rows=rows)
    return deck


def test_a_comparison_opens_on_its_rows_in_plain_words_and_the_table_is_one_press_away():
    deck = worded_deck()
    plain = draw_comparison(deck, None, None)
    assert [field.name for field in plain.embeds[0].fields] == ["Word 1", "Word 2", "Word 3"]
    first = "**IMNM:** No\n**Polymyositis:** No\n**Dermatomyositis:** Plain 1"
    assert plain.embeds[0].fields[0].value == first
    assert plain.embeds[0].fields[-1].value.endswith("\nSources (1)")
    assert "3 of 4 rows" in plain.embeds[0].description
    turn, *_ = plain.rows[2]
    assert (turn.label, turn.custom_id) == ("Clinical table", "xl1:-:-:clinical")
    table = draw_comparison(deck, None, None, level=Level.CLINICAL)
    assert [field.name for field in table.embeds[0].fields] == [
        f"Term {name}{GAP}¹" for name in "abcd"
    ]
    assert [each.custom_id for each in table.controls] == [
        "xp1:-:clinical",
        "xf1:-:clinical",
        "xl1:-:-:plain",
        "xs1:-:-:clinical",
        "xt1:-:-:clinical",
    ]


def test_a_pair_takes_its_plain_rows_from_whichever_table_has_them():
    pair = draw_comparison(worded_deck(), "dm", None).embeds[0]
    assert [field.name for field in pair.fields] == ["Word 1", "Word 2", "Word 3"]


def test_a_table_without_enough_plain_rows_is_shown_whole_at_either_level(deck):
    plain, clinical = (draw_comparison(deck, None, None, level=level) for level in Level)
    assert plain.embeds[0].fields == clinical.embeds[0].fields
    assert not any((each.custom_id or "").startswith("xl1") for each in plain.controls)


def test_the_plain_text_of_a_comparison_has_headings_the_urgent_line_and_its_buttons():
    deck = worded_deck()
    (message,) = draw_comparison_text(deck, None, None)
    blocks = message.content.split("\n\n")
    assert blocks[0] == "## IMNM, PM or DM?"
    assert blocks[2] == "### Word 1\n- IMNM: No\n- Polymyositis: No\n- Dermatomyositis: Plain 1"
    assert blocks[5] == "Sources (1)"
    assert blocks[6] == "**If you have trouble breathing, get emergency help now.**"
    ids = [each.custom_id for each in message.controls]
    assert ids == ["xp1:-", "xf1:-", "xl1:-:-:clinical", "xs1:-:-"]
