"""Reports: from the button through the form to the store."""

import pytest

from tests.learner import Learner

WORDS = "The right answer should be B, because the card says so."


@pytest.fixture
async def learner(ana, library, channel, tmp_path) -> Learner:
    learner = Learner(ana, library, tmp_path / "imnm.db", channel)
    await learner.review(length=1)
    return learner


async def report(learner: Learner, said: str):
    form = await learner.press("Report this question")
    return await learner.who.submit_modal(form, {"said": said})


async def test_a_report_is_stored_with_the_wording_it_is_about(learner, guild):
    item = learner.item
    await learner.answer(right=True)
    thanked = await report(learner, WORDS)
    assert thanked.ephemeral
    assert thanked.response.content.startswith("Thank you.")
    assert learner.ask_store(
        "SELECT kind, subject_id, revision, person_id, guild_id, text FROM report"
    ) == [("question", item.id, item.revision, learner.who.id, guild.id, WORDS)]
    assert learner.title == "Right"


async def test_the_form_says_that_health_details_do_not_belong_there(learner):
    await learner.answer(right=True)
    form = await learner.press("Report this question")
    (field,) = form.modal["components"]
    assert "No personal health details" in field["description"]
    assert field["component"]["max_length"] == 500


async def test_a_form_may_be_sent_off_after_a_restart(learner, simcord_env, make_bot):
    await learner.answer(right=True)
    form = await learner.press("Report this question")
    await simcord_env.restart_bot(make_bot())
    thanked = await learner.who.submit_modal(form, {"said": WORDS})
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
async def test_an_empty_form_is_not_stored(learner, blank):
    await learner.answer(right=True)
    refused = await report(learner, blank)
    assert refused.response.content.startswith("The form was empty")
    assert learner.ask_store("SELECT count(*) FROM report") == [(0,)]


async def test_hostile_words_are_stored_without_what_cannot_be_seen(learner):
    await learner.answer(right=True)
    await report(learner, "@everyone\n'; DROP TABLE report;--\u202e\u200b\x00\ud800")
    assert learner.ask_store("SELECT text FROM report") == [("@everyone\n'; DROP TABLE report;--",)]


async def test_a_question_can_be_reported_in_a_quiz_too(party, ana, ben):
    await party.begin(ben, length=3)
    await party.press(ben, "Next")
    form = await party.press(ana, "Report this question")
    await ana.submit_modal(form, {"said": WORDS})
    assert party.ask("SELECT text FROM report") == [(WORDS,)]
