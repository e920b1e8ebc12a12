"""What people are told when a quiz cannot do what they want."""

import pytest

from bot import errors
from bot.features.quiz.views import draw_begun, draw_running
from bot.ui.refusals import NOT_RECORDED, draw_refusal
from tests.libraries import real_library

DECK = real_library().whole

REFUSALS = (
    errors.BotMayNot(("View Channel", "Embed Links")),
    errors.MayNotStart(),
    errors.NotHost(),
    errors.QuestionClosed(),
    errors.NotOpen(),
    errors.QuizPaused(),
    errors.QuizOver(),
    errors.QuizLost(),
    errors.QuizRunning(1, 2),
    errors.NoQuestions(),
)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: type(refusal).__name__)
def test_every_refusal_is_one_short_notice_with_a_way_on(refusal):
    said = draw_refusal(DECK, refusal).content
    assert said != draw_refusal(DECK, errors.Refusal()).content
    assert type(refusal).__name__ not in said
    assert 60 < len(said) < 250


def test_each_refusal_has_words_of_its_own():
    assert len({draw_refusal(DECK, refusal).content for refusal in REFUSALS}) == len(REFUSALS)


def test_missing_rights_are_named_as_discord_names_them():
    assert "View Channel and Embed Links" in draw_refusal(DECK, REFUSALS[0]).content


def test_who_could_not_be_heard_is_asked_to_press_again():
    assert "not recorded" in NOT_RECORDED.content
    assert "press" in NOT_RECORDED.content


def test_a_running_quiz_without_a_message_is_linked_to_by_its_channel():
    (button,) = draw_running(1, 2, None).controls
    assert button.url == "https://discord.com/channels/1/2"


def test_the_host_is_told_what_came_out_otherwise():
    assert draw_begun(2, ["It is in the channel."]).content.endswith("It is in the channel.")
