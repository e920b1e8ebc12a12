"""A quiz while Discord takes nothing: what nobody could see is shown later, with its full time."""

import pytest

from tests.options import find_label
from tests.party import labels
from tests.simulation import fail_by_turns


def break_discord(party) -> None:
    party.env.inject_error("*", "/channels/*", status=503, times=None)


def mend_discord(party) -> None:
    party.env.clear_faults()


async def test_a_second_press_in_an_outage_does_not_keep_the_answer_from_being_shown(party, ana):
    await party.begin(ana, length=5, pace="host")
    asked = party.screen()
    break_discord(party)
    await party.press_on(asked, ana, "Next")
    await party.press_on(asked, ana, "Next")
    mend_discord(party)
    await party.wait(10)
    assert party.titles[-1] == "Question 1 of 5: the answer"
    assert party.phase == "revealed"


async def test_a_second_press_on_stop_in_an_outage_does_not_lose_the_result(party, ana, ben):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    asked = party.screen()
    break_discord(party)
    for label in ("Stop", "Stop", "Pause", "Next"):
        await party.press_on(asked, ana, label)
    mend_discord(party)
    await party.wait(10)
    assert party.titles[1:] == ["Question 1 of 5: the answer", "Result: Everything"]
    assert (await party.start(ana)).response.content.startswith("Your quiz is ready")


@pytest.mark.long
async def test_a_question_that_could_not_be_posted_has_its_full_time_when_it_can(party, ana, ben):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    await party.wait(60)
    break_discord(party)
    await party.wait(200)
    assert party.phase == "open"
    mend_discord(party)
    await party.wait(5)
    assert party.titles[-1] == "Question 2 of 5"
    await party.wait(50)
    assert (await party.answer(ana, party.right)).startswith("You chose")
    await party.wait(10)
    assert party.points(ana, ben) == [1000, 1000]
    party.assert_sound()


@pytest.mark.long
async def test_in_speed_scoring_nobody_pays_for_an_outage(party, ana, ben):
    await party.begin(ana, length=5, scoring="speed")
    await party.answer(ben, party.wrong)
    await party.wait(60)
    break_discord(party)
    await party.wait(200)
    mend_discord(party)
    await party.wait(5)
    await party.answer(ana, party.right)
    await party.press(ana, "Next")
    (points,) = party.points(ana)
    assert points > 940


@pytest.mark.long
async def test_an_answer_that_could_not_be_shown_is_read_for_six_seconds_when_it_can(
    party, ana, ben
):
    await party.begin(ana, length=5)
    await party.answer(ben, party.right)
    break_discord(party)
    await party.wait(200)
    assert party.phase == "revealed"
    mend_discord(party)
    await party.wait(5)
    assert party.titles[-1] == "Question 1 of 5: the answer"
    await party.wait(6)
    assert party.titles[-1] == "Question 2 of 5"


async def test_a_question_that_the_old_process_opened_and_nobody_saw_is_asked_with_its_full_time(
    party, make_bot, ana, ben
):
    await party.begin(ana, length=3)
    party.env.delete_message(party.channel.id, party.latest.id)
    with party.look() as database:
        database.execute("UPDATE quiz_question SET message_id = NULL")
        database.commit()
    await party.env.bot.quiz_manager.close()
    await party.wait(300)
    await party.env.restart_bot(make_bot())
    await party.env.settle()
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    assert find_label(labels(party.latest)[:1], "A")
    await party.wait(50)
    assert (await party.answer(ben, party.right)).startswith("You chose")
    party.assert_sound()


async def test_a_quiz_is_played_although_every_second_request_fails(party, ana, ben, monkeypatch):
    asked = fail_by_turns(party.env, monkeypatch)
    await party.begin(ana, length=3, pace="host")
    for number in (1, 2, 3):
        await party.wait(10)
        assert party.titles[-1] == f"Question {number} of 3"
        assert (await party.answer(ben, party.right)).startswith("You chose")
        await party.press(ana, "Next")
        await party.wait(10)
        assert party.titles[-1] == f"Question {number} of 3: the answer"
        await party.press(ana, "Next")
    await party.wait(10)
    assert party.titles[-1] == "Result: Everything"
    assert len(asked) > 10
    assert len(party.titles) == 5
    party.assert_sound()


def told(result) -> list[str]:
    return [each.content for each in (result.response, *result.followups) if each]


@pytest.mark.long
async def test_the_host_of_a_quiz_that_cannot_be_shown_is_told_why_and_it_begins_by_itself(
    party, ana
):
    break_discord(party)
    begun = await party.start(ana, length=3)
    await party.wait(10)
    assert "Discord accepts no messages there right now" in told(begun)[0]
    await party.wait(35)
    assert told(begun)[-1].startswith("⚠️ Discord has trouble right now.")
    await party.wait(300)
    assert len(told(begun)) == 2
    mend_discord(party)
    await party.wait(15)
    assert party.titles == ["Quiz: Everything"]
    assert party.latest.content == ""


async def test_a_lobby_that_can_be_edited_says_that_discord_has_troubles_until_it_has_none(
    party, ana
):
    begun = await party.start(ana, length=3)
    party.env.inject_error("POST", "/channels/*/messages", status=503, times=None)
    await party.wait(30 + 45)
    assert party.titles == ["Quiz: Everything"]
    assert party.latest.content.startswith("⚠️ Discord has trouble right now.")
    assert len(told(begun)) == 1
    mend_discord(party)
    await party.wait(15)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    assert [each.content for each in party.messages] == ["", ""]


@pytest.mark.long
async def test_a_host_who_presses_is_told_once(party, ana):
    await party.begin(ana, length=3, pace="host")
    asked = party.screen()
    break_discord(party)
    pressed = await party.press_on(asked, ana, "Next")
    await party.wait(200)
    assert [each.content[:33] for each in pressed.followups] == [
        "⚠️ Discord has trouble right now."[:33]
    ]
    mend_discord(party)
    await party.wait(15)
    assert party.titles[-1] == "Question 1 of 3: the answer"
