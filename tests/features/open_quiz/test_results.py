"""What people see of an open quiz once they have finished, and once it has closed."""

import pytest

from bot.store import Preferences
from tests.party import forbid, labels

DAY = 24 * 3600


async def see_result(opened, party, who, *marks: bool) -> None:
    await opened.finish(who, *marks)
    await opened.press(who, "See my result")


async def test_who_comes_back_after_finishing_finds_result_and_explanations(
    opened, party, ana, ben
):
    await opened.open(ana)
    await opened.finish(ana, True, False, True)
    assert await opened.play(ana) == "Your result: 2 of 3 right"
    assert await opened.press(ana, "Questions and answers") == "Question 1 of 3: right"
    assert "**Why:**" in opened.text(ana)
    assert "(right answer, and yours)" in opened.text(ana)
    assert await opened.press(ana, "Next") == "Question 2 of 3: not this time"
    assert "(your answer)" in opened.text(ana)
    assert await opened.press(ana, "Back") == "Question 1 of 3: right"
    assert await opened.press(ana, "My result") == "Your result: 2 of 3 right"


async def test_who_was_erased_reads_nothing_that_they_can_answer_again(opened, party, channel, ana):
    await opened.open(ana)
    await opened.finish(ana, True, True, True)
    await opened.press(ana, "See my result")
    asked = await ana.slash(channel, "privacy erase")
    await ana.click(asked.response, label="Erase everything")
    assert await opened.press(ana, "Questions and answers") == "Question 1 of 3"
    assert "right answer" not in opened.text(ana)


async def test_after_the_close_everybody_reads_all_of_it(opened, party, ana, ben):
    await opened.open(ana)
    await opened.finish(ana, True)
    await party.wait(DAY)
    own = await party.press(ana, "My result")
    assert own.ephemeral
    assert own.response.embeds[0].title.endswith("Your result: 1 of 3 right")
    said = own.response.embeds[0].description
    assert "You answered 1 question of 3 before the quiz closed." in said
    assert ", 1st of 1." in said
    read = await ana.click(own.response, label="Questions and answers")
    read = await ana.click(read.response, label="Next")
    assert read.response.embeds[0].title.endswith("Question 2 of 3: not answered")
    assert "(right answer)" in read.response.embeds[0].description
    watched = await party.press(ben, "My result")
    assert watched.response.embeds[0].title.endswith("You did not play this quiz")
    assert "1,000 points · 1 of 3 right, 1 answered" in watched.response.embeds[0].description
    read = await ben.click(watched.response, label="Questions and answers")
    assert read.response.embeds[0].title.endswith("Question 1 of 3: not answered")


@pytest.mark.long
async def test_five_answers_make_a_hardest_question_and_three_people_a_podium(
    opened, party, simcord_env, guild, ana
):
    await opened.open(ana)
    for number in range(5):
        who = guild.add_member(simcord_env.create_user(f"player{number}"))
        await opened.finish(who, True, number > 2, True)
    await party.wait(DAY)
    assert "**The hardest question:** 2 of 5 right (40%)" in party.text
    assert "**Why not " in party.text
    (podium,) = party.latest.attachments
    assert podium.description.startswith("Podium. 1: ")


async def test_whoever_reads_text_plays_it_as_text(opened, party, simcord_bot, ana):
    await simcord_bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    await opened.open(ana)
    played = await party.press(ana, "Play")
    for place in range(1, 4):
        assert played.response.flags.ephemeral
        assert not played.response.embeds
        heading = played.response.content.splitlines()[0]
        assert heading.startswith("## ")
        assert heading.endswith(f"Question {place} of 3")
        opened.screens[ana.id] = played.response
        answered = await ana.click(played.response, label=opened.buttons(ana)[0])
        assert "**Why:**" in answered.response.content
        opened.screens[ana.id] = answered.response
        played = await ana.click(answered.response, label=opened.buttons(ana)[0])
    assert "Your result: " in played.response.content.splitlines()[0]
    assert party.ask("SELECT count(*) FROM answer") == [(3,)]


# --- another round


@pytest.mark.long
async def test_anyone_who_may_opens_another_round_with_other_questions(opened, party, ana, ben):
    await opened.open(ana, topic="tests")
    await party.wait(DAY)
    asked = await party.press(ben, "New round")
    assert asked.ephemeral
    begun = await ben.click(asked.response, label="3 days")
    assert begun.response.content.startswith("Your quiz is open in <#")
    assert not begun.response.components
    assert party.titles == ["Result: Tests", "Open quiz: Tests"]
    ((host, topic, length),) = party.ask(
        "SELECT host_id, topic, count(*) FROM quiz JOIN quiz_question ON quiz_id = quiz.id "
        "WHERE phase = 'open' GROUP BY quiz.id"
    )
    assert (host, topic, length) == (ben.id, "tests", 3)
    assert party.ask("SELECT count(DISTINCT item_id) FROM quiz_question") == [(6,)]
    await party.wait(2 * DAY)
    assert party.phase == "open"
    await party.wait(DAY + 60)
    assert party.phase == "finished"


@pytest.mark.long
@pytest.mark.parametrize("step", ["New round", "1 day"])
async def test_who_may_write_nothing_opens_no_round(opened, party, ana, ben, step):
    await opened.open(ana)
    await party.wait(DAY)
    asked = await party.press(ben, "New round") if step == "1 day" else None
    forbid(party.env, party.channel, "send_messages", who=ben.id)
    told = await (ben.click(asked.response, label=step) if asked else party.press(ben, step))
    assert told.ephemeral
    (said,) = [each.content for each in (told.response, *told.followups) if each.content]
    assert said.startswith("You may not write in this channel")
    assert party.ask("SELECT count(*) FROM quiz") == [(1,)]
    assert labels(party.latest) == ["New round"]


@pytest.mark.long
async def test_a_round_more_than_a_server_may_have_is_refused(opened, party, ana):
    await opened.open(ana)
    await party.wait(DAY)
    asked = await party.press(ana, "New round")
    for _ in range(5):
        await opened.open(ana)
    told = await ana.click(asked.response, label="7 days")
    said = [each.content for each in (told.response, *told.followups) if each]
    assert any("This server has 5 open quizzes" in each for each in said)
