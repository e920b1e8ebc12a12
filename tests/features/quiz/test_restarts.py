"""A quiz whose bot ends and comes back: nothing is asked twice, lost, or scored twice."""

import pytest

from bot.learning.session import Phase
from tests.party import labels


async def down(party, seconds: float, make_bot) -> None:
    """The bot is away for a while; nothing of the old process is in the new one."""
    await party.env.bot.quiz_manager.close()
    await party.wait(seconds)
    await party.env.restart_bot(make_bot())
    await party.env.settle()


async def test_a_lobby_goes_on_waiting_and_starts(party, make_bot, ana):
    await party.start(ana, length=3)
    await down(party, 10, make_bot)
    assert party.titles == ["Quiz: Everything"]
    await party.wait(20)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    assert not labels(party.messages[0])


async def test_an_open_question_keeps_the_time_that_remains_and_every_answer(
    party, make_bot, ana, ben
):
    await party.begin(ana, length=3)
    await party.answer(ana, party.right)
    await party.wait(20)
    await down(party, 10, make_bot)
    await party.answer(ben, party.wrong)
    await party.answer(ana, party.wrong)
    await party.answer(ana, party.right)
    await party.wait(29)
    assert party.phase == "open"
    await party.wait(1.1)
    assert party.phase == "revealed"
    assert party.points(ana, ben) == [1000, 0]
    await party.wait(6)
    assert party.titles[-1] == "Question 2 of 3"
    party.assert_sound()


@pytest.mark.long
async def test_a_question_whose_time_is_over_is_closed_and_revealed(party, make_bot, ana):
    await party.begin(ana, length=3)
    await party.answer(ana, party.right)
    await down(party, 3600, make_bot)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3: the answer"]
    assert party.points(ana) == [1000]
    await party.wait(6)
    assert party.titles[-1] == "Question 2 of 3"
    party.assert_sound()


async def test_after_a_revealed_question_the_next_one_comes(party, make_bot, ana):
    await party.begin(ana, length=3)
    await party.answer(ana, party.right)
    await party.press(ana, "Next")
    await down(party, 60, make_bot)
    assert party.titles[-1] == "Question 2 of 3"
    assert "Next" not in labels(party.messages[-2])
    party.assert_sound()


async def test_the_buttons_of_the_host_come_off_a_question_that_the_old_process_left_them_on(
    party, make_bot, ana
):
    await party.begin(ana, length=3, pace="host")
    await party.answer(ana, party.right)
    await party.press(ana, "Next")
    stored = party.env.stored_message(party.channel.id, party.latest.id)
    buttons = stored.components
    await party.press(ana, "Next")
    # As if the process had ended between the next question and the edit of this one.
    stored.components = buttons
    assert "Next" in labels(party.messages[-2])
    await down(party, 1, make_bot)
    assert "Next" not in labels(party.messages[-2])


async def test_the_result_comes_once_nothing_else_is_left_to_do(party, make_bot, ana):
    """For a quiz that has its result is not looked at by the next process."""
    await party.begin(ana, length=3, pace="host")
    await party.press(ana, "Next")
    first = party.env.stored_message(party.channel.id, party.latest.id)
    buttons = first.components
    await party.press(ana, "Next")
    await party.press(ana, "Stop")
    # As if two processes had ended, before the edit of this question and before the result.
    first.components = buttons
    party.env.delete_message(party.channel.id, party.latest.id)
    with party.look() as database:
        database.execute("UPDATE quiz SET board_message_id = NULL")
        database.commit()
    before = len(party.env.http_requests)
    await down(party, 1, make_bot)
    assert party.titles[-1] == "Result: Everything"
    done = [
        (each.method, each.path.rpartition("/")[2])
        for each in party.env.http_requests[before:]
        if each.method in ("PATCH", "POST") and "/messages" in each.path
    ]
    assert ("PATCH", str(first.id)) in done
    assert done[-1] == ("POST", "messages")


async def test_a_pause_outlasts_the_restart(party, make_bot, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    await party.wait(50)
    await party.press(ana, "Pause")
    await down(party, 600, make_bot)
    assert party.phase == "paused"
    await party.press(ana, "Resume")
    await party.wait(9)
    assert party.phase == "open"
    await party.wait(1.1)
    assert party.points(ben) == [1000]
    party.assert_sound()


async def test_a_question_that_was_posted_but_not_noted_is_found_and_not_asked_again(
    party, make_bot, ana, ben
):
    await party.begin(ana, length=3)
    with party.look() as database:
        database.execute("UPDATE quiz_question SET message_id = NULL")
        database.commit()
    await down(party, 5, make_bot)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    assert party.ask("SELECT message_id FROM quiz_question WHERE position = 0") == [
        (party.latest.id,)
    ]
    await party.answer(ben, party.right)
    party.assert_sound()


async def test_a_question_that_was_opened_but_not_posted_is_posted(party, make_bot, ana):
    await party.begin(ana, length=3)
    party.env.delete_message(party.channel.id, party.latest.id)
    with party.look() as database:
        database.execute("UPDATE quiz_question SET message_id = NULL")
        database.commit()
    await down(party, 5, make_bot)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    party.assert_sound()


async def test_a_result_that_was_not_posted_is_posted_once(party, make_bot, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    await party.press(ana, "Stop")
    party.env.delete_message(party.channel.id, party.latest.id)
    with party.look() as database:
        database.execute("UPDATE quiz SET board_message_id = NULL")
        database.commit()
    for _ in range(2):
        await down(party, 5, make_bot)
        assert party.titles == [
            "Quiz: Everything",
            "Question 1 of 3: the answer",
            "Result: Everything",
        ]
    party.assert_sound()


async def test_a_press_before_the_quizzes_were_read_is_answered(party, make_bot, ana, ben):
    await party.begin(ana, length=3)
    party.env.bot.quiz_manager._running.clear()
    assert (await party.answer(ben, party.right)).startswith("You chose")
    await party.wait(60)
    assert party.phase == "revealed"
    party.assert_sound()


async def test_buttons_of_a_quiz_that_is_over_still_answer(party, make_bot, ana, ben):
    await party.begin(ana, length=3)
    asked = party.screen()
    await party.press(ana, "Stop")
    await down(party, 86_400, make_bot)
    told = await party.press_on(asked, ben, "A")
    assert told.response.content.startswith("This quiz is over.")
    told = await party.press_on(asked, ana, "Next")
    assert told.response.content.startswith("This quiz is over.")
    assert (await party.press(ben, "Show card")).ephemeral
    assert (await party.press(ben, "Play again")).response.content.startswith("Your quiz is ready")


@pytest.mark.long
async def test_a_whole_quiz_with_a_restart_at_every_step_is_the_same_quiz(
    party, make_bot, ana, ben
):
    await party.start(ana, length=4)
    await down(party, 31, make_bot)
    for number in range(4):
        assert party.titles[-1] == f"Question {number + 1} of 4"
        await party.answer(ana, party.right)
        await down(party, 1, make_bot)
        await party.answer(ben, party.wrong)
        # Both have played before, so from the second question on nobody is waited for.
        await party.wait(5.1 if number else 59.1)
        assert party.phase == "revealed"
        await down(party, 0.5, make_bot)
        await party.wait(5.5)
    assert party.titles[-1] == "Result: Everything"
    assert party.points(ana, ben) == [4000, 0]
    assert len(party.messages) == 6
    party.assert_sound()


async def test_a_polite_end_finishes_the_step_and_leaves_the_quiz_open(party, make_bot, ana):
    await party.begin(ana, length=3)
    await party.env.bot.quiz_manager.close()
    await party.wait(120)
    assert party.phase == Phase.OPEN
    await party.env.restart_bot(make_bot())
    await party.env.settle()
    assert party.phase == Phase.REVEALED
