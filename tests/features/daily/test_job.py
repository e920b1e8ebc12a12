"""The question of the day: asked once a day by the clock on the wall, answered a day later."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import discord
import pytest

from tests.options import find_label, starts_of_right_answer
from tests.party import custom_ids, forbid, labels
from tests.simulation import fail_by_turns

HOUR = 3600
DAY = 24 * HOUR
OPEN, ANSWERED = "Question of the day", "Question of the day: the answer"


@pytest.fixture
def mo(simcord_env, guild):
    """Somebody who manages the server."""
    role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


@pytest.fixture
async def page(mo, channel):
    """`/settings server`, with what belongs to quizzes."""
    shown = await mo.slash(channel, "settings server")
    await mo.click(shown.response, label="Quizzes and question of the day")
    return shown.response


async def want(mo, page, channel, at: str = "09:00", zone: str = "UTC") -> None:
    """As people do it: in `/settings server`."""
    form = await mo.select(page, [channel], custom_id="sv1:daily")
    told = await mo.submit_modal(form, {"at": at, "zone": zone})
    assert told.acknowledged


async def down(party, seconds: float, make_bot) -> None:
    """The bot is away for a while; nothing of the old process is in the new one."""
    await party.env.bot.daily_questions.close()
    await party.wait(seconds)
    await party.env.restart_bot(make_bot())
    await party.env.settle()


async def go_to(party, moment: datetime) -> None:
    await party.wait((moment - party.env.now()).total_seconds())


async def answer(who, message, letter: str) -> str:
    return (await who.click(message, label=find_label(labels(message), letter))).response.content


@pytest.fixture
async def asked(party, mo, page, channel):
    """The first question of the day stands in the channel, since nine o'clock."""
    await want(mo, page, channel)
    await party.wait(9 * HOUR + 1)
    return party


@pytest.mark.long
async def test_it_comes_at_its_time_and_its_answer_a_day_later(asked, ana, ben):
    assert asked.titles == [OPEN]
    assert find_label(labels(asked.latest), "A")
    first = asked.latest
    assert (await answer(ana, first, asked.right)).startswith("You chose **")
    assert (await answer(ben, first, asked.right)).startswith("You chose")
    await answer(ben, first, asked.wrong)
    right = asked.right
    await asked.wait(DAY)
    assert asked.titles == [ANSWERED, OPEN]
    text = asked.messages[0].embeds[0].description
    assert any(start in text for start in starts_of_right_answer(right))
    assert "**Why:**" in text
    assert "Source" in text
    assert labels(asked.messages[0]) == [
        "Show card",
        "Practise what I missed",
        "Report this question",
    ]
    assert asked.points(ana, ben) == [1000, 0]
    asked_ = asked.ask("SELECT person_id FROM memory WHERE missed_at IS NOT NULL")
    assert asked_ == [(ben.id,)]


@pytest.mark.long
async def test_answers_are_told_to_nobody_else_and_late_ones_do_not_count(asked, ana):
    told = await asked.press(ana, "A")
    assert told.ephemeral
    screen = asked.screen()
    await asked.wait(DAY)
    late = await asked.press_on(screen, ana, "B")
    assert late.response.content.startswith("That question has closed")
    assert asked.ask("SELECT choice, changes FROM answer") == [(0, 0)]


@pytest.mark.long
async def test_it_links_to_the_one_before(asked, guild, channel):
    first = asked.latest
    await asked.wait(DAY)
    (link,) = [
        button.url for row in asked.latest.components for button in row.children if button.url
    ]
    assert link == f"https://discord.com/channels/{guild.id}/{channel.id}/{first.id}"


@pytest.mark.long
async def test_no_question_comes_twice_before_all_were_asked(asked):
    for _ in range(7):
        await asked.wait(DAY)
    items = asked.ask("SELECT item_id FROM quiz_question ORDER BY quiz_id")
    assert len(items) == len(set(items)) == 8


@pytest.mark.parametrize(
    "case",
    [
        # The clocks go forward on 29 March, and a time that they skip comes an hour later.
        ("2026-03-27", "Europe/Berlin", "09:00", [8, 8, 7, 7]),
        ("2026-03-28", "Europe/Berlin", "02:30", [1, 1, 0, 0]),
        # They go back on 25 October, and a time that they show twice comes once.
        ("2026-10-24", "Europe/Berlin", "02:30", [0, 0, 1, 1]),
        ("2026-10-30", "America/New_York", "18:00", [22, 22, 23, 23]),
    ],
)
@pytest.mark.long
async def test_it_keeps_the_time_on_the_wall_when_the_clocks_change(party, mo, page, channel, case):
    start, zone, at, hours = case
    midnight = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    await go_to(party, midnight.astimezone(UTC))
    await want(mo, page, channel, at, zone)
    await go_to(party, (midnight + timedelta(days=3, hours=23)).astimezone(UTC))
    assert [message.created_at.hour for message in party.messages] == hours
    days = [message.created_at.astimezone(ZoneInfo(zone)).date() for message in party.messages]
    assert len(set(days)) == 4


async def test_a_restart_asks_nothing_twice_and_loses_no_answer(asked, make_bot, ana, ben):
    await answer(ana, asked.latest, asked.right)
    await down(asked, HOUR, make_bot)
    assert asked.titles == [OPEN]
    await answer(ben, asked.latest, asked.right)
    await down(asked, DAY, make_bot)
    assert asked.titles == [ANSWERED, OPEN]
    assert asked.points(ana, ben) == [1000, 1000]
    await asked.wait(2 * HOUR)
    assert len(asked.titles) == 2


@pytest.mark.long
async def test_a_post_whose_id_was_not_noted_is_found_again(asked, make_bot, tmp_path):
    with sqlite3.connect(tmp_path / "imnm.db") as connection:
        connection.execute("UPDATE quiz_question SET message_id = NULL")
    await down(asked, 60, make_bot)
    assert asked.titles == [OPEN]
    assert asked.ask("SELECT message_id FROM quiz_question") == [(asked.latest.id,)]


@pytest.mark.long
async def test_a_question_closed_but_not_shown_is_shown_after_the_restart(
    asked, make_bot, simcord_bot, ana
):
    await answer(ana, asked.latest, asked.right)
    await simcord_bot.daily_questions.close()
    (quiz,) = await simcord_bot.store.daily_quizzes.list_open()
    stored = await simcord_bot.store.quizzes.get(quiz.quiz_id)
    stored.session.advance(quiz.closes_at)
    await simcord_bot.store.quizzes.save(stored, quiz.closes_at)
    await asked.env.restart_bot(make_bot())
    await asked.wait(5)
    assert asked.titles == [ANSWERED]
    assert asked.points(ana) == [1000]


@pytest.mark.long
async def test_what_was_missed_by_hours_comes_late_and_by_a_day_not_at_all(
    party, mo, page, channel, make_bot
):
    await want(mo, page, channel)
    await down(party, 14 * HOUR, make_bot)
    assert party.titles == [OPEN]
    await down(party, DAY + 8 * HOUR, make_bot)
    assert party.titles == [ANSWERED]
    await party.wait(11 * HOUR + 60)
    assert party.titles == [ANSWERED, OPEN]


async def test_it_is_posted_although_every_second_request_fails(  # noqa: PLR0917  fixtures
    simcord_env, party, mo, page, channel, monkeypatch
):
    await want(mo, page, channel)
    await party.wait(9 * HOUR - 5)
    asked = fail_by_turns(simcord_env, monkeypatch)
    # The first try is an even one, and so is the post of each later one that looks first.
    asked.append("odd")
    await party.wait(5 * 60)
    assert party.titles == ["Question of the day"]


async def test_trouble_of_discord_holds_it_up_and_it_is_posted_once(
    simcord_env, party, mo, page, channel
):
    await want(mo, page, channel)
    await party.wait(9 * HOUR - 5)
    # The second try is made at once, the third a minute later.
    for _ in range(2):
        simcord_env.inject_error("POST", "/channels/*/messages", status=503, code=0)
    await party.wait(30)
    assert party.titles == []
    await party.wait(3 * 60)
    assert party.titles == [OPEN]
    assert party.ask("SELECT count(*) FROM quiz") == [(1,)]


@pytest.mark.long
async def test_without_the_right_to_write_it_is_left_out_until_it_is_back(
    simcord_env, party, mo, page, channel
):
    await want(mo, page, channel)
    forbid(simcord_env, channel, "send_messages")
    await party.wait(9 * HOUR + 60)
    assert party.titles == []
    assert party.ask("SELECT phase, reason FROM quiz") == [("finished", "lost")]
    simcord_env.allow_bot(channel.id)
    await party.wait(DAY)
    assert party.titles == [OPEN]


async def test_a_deleted_message_still_counts_what_was_answered(asked, simcord_env, channel, ana):
    await answer(ana, asked.latest, asked.right)
    await simcord_env.bot.get_channel(channel.id).get_partial_message(asked.latest.id).delete()
    await asked.wait(DAY)
    assert asked.titles == [OPEN]
    assert asked.points(ana) == [1000]


@pytest.mark.long
@pytest.mark.fails_on_purpose
async def test_a_locked_database_holds_it_up_and_loses_nothing(asked, simcord_bot, ana):
    await answer(ana, asked.latest, asked.right)
    await asked.wait(DAY - 60)
    other = sqlite3.connect(simcord_bot.store.place)
    other.execute("BEGIN IMMEDIATE")
    await asked.wait(120)
    assert asked.titles == [OPEN]
    other.close()
    await asked.wait(180)
    assert asked.titles == [ANSWERED, OPEN]
    assert asked.points(ana) == [1000]


async def test_a_quiz_is_played_beside_it(asked, ana):
    begun = await ana.slash(asked.channel, "quiz", length=3)
    assert begun.response.content.startswith("Your quiz is ready")
    await asked.press(ana, "Start now")
    assert asked.titles == [OPEN, "Quiz: Everything", "Question 1 of 3"]


async def test_what_was_missed_can_be_practised(asked, ana):
    await answer(ana, asked.latest, asked.wrong)
    await asked.wait(DAY)
    begun = await ana.click(asked.messages[0], label="Practise what I missed")
    assert begun.ephemeral
    assert begun.response.embeds[0].title.endswith("Question 1 of 1")


async def test_switched_off_no_more_come_and_the_open_one_ends(asked, mo, page, ana):
    await answer(ana, asked.latest, asked.right)
    await mo.click(page, label="No question of the day")
    await asked.wait(3 * DAY)
    assert asked.titles == [ANSWERED]
    assert asked.points(ana) == [1000]


@pytest.mark.long
async def test_off_and_on_again_asks_no_second_question_that_day(asked, mo, page, channel):
    await mo.click(page, label="No question of the day")
    await want(mo, page, channel, "11:00")
    await asked.wait(5 * HOUR)
    assert asked.titles == [OPEN]
    await asked.wait(DAY)
    assert asked.titles == [ANSWERED, OPEN]


@pytest.mark.long
async def test_moved_to_the_evening_after_it_was_asked_it_comes_when_the_page_says(asked, mo, page):
    form = await mo.click(page, label="Time of the question")
    await mo.submit_modal(form, {"at": "6 pm", "zone": "UTC"})
    assert "The next one comes tomorrow." in page.embeds[0].fields[1].value
    await asked.wait(10 * HOUR)
    assert asked.titles == [OPEN]
    await asked.wait(DAY)
    assert [f"{message.created_at:%d %H}" for message in asked.messages] == ["01 09", "02 18"]


async def test_moved_to_another_channel_it_still_comes_late_on_that_day(
    party, mo, page, guild, make_bot
):
    await want(mo, page, party.channel)
    await party.env.bot.daily_questions.close()
    await party.wait(10 * HOUR)
    other = guild.create_text_channel("other")
    await mo.select(page, [other], custom_id="sv1:daily")
    assert "The next one comes today." in page.embeds[0].fields[1].value
    await party.env.restart_bot(make_bot())
    await party.env.settle()
    assert len(other.history()) == 1


async def test_a_clock_that_was_a_month_ahead_for_a_moment_stops_no_question(
    party, mo, page, make_bot, tmp_path
):
    await want(mo, page, party.channel)
    with sqlite3.connect(tmp_path / "imnm.db") as connection:
        connection.execute("UPDATE guild SET daily_asked_at = '2026-02-01 09:00:00.000000'")
    await down(party, 9 * HOUR, make_bot)
    assert party.titles == [OPEN]


async def test_one_that_was_opened_while_the_clock_was_ahead_closes_a_day_after_it_is_right(
    asked, make_bot, tmp_path
):
    month = "2026-02-{} 09:00:00.000000"
    with sqlite3.connect(tmp_path / "imnm.db") as connection:
        connection.execute("UPDATE guild SET daily_asked_at = ?", (month.format("01"),))
        connection.execute("UPDATE quiz SET since = ?", (month.format("01"),))
        connection.execute(
            "UPDATE quiz_question SET opened_at = ?, closes_at = ?",
            (month.format("01"), month.format("02")),
        )
    await down(asked, 10 * HOUR, make_bot)
    closes = asked.env.now() + timedelta(days=1)
    assert f"<t:{int(closes.timestamp())}:R>" in asked.messages[0].embeds[0].description
    await asked.wait(DAY)
    assert asked.titles[0] == ANSWERED


async def test_its_buttons_say_which_question_they_belong_to(asked):
    ((quiz,),) = asked.ask("SELECT id FROM quiz")
    assert custom_ids(asked.latest)[0] == f"d1q:{quiz}:0"


@pytest.mark.long
@pytest.mark.parametrize(
    ("level", "chosen", "audience"),
    [
        ("plain", None, "patient"),
        ("clinical", None, "student"),
        ("clinical", "patient", "patient"),
        ("plain", "both", "both"),
    ],
)
async def test_it_is_written_for_those_whom_the_server_chose_or_its_cards_are_for(
    party, mo, page, *, level, chosen, audience
):
    shown = await mo.slash(party.channel, "settings server")
    await mo.select(shown.response, [level], custom_id="sv1:level")
    if chosen:
        await mo.select(page, [chosen], custom_id="sv1:audience")
    await want(mo, page, party.channel)
    await party.wait(9 * HOUR + 1)
    with sqlite3.connect(party.database) as connection:
        ((asked, snapshot),) = connection.execute(
            "SELECT quiz.audience, quiz_question.snapshot FROM quiz "
            "JOIN quiz_question ON quiz_question.quiz_id = quiz.id"
        )
    assert asked == audience
    written_for = json.loads(snapshot)["audience"]
    assert "both" in (audience, written_for) or written_for == audience
