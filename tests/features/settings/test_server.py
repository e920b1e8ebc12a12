"""`/settings server`: who may, what is saved, and that what it says holds."""

from datetime import time

import discord
import pytest
from discord.utils import utcnow

from bot.deck.model import Level
from bot.learning.questions import Audience
from bot.store import DailySettings, GuildDefaults
from tests.learner import Learner, labels
from tests.party import forbid
from tests.simulation import ComponentType


@pytest.fixture
def mo(simcord_env, guild):
    """Somebody who manages the server."""
    role = guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


@pytest.fixture
def quizzers(guild):
    return guild.create_role("Quizzers")


async def settings(who, channel, part: str = "cards"):
    shown = await who.slash(channel, "settings server")
    if part == "quizzes":
        await who.click(shown.response, label="Quizzes and question of the day")
    return shown


async def pick(who, shown, what: str, *values):
    return await who.select(shown.response, list(values), custom_id=f"sv1:{what}")


def said(shown) -> str:
    return shown.response.embeds[0].description


def fields(shown) -> dict[str, str]:
    return {field.name: field.value for field in shown.response.embeds[0].fields}


def kept(simcord_env, guild):
    return simcord_env.bot.store.servers.defaults(guild.id)


async def test_each_change_is_saved_at_once_and_confirmed(simcord_env, mo, channel, guild):
    shown = await settings(mo, channel)
    assert shown.ephemeral
    await pick(mo, shown, "level", "clinical")
    assert said(shown) == "✅ **Saved.** Cards use clinical terms."
    await pick(mo, shown, "private", "yes")
    assert said(shown) == "✅ **Saved.** Only the person who asks for a card sees it."
    await pick(mo, shown, "board", "names")
    assert said(shown) == "✅ **Saved.** Boards show names."
    assert await kept(simcord_env, guild) == GuildDefaults(
        level=Level.CLINICAL, private=True, board_names=True
    )


async def test_what_a_server_chose_holds_for_its_members(mo, ana, channel):
    shown = await settings(mo, channel)
    await pick(mo, shown, "level", "clinical")
    await pick(mo, shown, "private", "yes")
    card = await ana.slash(channel, "imnm subtypes")
    assert card.ephemeral
    assert "In plain words" in labels(card.response)


async def test_it_is_for_people_with_manage_server(ana, channel):
    refused = await settings(ana, channel)
    assert refused.ephemeral
    assert "permission Manage Server" in refused.response.content


@pytest.mark.parametrize("part", ["cards", "quizzes"])
async def test_every_control_asks_again_whether_the_person_may(
    simcord_env, mo, channel, guild, part
):
    """The right was taken away while the message stood open."""
    shown = await settings(mo, channel, part)
    forbid(simcord_env, channel, "manage_guild", who=mo.id)
    for control in [each for row in shown.response.components for each in row["components"]]:
        if control["type"] == ComponentType.BUTTON:
            told = await mo.click(shown.response, custom_id=control["custom_id"])
        else:
            picked = [control["options"][0]["value"]] if control.get("options") else []
            told = await mo.select(shown.response, picked, custom_id=control["custom_id"])
        assert "permission Manage Server" in told.response.content, control
    assert await kept(simcord_env, guild) == GuildDefaults()


async def test_in_a_direct_message_it_says_where_it_belongs(simcord_env):
    told = await simcord_env.create_user("cy").slash("settings server")
    assert told.response.content.startswith("That belongs to a server")


async def test_the_message_works_after_a_restart(simcord_env, make_bot, mo, channel, guild):
    shown = await settings(mo, channel)
    await simcord_env.restart_bot(make_bot())
    await pick(mo, shown, "level", "clinical")
    assert (await kept(simcord_env, guild)).level is Level.CLINICAL


# --- for whom questions are written


async def choose_audience(mo, channel, audience: str):
    shown = await settings(mo, channel, "quizzes")
    await pick(mo, shown, "audience", audience)
    return shown


async def test_for_whom_questions_are_written_is_saved_and_forgotten(
    simcord_env, mo, channel, guild
):
    shown = await choose_audience(mo, channel, "both")
    assert said(shown) == "✅ **Saved.** Questions are written for patients and for students."
    assert await kept(simcord_env, guild) == GuildDefaults(audience=Audience.BOTH)
    await pick(mo, shown, "audience", "cards")
    assert said(shown) == "✅ **Saved.** Questions follow the wording of the cards."
    assert await kept(simcord_env, guild) == GuildDefaults()


@pytest.mark.parametrize(
    ("option", "of_person", "of_server", "asked"),
    [
        (None, None, None, "patient"),
        (None, None, "student", "student"),
        (None, "clinical", "patient", "student"),
        (None, "plain", "student", "patient"),
        ("patient", "clinical", "student", "patient"),
    ],
)
async def test_practice_asks_first_the_option_then_the_person_then_the_server(
    ana, mo, channel, library, tmp_path, *, option, of_person, of_server, asked
):
    if of_server:
        await choose_audience(mo, channel, of_server)
    if of_person:
        mine = await ana.slash(channel, "settings me")
        await ana.select(mine.response, [of_person], custom_id="st1:level")
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(**({"audience": option} if option else {}))
    assert learner.practice.audience == asked


@pytest.mark.parametrize(("option", "told"), [(None, "for students"), ("both", "for everybody")])
async def test_a_quiz_asks_first_the_option_then_the_server(party, mo, ana, option, told):
    """It is everybody's: the wording of whoever starts it does not count."""
    await choose_audience(mo, party.channel, "student")
    mine = await ana.slash(party.channel, "settings me")
    await ana.select(mine.response, ["plain"], custom_id="st1:level")
    await party.start(ana, length=3, **({"audience": option} if option else {}))
    assert told in party.text
    await party.press(ana, "Stop")
    await party.start(ana, length=3, where="open-1", **({"audience": option} if option else {}))
    assert told in party.text


# --- quizzes


async def test_quizzes_are_begun_only_where_the_server_says(party, mo, ana, channel, guild):
    study = guild.create_text_channel("study")
    shown = await settings(mo, channel, "quizzes")
    await pick(mo, shown, "channels", study)
    assert said(shown) == f"✅ **Saved.** Quizzes can be played in <#{study.id}>."
    refused = await party.start(ana, length=3)
    assert refused.ephemeral
    assert f"quizzes are played in <#{study.id}>" in refused.response.content
    begun = await ana.slash(study, "quiz", length=3, where="thread")
    assert begun.response.content.startswith("Your quiz is ready")
    (thread,) = study.threads
    party.channel = thread
    await party.press(ana, "Stop")
    again = await party.press(ana, "Play again")
    assert again.response.content.startswith("Your quiz is ready")


async def test_no_channel_picked_means_everywhere(party, mo, ana, channel, guild):
    shown = await settings(mo, channel, "quizzes")
    await pick(mo, shown, "channels", guild.create_text_channel("study"))
    await pick(mo, shown, "channels")
    assert said(shown) == "✅ **Saved.** Quizzes can be played in every channel."
    assert (await party.start(ana, length=3)).response.content.startswith("Your quiz is ready")


async def test_only_a_role_begins_quizzes_and_everybody_answers(party, mo, ana, guild, quizzers):
    shown = await settings(mo, party.channel, "quizzes")
    await pick(mo, shown, "role", quizzers)
    refused = await party.start(ana, length=3)
    assert f"<@&{quizzers.id}> start quizzes" in refused.response.content
    host = guild.add_member(party.env.create_user("host"), roles=[quizzers])
    await party.begin(host, length=3)
    assert (await party.answer(ana, "A")).startswith("You chose **")


async def test_who_manages_the_server_needs_no_role(party, mo, channel, quizzers):
    shown = await settings(mo, channel, "quizzes")
    await pick(mo, shown, "role", quizzers)
    assert (await party.start(mo, length=3)).response.content.startswith("Your quiz is ready")


# --- question of the day


async def set_daily(who, shown, channel, at: str = "09:00", zone: str = "UTC"):
    form = await pick(who, shown, "daily", channel)
    return await who.submit_modal(form, {"at": at, "zone": zone})


async def test_the_question_of_the_day_asks_for_its_time(simcord_env, mo, channel, guild):
    shown = await settings(mo, channel, "quizzes")
    await set_daily(mo, shown, channel, "9:30", "berlin")
    assert said(shown).startswith("✅ **Saved.** I will ask a question every day at 09:30 in")
    daily = (await kept(simcord_env, guild)).daily
    assert (daily.channel_id, f"{daily.at:%H:%M}", daily.zone) == (
        channel.id, "09:30", "Europe/Berlin",
    )  # fmt: skip
    other = guild.create_text_channel("other")
    await pick(mo, shown, "daily", other)
    assert (await kept(simcord_env, guild)).daily.channel_id == other.id
    form = await mo.click(shown.response, label="Time of the question")
    assert form.modal["components"][0]["component"]["value"] == "09:30"
    await mo.submit_modal(form, {"at": "7", "zone": "IST"})
    await mo.select(shown.response, ["Europe/Dublin"], custom_id=f"svz1:{other.id}:07:00")
    assert (await kept(simcord_env, guild)).daily.zone == "Europe/Dublin"
    await mo.click(shown.response, label="No question of the day")
    assert said(shown) == "✅ **Saved.** The question of the day is off."
    assert (await kept(simcord_env, guild)).daily is None


async def test_its_time_without_a_channel_asks_for_the_channel_first(mo, channel):
    shown = await settings(mo, channel, "quizzes")
    await mo.click(shown.response, label="Time of the question")
    assert "Pick the channel for the question first" in said(shown)


@pytest.mark.parametrize("what", ["daily", "reports"])
async def test_a_channel_that_the_bot_cannot_write_in_is_refused(
    simcord_env, mo, channel, guild, what
):
    other = guild.create_text_channel("other")
    forbid(simcord_env, other, "send_messages", "embed_links")
    shown = await settings(mo, channel, "quizzes" if what == "daily" else "cards")
    refused = await pick(mo, shown, what, other)
    assert refused.response.content.startswith(
        f"I need Send Messages and Embed Links in <#{other.id}>."
    )
    assert await kept(simcord_env, guild) == GuildDefaults()


async def test_it_says_what_does_not_work_any_more(simcord_env, mo, channel, guild, quizzers):
    other = guild.create_text_channel("other")
    await simcord_env.bot.store.servers.change(
        guild.id,
        lambda _: GuildDefaults(
            quiz_channels=frozenset({7}), quiz_role=8,
            daily=DailySettings(other.id, time(9), "UTC"), reports_channel=channel.id,
        ),
        utcnow(),
    )  # fmt: skip
    forbid(simcord_env, other, "view_channel")
    shown = await settings(mo, channel, "quizzes")
    assert "The channels for quizzes are gone" in said(shown)
    assert "The role that can start quizzes is gone" in said(shown)
    assert f"I cannot write in <#{other.id}>" in said(shown)
    assert f"Everybody can read the reports in <#{channel.id}>" in said(shown)


async def test_two_moderators_do_not_undo_each_others_changes(simcord_env, mo, channel, guild):
    first, second = await settings(mo, channel), await settings(mo, channel)
    await pick(mo, first, "level", "clinical")
    await pick(mo, second, "private", "yes")
    assert await kept(simcord_env, guild) == GuildDefaults(level=Level.CLINICAL, private=True)


async def test_the_bot_posts_nowhere_for_somebody_who_may_not_write_there(
    simcord_env, mo, channel, guild
):
    other = guild.create_text_channel("closed")
    shown = await settings(mo, channel, "quizzes")
    forbid(simcord_env, other, "send_messages", who=mo.id)
    refused = await pick(mo, shown, "daily", other)
    assert refused.response.content.startswith(f"You cannot read and write in <#{other.id}>")
    assert (await kept(simcord_env, guild)).daily is None
