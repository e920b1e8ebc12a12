"""The question of the day as people see it, for every question of the real deck."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.features.daily.view import belongs_to, draw_daily
from bot.learning.questions import item_bank_of
from bot.learning.session import Answer, Pace
from bot.store import StoredQuiz
from bot.ui.limits import limit_violations
from tests.features.quiz.test_views import new_quiz
from tests.libraries import real_library

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HUGE = 2**63 - 1


@pytest.fixture(scope="module")
def deck():
    return real_library().deck


def make_daily(item, *, closed: bool, option: int = 0) -> StoredQuiz:
    quiz = new_quiz([item], Pace.DAILY)
    quiz.session.press_next(NOW)
    quiz.session.add_answer(1, 0, Answer(quiz.orders[0].index(option), NOW, NOW, timedelta(0)))
    if closed:
        quiz.session.advance(NOW + timedelta(days=1))
    return quiz


@pytest.mark.parametrize("closed", [False, True])
def test_every_question_fits_as_question_of_the_day(deck, closed):
    before = f"https://discord.com/channels/{HUGE}/{HUGE}/{HUGE}"
    for item in item_bank_of(deck).items.values():
        shown = draw_daily(deck, make_daily(item, closed=closed), before)
        assert limit_violations(shown) == (), item.id
        said = shown.embeds[0].description.replace("\\*", "*")
        assert (item.explanation in said) is closed


def test_its_answer_explains_each_wrong_option(deck):
    for item in deck.questions.values():
        quiz = make_daily(item_bank_of(deck).items[item.id], closed=True, option=1)
        said = draw_daily(deck, quiz).embeds[0].description.replace("\\*", "*")
        reasons = [line for line in said.split("\n") if line.startswith("**Why not ")]
        assert {line.partition(":** ")[2] for line in reasons} == set(item.why_not)


def test_an_open_question_gives_nothing_away(deck):
    item = next(iter(item_bank_of(deck).items.values()))
    quiz = make_daily(item, closed=False)
    unanswered = make_daily(item, closed=False)
    unanswered.session.remove_person(1)
    shown = [draw_daily(deck, each).embeds[0].description for each in (quiz, unanswered)]
    assert shown[0] == shown[1]
    options = [*draw_daily(deck, quiz).controls]
    assert all(belongs_to(each.custom_id, quiz.id) for each in options)
    assert not any(belongs_to(each.custom_id, quiz.id // 10) for each in options)
