"""`/review`: practice that one person sees, and that nothing can break."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.deck.library import Library
from bot.features.review.view import draw_question, draw_result
from bot.learning.practice import Practice
from bot.learning.questions import item_bank_of
from bot.learning.repetition import LEECH_AFTER, NEW_A_DAY, Grade
from bot.ui.limits import limit_violations
from tests.learner import Learner, find_custom_id
from tests.libraries import CARDS
from tests.simulation import press, simulation_of

DAY = 24 * 3600
PRACTICE_BEGAN = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def learner(ana, library, channel, tmp_path) -> Learner:
    return Learner(ana, library, tmp_path / "imnm.db", channel)


async def test_a_practice_from_its_first_question_to_its_end(learner):
    await learner.review(length=3)
    assert learner.result.ephemeral
    assert learner.title == "Question 1 of 3"
    await learner.answer(right=True)
    assert learner.title == "Right"
    assert learner.labels == ["Next", "Hard", "Easy", "Show card", "Report this question"]
    await learner.press("Next")
    for number in (2, 3):
        assert learner.title == f"Question {number} of 3"
        await learner.answer(right=False)
        assert learner.title == "Not this time"
        assert "It comes back tomorrow." in learner.text
        assert "(<https://" in learner.text
        await learner.press("Next")
    assert learner.title == "1 of 3 right"
    assert learner.text == "These two come back tomorrow."
    assert learner.labels == ["Practise more", "My scores", "Anki file"]


async def test_a_wrong_answer_is_told_why_it_is_wrong(learner):
    await learner.review(length=30)
    explained = 0
    while learner.title.startswith("Question"):
        item, letter = learner.item, learner.wrong
        option = learner.shown[letter]
        await learner.answer(right=False)
        assert f"**Why:** {item.explanation}" in learner.text
        if item.why_not:
            explained += 1
            reason = item.why_not[item.options.index(option) - 1]
            name = option if item.true_false else letter
            assert f"**Why not {name}:** {reason}" in learner.text
        await learner.press("Next")
    assert explained


async def test_all_of_it_happens_in_one_message_that_nobody_else_sees(learner, channel):
    await learner.review(length=1)
    first = learner.result.response.id
    for label in (learner.right, "Easy", "Next", "Practise more"):
        pressed = await learner.press(label)
        assert pressed.response.id == first
        assert pressed.response.ephemeral
    assert [message for message in channel.history() if not message.flags.ephemeral] == []


async def test_what_was_missed_comes_back_the_next_day_and_not_before(learner, simcord_env):
    await learner.review(length=1)
    missed = learner.item
    await learner.answer(right=False)
    await learner.review(length=30, topic=missed.card)
    assert missed.text not in learner.text
    await simcord_env.advance_time(DAY)
    await learner.review(length=1)
    assert learner.item == missed


async def go_to(env, hour: int) -> None:
    """The next time that it is so late."""
    now = env.now()
    there = now.replace(hour=hour, minute=0, second=0)
    await env.advance_time((there - now).total_seconds() % DAY)


async def test_what_was_missed_in_the_evening_comes_back_in_the_morning(learner, simcord_env):
    await go_to(simcord_env, 20)
    await learner.review(length=2)
    missed = set()
    for _ in range(2):
        missed.add(learner.item)
        await learner.answer(right=False)
        await learner.press("Next")
    assert learner.text == "These two come back tomorrow."
    await go_to(simcord_env, 7)
    scores = await learner.who.slash(learner.channel, "scores me")
    (due,) = [each.value for each in scores.response.embeds[0].fields if "Due" in each.name]
    assert due == "2 questions now."
    await learner.review(length=2)
    for _ in range(2):
        assert learner.item in missed
        await learner.answer(right=True)
        await learner.press("Next")


async def test_a_topic_with_nothing_due_says_so_and_offers_the_others(learner, simcord_env):
    # One that was missed on another topic, and all that there is on this one.
    await learner.review(length=1, topic="swallowing")
    elsewhere = learner.item
    await learner.answer(right=False)
    await simcord_env.advance_time(DAY)
    for topic in ("mri", "mri"):
        await learner.review(length=30, topic=topic)
        while learner.title.startswith("Question"):
            await learner.answer(right=True)
            await learner.press("Easy")
            await learner.press("Next")
        await simcord_env.advance_time(DAY)
    await learner.review(topic="mri")
    assert learner.title == "All done for now"
    assert learner.text.startswith("Nothing on this topic is due now. The next question comes back")
    await learner.press("Practise what is due")
    assert learner.item == elsewhere


@pytest.mark.parametrize("label", ["Easy", "Hard"])
async def test_rating_decides_when_it_comes_back(learner, label):
    await learner.review(length=1)
    await learner.answer(right=True)
    before = days(learner)
    await learner.press(label)
    assert f"Rated {label.lower()}: it comes back" in learner.text
    assert (days(learner) > before) is (label == "Easy")
    assert f"{label} ✓" in learner.labels
    other = "Hard" if label == "Easy" else "Easy"
    await learner.press(other)
    assert f"Rated {other.lower()}" in learner.text
    assert learner.ask_store("SELECT grade FROM recall") == [(int(Grade[other.upper()]),)]


def days(learner: Learner) -> int:
    words = learner.text.rsplit("comes back ", 1)[1].rstrip(".*")
    return 1 if words == "tomorrow" else int(words.split()[1])


@pytest.mark.long
async def test_a_second_press_counts_nothing_and_shows_the_first_answer(learner):
    await learner.review(length=2)
    first = learner.result.response
    custom_id = find_custom_id(first, "v1:")
    wrong = learner.wrong
    await learner.answer(right=False)
    after = learner.text
    await press_late(learner, custom_id[:-1] + str("ABCD".index(wrong)))
    await press_late(learner, custom_id[:-1] + "0")
    assert learner.text == after
    assert learner.ask_store("SELECT count(*) FROM recall") == [(1,)]


async def press_late(learner: Learner, custom_id: str) -> None:
    """Presses a button that is no longer on the message, as a double click does."""
    message = simulation_of(learner.who).message_payload(
        learner.channel.id, learner.result.response.id
    )
    await press(learner.who, learner.channel, message, custom_id)


async def test_it_goes_on_after_a_restart_at_any_point(learner, simcord_env, make_bot):
    await learner.review(length=2)
    question = learner.text
    await simcord_env.restart_bot(make_bot())
    assert learner.text == question
    await learner.answer(right=True)
    assert learner.title == "Right"
    await simcord_env.restart_bot(make_bot())
    await learner.press("Easy")
    await simcord_env.restart_bot(make_bot())
    await learner.press("Next")
    assert learner.title == "Question 2 of 2"


async def test_it_goes_on_a_week_later(learner, simcord_env):
    await learner.review(length=2)
    await learner.answer(right=False)
    await simcord_env.advance_time(7 * DAY)
    await learner.press("Next")
    assert learner.title == "Question 2 of 2"
    await learner.answer(right=True)
    await learner.press("Next")
    assert learner.title == "1 of 2 right"


async def test_no_more_than_ten_new_questions_a_day(learner, simcord_env):
    await learner.review(length=30)
    assert learner.title == f"Question 1 of {NEW_A_DAY}"
    for _ in range(NEW_A_DAY):
        await learner.answer(right=True)
        await learner.press("Easy")
        await learner.press("Next")
    assert learner.title == "10 of 10 right"
    await simcord_env.advance_time(1)
    await learner.press("Practise more")
    assert learner.title == "All done for now"
    assert "10 new questions today; more come tomorrow" in learner.text
    await simcord_env.advance_time(DAY)
    await learner.review(length=30)
    assert learner.title == f"Question 1 of {NEW_A_DAY}"


async def test_what_missed_asks_what_was_missed_lately_until_it_is_known(learner):
    await learner.review(what="missed")
    assert learner.title == "All done for now"
    await learner.review(length=2)
    for _ in range(2):
        await learner.answer(right=False)
        await learner.press("Next")
    for number in (1, 2):
        await learner.review(what="missed")
        assert learner.title == f"Question 1 of {3 - number}"
        await learner.answer(right=True)
    await learner.review(what="missed")
    assert learner.title == "All done for now"


async def test_what_was_missed_in_a_quiz_comes_into_the_practice_by_itself(
    learner, party, ana, ben, simcord_env
):
    await party.begin(ben, length=3)
    await party.answer(ana, party.wrong)
    await party.answer(ben, party.right)
    await party.press(ben, "Next")
    await party.press(ben, "Stop")
    ((missed,),) = party.ask("SELECT item_id FROM memory WHERE person_id = ?", ana.id)
    learner.result = await party.press(ana, "Practise what I missed")
    assert learner.result.ephemeral
    assert learner.title == "Question 1 of 1"
    assert learner.item.id == missed
    theirs = await party.press(ben, "Practise what I missed")
    assert "no wrong answer in that quiz" in theirs.response.embeds[0].description
    await simcord_env.advance_time(DAY)
    await learner.review(length=1)
    assert learner.item.id == missed


async def test_what_was_missed_in_a_quiz_and_has_left_the_deck_is_named_as_such(
    learner, party, ana, ben, monkeypatch
):
    await party.begin(ben, length=3)
    await party.answer(ana, party.wrong)
    await party.press(ben, "Stop")
    ((missed,),) = party.ask("SELECT item_id FROM memory WHERE person_id = ?", ana.id)
    monkeypatch.delitem(item_bank_of(learner.library.deck).items, missed)
    learner.result = await party.press(ana, "Practise what I missed")
    assert learner.text.startswith("What you missed in that quiz is not asked any more")
    assert learner.labels[0] == "Practise what is due"


async def test_it_works_in_direct_messages(simcord_env, library, tmp_path):
    learner = Learner(simcord_env.create_user("cy"), library, tmp_path / "imnm.db")
    await learner.review(length=1)
    assert learner.result.ephemeral
    await learner.answer(right=True)
    await learner.press("Next")
    assert learner.title == "1 of 1 right"


async def test_a_topic_asks_of_that_topic_alone(learner):
    await learner.review(topic="statins", length=30)
    for _ in range(3):
        assert "statins" in learner.item.topics
        await learner.answer(right=True)
        await learner.press("Next")


@pytest.mark.long
async def test_every_topic_that_is_suggested_has_questions(ana, channel):
    choices = await ana.autocomplete(channel, "review", "topic", "")
    assert len({choice["value"] for choice in choices}) == len(choices) > 5
    for choice in choices:
        shown = await ana.slash(channel, "review", topic=choice["value"], length=1)
        assert "Question 1" in shown.response.embeds[0].title, choice


@pytest.mark.parametrize("topic", ["qqqzzz", "@everyone", "**x**"])
async def test_an_unknown_topic_is_refused_kindly(ana, channel, topic):
    shown = await ana.slash(channel, "review", topic=topic)
    assert shown.ephemeral
    assert shown.response.content.startswith("I have no card called “")


async def test_a_red_flag_as_a_topic_gets_the_urgent_notice(ana, channel, library):
    shown = await ana.slash(channel, "review", topic="i cant breathe")
    assert library.deck.info.urgent_notice in shown.response.content


async def test_show_card_opens_beside_the_practice(learner):
    await learner.review(length=1)
    card = learner.item.card
    await learner.answer(right=True)
    opened = await learner.press("Show card")
    assert opened.ephemeral
    assert opened.response.id != learner.result.response.id
    title = (learner.library.deck.cards | learner.library.deck.comparisons)[card].title
    assert title in opened.response.embeds[0].title
    assert learner.title == "Right"


@pytest.mark.long
async def test_a_question_that_was_changed_meanwhile_is_not_scored(
    learner, simcord_env, make_bot, tmp_path
):
    await learner.review(length=2)
    changed = Library(CARDS)
    changed.load()
    await simcord_env.restart_bot(make_bot(changed))
    items = item_bank_of(changed.deck)
    del items.by_revision[learner.item.revision]
    custom_id = find_custom_id(learner.result.response, "v1:")
    await press_late(learner, custom_id)
    assert "has just been changed" in learner.text
    assert learner.ask_store("SELECT count(*) FROM recall") == [(0,)]


@pytest.mark.fails_on_purpose
async def test_an_answer_that_cannot_be_stored_is_not_shown_as_answered(learner, tmp_path):
    await learner.review(length=1)
    question = learner.text
    other = sqlite3.connect(tmp_path / "imnm.db")
    other.execute("BEGIN IMMEDIATE")
    told = await learner.press(learner.right)
    other.close()
    assert told.ephemeral
    assert learner.text == question
    await learner.answer(right=True)
    assert learner.title == "Right"


def test_every_question_of_the_deck_fits_a_message(library):
    practice = Practice(PRACTICE_BEGAN, 30)
    for item in item_bank_of(library.deck).items.values():
        asked = draw_question(library.deck, practice, item, place=1, total=30)
        assert limit_violations(asked) == (), item.id
        for option, grade in ((0, Grade.EASY), (1, Grade.AGAIN)):
            told = draw_result(
                library.deck, practice, item, chosen=option, grade=grade, recall_id=1, days=99
            )
            assert limit_violations(told) == (), item.id


def test_no_two_questions_of_the_deck_share_a_revision(library):
    bank = item_bank_of(library.deck)
    assert len(bank.by_revision) == len(bank.items)


async def choose_wording(who, channel, level: str) -> None:
    shown = await who.slash(channel, "settings me")
    await who.select(shown.response, [level], custom_id="st1:level")


async def list_new_audiences(learner, **options) -> set[str]:
    await learner.review(length=10, **options)
    audiences = set()
    while learner.title.startswith("Question"):
        audiences.add(learner.item.audience)
        await learner.answer(right=True)
        await learner.press("Next")
    return audiences


async def test_new_questions_are_for_patients_where_cards_are_in_plain_words(learner):
    assert await list_new_audiences(learner) <= {"patient", "both"}


async def test_new_questions_are_for_students_where_cards_are_in_clinical_terms(
    learner, ana, channel
):
    await choose_wording(ana, channel, "clinical")
    assert await list_new_audiences(learner) <= {"student", "both"}


@pytest.mark.long
@pytest.mark.parametrize(("audience", "other"), [("student", "patient"), ("patient", "student")])
async def test_an_audience_can_be_asked_for_whatever_the_wording(
    learner, ana, channel, audience, other
):
    await choose_wording(ana, channel, "clinical" if other == "student" else "plain")
    assert await list_new_audiences(learner, audience=audience) <= {audience, "both"}
    # So it goes on where one goes on, also after the message is drawn anew.
    assert f":{audience}" in find_custom_id(learner.result.response, "vs1:")


async def test_where_a_topic_has_none_for_an_audience_it_says_so_and_asks_the_rest(learner):
    await learner.review(topic="mechanism")
    assert "There are no questions for patients on this topic yet." in learner.text
    assert learner.item.audience == "student"
    await learner.answer(right=True)
    await learner.press("Next")
    assert "There are no questions" not in learner.text


async def test_what_was_missed_comes_back_whatever_audience_it_was_for(learner, simcord_env):
    await learner.review(length=1, topic="mechanism")
    missed = learner.item
    await learner.answer(right=False)
    await simcord_env.advance_time(DAY)
    await learner.review(length=1)
    assert learner.item == missed
    assert missed.audience == "student"


@pytest.mark.long
async def test_what_was_missed_eight_times_is_set_aside_until_it_is_asked_for(
    learner, simcord_bot, simcord_env
):
    await learner.review(length=1)
    item, reviews = learner.item, simcord_bot.store.reviews
    for times in range(6, -1, -1):
        at = simcord_env.now() - (times + 2) * timedelta(days=1)
        await reviews.record(learner.who.id, item, choice=1, correct=False, since=at, at=at)
    await learner.answer(right=False)
    assert "set aside" in learner.text
    facts = {fact.id: fact.text for fact in learner.library.deck.cards[item.card].facts()}
    told = [facts[each] for each in learner.library.deck.questions[item.id].facts]
    assert any(each in learner.text for each in told)
    card = await learner.press("Show card")
    assert card.ephemeral
    assert learner.library.deck.cards[item.card].title in card.response.embeds[0].title
    await learner.press("Next")
    assert "1 question is set aside" in learner.text
    await simcord_env.advance_time(30 * DAY)
    await learner.review(length=30, what="missed")
    assert learner.title == "All done for now"
    assert learner.labels[-1] == "Ask again what was set aside (1)"
    await learner.press("Ask again what was set aside (1)")
    assert learner.text == "1 question is due again."
    await learner.press("Practise now")
    assert learner.item == item
    # Missed again it stays in practice: it takes four more to be set aside once more.
    await learner.answer(right=False)
    assert "comes back tomorrow" in learner.text


async def test_one_that_was_set_aside_is_asked_again_and_its_practice_goes_on(
    learner, simcord_bot, simcord_env
):
    await learner.review(length=2)
    item, reviews = learner.item, simcord_bot.store.reviews
    for days in range(LEECH_AFTER, 1, -1):
        at = simcord_env.now() - timedelta(days=days)
        await reviews.record(learner.who.id, item, choice=1, correct=False, since=at, at=at)
    await learner.answer(right=False)
    for said in ("1 question is due again.", "Nothing is set aside now."):
        told = await learner.press("Ask me again")
        assert told.ephemeral
        assert told.response.embeds[0].description == said
    assert "**Said another way:**" in learner.text
    await learner.press("Next")
    assert learner.title == "Question 2 of 2"
