"""The settings message, and pages as plain text."""

from datetime import UTC, datetime, time

import pytest

from bot.deck.model import Level
from bot.features.review.view import draw_due
from bot.features.settings.me_view import draw_settings
from bot.learning.time_zones import WORLD
from bot.store import BoardVisibility, Preferences, Reminder
from bot.ui.limits import limit_violations
from bot.ui.plain_text import without_embeds
from bot.ui.time_form import draw_zone_menu
from tests.decks import small_deck

DECK = small_deck()
PHONE = 31
"""Characters that a closed menu shows on a narrow phone."""


NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def draw(preferences: Preferences, *, name="Ana", alias="Quiet Heron", saved=""):
    return draw_settings(DECK, preferences, name=name, alias=alias, now=NOW, saved=saved)


def picked(message) -> list[str]:
    return [option.label for row in message.rows[:4] for option in row[0].options if option.default]


@pytest.mark.parametrize(
    ("preferences", "around"),
    [
        (Preferences(), {}),
        (Preferences(Level.CLINICAL, private=True, text_only=True, board=BoardVisibility.HIDDEN),
         {}),
        (Preferences(private=False, board=BoardVisibility.NAME, board_name="N" * 100),
         {"name": ""}),
        (Preferences(board=BoardVisibility.ALIAS), {"alias": None}),
        (Preferences(reminder=Reminder(time(7, 45), "America/Argentina/Buenos_Aires")), {}),
    ],
)  # fmt: skip
def test_each_menu_shows_the_one_choice_that_holds(preferences, around):
    shown = draw(preferences, **around, saved="x" * 200)
    assert len(picked(shown)) == 4
    assert limit_violations(shown) == ()


def test_a_time_between_the_hours_is_shown_as_it_is():
    shown = draw(Preferences(reminder=Reminder(time(7, 45), "Europe/Berlin")))
    assert picked(shown)[-1] == "Reminder: 07:45"
    assert "07:45 (Europe/Berlin)" in shown.embeds[0].fields[2].value
    assert "It is 10:00 there now." in shown.embeds[0].fields[2].value


def test_a_closed_menu_can_be_read_on_a_phone():
    """Whatever is picked."""
    labels = [option.label for row in draw(Preferences()).rows[:4] for option in row[0].options]
    assert [label for label in labels if len(label) > PHONE] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "usually plain words, seen by everybody"),
        ({"text_only": True}, "Seen only by you, because text takes several messages."),
        ({"text_only": True, "private": False}, "Seen by everybody."),
        ({"private": True}, "Seen only by you."),
        ({"level": Level.PLAIN}, "Seen by everybody, unless the server has another default."),
    ],
)
def test_it_says_who_sees_the_cards(changes, words):
    (cards, *_) = draw(Preferences(**changes)).embeds[0].fields
    assert words in cards.value


def test_the_other_messages_fit():
    assert limit_violations(draw_due(DECK, 999)) == ()
    asked = draw_zone_menu("stz1:07:45", WORLD, NOW, "Which of these is yours?")
    assert limit_violations(asked) == ()


def test_a_page_as_text_says_the_same_and_keeps_its_controls_under_the_last_message():
    page = draw(Preferences())
    (plain,) = without_embeds(page)
    assert not plain.embeds
    assert plain.rows == page.rows
    for field in page.embeds[0].fields:
        assert field.name in plain.content
        assert field.value in plain.content
    assert without_embeds(plain) == (plain,)
