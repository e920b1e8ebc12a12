"""A quiz as people play it, from `/quiz` to its result."""

import re

import pytest

from tests.options import starts_of_right_answer, why_not
from tests.party import labels, words

# Shorter than the bot's own waits, which pass only when a test lets them.


@pytest.fixture
def cem(simcord_env, guild):
    return guild.add_member(simcord_env.create_user("cem"))


@pytest.fixture
def delivered(simcord_env, monkeypatch) -> list[dict]:
    """The interactions that Discord has delivered so far."""
    return simcord_env.record_interactions(monkeypatch)


async def test_three_people_play_a_whole_quiz(party, ana, ben, cem):
    await party.begin(ana, length=3)
    # Ana changes her mind, Ben does not know, Cem comes late and is right.
    told = await party.answer(ana, party.wrong)
    assert told.startswith("You chose **")
    assert told.endswith("**. You can change it until the question closes.")
    await party.answer(ben, party.wrong)
    await party.answer(ana, party.right)
    assert party.points(ana, ben, cem) == [0, 0, 0]
    await party.wait(60)
    assert party.points(ana, ben, cem) == [1000, 0, 0]
    await party.wait(6)
    await party.answer(cem, party.right)
    await party.answer(ben, party.right)
    await party.answer(ana, party.right)
    await party.wait(60 + 6)
    await party.answer(cem, party.wrong)
    await party.wait(60 + 6)
    assert party.titles == [
        "Quiz: Everything",
        "Question 1 of 3: the answer",
        "Question 2 of 3: the answer",
        "Question 3 of 3: the answer",
        "Result: Everything",
    ]
    assert party.points(ana, ben, cem) == [2000, 1000, 1000]
    board = party.text.split("\n")
    assert any(
        line.startswith("**1.**") and line.endswith("2,000 points · 2 of 3 right") for line in board
    )
    assert sum(line.startswith("**2.**") for line in board) == 2
    assert "The hardest question:" not in party.text
    (podium,) = party.latest.attachments
    assert podium.description.startswith("Podium. 1: ")
    assert podium.description.count("2: ") == 2
    assert labels(party.latest) == ["Practise what I missed", "Play again", "My scores"]
    assert party.phase == "finished"
    party.assert_sound()


async def test_nobody_sees_a_name_or_an_answer_before_the_question_closes(party, ana, ben):
    await party.begin(ana, length=3)
    before = party.text
    await party.answer(ana, party.right)
    await party.answer(ben, party.wrong)
    await party.wait(3)
    assert party.text == before.replace("Nobody has answered yet.", "2 people have answered.")
    said = str([message.embeds[0].to_dict() for message in party.messages])
    assert not words(said) & {"ana", "ben"}


async def test_the_answer_is_marked_in_words_with_bars_explanation_source_and_card(
    party, ana, ben, library
):
    # Generated questions, which are for students, explain all their options at once.
    await party.begin(ana, length=3, audience="patient")
    await party.answer(ana, party.right)
    await party.answer(ben, party.wrong)
    await party.wait(60)
    lines = party.text.split("\n")
    right = next(place for place, line in enumerate(lines) if line.endswith("(right answer)"))
    assert lines[right].startswith(starts_of_right_answer(party.right))
    assert lines[right + 1] == "`█████░░░░░` 1"
    assert "**Why:** " in party.text
    assert why_not(party.wrong).search(party.text)
    assert "Source" in party.text
    assert "(<https://" in party.text
    shown = await party.press(ben, "Show card")
    assert shown.ephemeral
    assert shown.response.embeds[0].title
    assert library.deck.info.disclaimer_short in party.latest.embeds[0].footer.text


async def test_a_late_answer_does_not_count_and_is_told_so(party, ana, ben):
    await party.begin(ana, length=3)
    screen = party.screen()
    await party.answer(ana, party.right)
    await party.wait(60)
    told = await party.press_on(screen, ben, "A")
    assert told.ephemeral
    assert told.response.content.startswith("That question has closed")
    await party.wait(6)
    told = await party.press_on(screen, ben, "A")
    assert told.response.content.startswith("That question has closed")
    assert len(party.ask("SELECT * FROM answer")) == 1


async def test_a_double_click_and_a_repeated_delivery_are_one_answer(
    party, simcord_env, ana, delivered
):
    await party.begin(ana, length=3)
    await party.answer(ana, party.right)
    await party.answer(ana, party.right)
    simcord_env.deliver(delivered[-1])
    await simcord_env.settle()
    assert party.ask("SELECT changes FROM answer") == [(0,)]


async def test_it_closes_five_seconds_after_all_who_played_before_have_answered(party, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ana, "A")
    await party.answer(ben, "B")
    await party.wait(60 + 6)
    await party.wait(10)
    await party.answer(ana, "A")
    await party.wait(6)
    assert party.phase == "open"
    await party.answer(ben, "A")
    await party.wait(4)
    assert party.phase == "open"
    await party.wait(1.1)
    assert party.phase == "revealed"


async def test_the_countdown_follows_when_it_closes_early(party, ana):
    await party.begin(ana, length=3)
    await party.answer(ana, "A")
    await party.press(ana, "Next")
    await party.wait(6)
    await party.wait(10)
    await party.answer(ana, "A")
    await party.wait(1)
    closes_at = int(party.env.now().timestamp()) + 4
    (shown,) = re.findall(r"Closes <t:(\d+):R>", party.text)
    assert abs(int(shown) - closes_at) <= 1


async def test_two_questions_without_an_answer_pause_it_and_say_how_to_go_on(party, ana):
    await party.begin(ana, length=5)
    await party.wait(60 + 6 + 60 + 6)
    assert party.phase == "paused"
    assert "Nobody answered two questions in a row" in party.text
    assert "**Resume**" in party.text
    assert labels(party.latest)[-2:] == ["Resume", "Stop"]
    await party.press(ana, "Resume")
    assert party.titles[-1] == "Question 3 of 5"


async def test_a_quiz_that_nobody_goes_on_with_ends_after_an_hour(party, ana):
    await party.begin(ana, length=5)
    await party.answer(ana, party.right)
    await party.press(ana, "Pause")
    await party.wait(3600)
    assert party.phase == "finished"
    assert "Nothing happened for an hour, so the quiz is over after 1 of 5 questions." in party.text
    assert party.points(ana) == [1000]
    assert (await party.start(ana)).response.content.startswith("Your quiz is ready")


async def test_a_pause_keeps_the_time_that_is_left(party, ana, ben):
    await party.begin(ana, length=3)
    await party.answer(ben, party.right)
    await party.wait(40)
    await party.press(ana, "Pause")
    assert labels(party.latest) == ["Resume", "Stop"]
    await party.wait(1000)
    await party.press(ana, "Resume")
    await party.wait(19)
    assert party.phase == "open"
    await party.wait(1.1)
    assert party.phase == "revealed"
    assert party.points(ben) == [1000]


async def test_at_the_hosts_pace_nothing_moves_by_itself(party, ana, ben):
    await party.start(ana, length=3, pace="host")
    await party.wait(600)
    assert party.phase == "lobby"
    await party.press(ana, "Start now")
    await party.answer(ben, party.right)
    await party.wait(1200)
    assert party.phase == "open"
    await party.press(ana, "Next")
    assert party.phase == "revealed"
    await party.wait(600)
    assert party.phase == "revealed"
    await party.press(ana, "Next")
    assert party.titles[-1] == "Question 2 of 3"
    party.assert_sound()


async def test_stop_counts_what_was_answered_and_shows_the_result(party, ana, ben):
    await party.begin(ana, length=10)
    await party.answer(ben, party.right)
    await party.press(ana, "Stop")
    assert party.titles[-2:] == ["Question 1 of 10: the answer", "Result: Everything"]
    assert "The quiz was stopped after 1 of 10 questions." in party.text
    assert party.points(ben) == [1000]
    assert "Next" not in labels(party.messages[-2])
    party.assert_sound()


async def test_a_quiz_stopped_in_its_lobby_leaves_no_result(party, ana):
    await party.start(ana)
    await party.press(ana, "Stop")
    assert "It was stopped before it began." in party.text
    assert labels(party.latest) == ["Play again"]
    assert len(party.messages) == 1


async def test_a_lobby_starts_by_itself_after_half_a_minute(party, ana):
    await party.start(ana, length=3)
    assert labels(party.latest) == ["I'm in", "Start now", "Pause", "Stop"]
    await party.wait(30)
    assert party.titles == ["Quiz: Everything", "Question 1 of 3"]
    assert not labels(party.messages[0])


async def test_a_second_press_on_start_or_next_skips_nothing(party, ana):
    await party.start(ana, length=3)
    lobby = party.screen()
    await party.press_on(lobby, ana, "Start now")
    await party.press_on(lobby, ana, "Start now")
    assert party.phase == "open"
    asked = party.screen()
    await party.press_on(asked, ana, "Next")
    await party.press_on(asked, ana, "Next")
    assert party.phase == "revealed"


async def test_in_speed_scoring_the_sooner_answer_is_worth_more(party, ana, ben):
    await party.begin(ana, length=3, scoring="speed", pace="brisk")
    await party.answer(ana, party.right)
    await party.wait(10)
    await party.answer(ben, party.right)
    await party.wait(10)
    sooner, later = party.points(ana, ben)
    assert sooner > 950
    assert 700 < later < 780


async def test_counts_are_refreshed_at_most_every_three_seconds(party, simcord_env, guild, ana):
    crowd = [guild.add_member(simcord_env.create_user(f"p{n}")) for n in range(12)]
    await party.begin(ana, length=3)
    began = simcord_env.now()
    before = len(edits(simcord_env))
    for person in crowd:
        await party.answer(person, "A")
        await party.wait(0.5)
    await party.wait(3)
    passed = (simcord_env.now() - began).total_seconds()
    assert "12 people have answered." in party.text
    assert len(edits(simcord_env)) - before <= passed / 3 + 1


def edits(env) -> list:
    return [
        each
        for each in env.http_requests
        if each.method == "PATCH" and each.path.startswith("/channels/")
    ]


async def test_a_quiz_of_half_an_hour_needs_no_token_of_any_interaction(
    party, simcord_env, ana, ben
):
    await party.begin(ana, length=30)
    began, before = simcord_env.now(), len(simcord_env.http_requests)
    for _ in range(30):
        await party.answer(ben, party.right)
        await party.wait(60 + 6)
    assert (simcord_env.now() - began).total_seconds() > 15 * 60
    assert party.titles[-1] == "Result: Everything"
    assert party.points(ben) == [30_000]
    assert len(set(party.ask("SELECT item_id FROM quiz_question"))) == 30
    # Only private notes are edited through a token, while it lives.
    later = [each for each in simcord_env.http_requests[before:] if "/webhooks/" in each.path]
    assert len(later) == 30
    assert all(each.path.endswith("/messages/@original") for each in later)
    party.assert_sound()


async def test_play_again_makes_whoever_presses_the_host_and_asks_other_questions(party, ana, ben):
    await party.begin(ana, length=5, pace="host", topic="tests")
    await party.press(ana, "Stop")
    begun = await party.press(ben, "Play again")
    assert begun.ephemeral
    assert begun.response.content.startswith("Your quiz is ready")
    await party.press(ben, "Start now")
    (first,), (second,) = party.ask("SELECT item_id FROM quiz_question WHERE opened_at NOT NULL")
    assert first != second
    assert party.ask("SELECT topic, pace, host_id FROM quiz ORDER BY id") == [
        ("tests", "host", ana.id),
        ("tests", "host", ben.id),
    ]
