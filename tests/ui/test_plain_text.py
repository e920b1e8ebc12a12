"""Plain text, split into messages."""

# ruff: noqa: RUF001  (Persian letters stand here on purpose)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.plain_text import quote, sanitise_name, split
from tests.markdown import read_markdown


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=8), st.integers(20, 80))
def test_pieces_fit_and_hold_every_word_in_order(blocks, most):
    pieces = split(blocks, most)
    assert all(len(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join("".join(blocks).split())


@pytest.mark.parametrize(
    "name",
    [
        "\u3164",
        "\uffa0\uffa0",
        "\u115f\u1160",
        "\u2800",
        "\u0301\u0489\u20dd",
        "\u200b\u2060\ufeff",
        "\xa0\u3000",
        "\U000e0041",
        "\ue000",
        "🎈👩\u200d⚕️",
        "...!?",
        "**__**",
    ],
)
def test_a_name_without_a_letter_or_digit_is_none(name):
    assert sanitise_name(name) == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana", "Ana"),
        ("@everyone **Ben**", "everyone Ben"),
        ("Z" + "\u0335\u0301" * 20 + "o", "Z\u0335\u0301o"),
        ("\u0301Ana\u3164", "Ana"),
        ("Zoë", "Zoë"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्षितिज", "क्षितिज"),
        ("မြွှေ", "မြွှေ"),
        ("7", "7"),
        ("A\u202eB", "AB"),
        ("a\nb", "a b"),
    ],
)
def test_a_name_is_shown_by_its_letters_in_any_script(name, shown):
    assert sanitise_name(name) == shown


def test_words_that_are_quoted_keep_their_spaces():
    assert quote("10\xa05\u200bmg") == "“10 5 mg”"


def test_no_break_of_a_line_begins_a_heading_a_list_or_a_quotation():
    line = "ab " * 5 + "> 10 # 5 - 3 1. -# 7 " * 4
    for most in range(12, 40):
        pieces = split([line], most)
        assert all(not read_markdown(piece).kinds for piece in pieces), most
        assert " ".join(pieces).split() == line.split()
