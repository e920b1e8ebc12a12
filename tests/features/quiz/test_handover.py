"""A quiz whose server another process acts for, and comes back: it never has two runners."""

import pytest

from bot.store import Ownership


@pytest.fixture
def ownership(party) -> Ownership:
    """The only shard is ours, and can be taken away."""
    found: Ownership = party.env.bot.store.ownership
    found.share(1)
    found.add(0)
    found.confirm(float("inf"))
    return found


async def let_go(party, ownership: Ownership) -> None:
    ownership.remove(0)
    with party.env.bot_scope():
        await party.env.bot.put_down()
    await party.env.settle()


async def take(party, ownership: Ownership) -> None:
    ownership.add(0)
    with party.env.bot_scope():
        await party.env.bot.take_up()
    await party.env.settle()


async def test_a_quiz_that_is_let_go_takes_no_step_and_goes_on_when_it_is_taken(
    party, ownership, ana, ben
):
    await party.begin(ana, length=3)
    await party.answer(ana, party.right)
    await let_go(party, ownership)
    await party.wait(3600)
    assert party.phase == "open"
    assert party.titles[-1] == "Question 1 of 3"

    await take(party, ownership)
    assert party.titles[-1] == "Question 1 of 3: the answer"
    assert party.points(ana) == [1000]
    await party.wait(6)
    assert party.titles[-1] == "Question 2 of 3"
    party.assert_sound()


async def test_an_answer_counts_whichever_process_it_reaches(party, ownership, ana, ben):
    await party.begin(ana, length=3)
    await let_go(party, ownership)
    await party.answer(ben, party.right)
    assert not party.env.bot.quiz_manager._running, "it has no runner here"
    await take(party, ownership)
    await party.answer(ana, party.wrong)
    await party.wait(61)
    assert party.points(ana, ben) == [0, 1000]
    party.assert_sound()


async def test_a_lock_that_is_not_confirmed_holds_up_the_quiz_until_it_is(party, ownership, ana):
    await party.begin(ana, length=3)
    ownership.confirm(float("-inf"))
    await party.wait(3600)
    assert party.titles[-1] == "Question 1 of 3"
    ownership.confirm(float("inf"))
    await take(party, ownership)
    assert party.titles[-1] == "Question 1 of 3: the answer"
    party.assert_sound()


async def test_the_host_is_told_that_a_step_was_not_taken_here(party, ownership, ana):
    await party.begin(ana, length=3, pace="host")
    await let_go(party, ownership)
    told = await party.press(ana, "Next")
    (said,) = told.followups
    assert "not recorded" in said.content
    assert party.phase == "open"
