"""A quiz in which things go wrong: it re-posts or ends cleanly, says why, and is never stuck."""

import pytest

from bot.errors import StoreUnwritable
from tests.party import forbid, labels


def fail_once(monkeypatch, owner, name: str, error: Exception, times: int = 1) -> list:
    """Makes a method of the store fail the next so many times, having done nothing."""
    real, failed = getattr(owner, name), []

    async def attempt(*args, **kwargs):
        if len(failed) < times:
            failed.append(args)
            raise error
        return await real(*args, **kwargs)

    monkeypatch.setattr(owner, name, attempt)
    return failed


def broken(party) -> StoreUnwritable:
    return StoreUnwritable(party.database, "disk full")


async def test_a_deleted_question_is_posted_again_as_it_stands(party, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ana, party.right)
    asked = party.text.split("\n\n")[:2]
    party.env.delete_message(party.channel.id, party.latest.id)
    await party.wait(3)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    assert party.text.split("\n\n")[:2] == asked
    await party.answer(ben, party.right)
    await party.wait(57)
    assert party.points(ana, ben) == [1000, 1000]
    assert party.titles == ["Quiz: Everything", "Question 1 of 3: the answer"]
    party.assert_sound()


async def test_a_deleted_lobby_is_no_obstacle(party, ana):
    await party.start(ana, length=3)
    party.env.delete_message(party.channel.id, party.latest.id)
    await party.wait(30)
    assert party.titles == ["Question 1 of 3"]


async def test_without_the_right_to_write_it_ends_keeps_the_scores_and_says_why(party, ana, ben):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    asked = party.screen()
    await party.wait(60)
    revealed = party.screen()
    forbid(party.env, party.channel, "send_messages")
    await party.wait(6)
    assert party.phase == "finished"
    assert party.points(ben) == [1000]
    told = await party.press_on(revealed, ana, "Next")
    assert told.response.content.startswith("I could no longer write in the channel")
    told = await party.press_on(asked, ben, "A")
    assert told.response.content.startswith("I could no longer write in the channel")
    party.env.allow_bot(party.channel.id)
    assert (await party.start(ana)).response.content.startswith("Your quiz is ready")


async def test_the_host_whose_press_finds_the_channel_closed_is_told(party, ana):
    await party.begin(ana, length=5, pace="host")
    await party.press(ana, "Next")
    forbid(party.env, party.channel, "send_messages")
    told = await party.press(ana, "Next")
    assert told.followups[0].ephemeral
    assert told.followups[0].content.startswith("I could no longer write in the channel")
    assert party.phase == "finished"
    assert "it had to end. The scores so far are kept." in party.text


async def test_without_the_right_to_see_the_channel_it_ends(party, ana, ben):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    forbid(party.env, party.channel, "view_channel")
    await party.wait(60)
    assert party.phase == "finished"
    assert party.points(ben) == [1000]


async def test_a_deleted_channel_ends_it(party, ana, ben, logged):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    party.env.delete_channel(party.channel.id)
    await party.wait(66)
    assert party.phase == "finished"
    assert party.points(ben) == [1000]
    assert [line for line in logged if line["event"] == "quiz lost"]


async def test_a_deleted_thread_ends_it_and_its_home_is_told(party, channel, ana, ben):
    await party.start(ana, length=5, where="thread")
    (thread,) = channel.threads
    party.channel = thread
    await party.press(ana, "Start now")
    await party.answer(ben, party.right)
    party.env.delete_channel(thread.id)
    party.channel = channel
    await party.wait(66)
    assert party.phase == "finished"
    assert party.titles == ["Result: Everything"]
    assert party.text.startswith("I could no longer write in the channel of this quiz")
    assert "1,000 points · 1 of 1 right" in party.text


async def test_a_server_without_the_bot_has_no_quiz_left(party, guild, ana):
    await party.begin(ana, length=5)
    party.env.inject_error("*", "/channels/*", status=403, code=50001, times=None)
    await party.wait(66)
    assert party.phase == "finished"


@pytest.mark.long
async def test_while_discord_fails_no_question_passes_unseen(party, ana, ben):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    party.env.inject_error("*", "/channels/*", status=503, times=None)
    await party.wait(600)
    assert party.phase == "revealed"
    party.env.clear_faults()
    await party.wait(30)
    assert party.titles[:3] == [
        "Quiz: Everything",
        "Question 1 of 5: the answer",
        "Question 2 of 5",
    ]
    party.assert_sound()


async def test_an_answer_that_could_not_be_saved_does_not_count_and_is_told_so(
    party, ana, ben, monkeypatch
):
    await party.begin(ana, length=3)
    failed = fail_once(monkeypatch, party.env.bot.store.quizzes, "answer", broken(party))
    told = await party.answer(ben, party.right)
    assert told.startswith("That was not recorded")
    assert "press" in told
    assert len(failed) == 1
    await party.wait(3)
    assert "Nobody has answered yet." in party.text
    assert (await party.answer(ben, party.right)).startswith("You chose")
    await party.wait(57)
    assert party.points(ben) == [1000]
    party.assert_sound()


async def test_a_step_that_could_not_be_saved_is_taken_later(party, ana, ben, monkeypatch):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    failed = fail_once(monkeypatch, party.env.bot.store.quizzes, "save", broken(party), times=3)
    await party.wait(61)
    assert party.phase == "open"
    assert party.titles[-1] == "Question 1 of 3"
    await party.wait(15)
    assert len(failed) == 3
    assert party.titles[-1] == "Question 1 of 3: the answer"
    assert party.points(ben) == [1000]
    await party.wait(6)
    assert party.titles[-1] == "Question 2 of 3"
    party.assert_sound()


async def test_a_host_whose_step_could_not_be_saved_is_told_and_presses_again(
    party, ana, monkeypatch
):
    await party.begin(ana, length=3, pace="host")
    fail_once(monkeypatch, party.env.bot.store.quizzes, "save", broken(party))
    told = await party.press(ana, "Next")
    assert told.followups[0].content.startswith("That was not recorded")
    assert party.phase == "open"
    await party.press(ana, "Next")
    assert party.phase == "revealed"


async def test_a_message_that_could_not_be_noted_is_still_edited_in_place(
    party, ana, ben, monkeypatch
):
    await party.start(ana, length=3)
    fail_once(monkeypatch, party.env.bot.store.quizzes, "note_message", broken(party))
    await party.press(ana, "Start now")
    await party.answer(ben, "A")
    await party.wait(60)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3: the answer"]


@pytest.mark.fails_on_purpose
async def test_a_fault_of_our_own_ends_it_rather_than_leave_it_stuck(
    party, ana, ben, monkeypatch, logged
):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    monkeypatch.setattr("bot.features.quiz.messages.draw_question", lambda *_, **__: 1 / 0)
    await party.wait(120)
    assert party.phase == "finished"
    assert party.points(ben) == [1000]
    assert len([line for line in logged if line["event"] == "quiz step failed"]) == 5
    monkeypatch.undo()
    assert (await party.start(ana)).response.content.startswith("Your quiz is ready")


async def test_an_erased_quiz_ends_quietly(party, ana):
    await party.begin(ana, length=3)
    asked = party.screen()
    with party.look() as database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM quiz")
        database.commit()
    await party.wait(120)
    told = await party.press_on(asked, ana, "Next")
    assert told.response.content.startswith("This quiz is over.")
    assert "Stop" in labels(party.latest)
