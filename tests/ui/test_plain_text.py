"""Plain text, split into messages."""

from hypothesis import given
from hypothesis import strategies as st

from bot.ui.plain_text import split


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=8), st.integers(20, 80))
def test_pieces_fit_and_hold_every_word_in_order(blocks, most):
    pieces = split(blocks, most)
    assert all(len(piece) <= most for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join("".join(blocks).split())
