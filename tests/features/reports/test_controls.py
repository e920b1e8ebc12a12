"""Reports: from the button through the form to the store."""

import sqlite3

import discord
import pytest
from discord.utils import utcnow

from bot.features.reports import controls
from bot.features.reports.views import draw_report_form
from bot.store import GuildDefaults, ReportFault
from tests.learner import Learner
from tests.party import forbid

WORDS = "The right answer should be B, because the card says so."


@pytest.fixture
async def learner(ana, library, channel, tmp_path) -> Learner:
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(length=1)
    return learner


async def report(learner: Learner, said: str, fault: str = "wrong"):
    form = await learner.press("Report this question")
    return await learner.who.submit_modal(form, {"fault": fault, "said": said})


async def test_a_report_is_stored_with_the_wording_it_is_about(learner, guild):
    item = learner.item
    await learner.answer(right=True)
    thanked = await report(learner, WORDS)
    assert thanked.ephemeral
    assert thanked.response.content.startswith("Thank you.")
    assert learner.ask_store(
        "SELECT kind, subject_id, revision, person_id, guild_id, fault, text FROM report"
    ) == [("question", item.id, item.revision, learner.who.id, guild.id, "wrong", WORDS)]
    assert learner.title == "Right"


async def test_the_form_leads_with_what_is_wrong_and_words_are_optional(learner):
    await learner.answer(right=True)
    form = await learner.press("Report this question")
    fault, words = form.modal["components"]
    assert fault["label"] == "What is wrong with it?"
    assert [each["value"] for each in fault["component"]["options"]] == list(ReportFault)
    assert fault["component"]["required"]
    assert "No personal health details" in words["description"]
    assert words["component"]["max_length"] == 500
    assert not words["component"]["required"]


@pytest.mark.parametrize("fault", ReportFault)
async def test_what_is_wrong_is_enough_for_a_report(learner, mods, fault):
    await learner.answer(right=True)
    form = await learner.press("Report this question")
    thanked = await learner.who.submit_modal(form, {"fault": fault.value})
    assert thanked.response.content.startswith("Thank you.")
    assert learner.ask_store("SELECT fault, text FROM report") == [(fault.value, "")]
    (shown,) = mods.history()
    assert shown.embeds[0].description.startswith(f"**{fault.value.capitalize()}.** ")
    assert "```" not in shown.embeds[0].description


async def test_what_is_dangerous_is_told_in_the_title_and_in_the_log(learner, mods, logged):
    await learner.answer(right=True)
    await report(learner, WORDS, "dangerous")
    (shown,) = mods.history()
    assert shown.embeds[0].title.endswith("A question was reported as dangerous")
    (line,) = [each for each in logged if each["event"] == "dangerous report"]
    assert line["log_level"] == "warning"
    assert str(learner.who.id) not in str(line)
    assert WORDS not in str(line)


async def test_a_form_of_an_earlier_version_has_words_alone_and_is_stored(
    learner, mods, monkeypatch
):
    def draw(*about: str) -> discord.ui.Modal:
        form = draw_report_form(*about)
        form.remove_item(form.children[0])
        return form

    monkeypatch.setattr(controls, "draw_report_form", draw)
    await learner.answer(right=True)
    form = await learner.press("Report this question")
    thanked = await learner.who.submit_modal(form, {"said": WORDS})
    assert thanked.response.content.startswith("Thank you.")
    assert learner.ask_store("SELECT fault, text FROM report") == [(None, WORDS)]
    (shown,) = mods.history()
    assert shown.embeds[0].description == f"```\n{WORDS}\n```"
    refused = await learner.who.submit_modal(await learner.press("Report this question"), {})
    assert refused.response.content.startswith("The form was empty")


async def test_a_form_may_be_sent_off_after_a_restart(learner, simcord_env, make_bot):
    await learner.answer(right=True)
    form = await learner.press("Report this question")
    await simcord_env.restart_bot(make_bot())
    thanked = await learner.who.submit_modal(form, {"fault": "wrong", "said": WORDS})
    assert thanked.response.content.startswith("Thank you.")
    assert learner.ask_store("SELECT count(*) FROM report") == [(1,)]


async def test_five_a_day_are_enough(learner, simcord_env):
    await learner.answer(right=True)
    for number in range(5):
        await report(learner, f"{WORDS} {number}")
    refused = await report(learner, "one more")
    assert refused.response.content.startswith("You have sent 5 reports today")
    await simcord_env.advance_time(24 * 3600 + 1)
    assert (await report(learner, "one more")).response.content.startswith("Thank you.")


@pytest.mark.parametrize("blank", ["   ", "\u200b\u200b\u200b", "\n\n\n"])
async def test_words_that_say_nothing_are_none(learner, blank):
    await learner.answer(right=True)
    await report(learner, blank)
    assert learner.ask_store("SELECT text FROM report") == [("",)]


async def test_hostile_words_are_stored_without_what_cannot_be_seen(learner):
    await learner.answer(right=True)
    await report(learner, "@everyone\n'; DROP TABLE report;--\u202e\u200b\x00\ud800")
    assert learner.ask_store("SELECT text FROM report") == [("@everyone\n'; DROP TABLE report;--",)]


@pytest.mark.long
@pytest.mark.parametrize("between", ["\xa0", "\u202f", "\u200b", "\t", "\x00", "\u3164", "\xad"])
async def test_two_numbers_of_a_report_never_become_one(learner, between):
    await learner.answer(right=True)
    await report(learner, f"It says 10{between}5 mg")
    assert learner.ask_store("SELECT text FROM report") == [("It says 10 5 mg",)]


async def test_a_question_can_be_reported_in_a_quiz_too(party, ana, ben):
    await party.begin(ben, length=3)
    await party.press(ben, "Next")
    form = await party.press(ana, "Report this question")
    await ana.submit_modal(form, {"fault": "wrong", "said": WORDS})
    assert party.ask("SELECT text FROM report") == [(WORDS,)]


# --- where a server's moderators read it


@pytest.fixture
async def mods(simcord_bot, guild):
    """A channel for moderators, which reports of members go to."""
    mods = guild.create_text_channel("mods")
    chosen = GuildDefaults(reports_channel=mods.id)
    await simcord_bot.store.servers.change(guild.id, lambda _: chosen, utcnow())
    return mods


@pytest.fixture
def mo(simcord_env, guild):
    role = guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
    return guild.add_member(simcord_env.create_user("mo"), roles=[role])


async def test_moderators_see_what_is_wrong_and_not_who_said_so(learner, mods):
    item = learner.item
    await learner.answer(right=True)
    await report(learner, WORDS)
    (shown,) = mods.history()
    assert WORDS in shown.embeds[0].description
    assert item.text in shown.embeds[0].fields[0].value.replace("\\*", "*")
    everything = str(shown.embeds[0].to_dict()) + shown.content
    assert learner.who.name not in everything
    assert str(learner.who.id) not in everything


async def test_the_same_report_delivered_twice_is_shown_once(learner, mods):
    await learner.answer(right=True)
    await report(learner, WORDS)
    thanked = await report(learner, WORDS)
    assert thanked.response.content.startswith("Thank you.")
    assert len(mods.history()) == 1


async def test_a_moderator_resolves_it_for_all(learner, mods, mo, ana, ben):
    await learner.answer(right=True)
    await report(learner, WORDS)
    (shown,) = mods.history()
    refused = await ben.click(shown, label="Resolve")
    assert "Manage Messages or Manage Server" in refused.response.content
    assert learner.ask_store("SELECT closed_at FROM report") == [(None,)]
    await mo.click(shown, label="Resolve")
    (shown,) = mods.history()
    assert shown.embeds[0].title.endswith("A question was reported: resolved")
    assert f"<@{mo.id}>" in shown.embeds[0].fields[1].value
    assert "Resolve" not in [button.label for row in shown.components for button in row.children]
    ((closed_at,),) = learner.ask_store("SELECT closed_at FROM report")
    assert closed_at is not None


async def test_a_report_that_was_erased_says_so(learner, mods, mo, tmp_path):
    await learner.answer(right=True)
    await report(learner, WORDS)
    with sqlite3.connect(tmp_path / "imnm.db") as connection:
        connection.execute("DELETE FROM report")
    (shown,) = mods.history()
    told = await mo.click(shown, label="Resolve")
    assert told.response.content.startswith("That report is not stored any more")


async def test_what_a_member_writes_cannot_come_to_life_in_the_channel(learner, mods):
    await learner.answer(right=True)
    await report(learner, "```@everyone <@1> [free](https://evil.example)``` **x**")
    (shown,) = mods.history()
    said = shown.embeds[0].description.partition("\n")[2]
    inside = said.removeprefix("```\n").removesuffix("\n```")
    assert "`" not in inside
    assert "@everyone" in inside


async def test_a_closed_channel_keeps_nobody_from_reporting(learner, mods, simcord_env):
    forbid(simcord_env, mods, "send_messages", "view_channel")
    await learner.answer(right=True)
    assert (await report(learner, WORDS)).response.content.startswith("Thank you.")
    assert learner.ask_store("SELECT count(*) FROM report") == [(1,)]


@pytest.mark.parametrize("about", [("imnm labs", "labs"), ("imnm compare", "imnm-pm-dm")])
async def test_a_card_is_reported_from_its_sources(ana, channel, library, tmp_path, about):
    command, subject = about
    shown = await ana.slash(channel, command)
    button = next(
        child.custom_id
        for row in shown.response.message.components
        for child in row.children
        if getattr(child, "label", None) == "Sources"
    )
    sources = await ana.click(shown.response.message, custom_id=button)
    form = await ana.click(sources.response.message, label="Report this card")
    thanked = await ana.submit_modal(form, {"fault": "wrong", "said": WORDS})
    assert thanked.response.content.startswith("Thank you. Your report on this card")
    deck = library.deck
    revision = (deck.cards.get(subject) or deck.comparisons[subject]).revision
    with sqlite3.connect(tmp_path / "imnm.db") as store:
        stored = store.execute("SELECT kind, subject_id, revision, text FROM report").fetchall()
    assert stored == [("card", subject, revision, WORDS)]
