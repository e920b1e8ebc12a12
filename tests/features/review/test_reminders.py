"""Reminders by direct message: once a day, when something is due, and never against somebody."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from discord.utils import utcnow

from bot.learning.questions import item_bank_of
from bot.runtime.client import ImnmBot

DAY = 24 * 3600
BERLIN = "Europe/Berlin"


@pytest.fixture
def cy(simcord_env):
    return simcord_env.create_user("cy")


async def remind(who, at: str = "09:00", zone: str = "UTC") -> None:
    """As people do it: in `/settings me`."""
    shown = await who.slash("settings me")
    form = await who.click(shown.response, label="Other time or zone")
    await who.submit_modal(form, {"at": at, "zone": zone})


async def miss(bot: ImnmBot, who, questions: int = 1) -> None:
    """Questions that come back the day after."""
    for item in list(item_bank_of(bot.library.deck).items.values())[:questions]:
        now = utcnow()
        await bot.store.reviews.record(who.id, item, choice=1, correct=False, since=now, at=now)


def mail(who) -> list[str]:
    return [message.embeds[0].title.partition(" ")[2] for message in who.dm_channel.history()]


def times(who) -> list[datetime]:
    return [message.created_at for message in who.dm_channel.history()]


async def test_it_says_how_much_is_due_and_starts_the_practice(simcord_bot, simcord_env, cy):
    await miss(simcord_bot, cy, 5)
    await remind(cy)
    await simcord_env.advance_time(8 * 3600)
    assert mail(cy) == []
    await simcord_env.advance_time(DAY + 3600)
    assert mail(cy) == ["5 questions are due"]
    (message,) = cy.dm_channel.history()
    started = await cy.click(message, label="Practise now")
    assert started.ephemeral
    assert started.response.embeds[0].title.endswith("Question 1 of 5")


@pytest.mark.long
async def test_who_practises_when_reminded_is_reminded_of_it_the_next_day(
    simcord_bot, simcord_env, cy
):
    await miss(simcord_bot, cy)
    await remind(cy, "19:00")
    await simcord_env.advance_time(DAY + 19 * 3600)
    assert len(mail(cy)) == 1
    await simcord_env.advance_time(600)
    await miss(simcord_bot, cy)
    await simcord_env.advance_time(DAY)
    assert len(mail(cy)) == 2


async def test_questions_that_left_the_deck_are_not_due(simcord_bot, simcord_env, cy, monkeypatch):
    await miss(simcord_bot, cy, 2)
    await remind(cy)
    items = item_bank_of(simcord_bot.library.deck).items
    monkeypatch.delitem(items, next(iter(items)))
    await simcord_env.advance_time(DAY + 9 * 3600)
    assert mail(cy) == ["1 question is due"]
    monkeypatch.delitem(items, next(iter(items)))
    await simcord_env.advance_time(DAY)
    assert len(mail(cy)) == 1
    scores = await cy.slash("scores me")
    (due,) = [each.value for each in scores.response.embeds[0].fields if "Due" in each.name]
    assert due == "Nothing yet."


@pytest.mark.long
async def test_nothing_is_sent_while_nothing_is_due(party, cy):
    await remind(cy)
    await party.wait(5 * DAY)
    assert mail(cy) == []


@pytest.mark.long
async def test_it_comes_once_a_day_at_the_time_on_the_wall(simcord_bot, simcord_env, party, cy):
    await miss(simcord_bot, cy)
    # What it does once a day would wake for each of the days until then.
    simcord_bot.housekeeping.close()
    await simcord_env.advance_time(
        (datetime(2026, 3, 26, tzinfo=UTC) - simcord_env.now()).total_seconds()
    )
    await remind(cy, "08:00", BERLIN)
    await party.wait(5 * DAY)
    hours = [at.astimezone(UTC).hour for at in times(cy)]
    # The clocks go forward on 29 March.
    assert hours == [7, 7, 7, 6, 6]


@pytest.mark.long
async def test_a_restart_sends_nothing_twice_and_forgets_nobody(
    simcord_bot, simcord_env, make_bot, cy
):
    await miss(simcord_bot, cy)
    await remind(cy)
    await simcord_env.advance_time(DAY + 9 * 3600)
    assert len(mail(cy)) == 1
    simcord_bot.reminders.close()
    await simcord_env.restart_bot(make_bot())
    await simcord_env.advance_time(3600)
    assert len(mail(cy)) == 1
    await simcord_env.advance_time(DAY)
    assert len(mail(cy)) == 2


async def test_what_was_due_while_the_bot_was_down_comes_late_but_not_in_the_night(
    simcord_bot, simcord_env, make_bot, cy
):
    await miss(simcord_bot, cy)
    await remind(cy)
    await simcord_env.advance_time(DAY + 8 * 3600)
    simcord_bot.reminders.close()
    await simcord_env.advance_time(2 * 3600)
    await simcord_env.restart_bot(make_bot())
    await simcord_env.settle()
    assert len(mail(cy)) == 1
    simcord_env.bot.reminders.close()
    await simcord_env.advance_time(DAY + 6 * 3600)
    await simcord_env.restart_bot(make_bot())
    await simcord_env.advance_time(3600)
    assert len(mail(cy)) == 1


@pytest.mark.faulty_requests
async def test_closed_messages_switch_it_off_and_the_next_command_says_so_once(
    simcord_bot, simcord_env, cy, guild, channel
):
    ana = guild.add_member(cy)
    await miss(simcord_bot, cy)
    await remind(cy)
    simcord_env.inject_error("POST", "/channels/*/messages", status=403, code=50007)
    await simcord_env.advance_time(DAY + 10 * 3600)
    assert (await simcord_bot.store.people.preferences(ana.id)).reminder is None
    shown = await ana.slash(channel, "imnm subtypes")
    assert not shown.ephemeral
    (note,) = shown.followups
    assert note.ephemeral
    assert "I switched them off" in note.content
    again = await ana.slash(channel, "imnm subtypes")
    assert again.followups == []


async def test_trouble_of_discord_does_not_switch_it_off(simcord_bot, simcord_env, cy):
    await miss(simcord_bot, cy)
    await remind(cy)
    simcord_env.inject_error("POST", "/users/@me/channels", status=400, code=40003)
    await simcord_env.advance_time(DAY + 10 * 3600)
    assert mail(cy) == []
    await simcord_env.advance_time(DAY)
    assert len(mail(cy)) == 1


async def test_it_is_switched_off_from_the_reminder_itself(simcord_bot, simcord_env, party, cy):
    await miss(simcord_bot, cy)
    await remind(cy)
    await simcord_env.advance_time(DAY + 9 * 3600)
    (message,) = cy.dm_channel.history()
    done = await cy.click(message, label="No more reminders")
    assert done.response.content.startswith("✅ Reminders are off.")
    await party.wait(3 * DAY)
    assert len(mail(cy)) == 1


async def test_a_time_that_has_passed_today_means_tomorrow(simcord_bot, simcord_env, cy):
    await miss(simcord_bot, cy)
    await simcord_env.advance_time(DAY + 10 * 3600)
    await remind(cy)
    await simcord_env.advance_time(3600)
    assert mail(cy) == []
    await simcord_env.advance_time(DAY - 3600)
    assert [at.date() for at in times(cy)] == [date(2026, 1, 3)]


async def test_another_time_on_the_same_day_does_not_remind_again(simcord_bot, simcord_env, cy):
    await miss(simcord_bot, cy)
    await remind(cy)
    await simcord_env.advance_time(DAY + 9 * 3600)
    await remind(cy, "15:00")
    await simcord_env.advance_time(10 * 3600)
    assert len(mail(cy)) == 1
    await simcord_env.advance_time(DAY)
    assert times(cy)[-1] - times(cy)[0] == timedelta(hours=30)


async def test_moved_to_another_zone_it_comes_on_the_day_that_the_page_says(
    simcord_bot, simcord_env, cy
):
    await miss(simcord_bot, cy)
    await remind(cy, "19:00", "Pacific/Auckland")
    await simcord_env.advance_time(DAY + 6 * 3600)
    assert len(mail(cy)) == 1
    # Half past midnight there, of the date that Auckland has had.
    await simcord_env.advance_time(2.5 * 3600)
    await remind(cy, "19:00", "America/Los_Angeles")
    shown = await cy.slash("settings me")
    assert "The next one comes today." in shown.response.embeds[0].fields[2].value
    await simcord_env.advance_time(19 * 3600)
    here = [at.astimezone(ZoneInfo("America/Los_Angeles")) for at in times(cy)]
    assert [f"{at:%d %H}" for at in here] == ["01 22", "02 19"]


@pytest.mark.long
async def test_off_and_on_again_reminds_nobody_twice_on_a_day(simcord_bot, simcord_env, cy):
    await miss(simcord_bot, cy)
    await remind(cy)
    await simcord_env.advance_time(DAY + 9 * 3600)
    (message,) = cy.dm_channel.history()
    await cy.click(message, label="No more reminders")
    await remind(cy, "15:00")
    await simcord_env.advance_time(10 * 3600)
    assert len(mail(cy)) == 1
    await simcord_env.advance_time(DAY)
    assert len(mail(cy)) == 2


async def test_a_clock_that_was_a_month_ahead_for_a_moment_stops_no_reminder(
    simcord_bot, simcord_env, make_bot, cy
):
    await miss(simcord_bot, cy)
    await remind(cy)
    now = utcnow()
    with sqlite3.connect(simcord_bot.store.place) as connection:
        ahead = f"{now + timedelta(days=30):%Y-%m-%d %H:%M:%S.%f}"
        connection.execute("UPDATE member SET reminded_at = ?, reminder_since = ?", (ahead, ahead))
    simcord_bot.reminders.close()
    await simcord_env.restart_bot(make_bot())
    await simcord_env.advance_time(DAY + 9 * 3600)
    assert len(mail(cy)) == 1


@pytest.mark.long
async def test_everybody_who_wants_it_gets_it_at_their_own_time(simcord_bot, simcord_env, logged):
    people = [simcord_env.create_user(f"p{number}") for number in range(12)]
    for hour, person in enumerate(people):
        await miss(simcord_bot, person)
        await remind(person, f"{hour}:00")
    await simcord_env.advance_time(DAY + 12 * 3600)
    assert [times(person)[0].hour for person in people] == list(range(12))
    assert not [line for line in logged if str(people[0].id) in str(line)]


@pytest.mark.fails_on_purpose
async def test_a_locked_database_holds_reminders_up_and_loses_none(simcord_bot, simcord_env, cy):
    await miss(simcord_bot, cy)
    await remind(cy)
    await simcord_env.advance_time(DAY + 8 * 3600)
    other = sqlite3.connect(simcord_bot.store.place)
    other.execute("BEGIN IMMEDIATE")
    await simcord_env.advance_time(3600 + 60)
    assert mail(cy) == []
    other.close()
    await simcord_env.advance_time(600)
    assert len(mail(cy)) == 1
