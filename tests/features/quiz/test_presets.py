"""`/quiz again:` plays with the settings of an earlier quiz of one's own."""

import pytest

from bot.errors import UnknownPreset
from bot.features.quiz.presets import describe_settings
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.store import QuizSettings
from bot.ui.message import PHONE_OPTION
from bot.ui.refusals import draw_refusal
from tests.libraries import real_library
from tests.party import labels

DECK = real_library().whole


async def suggest(party, who, typed: str = "") -> list[dict]:
    return await who.autocomplete(party.channel, "quiz", "again", typed)


async def play_once(party, who, **options) -> None:
    await party.start(who, **options)
    await party.press(who, "Stop")


async def test_the_last_five_that_differ_are_offered_in_words(party, ana, ben):
    assert await suggest(party, ana) == []
    await play_once(party, ana, length=3)
    await play_once(party, ana, length=4, topic="tests", pace="brisk", teams=2)
    await play_once(party, ana, length=3)
    # In a thread, it keeps none from the channel.
    await party.start(ana, length=5, audience="student", scoring="speed", where="thread")
    await play_once(party, ben, length=9)
    names = [each["name"] for each in await suggest(party, ana)]
    assert names[0].startswith("5 questions · Everything · 60 seconds · students")
    assert names[1:] == [
        "3 questions · Everything · 60 seconds",
        "4 questions · Tests · 20 seconds · 2 teams",
    ]
    assert [each["name"] for each in await suggest(party, ana, "team 20")] == [names[2]]
    assert await suggest(party, ana, "doctor") == []


async def test_a_quiz_is_played_like_the_earlier_one(party, ana, ben):
    await play_once(party, ana, length=4, topic="tests", pace="brisk", audience="both", teams=3)
    (earlier,) = await suggest(party, ana)
    await party.start(ana, again=earlier["value"])
    assert party.titles[-1] == "Quiz: Tests"
    assert party.text.startswith("**4 questions**, 20 seconds each, for everybody")
    assert len([each for each in labels(party.latest) if each.startswith("Join ")]) == 3


async def test_options_that_are_given_come_first(party, ana):
    await play_once(
        party, ana, length=3, topic="tests", pace="brisk", audience="both", scoring="speed", teams=3
    )
    (earlier,) = await suggest(party, ana)
    await party.start(
        ana,
        again=earlier["value"],
        length=4,
        topic="statins",
        pace="relaxed",
        audience="student",
        scoring="accuracy",
        teams=2,
    )
    assert party.titles[-1] == "Quiz: Statins"
    assert party.text.startswith("**4 questions**, 60 seconds each, for students")
    assert "1,000 points, however long it takes" in party.text
    assert "**2 teams.**" in party.text


async def test_a_thread_and_days_are_played_again_unless_another_place_is_given(
    party, channel, ana
):
    await party.start(ana, length=3, where="thread")
    (in_thread,) = await suggest(party, ana)
    assert in_thread["name"] == "3 questions · Everything · 60 seconds · thread"
    await party.start(ana, again=in_thread["value"])
    assert len(channel.threads) == 2
    await party.start(ana, again=in_thread["value"], where="open-3")
    assert party.titles[-1] == "Open quiz: Everything"
    opened = next(each for each in await suggest(party, ana) if "open for" in each["name"])
    assert opened["name"] == "3 questions · Everything · open for 3 days"
    begun = await party.start(ana, again=opened["value"])
    assert begun.response.content.startswith("Your quiz is open in ")
    await party.start(ana, again=opened["value"], where="here")
    assert party.titles[-1] == "Quiz: Everything"


@pytest.mark.parametrize("value", ["1", "99", "2 teams", "0", "-1", "9" * 30, "<@&1> **x**"])
async def test_what_is_not_ones_own_is_refused_in_a_sentence(party, ana, ben, value):
    await play_once(party, ben, length=3)
    before = len(party.messages)
    told = await party.start(ana, again=value)
    assert told.ephemeral
    assert told.response.content.startswith("I know no earlier quiz of yours called “")
    assert "Pick one from the list of `again`" in told.response.content
    assert len(party.messages) == before


async def test_an_erasure_takes_them_away(party, ana):
    await play_once(party, ana, length=3)
    (earlier,) = await suggest(party, ana)
    await party.env.bot.store.privacy.erase(ana.id, party.env.now())
    assert await suggest(party, ana) == []
    told = await party.start(ana, again=earlier["value"])
    assert told.response.content.startswith("I know no earlier quiz of yours called")


async def test_a_topic_that_the_deck_has_no_more_is_not_offered(party, ana):
    await play_once(party, ana, length=3)
    with party.look() as database:
        database.execute("UPDATE quiz SET topic = 'gone'")
        database.commit()
    assert await suggest(party, ana) == []
    told = await party.start(ana, again="1")
    assert told.response.content.startswith("I know no earlier quiz of yours called")


async def test_in_a_direct_message_it_points_to_practice_alone(simcord_env):
    dot = simcord_env.create_user("dot")
    assert await dot.autocomplete("quiz", "again", "") == []
    told = await dot.slash("quiz", again="1")
    assert "`/review`" in told.response.content


def test_a_phone_shows_every_entry():
    deck = real_library().deck
    topics = ["everything", *deck.groups, *deck.cards, *deck.comparisons]
    for topic in topics:
        for few, many in (({}, {}), ({"teams": 4}, {"thread": True, "scoring": Scoring.SPEED})):
            settings = QuizSettings(
                topic, 30, "student", Pace.BRISK, **{"scoring": Scoring.ACCURACY} | few | many
            )
            name = describe_settings(deck, settings, "student" if not few else "patient")
            assert len(name) <= PHONE_OPTION
            assert name.startswith("30 questions · ")
            assert few or name.endswith(" · 20 seconds")


def test_the_refusal_quotes_what_was_typed():
    assert "“10 questions”" in draw_refusal(DECK, UnknownPreset("10 questions")).content
