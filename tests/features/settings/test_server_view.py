"""The settings of a server, as they look and fit."""

from datetime import UTC, datetime, time

import pytest

from bot.deck.model import Level
from bot.features.settings.server_view import MOST_CHANNELS, draw_server
from bot.learning.questions import Audience
from bot.store import DailySettings, GuildDefaults
from bot.ui.limits import limit_violations
from bot.ui.plain_text import without_embeds
from tests.features.settings.test_me_view import PHONE
from tests.libraries import real_library

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HUGE = 2**63 - 1
NOTHING = GuildDefaults()
EVERYTHING = GuildDefaults(
    level=Level.CLINICAL,
    private=True,
    board_names=True,
    audience=Audience.BOTH,
    quiz_channels=frozenset(HUGE - each for each in range(MOST_CHANNELS)),
    quiz_role=HUGE,
    daily=DailySettings(HUGE, time(7, 45), "America/Argentina/Buenos_Aires"),
    reports_channel=HUGE,
)
EXISTING = frozenset(HUGE - each for each in range(MOST_CHANNELS))


def draw(deck, part, chosen, *, existing=EXISTING, warnings=(), saved=""):
    return draw_server(
        deck, part, chosen, existing=existing, warnings=warnings, now=NOW, saved=saved
    )


@pytest.fixture(scope="module")
def deck():
    return real_library().deck


@pytest.mark.parametrize("part", ["cards", "quizzes"])
@pytest.mark.parametrize("chosen", [NOTHING, EVERYTHING])
def test_the_settings_fit(deck, part, chosen):
    shown = draw(deck, part, chosen, warnings=["w" * 200] * 5, saved="x" * 300)
    assert limit_violations(shown) == ()
    assert all(limit_violations(each) == () for each in without_embeds(shown))


@pytest.mark.parametrize("part", ["cards", "quizzes"])
def test_a_closed_menu_can_be_read_on_a_phone(deck, part):
    """Whatever is picked."""
    menus = [row[0] for row in draw(deck, part, NOTHING).rows[:-1]]
    labels = [menu.placeholder or "" for menu in menus]
    labels += [option.label for menu in menus for option in getattr(menu, "options", [])]
    assert len(labels) >= 3
    assert [label for label in labels if len(label) > PHONE] == []


def test_what_is_off_cannot_be_switched_off(deck):
    def labels(chosen: GuildDefaults) -> list[str]:
        return [button.label for button in draw(deck, "quizzes", chosen).rows[-1]]

    assert "No question of the day" in labels(EVERYTHING)
    assert "No question of the day" not in labels(NOTHING)


def test_what_is_gone_is_not_sent_as_picked(deck):
    """Discord refuses a message whose menu has a channel picked that is not there."""
    shown = draw(deck, "quizzes", EVERYTHING, existing=())
    channels, role, daily, *_ = shown.rows
    assert [row[0].default_values for row in (channels, role, daily)] == [[], [], []]


@pytest.mark.parametrize(
    ("chosen", "picked", "words"),
    [
        (NOTHING, "cards", "for patients, because cards use plain words here"),
        (
            GuildDefaults(level=Level.CLINICAL),
            "cards",
            "for students, because cards use clinical terms here",
        ),
        (GuildDefaults(level=Level.CLINICAL, audience=Audience.PATIENT), "patient", "for patients"),
        (GuildDefaults(audience=Audience.BOTH), "both", "for patients and for students"),
    ],
)
def test_it_says_for_whom_questions_are_written(deck, chosen, picked, words):
    shown = draw(deck, "quizzes", chosen)
    menu = shown.rows[3][0]
    assert [option.value for option in menu.options if option.default] == [picked]
    (said,) = [field.value for field in shown.embeds[0].fields if field.name == "Questions"]
    assert said.startswith(f"They are written {words}.")
    assert "The option `audience` asks for others." in said
