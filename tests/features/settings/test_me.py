"""`/settings me`, and that what it says holds."""

from zoneinfo import ZoneInfo

import pytest
from discord.utils import utcnow

from bot.deck.model import Level
from bot.runtime.client import ImnmBot
from bot.store import BoardVisibility, GuildDefaults, Preferences
from tests.learner import labels


async def settings(who, channel):
    return await who.slash(channel, "settings me")


async def pick(who, shown, what: str, value: str):
    return await who.select(shown.response, [value], custom_id=f"st1:{what}")


def said(shown) -> str:
    return shown.response.embeds[0].description


def kept(bot: ImnmBot, who):
    return bot.store.people.preferences(who.id)


async def test_each_change_is_saved_at_once_and_confirmed(simcord_bot, ana, channel):
    shown = await settings(ana, channel)
    assert shown.ephemeral
    await pick(ana, shown, "level", "clinical")
    assert said(shown) == "✅ **Saved.** Cards use clinical terms."
    await pick(ana, shown, "private", "yes")
    assert said(shown) == "✅ **Saved.** Only you see your cards."
    await pick(ana, shown, "board", "hidden")
    await ana.click(shown.response, label="Cards as plain text")
    assert await kept(simcord_bot, ana) == Preferences(
        level=Level.CLINICAL, private=True, text_only=True, board=BoardVisibility.HIDDEN
    )


async def test_going_back_to_the_servers_choice_forgets_the_person(simcord_bot, ana, channel):
    shown = await settings(ana, channel)
    for what, value in (("level", "plain"), ("private", "no"), ("board", "alias")):
        await pick(ana, shown, what, value)
        await pick(ana, shown, what, "-")
    assert await kept(simcord_bot, ana) == Preferences()


@pytest.mark.long
async def test_a_name_is_the_one_that_discord_shows_at_that_moment(simcord_bot, ana, channel):
    shown = await settings(ana, channel)
    await pick(ana, shown, "board", "name")
    assert said(shown) == "✅ **Saved.** Boards show your name, ana."
    assert (await kept(simcord_bot, ana)).board_name == "ana"


async def test_it_works_in_direct_messages_and_after_a_restart(simcord_env, make_bot):
    cy = simcord_env.create_user("cy")
    shown = await cy.slash("settings me")
    bot = make_bot()
    await simcord_env.restart_bot(bot)
    await cy.select(shown.response, ["clinical"], custom_id="st1:level")
    assert (await bot.store.people.preferences(cy.id)).level is Level.CLINICAL


async def test_an_hour_without_a_zone_asks_for_the_zone(simcord_bot, ana, channel):
    shown = await settings(ana, channel)
    form = await pick(ana, shown, "reminder", "19:00")
    assert form.modal["components"][0]["component"]["value"] == "19:00"
    await ana.submit_modal(form, {"at": "19:00", "zone": "berlin"})
    assert said(shown) == "✅ **Saved.** I will remind you at 19:00 (Europe/Berlin)."
    await pick(ana, shown, "reminder", "07:00")
    reminder = (await kept(simcord_bot, ana)).reminder
    assert (f"{reminder.at:%H:%M}", reminder.zone) == ("07:00", "Europe/Berlin")
    await pick(ana, shown, "reminder", "-")
    assert said(shown) == "✅ **Saved.** Reminders are off."
    assert (await kept(simcord_bot, ana)).reminder is None


@pytest.mark.long
@pytest.mark.parametrize("at", ["7:45", "07:45", "7.45", "0745", " 7:45", "7:45 a.m.", "7h45"])
async def test_a_time_is_read_as_people_write_it(simcord_bot, ana, channel, at):
    shown = await settings(ana, channel)
    form = await ana.click(shown.response, label="Other time or zone")
    await ana.submit_modal(form, {"at": at, "zone": "New York"})
    reminder = (await kept(simcord_bot, ana)).reminder
    assert (f"{reminder.at:%H:%M}", reminder.zone) == ("07:45", "America/New_York")


@pytest.mark.long
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"at": "25:00", "zone": "Berlin"}, "as a time. Write it like"),
        ({"at": "soon", "zone": "Berlin"}, "as a time. Write it like"),
        ({"at": "7 o'clock", "zone": "Berlin"}, "Did you mean “7 am”, “7 pm”?"),
        ({"at": "19:60", "zone": "Berlin"}, "as a time. Write it like"),
        ({"at": "19:00", "zone": "qqqzzz"}, "I do not know a time zone called “qqqzzz”."),
        ({"at": "19:00", "zone": "@everyone"}, "I do not know a time zone called “everyone”."),
    ],
)
async def test_what_cannot_be_read_is_said_and_nothing_is_saved(
    simcord_bot, ana, channel, said, words
):
    shown = await settings(ana, channel)
    form = await ana.click(shown.response, label="Other time or zone")
    refused = await ana.submit_modal(form, said)
    assert refused.ephemeral
    assert words in refused.response.content
    assert (await kept(simcord_bot, ana)).reminder is None


async def test_a_zone_of_several_is_picked_from_a_menu(simcord_bot, ana, channel):
    shown = await settings(ana, channel)
    form = await ana.click(shown.response, label="Other time or zone")
    await ana.submit_modal(form, {"at": "7", "zone": "IST"})
    assert shown.response.content == "Which of these is yours?"
    await ana.select(shown.response, ["Europe/Dublin"], custom_id="stz1:07:00")
    assert said(shown) == "✅ **Saved.** I will remind you at 07:00 (Europe/Dublin)."


@pytest.mark.parametrize(
    ("zone", "offered"),
    [("Milan", "Europe/Paris"), ("Mumbai", "Asia/Kolkata"), ("Berln", "Europe/Berlin"),
     ("EET", "Europe/Athens"), ("Spain", "Europe/Madrid"), ("EST", "America/New_York")],
)  # fmt: skip
async def test_what_is_not_certain_is_offered_with_its_time_and_saved_when_picked(
    simcord_bot, ana, channel, zone, offered
):
    shown = await settings(ana, channel)
    form = await ana.click(shown.response, label="Other time or zone")
    asked = await ana.submit_modal(form, {"at": "7 pm", "zone": zone})
    (menu,) = asked.response.components[0]["components"]
    there = f"{utcnow().astimezone(ZoneInfo(offered)):%H:%M} there now"
    (option,) = [each for each in menu["options"] if each["value"] == offered]
    assert option["description"].startswith(there)
    assert (await kept(simcord_bot, ana)).reminder is None
    await ana.select(asked.response, [offered], custom_id="stz1:19:00")
    reminder = (await kept(simcord_bot, ana)).reminder
    assert (f"{reminder.at:%H:%M}", reminder.zone) == ("19:00", offered)


async def test_a_fixed_offset_is_shown_as_it_was_typed(simcord_bot, ana, channel):
    shown = await settings(ana, channel)
    form = await ana.click(shown.response, label="Other time or zone")
    await ana.submit_modal(form, {"at": "7 pm", "zone": "GMT-5"})
    assert said(shown) == "✅ **Saved.** I will remind you at 19:00 (UTC-5)."
    assert (await kept(simcord_bot, ana)).reminder.zone == "Etc/GMT+5"
    again = await ana.click(shown.response, label="Other time or zone")
    assert again.modal["components"][1]["component"]["value"] == "UTC-5"


# --- what it changes


async def test_cards_come_as_the_person_prefers_unless_they_say_otherwise(
    simcord_bot, ana, channel
):
    await simcord_bot.store.people.change(
        ana.id, lambda _: Preferences(level=Level.CLINICAL, private=True)
    )
    shown = await ana.slash(channel, "imnm subtypes")
    assert shown.ephemeral
    assert "In plain words" in labels(shown.response)
    asked = await ana.slash(channel, "imnm subtypes", level="plain", private=False)
    assert not asked.ephemeral
    assert "In clinical terms" in labels(asked.response)


async def test_the_server_decides_for_who_has_chosen_nothing(simcord_bot, ana, ben, channel, guild):
    await simcord_bot.store.servers.change(
        guild.id, lambda _: GuildDefaults(level=Level.CLINICAL, private=True), utcnow()
    )
    await simcord_bot.store.people.change(ben.id, lambda _: Preferences(private=False))
    shown = await ana.slash(channel, "imnm subtypes")
    assert shown.ephemeral
    assert "In plain words" in labels(shown.response)
    theirs = await ben.slash(channel, "imnm subtypes")
    assert not theirs.ephemeral
    assert "In plain words" in labels(theirs.response)


@pytest.mark.long
@pytest.mark.parametrize(
    ("command", "options"),
    [("subtypes", {}), ("card", {"name": "swallowing"}), ("compare", {"with": "dm"}),
     ("search", {"query": "legs stairs"}), ("search", {"query": "subtypes"}),
     ("term", {"name": "CK"}), ("sources", {}), ("about", {}), ("help", {})],
)  # fmt: skip
async def test_whoever_sees_no_embeds_gets_everything_as_text_and_alone(
    simcord_bot, ana, channel, command, options
):
    await simcord_bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    shown = await ana.slash(channel, f"imnm {command}", **options)
    messages = [shown.response, *shown.followups]
    assert all(message.content and not message.embeds for message in messages)
    assert all(message.ephemeral for message in messages)


@pytest.mark.parametrize("opened", ["imnm hmgcr", "imnm compare"])
async def test_what_a_page_leads_to_comes_as_text_too(simcord_bot, ana, channel, opened):
    await simcord_bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    shown = await ana.slash(channel, opened)
    page = [shown.response, *shown.followups]
    assert page[0].content.startswith("## ")
    assert [bool(part.components) for part in page] == [False] * (len(page) - 1) + [True]
    labels = [each["label"] for row in page[-1].components for each in row["components"]
              if "label" in each]  # fmt: skip
    assert labels[0] == "When to get help"
    for label in set(labels) & {"Sources", "Hard words", "When to get help"}:
        answer = await ana.click(page[-1], label=label)
        parts = [answer.response, *answer.followups]
        assert parts[0].content.startswith("## "), label
        assert not any(part.embeds for part in parts), label


async def test_practice_and_scores_can_be_read_as_text_too(simcord_bot, ana, channel):
    await simcord_bot.store.people.change(ana.id, lambda _: Preferences(text_only=True))
    shown = await ana.slash(channel, "review", length=1)
    assert "Question 1" in shown.response.content
    await ana.click(shown.response, label=labels(shown.response)[0])
    assert "comes back" in shown.response.content
    for command in ("scores me", "scores leaderboard", "settings me"):
        shown = await ana.slash(channel, command)
        assert shown.response.content
        assert not shown.response.embeds


@pytest.mark.fails_on_purpose
async def test_a_card_is_shown_privately_when_nothing_can_be_read_about_the_person(
    simcord_bot, ana, channel
):
    await simcord_bot.store.close()
    shown = await ana.slash(channel, "imnm subtypes")
    assert shown.ephemeral
    assert shown.response.embeds
    public = await ana.slash(channel, "imnm subtypes", private=False)
    assert not public.ephemeral


async def test_reading_is_counted_by_card_and_day_and_by_nobody(
    simcord_env, ana, ben, channel, guild
):
    await ana.slash(channel, "imnm subtypes")
    shown = await ben.slash(channel, "imnm subtypes", private=True)
    await ben.select(shown.response, ["hmgcr"], custom_id="m1:subtypes:plain")
    await ben.slash(channel, "imnm search", query="hmgcr")
    await simcord_env.create_user("cy").slash("imnm subtypes")
    since = utcnow().date()
    counts = await simcord_env.bot.store.card_views.totals(guild.id, since)
    assert counts == {"hmgcr": 2, "subtypes": 2}
