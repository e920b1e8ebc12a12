"""An open quiz as people meet it: alone, at their own pace, until it closes by itself."""

import re
import sqlite3
from dataclasses import replace

import discord
import pytest

from bot.store import BoardVisibility
from tests.options import find_label
from tests.party import labels, words

HOUR = 3600
DAY = 24 * HOUR
RESULT = "Result: Everything"
AFTER = ["My result", "Practise what I missed", "My scores", "New round"]


async def down(party, seconds: float, make_bot) -> None:
    """The bot is away for a while; nothing of the old process is in the new one."""
    await party.env.bot.open_quizzes.close()
    await party.wait(seconds)
    await party.env.restart_bot(make_bot())
    await party.env.settle()


async def test_it_is_begun_with_one_message_that_gives_nothing_away(opened, party, ana):
    begun = await opened.open(ana, days=3)
    assert begun.ephemeral
    assert begun.response.content.startswith("Your quiz is open in <#")
    assert party.titles == ["Open quiz: Everything"]
    assert labels(party.latest) == ["Play", "Close now"]
    assert "Nobody has played yet." in party.text
    asked = party.ask("SELECT snapshot FROM quiz_question")
    assert len(asked) == 3


@pytest.mark.long
async def test_each_plays_alone_and_reads_at_once_why(opened, party, ana):
    await opened.open(ana)
    assert await opened.play(ana) == "Question 1 of 3"
    assert opened.screens[ana.id].flags.ephemeral
    letter = opened.letter(ana, right=True)
    assert await opened.press(ana, letter) == "Right, +1,000"
    assert re.search(rf"✅ \*\*({letter}\.|True|False)\*\* ", opened.text(ana))
    assert "**Why:**" in opened.text(ana)
    assert "Source" in opened.text(ana)
    assert opened.buttons(ana) == ["Next question", "Show card", "Report this question"]
    assert await opened.press(ana, "Next question") == "Question 2 of 3"
    letter = opened.letter(ana, right=False)
    assert await opened.press(ana, letter) == "Not this time"
    assert re.search(rf"\*\*({letter}\.|True|False)\*\* ", opened.text(ana))
    assert "(your answer)" in opened.text(ana)
    assert len(party.messages) == 1


async def test_why_the_chosen_option_is_wrong_is_said_where_the_deck_knows(opened, party, ana):
    await opened.open(ana, length=30)
    told = []
    await opened.play(ana)
    for place in range(6):
        if place:
            await opened.press(ana, "Next question")
        letter = opened.letter(ana, right=False)
        await opened.press(ana, letter)
        told.append(f"**Why not {letter}:**" in opened.text(ana))
    assert any(told)


async def test_results_are_for_those_who_have_finished(opened, party, ana, ben):
    await opened.open(ana)
    await opened.finish(ana, True, True, False)
    assert await opened.press(ana, "See my result") == "Your result: 2 of 3 right"
    assert "1st of 1 who have finished so far." in opened.text(ana)
    await opened.finish(ben, True, True)
    assert "1 finished" in (await _counts(party))
    assert await opened.play(ben) == "Question 3 of 3"
    await opened.answer(ben, right=True)
    await opened.press(ben, "See my result")
    assert "1st of 2 who have finished so far." in opened.text(ben)
    (own,) = re.findall(r"^.*\(you\).*$", opened.text(ben), re.MULTILINE)
    assert re.fullmatch(r"\*\*1\.\*\* \*\*.+ \(you\)\*\*: 3,000 points · 3 of 3 right", own)
    await opened.press(ana, "Look again")
    assert "2nd of 2 who have finished so far." in opened.text(ana)
    assert "2 people have played so far, and 2 finished." in await _counts(party)
    assert "3,000" not in party.text


async def _counts(party) -> str:
    await party.wait(31)
    return party.text


async def test_a_second_press_shows_the_first_answer(opened, party, ana):
    await opened.open(ana)
    await opened.play(ana)
    old = opened.screens[ana.id]
    screen = party.env.message_payload(party.channel.id, old.id)
    right = opened.letter(ana, right=True)
    wrong = opened.letter(ana, right=False)
    await opened.press(ana, right)
    again = await party.press_on(screen, ana, wrong)
    assert again.response.embeds[0].title.endswith("Right, +1,000")
    assert party.ask("SELECT choice, correct, changes FROM answer") == [("ABCD".index(right), 1, 0)]


async def test_play_takes_one_back_to_where_one_was(opened, party, make_bot, ana):
    await opened.open(ana, days=7)
    await opened.finish(ana, True)
    await down(party, 2 * DAY, make_bot)
    assert await opened.play(ana) == "Question 2 of 3"
    await opened.answer(ana, right=True)
    # The message that was open before the restart works as well, however old it is.
    await party.wait(HOUR)
    assert await opened.press(ana, "Next question") == "Question 3 of 3"


@pytest.mark.long
async def test_it_closes_by_itself_and_counts_also_those_who_did_not_finish(
    opened, party, ana, ben
):
    await opened.open(ana)
    await opened.finish(ana, True, True, False)
    await opened.finish(ben, True)
    assert party.points(ana, ben) == [0, 0]
    await party.wait(DAY)
    assert party.titles == [RESULT]
    assert "2,000 points · 2 of 3 right" in party.text
    assert "1,000 points · 1 of 3 right, 1 answered" in party.text
    assert "Those who did not finish count with what they answered." in party.text
    assert labels(party.latest) == AFTER
    assert party.points(ana, ben) == [2000, 1000]
    assert party.ask("SELECT person_id FROM memory WHERE missed_at IS NOT NULL") == [(ana.id,)]
    assert party.phase == "finished"
    reviewed = await party.press(ana, "Practise what I missed")
    assert reviewed.response.embeds[0].title.endswith("Question 1 of 1")


@pytest.mark.long
async def test_what_comes_late_is_refused_kindly(opened, party, ana, ben):
    await opened.open(ana)
    await opened.finish(ana, True)
    await opened.press(ana, "Next question")
    board = party.screen()
    question = opened.screens[ana.id]
    await party.wait(DAY)
    late = await ana.click(question, label=find_label(opened.buttons(ana), "A"))
    assert late.response.content.startswith("This quiz has closed")
    never = await party.press_on(board, ben, "Play")
    assert never.response.embeds[0].title.endswith("You did not play this quiz")
    own = await party.press_on(board, ana, "Play")
    assert own.response.embeds[0].title.endswith("Your result: 1 of 3 right")
    assert "You answered 1 question of 3" in own.response.embeds[0].description
    assert party.ask("SELECT count(*) FROM answer") == [(1,)]


@pytest.mark.long
async def test_a_restart_over_its_end_closes_it_once(opened, party, make_bot, ana):
    await opened.open(ana)
    await opened.finish(ana, True, True, True)
    await down(party, 2 * DAY, make_bot)
    assert party.titles == [RESULT]
    assert party.points(ana) == [3000]
    await down(party, HOUR, make_bot)
    assert party.titles == [RESULT]
    assert party.points(ana) == [3000]


@pytest.mark.parametrize("closed", [1, 3])
async def test_one_that_was_cut_off_while_it_was_counted_is_finished(
    opened, party, make_bot, ana, closed
):
    bot = party.env.bot
    await opened.open(ana)
    await opened.finish(ana, True, False, True)
    await bot.open_quizzes.close()
    (quiz,) = await bot.store.open_quizzes.list_open()
    stored = await bot.store.quizzes.get(quiz.quiz_id)
    for _ in range(closed):
        assert stored.session.advance(quiz.closes_at)
        await bot.store.quizzes.save(stored, quiz.closes_at)
    await party.wait(DAY)
    await party.env.restart_bot(make_bot())
    await party.wait(5)
    assert party.titles == [RESULT]
    assert party.points(ana) == [2000]


@pytest.mark.long
async def test_a_post_whose_id_was_not_noted_is_found_again(opened, party, make_bot, ana, tmp_path):
    await opened.open(ana)
    with sqlite3.connect(tmp_path / "imnm.db") as connection:
        connection.execute("UPDATE quiz SET lobby_message_id = NULL")
    await down(party, 60, make_bot)
    assert len(party.messages) == 1
    assert party.ask("SELECT lobby_message_id FROM quiz") == [(party.latest.id,)]


async def test_counts_that_the_last_process_did_not_show_are_shown(opened, party, make_bot, ana):
    await opened.open(ana)
    await opened.finish(ana, True)
    await down(party, 1, make_bot)
    assert "1 person has played so far, and 0 finished." in party.text


async def test_an_outage_holds_up_message_and_board_and_loses_nothing(
    opened, party, simcord_env, ana
):
    for _ in range(2):
        simcord_env.inject_error("POST", "/channels/*/messages", status=503, code=0)
    begun = await opened.open(ana)
    assert "Discord accepts no messages there right now" in begun.response.content
    await party.wait(3 * 60)
    assert party.titles == ["Open quiz: Everything"]
    await opened.finish(ana, True, True, True)
    await party.wait(DAY - 10 * 60)
    for _ in range(2):
        simcord_env.inject_error("PATCH", "/channels/*/messages/*", status=503, code=0)
    await party.wait(20 * 60)
    assert party.titles == [RESULT]
    assert party.points(ana) == [3000]


# --- those who host and moderate


@pytest.fixture
def mo(simcord_env, guild):
    """A moderator."""
    role = guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


async def test_the_host_closes_it_early_after_a_question(opened, party, ana, ben):
    await opened.open(ana, days=7)
    await opened.finish(ben, True)
    asked = await party.press(ana, "Close now")
    assert asked.ephemeral
    assert "1 person has begun and not finished" in asked.response.content
    await ana.click(asked.response, label="Keep it open")
    assert party.titles == ["Open quiz: Everything"]
    asked = await party.press(ana, "Close now")
    await ana.click(asked.response, label="Close now")
    assert party.titles == [RESULT]
    assert "was closed early" in party.text
    assert party.points(ben) == [1000]
    assert party.ask("SELECT phase, reason FROM quiz") == [("finished", "stopped")]


async def test_a_moderator_closes_it_and_a_player_does_not(opened, party, ana, ben, mo):
    await opened.open(ana)
    refused = await party.press(ben, "Close now")
    assert refused.response.content.startswith("Only the person who started this quiz")
    asked = await party.press(mo, "Close now")
    await mo.click(asked.response, label="Close now")
    assert party.titles == [RESULT]
    assert "Nobody played this time." in party.text
    assert labels(party.latest) == ["New round"]


@pytest.mark.long
async def test_a_server_has_five_at_a_time_beside_a_quiz_of_all_together(opened, party, ana):
    for _ in range(5):
        await opened.open(ana)
    refused = await opened.open(ana)
    assert refused.response.content.startswith("This server has 5 open quizzes")
    assert len(party.messages) == 5
    await party.begin(ana, length=3)
    assert party.titles[-1] == "Question 1 of 3"
    await party.press(ana, "Stop")
    await party.wait(DAY)
    assert (await opened.open(ana)).response.content.startswith("Your quiz is open")


async def test_it_needs_the_rights_of_the_place(opened, party, simcord_env, channel, ana):
    simcord_env.deny(channel.id, "send_messages", member_id=ana.id)
    refused = await opened.open(ana)
    assert refused.response.content.startswith("You may not write in this channel")
    assert party.ask("SELECT count(*) FROM quiz") == [(0,)]


async def test_what_does_not_matter_without_a_timer_is_said(opened, party, ana):
    begun = await opened.open(ana, length=30, topic="cn1a", scoring="speed", pace="brisk")
    assert "An open quiz has no timer" in begun.response.content
    assert "fewer than 30 questions" in begun.response.content
    assert party.ask("SELECT scoring, pace FROM quiz") == [("accuracy", "host")]


# --- what goes away


async def test_a_message_that_a_moderator_deleted_is_closed_silently(
    opened, party, simcord_env, channel, ana
):
    await opened.open(ana)
    await opened.finish(ana, True, True)
    simcord_env.delete_message(channel.id, party.latest.id)
    assert await opened.press(ana, "Next question") == "Question 3 of 3"
    await party.wait(DAY)
    assert party.messages == []
    assert party.points(ana) == [2000]
    assert party.phase == "finished"


async def test_in_a_thread_that_fell_asleep_the_board_is_posted_anew(
    opened, party, simcord_env, ana
):
    await opened.open(ana)
    await opened.finish(ana, True, True, True)
    await party.wait(60)
    simcord_env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=50083)
    await party.wait(DAY)
    assert party.titles == ["Open quiz: Everything", RESULT]
    assert labels(party.latest) == AFTER
    assert party.phase == "finished"


@pytest.mark.long
async def test_a_channel_that_is_gone_loses_no_score(opened, party, simcord_env, channel, ana):
    await opened.open(ana)
    await opened.finish(ana, True, True)
    simcord_env.delete_channel(channel.id)
    await party.wait(DAY)
    assert party.points(ana) == [2000]
    assert party.ask("SELECT phase, reason FROM quiz") == [("finished", "lost")]


async def test_rights_that_are_lost_for_a_while_end_nothing(
    opened, party, simcord_env, channel, ana
):
    await opened.open(ana)
    simcord_env.deny(channel.id, "send_messages", "embed_links", "view_channel")
    await opened.finish(ana, True)
    await party.wait(HOUR)
    simcord_env.allow_bot(channel.id)
    assert party.phase == "open"
    await party.wait(DAY)
    assert party.titles == [RESULT]


@pytest.mark.long
async def test_who_is_erased_in_the_middle_is_on_no_board(opened, party, channel, ana, ben):
    await opened.open(ana)
    await opened.finish(ana, True, True)
    await opened.finish(ben, True)
    asked = await ana.slash(channel, "privacy erase")
    await ana.click(asked.response, label="Erase everything")
    assert party.ask("SELECT DISTINCT person_id FROM answer") == [(ben.id,)]
    assert party.ask("SELECT host_id FROM quiz") == [(None,)]
    assert "1 person has played so far" in await _counts(party)
    assert await opened.press(ana, "Next question") == "Question 1 of 3"
    await party.wait(DAY)
    assert party.text.count("points") == 1
    assert party.points(ana, ben) == [0, 1000]


@pytest.mark.long
async def test_whoever_hides_is_on_no_board_and_sees_their_own_result(
    opened, party, simcord_bot, ana, ben
):
    await opened.open(ana)
    await simcord_bot.store.people.change(
        ana.id, lambda chosen: replace(chosen, board=BoardVisibility.HIDDEN)
    )
    await opened.finish(ana, True, True, True)
    await opened.finish(ben, False, True, True)
    await opened.press(ben, "See my result")
    assert "1st of 1 who have finished so far." in opened.text(ben)
    assert "3,000" not in opened.text(ben)
    await opened.press(ana, "See my result")
    assert "Boards leave you out" in opened.text(ana)
    await party.wait(DAY)
    assert "3,000" not in party.text
    assert "and 1 more person." in party.text


async def test_boards_show_aliases_and_no_names(opened, party, ana):
    await opened.open(ana)
    await opened.finish(ana, True, True, True)
    await party.wait(DAY)
    assert not words(party.text) & {"ana"}
