"""An erasure in another process: the quizzes of this one go on without the person."""

import pytest

from tests.features.privacy.test_commands import erase
from tests.store.test_privacy import scan


@pytest.fixture
def another_process(simcord_bot, monkeypatch) -> None:
    """`/privacy erase` is answered elsewhere: here only its notification arrives."""
    quizzes = simcord_bot.quiz_manager
    forget = quizzes.forget

    async def hear(person: int) -> None:
        monkeypatch.setattr(quizzes, "forget", forget)
        simcord_bot.erasures_elsewhere._hear(person)

    monkeypatch.setattr(quizzes, "forget", hear)


@pytest.mark.usefixtures("another_process")
async def test_a_player_who_is_erased_elsewhere_leaves_the_quiz(
    simcord_bot, party, ana, ben, tmp_path
):
    await party.begin(ben, length=3)
    await party.answer(ana, party.right)
    await party.answer(ben, party.right)
    await erase(ana, party.channel)
    await party.wait(60)
    assert party.points(ben) == [1000]
    await party.wait(6)
    await party.press(ben, "Stop")
    assert "**2.**" not in party.text
    assert scan(tmp_path / "imnm.db", ana.id) == []
    party.assert_sound()


@pytest.mark.usefixtures("another_process")
async def test_a_quiz_whose_host_is_erased_elsewhere_is_everybodys(simcord_bot, party, ana, ben):
    await party.begin(ana, length=3, pace="host")
    await erase(ana, party.channel)
    await party.press(ben, "Next")
    assert party.titles[-1] == "Question 1 of 3: the answer"
