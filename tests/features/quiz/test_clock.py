"""A quiz on a machine whose clock is set: late by minutes at most, and never stuck."""

from collections.abc import Callable
from datetime import timedelta

import pytest


@pytest.fixture
def set_clock(simcord_env, monkeypatch) -> Callable[[float], None]:
    """Puts the clock forward, or back, while every timer sleeps on."""
    real = simcord_env.now

    def put(seconds: float) -> None:
        monkeypatch.setattr(simcord_env, "now", lambda: real() + timedelta(seconds=seconds))

    return put


async def test_a_pause_is_over_when_the_clock_says_so(party, set_clock, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    await party.press(ana, "Pause")
    set_clock(3600)
    await party.wait(120)
    assert party.phase == "finished"
    assert party.points(ben) == [1000]


async def test_an_answer_that_finds_the_time_over_closes_the_question(party, set_clock, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    set_clock(100)
    assert (await party.answer(ana, "A")).startswith("That question has closed")
    await party.env.settle()
    assert party.phase == "revealed"
    assert party.titles[-1] == "Question 1 of 3: the answer"
    party.assert_sound()


async def test_a_clock_that_is_put_back_makes_no_question_longer_than_it_is(
    party, set_clock, ana, ben
):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    await party.wait(30)
    set_clock(-7 * 24 * 3600)
    await party.wait(30 + 60)
    assert party.points(ben) == [1000]
    await party.wait(6)
    assert party.titles[1:3] == ["Question 1 of 3: the answer", "Question 2 of 3"]
    party.assert_sound()


async def test_a_lobby_starts_although_the_clock_was_put_back(party, set_clock, ana):
    await party.start(ana, length=3)
    set_clock(-3600)
    await party.wait(61)
    assert party.titles[-1] == "Question 1 of 3"
