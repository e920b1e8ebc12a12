"""An open quiz where presses meet, and where Discord or the server takes something away."""

import asyncio
import sqlite3

import pytest

from tests.options import find_label
from tests.party import forbid, labels

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
RESULT = "Result: Everything"


# --- presses that meet


async def test_two_people_press_play_at_the_same_moment(opened, party, ana, ben):
    await opened.open(ana)
    screen = party.screen()
    told = await asyncio.gather(
        party.press_on(screen, ana, "Play"), party.press_on(screen, ben, "Play")
    )
    assert all(each.ephemeral for each in told)
    assert all(each.response.embeds[0].title.endswith("Question 1 of 3") for each in told)
    assert len({each.response.id for each in told}) == 2


@pytest.mark.parametrize("options", ["AA", "AB", "BA"])
async def test_two_presses_within_a_second_are_one_answer(opened, party, ana, options):
    """The first one counts; both say the same."""
    await opened.open(ana)
    await opened.play(ana)
    screen = party.env.message_payload(party.channel.id, opened.screens[ana.id].id)
    told = await asyncio.gather(*(party.press_on(screen, ana, each) for each in options))
    ((choice, changes),) = party.ask("SELECT choice, changes FROM answer")
    assert (choice, changes) == ("AB".index(options[0]), 0)
    assert len({each.response.embeds[0].title for each in told}) == 1
    assert await opened.play(ana) == "Question 2 of 3"


@pytest.mark.long
async def test_a_private_message_works_days_later_and_after_a_restart(opened, party, make_bot, ana):
    """A press brings a token of its own; that of the message is dead after 15 minutes."""
    await opened.open(ana, days=7)
    await opened.play(ana)
    await party.wait(2 * DAY)
    await opened.answer(ana, right=True)
    await party.env.bot.open_quizzes.close()
    await party.wait(2 * DAY)
    await party.env.restart_bot(make_bot())
    await party.env.settle()
    assert await opened.press(ana, "Next question") == "Question 2 of 3"
    await opened.answer(ana, right=True)
    await party.wait(4 * DAY)
    assert await opened.press(ana, "Next question") == "Your result: 2 of 3 right"
    assert party.points(ana) == [2000]


@pytest.mark.long
async def test_an_old_question_and_an_old_close_button_say_that_it_has_closed(
    opened, party, ana, ben
):
    await opened.open(ana)
    await opened.finish(ben, True)
    await opened.press(ben, "Next question")
    asked = await party.press(ana, "Close now")
    await party.wait(DAY)
    late = await ben.click(opened.screens[ben.id], label=find_label(opened.buttons(ben), "A"))
    assert late.ephemeral
    assert late.response.content.startswith("This quiz has closed")
    closed = await ana.click(asked.response, label="Close now")
    assert closed.response.content.startswith("This quiz has closed")
    assert party.points(ben) == [1000]
    assert party.titles == [RESULT]


@pytest.mark.fails_on_purpose
async def test_what_a_locked_database_does_not_take_is_not_acknowledged(
    opened, party, simcord_bot, ana
):
    await opened.open(ana)
    await opened.play(ana)
    other = sqlite3.connect(simcord_bot.store.place)
    other.execute("BEGIN IMMEDIATE")
    screen = party.env.message_payload(party.channel.id, opened.screens[ana.id].id)
    told = await party.press_on(screen, ana, "A")
    assert "That was not recorded" in told.response.content
    other.close()
    again = await party.press_on(screen, ana, "A")
    assert "**Why:**" in again.response.embeds[0].description
    assert party.ask("SELECT count(*) FROM answer") == [(1,)]


# --- what is taken away


async def test_a_deleted_message_is_not_posted_again_for_its_counts(
    opened, party, simcord_env, channel, ana
):
    await opened.open(ana)
    await opened.play(ana)
    simcord_env.delete_message(channel.id, party.latest.id)
    await opened.answer(ana, right=True)
    await party.wait(HOUR)
    assert party.messages == []
    assert party.phase == "open"


async def test_where_the_bot_may_not_write_nothing_is_opened(opened, party, ana):
    forbid(party.env, party.channel, "send_messages")
    refused = await opened.open(ana)
    assert "I need Send Messages" in refused.response.content
    assert party.ask("SELECT count(*) FROM quiz WHERE phase <> 'finished'") == [(0,)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("status", "code"), [(403, 50001), (403, 50013), (400, 160005), (404, 10003)]
)
async def test_where_the_board_cannot_be_shown_scores_count_and_everybody_reads_their_result(
    opened, party, simcord_env, ana, *, status, code
):
    """The channel is hidden from the bot or gone, or the thread is locked."""
    await opened.open(ana)
    await opened.finish(ana, True, True, True)
    await party.wait(HOUR)
    simcord_env.inject_error("PATCH", "/channels/*/messages/*", status=status, code=code)
    await party.wait(DAY)
    assert party.ask("SELECT phase, reason FROM quiz") == [("finished", "lost")]
    assert party.points(ana) == [3000]
    assert party.titles == ["Open quiz: Everything"]
    assert await opened.play(ana) == "Your result: 3 of 3 right"
    # By now the bot may write there again.
    assert party.titles == [RESULT]
    assert labels(party.latest)[0] == "My result"


@pytest.mark.long
async def test_a_message_that_was_edited_too_often_becomes_the_board_a_little_later(
    opened, party, simcord_env, ana
):
    """Discord takes only so many edits of a message that is older than an hour."""
    await opened.open(ana)
    await opened.finish(ana, True, True, True)
    await party.wait(HOUR)
    for _ in range(4):
        simcord_env.inject_error("PATCH", "/channels/*/messages/*", status=429, code=30046)
    await party.wait(DAY - HOUR)
    assert party.titles == ["Open quiz: Everything"]
    await party.wait(10 * MINUTE)
    assert party.titles == [RESULT]
    assert party.points(ana) == [3000]


@pytest.mark.long
async def test_many_answers_make_few_edits(opened, party, simcord_env, guild, ana):
    await opened.open(ana)
    for number in range(6):
        who = guild.add_member(simcord_env.create_user(f"player{number}"))
        await opened.finish(who, True, True, True)
    assert "Nobody has played yet." in party.text
    await party.wait(31)
    assert "6 people have played so far, and 6 finished." in party.text
