"""`/privacy`: what is stored is told, handed over and erased, for the person who asks alone."""

import gzip
import json
from datetime import timedelta

import discord
from discord.utils import utcnow

from bot.learning.questions import item_bank_of
from bot.store import BoardVisibility, Preferences, ReportFault
from tests.learner import labels
from tests.party import forbid
from tests.store.test_privacy import scan

# Shorter than the bot's own waits, which pass only when a test lets them.


def page(shown) -> str:
    embed = shown.response.embeds[0]
    return "\n".join([embed.title, embed.description, *(field.value for field in embed.fields)])


async def file_of(shown) -> tuple[str, dict]:
    (attached,) = shown.response.attachments
    content = await attached.read()
    if attached.filename.endswith(".gz"):
        content = gzip.decompress(content)
    return attached.filename, json.loads(content)


async def leave_traces(bot, party, who, other) -> None:
    """Everything that somebody can leave behind."""
    await party.begin(who, length=3)
    await party.answer(who, party.wrong)
    await party.answer(other, party.right)
    await party.press(who, "Next")
    shown = await who.slash(party.channel, "settings me")
    await who.select(shown.response, ["clinical"], custom_id="st1:level")
    items = list(item_bank_of(bot.library.deck).items.values())
    now = utcnow()
    await bot.store.reviews.record(who.id, items[-1], choice=1, correct=False, since=now, at=now)
    await bot.store.reports.add(
        kind="card",
        subject_id="srp",
        revision="00000000",
        person_id=who.id,
        guild_id=party.channel.guild.id,
        fault=ReportFault.WRONG,
        text="The second line is wrong.",
        now=now,
    )


async def erase(who, channel, *, by: str = "Erase everything"):
    shown = await who.slash(channel, "privacy erase")
    assert shown.ephemeral
    await who.click(shown.response, label=by)
    return shown


async def test_it_tells_what_is_stored_in_words_and_numbers(simcord_bot, party, ana, ben):
    await leave_traces(simcord_bot, party, ana, ben)
    shown = await ana.slash(party.channel, "privacy show")
    assert shown.ephemeral
    said = page(shown)
    for line in (
        "1 set of settings",
        "1 alias in a server",
        "1 answer in a quiz",
        "1 quiz that you began",
        "1 answer in practice",
        "1 report",
        "After 730 days",
    ):
        assert line in said
    assert "card Anti-SRP" in said or "card " in said
    assert ": open" in said


async def test_somebody_who_never_used_it_is_told_that_nothing_is_stored(
    simcord_bot, ana, channel, tmp_path
):
    shown = await ana.slash(channel, "privacy show")
    assert "Nothing at all." in page(shown)
    assert scan(tmp_path / "imnm.db", ana.id) == []


async def test_the_reporter_learns_that_a_report_was_dealt_with(simcord_bot, party, ana, ben):
    await leave_traces(simcord_bot, party, ana, ben)
    (report,) = await simcord_bot.store.reports.of(ana.id)
    await simcord_bot.store.reports.close(report.id, utcnow())
    assert "**resolved**" in page(await ana.slash(party.channel, "privacy show"))
    assert "resolved" not in page(await ben.slash(party.channel, "privacy show"))


async def test_the_file_holds_every_row_and_nobody_elses(simcord_bot, party, ana, ben):
    await leave_traces(simcord_bot, party, ana, ben)
    shown = await ana.slash(party.channel, "privacy export")
    assert shown.ephemeral
    name, said = await file_of(shown)
    assert name == "my-data.json"
    assert said["person_id"] == str(ana.id)
    rows = {table: len(part["rows"]) for table, part in said["tables"].items()}
    assert rows["answer"] == rows["report"] == rows["recall"] == rows["member"] == 1
    assert rows["tally"] >= 3
    assert str(ben.id) not in json.dumps(said)
    assert said["tables"]["report"]["rows"][0]["text"] == "The second line is wrong."


async def test_a_file_that_discord_would_not_take_is_packed(
    simcord_bot, party, ana, ben, monkeypatch
):
    monkeypatch.setattr("bot.features.privacy.commands.LARGEST_FILE", 100)
    await leave_traces(simcord_bot, party, ana, ben)
    name, said = await file_of(await ana.slash(party.channel, "privacy export"))
    assert name == "my-data.json.gz"
    assert said["tables"]["answer"]["rows"]


async def test_an_erasure_removes_everything_after_one_question(
    simcord_bot, party, ana, ben, tmp_path
):
    await leave_traces(simcord_bot, party, ana, ben)
    shown = await ana.slash(party.channel, "privacy erase")
    assert "Nothing has been erased yet." in shown.response.embeds[0].footer.text
    assert scan(tmp_path / "imnm.db", ana.id)
    await ana.click(shown.response, label="Erase everything")
    assert shown.response.content.startswith("✅ Everything I had stored about you is erased")
    assert not labels(shown.response)
    assert scan(tmp_path / "imnm.db", ana.id) == []
    assert scan(tmp_path / "imnm.db", ben.id)
    party.assert_sound()
    assert "Nothing at all." in page(await ana.slash(party.channel, "privacy show"))


async def test_it_can_be_left_at_the_question(simcord_bot, party, ana, ben, tmp_path):
    await leave_traces(simcord_bot, party, ana, ben)
    before = scan(tmp_path / "imnm.db", ana.id)
    shown = await erase(ana, party.channel, by="Keep everything")
    assert shown.response.content == "Nothing was erased."
    assert scan(tmp_path / "imnm.db", ana.id) == before


async def test_the_page_leads_to_the_file_and_to_the_question(simcord_bot, party, ana, ben):
    await leave_traces(simcord_bot, party, ana, ben)
    shown = await ana.slash(party.channel, "privacy show")
    handed = await ana.click(shown.response, label="Export everything")
    assert (await file_of(handed))[0] == "my-data.json"
    asked = await ana.click(shown.response, label="Erase everything …")
    assert asked.ephemeral
    assert asked.response.embeds[0].title.endswith("Erase everything about you?")


async def test_a_quiz_goes_on_without_a_player(simcord_bot, party, ana, ben, tmp_path):
    await party.begin(ben, length=3)
    await party.answer(ana, party.right)
    await party.answer(ben, party.right)
    await erase(ana, party.channel)
    await party.wait(60)
    assert party.points(ben) == [1000]
    await party.wait(6)
    assert party.titles[-1] == "Question 2 of 3"
    await party.press(ben, "Stop")
    # Nobody but Ben stands on the board, and nobody is counted as unlisted.
    assert "**1.**" in party.text
    assert "**2.**" not in party.text
    assert "more" not in party.text
    assert scan(tmp_path / "imnm.db", ana.id) == []
    party.assert_sound()


async def test_who_was_erased_may_answer_the_next_question(simcord_bot, party, ana, ben):
    await party.begin(ben, length=3)
    await party.answer(ana, party.right)
    await erase(ana, party.channel)
    assert "You chose" in await party.answer(ana, party.right)
    await party.press(ben, "Next")
    assert party.points(ana) == [1000]
    party.assert_sound()


async def test_a_quiz_without_its_host_is_everybodys(simcord_bot, party, ana, ben):
    await party.begin(ana, length=3, pace="host")
    refused = await party.press(ben, "Next")
    assert "Only the person who started this quiz" in refused.response.content
    await erase(ana, party.channel)
    await party.press(ben, "Next")
    assert party.titles[-1] == "Question 1 of 3: the answer"
    forbid(party.env, party.channel, "send_messages", who=ana.id)
    refused = await party.press(ana, "Next")
    assert "Only the person who started this quiz" in refused.response.content


async def test_reminders_stop(simcord_bot, simcord_env, party):
    cy = simcord_env.create_user("cy")
    item = next(iter(item_bank_of(simcord_bot.library.deck).items.values()))
    now = utcnow()
    await simcord_bot.store.reviews.record(cy.id, item, choice=1, correct=False, since=now, at=now)
    shown = await cy.slash("settings me")
    form = await cy.click(shown.response, label="Other time or zone")
    await cy.submit_modal(form, {"at": "09:00", "zone": "UTC"})
    asked = await cy.slash("privacy erase")
    await cy.click(asked.response, label="Erase everything")
    await party.wait(3 * 24 * 3600)
    assert [message for message in cy.dm_channel.history() if not message.flags.ephemeral] == []


async def test_it_works_in_direct_messages_and_as_plain_text(simcord_bot, simcord_env, tmp_path):
    cy = simcord_env.create_user("cy")
    await simcord_bot.store.people.change(
        cy.id, lambda _: Preferences(text_only=True, board=BoardVisibility.HIDDEN)
    )
    shown = await cy.slash("privacy show")
    assert shown.ephemeral
    assert not shown.response.embeds
    assert "1 set of settings" in shown.response.content
    asked = await cy.slash("privacy erase")
    await cy.click(asked.response, label="Erase everything")
    assert scan(tmp_path / "imnm.db", cy.id) == []


async def test_the_question_still_works_after_a_restart(make_bot, party, ana, ben):
    await leave_traces(party.env.bot, party, ana, ben)
    shown = await ana.slash(party.channel, "privacy erase")
    await party.env.bot.quiz_manager.close()
    await party.env.restart_bot(make_bot())
    await ana.click(shown.response, label="Erase everything")
    assert scan(party.database, ana.id) == []


async def test_nobody_is_named_in_the_log(simcord_bot, party, ana, ben, logged):
    await leave_traces(simcord_bot, party, ana, ben)
    await ana.slash(party.channel, "privacy export")
    await erase(ana, party.channel)
    assert any(line["event"] == "somebody was erased" for line in logged)
    assert str(ana.id) not in str(logged)


async def test_old_answers_are_forgotten_by_themselves(simcord_bot, party, ana, ben):
    simcord_bot.housekeeping.retention = timedelta(days=3)
    await leave_traces(simcord_bot, party, ana, ben)
    await party.press(ana, "Stop")
    await party.wait(timedelta(days=2).total_seconds())
    assert party.points(ana, ben) == [0, 1000]
    await party.wait(timedelta(days=2).total_seconds())
    assert party.ask("SELECT count(*) FROM answer WHERE person_id IS NOT NULL") == [(0,)]
    assert party.ask("SELECT count(*) FROM answer") == [(2,)]
    assert party.points(ana, ben) == [0, 0]


async def test_help_links_to_the_policies_that_are_published(simcord_bot, ana, channel):
    about = simcord_bot.application
    shown = await ana.slash(channel, "imnm help")
    assert "Privacy policy" not in page(await ana.click(shown.response, label="Privacy"))
    about.privacy_policy_url = "https://example.org/privacy"
    about.terms_of_service_url = "https://example.org/terms"
    shown = await ana.slash(channel, "imnm help")
    said = page(await ana.click(shown.response, label="Privacy"))
    links = (
        "[Privacy policy](<https://example.org/privacy>)",
        "[Terms of service](<https://example.org/terms>)",
    )
    assert " · ".join(links) in said


def test_the_commands_work_everywhere(simcord_bot, simcord_env):
    group = simcord_bot.tree.get_command("privacy")
    assert isinstance(group, discord.app_commands.Group)
    assert {command.name for command in group.commands} == {"show", "export", "erase"}
    assert group.allowed_contexts.dm_channel
    assert group.allowed_installs.user
