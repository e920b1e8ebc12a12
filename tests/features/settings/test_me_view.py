"""The settings message, and pages as plain text."""

from datetime import time

import pytest

from bot.deck.model import Level
from bot.features.review.view import draw_due
from bot.features.settings.me_view import Chosen, draw_settings, draw_zones
from bot.ui.limits import over_limits
from bot.ui.plain_text import flatten
from tests.decks import small_deck

DECK = small_deck()
PHONE = 31
"""Characters that a closed menu shows on a narrow phone."""


def chosen(**changes) -> Chosen:
    parts = {
        "level": None, "private": None, "text_only": False, "board": None, "board_name": None,
        "alias": "Quiet Heron", "name": "Ana", "reminder_at": None, "reminder_zone": None,
        "there_now": None,
    }  # fmt: skip
    return Chosen(**parts | changes)


def picked(message) -> list[str]:
    return [option.label for row in message.rows[:4] for option in row[0].options if option.default]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"level": Level.CLINICAL, "private": True, "text_only": True, "board": "hidden"},
        {"private": False, "board": "name", "board_name": "N" * 100, "name": ""},
        {"alias": None, "board": "alias"},
        {"reminder_at": time(7, 45), "reminder_zone": "America/Argentina/Buenos_Aires",
         "there_now": time(3)},
    ],
)  # fmt: skip
def test_each_menu_shows_the_one_choice_that_holds(changes):
    shown = draw_settings(DECK, chosen(**changes), "x" * 200)
    assert len(picked(shown)) == 4
    assert over_limits(shown) == ()


def test_a_time_between_the_hours_is_shown_as_it_is():
    shown = draw_settings(DECK, chosen(reminder_at=time(7, 45), reminder_zone="Europe/Berlin"))
    assert picked(shown)[-1] == "Reminder: 07:45"


def test_a_closed_menu_can_be_read_on_a_phone():
    """Whatever is picked."""
    labels = [
        option.label for row in draw_settings(DECK, chosen()).rows[:4] for option in row[0].options
    ]
    assert [label for label in labels if len(label) > PHONE] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "most often in plain words, seen by everybody"),
        ({"text_only": True}, "Seen by me alone, because text is several messages."),
        ({"text_only": True, "private": False}, "Seen by everybody."),
        ({"private": True}, "Seen by me alone."),
        ({"level": Level.PLAIN}, "Seen by everybody, unless the server has it otherwise."),
    ],
)
def test_it_says_who_sees_the_cards(changes, words):
    (cards, *_) = draw_settings(DECK, chosen(**changes)).embeds[0].fields
    assert words in cards.value


def test_the_other_messages_fit():
    assert over_limits(draw_due(DECK, 999)) == ()
    assert over_limits(draw_zones("07:45", [f"Area/City_{n}" for n in range(25)])) == ()


def test_a_page_as_text_says_the_same_and_keeps_its_controls_under_the_last_message():
    page = draw_settings(DECK, chosen())
    (plain,) = flatten(page)
    assert not plain.embeds
    assert plain.rows == page.rows
    for field in page.embeds[0].fields:
        assert field.name in plain.content
        assert field.value in plain.content
    assert flatten(plain) == (plain,)
