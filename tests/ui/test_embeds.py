"""The raised numbers behind a statement."""

import re
from pathlib import Path

import pytest

from bot.deck.library import Library
from bot.features.cards.check import draw_all
from bot.ui.embeds import add_source_marks

NUMBERS = {"S01": 1, "S02": 2, "S12": 12}
NEAR_A_FIGURE = re.compile(r"\d[%x]?\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]")


@pytest.mark.parametrize("said", ["HLA-DRB1*11:01", "About 56%", "Often >10x"])
def test_a_number_does_not_read_as_a_power_of_a_figure(said):
    assert add_source_marks(said, ("S12", "S01"), NUMBERS) == f"{said} ·\u202f¹\u202f¹²"


def test_numbers_follow_words_and_full_stops_closely():
    assert add_source_marks("Weak legs.", ("S02",), NUMBERS) == "Weak legs.\u202f²"
    assert (
        add_source_marks("Seen in 1945.", ("S02",), NUMBERS, general=True)
        == "Seen in 1945.\u202f²\u202f†"
    )


def test_nothing_is_added_where_there_is_no_source():
    assert add_source_marks("Over 45", (), NUMBERS) == "Over 45"


def test_no_page_of_the_deck_shows_a_power():
    deck = Library(Path(__file__).parents[2] / "cards").load()
    shown = [
        text
        for exhibit in draw_all(deck)
        for embed in exhibit.message.embeds
        for field in embed.fields
        for text in (field.name, field.value)
    ]
    assert shown
    assert not [text for text in shown if NEAR_A_FIGURE.search(text)]
