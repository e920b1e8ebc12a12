"""A quiz as it is stored: one answer per person, one close per question, all after a restart."""

import copy
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.errors import NotOpen, QuestionClosed, QuizOver, QuizPaused, QuizRunning
from bot.learning.scoring import Scoring
from bot.learning.session import FORGOTTEN, Answer, Phase, PhaseReason
from bot.store import Store
from tests.store.quiz_play import (
    ANA,
    BEN,
    CHANNEL,
    CLEO,
    GUILD,
    HOST,
    SECOND,
    ask,
    assert_nothing_is_half_written,
    begin,
    make_item,
    make_plan,
    play,
    press,
    recount,
    right,
    step,
    tallies,
    wrong,
)


def given_at(now: datetime, choice: int) -> Answer:
    return Answer(choice, now, now, timedelta(0))


async def test_a_quiz_begins_in_its_lobby_with_every_question_shuffled(
    store: Store, now: datetime
) -> None:
    quiz = await store.quizzes.create(make_plan(5), now)
    assert (quiz.session.phase, quiz.session.position) == (Phase.LOBBY, -1)
    for item, order, each in zip(quiz.items, quiz.orders, quiz.session.rounds, strict=True):
        assert sorted(order) == [0, 1, 2, 3]
        assert item.options[order[each.right]] == item.options[0]
    assert len(set(quiz.orders)) > 1


async def test_a_channel_has_one_quiz_at_a_time(store: Store, now: datetime) -> None:
    quiz = await store.quizzes.create(make_plan(), now)
    with pytest.raises(QuizRunning) as refused:
        await store.quizzes.create(make_plan(), now)
    assert (refused.value.channel_id, refused.value.message_id) == (CHANNEL, None)
    await store.quizzes.note_message(quiz.id, "lobby", 71)
    await store.quizzes.note_message(quiz.id, 0, 72)
    with pytest.raises(QuizRunning) as refused:
        await store.quizzes.create(make_plan(), now)
    assert refused.value.message_id == 72
    other = await store.quizzes.create(make_plan(channel=CHANNEL + 1), now)
    quiz.session.stop(now)
    await store.quizzes.save(quiz, now)
    again = await store.quizzes.create(make_plan(), now)
    assert {found.id for found in await store.quizzes.running()} == {other.id, again.id}


async def test_what_was_delivered_twice_is_one_answer(store: Store, path, now: datetime) -> None:
    quiz = await begin(store, now)
    given = quiz.session.validate_answer(ANA, 0, 2, now + SECOND)
    for late in (0, 0, 3):
        recorded = await store.quizzes.answer(
            quiz.id, 0, ANA, replace(given, at=given.at + late * SECOND)
        )
        assert recorded == given
    assert ask(path, "SELECT person_id, choice, changes FROM answer") == [(ANA, 2, 0)]


async def test_a_change_updates_the_row_and_is_counted_even_if_two_presses_overlap(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)
    # Both are validated before either is recorded, as when somebody presses A and B at once.
    first = quiz.session.validate_answer(ANA, 0, 0, now + SECOND)
    second = quiz.session.validate_answer(ANA, 0, 1, now + 2 * SECOND)
    assert (await store.quizzes.answer(quiz.id, 0, ANA, first)).changes == 0
    recorded = await store.quizzes.answer(quiz.id, 0, ANA, second)
    assert (recorded.choice, recorded.changes, recorded.first_at) == (1, 1, now + SECOND)
    assert (recorded.at, recorded.taken) == (now + 2 * SECOND, 2 * SECOND)
    back = await store.quizzes.answer(quiz.id, 0, ANA, first)
    assert (back.choice, back.changes) == (0, 2)
    assert ask(path, "SELECT count(*) FROM answer") == [(1,)]


async def test_answers_to_what_is_not_open_are_refused_by_the_database(
    store: Store, path, now: datetime
) -> None:
    quiz = await store.quizzes.create(make_plan(), now)
    sure = given_at(now + SECOND, 0)
    with pytest.raises(NotOpen):
        await store.quizzes.answer(quiz.id, 0, ANA, sure)
    await step(store, quiz, now)
    for position, choice in ((1, 0), (-1, 0), (7, 0), (0, 4)):
        with pytest.raises((NotOpen, QuizOver)):
            await store.quizzes.answer(quiz.id, position, ANA, given_at(now + SECOND, choice))
    with pytest.raises(QuizOver):
        await store.quizzes.answer(quiz.id + 1, 0, ANA, sure)
    quiz.session.pause(now + SECOND)
    await store.quizzes.save(quiz, now + SECOND)
    with pytest.raises(QuizPaused):
        await store.quizzes.answer(quiz.id, 0, ANA, sure)
    assert ask(path, "SELECT * FROM answer") == []


async def test_an_answer_after_the_close_is_refused_even_when_memory_thinks_it_open(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)
    unaware = copy.deepcopy(quiz.session)
    await step(store, quiz, now + 30 * SECOND)
    given = unaware.validate_answer(ANA, 0, 0, now + 31 * SECOND)
    with pytest.raises(QuestionClosed):
        await store.quizzes.answer(quiz.id, 0, ANA, given)
    quiz.session.stop(now + 40 * SECOND)
    await store.quizzes.save(quiz, now + 40 * SECOND)
    with pytest.raises(QuizOver):
        await store.quizzes.answer(quiz.id, 0, ANA, given)
    assert ask(path, "SELECT * FROM answer") == []


async def test_an_answer_past_the_time_is_refused_before_anybody_has_closed_the_question(
    store: Store, now: datetime
) -> None:
    quiz = await begin(store, now)
    await store.quizzes.answer(quiz.id, 0, ANA, given_at(now + 59 * SECOND, 0))
    with pytest.raises(QuestionClosed):
        await store.quizzes.answer(quiz.id, 0, BEN, given_at(now + 60 * SECOND, 0))
    # The same choice again is no answer either, once it is too late.
    with pytest.raises(QuestionClosed):
        await store.quizzes.answer(quiz.id, 0, ANA, given_at(now + 60 * SECOND, 0))


async def test_a_pause_gives_its_time_back_in_the_database_too(store: Store, now: datetime) -> None:
    quiz = await begin(store, now)
    quiz.session.pause(now + 50 * SECOND)
    await store.quizzes.save(quiz, now + 50 * SECOND)
    quiz.session.resume(now + 500 * SECOND)
    await store.quizzes.save(quiz, now + 500 * SECOND)
    recorded = await press(store, quiz, ANA, right(quiz), now + 505 * SECOND)
    assert recorded.taken == 55 * SECOND


async def test_a_close_counts_what_is_recorded_and_not_what_memory_knows(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)
    await press(store, quiz, ANA, right(quiz), now + SECOND)
    # Recorded and acknowledged, but the process has not yet come to keep it.
    late = quiz.session.validate_answer(BEN, 0, right(quiz), now + 2 * SECOND)
    await store.quizzes.answer(quiz.id, 0, BEN, late)
    await step(store, quiz, now + 3 * SECOND)
    assert quiz.session.points(0) == {ANA: 1000, BEN: 1000}
    assert dict(ask(path, "SELECT person_id, points FROM answer")) == {ANA: 1000, BEN: 1000}


async def test_a_question_that_only_the_database_knows_answers_to_was_not_empty(
    store: Store, now: datetime
) -> None:
    quiz = await begin(store, now)
    given = quiz.session.validate_answer(ANA, 0, 0, now)
    await store.quizzes.answer(quiz.id, 0, ANA, given)
    await step(store, quiz, now + SECOND)
    assert quiz.session.empty == 0
    assert (await store.quizzes.running())[0].session.empty == 0
    await step(store, quiz, now + 2 * SECOND)
    await step(store, quiz, now + 3 * SECOND)
    assert (await store.quizzes.running())[0].session.empty == 1


async def test_a_close_happens_exactly_once(store: Store, path, now: datetime) -> None:
    quiz = await begin(store, now)
    await press(store, quiz, ANA, right(quiz), now + SECOND)
    await press(store, quiz, BEN, wrong(quiz), now + SECOND)
    twin = copy.deepcopy(quiz)
    await step(store, quiz, now + 5 * SECOND)

    def everything() -> list:
        tables = ("quiz_question", "answer", "tally", "asked", "memory")
        return [ask(path, f"SELECT * FROM {table}") for table in tables]  # noqa: S608 - constants

    before = everything()
    await store.quizzes.save(quiz, now + 6 * SECOND)
    assert everything() == before
    twin.session.press_next(now + 9 * SECOND)
    await store.quizzes.save(twin, now + 9 * SECOND)
    assert everything() == before
    assert_nothing_is_half_written(path)


async def test_a_quiz_that_has_ended_is_not_brought_back(store: Store, path, now: datetime) -> None:
    quiz = await begin(store, now)
    twin = copy.deepcopy(quiz)
    quiz.session.stop(now + SECOND)
    await store.quizzes.save(quiz, now + SECOND)
    await store.quizzes.save(quiz, now + 2 * SECOND)
    twin.session.press_next(now + 3 * SECOND)
    with pytest.raises(QuizOver):
        await store.quizzes.save(twin, now + 3 * SECOND)
    assert await store.quizzes.running() == []
    ended = ask(path, "SELECT phase, reason, ended_at FROM quiz")
    assert ended == [("finished", "stopped", "2026-11-23 09:30:01.000000")]


async def test_a_quiz_forgotten_in_a_pause_still_counts_the_open_question(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)
    await press(store, quiz, ANA, right(quiz), now + SECOND)
    quiz.session.pause(now + 2 * SECOND)
    await store.quizzes.save(quiz, now + 2 * SECOND)
    later = now + FORGOTTEN + 3 * SECOND
    assert quiz.session.advance(later)
    await store.quizzes.save(quiz, later)
    found = await store.quizzes.get(quiz.id)
    assert found is not None
    assert (found.session.phase, found.session.reason) == (Phase.FINISHED, PhaseReason.FORGOTTEN)
    assert ask(path, "SELECT points FROM answer") == [(1000,)]
    assert_nothing_is_half_written(path)


@pytest.mark.long
async def test_speed_is_scored_by_the_time_that_is_recorded(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now, scoring=Scoring.SPEED)
    await press(store, quiz, ANA, right(quiz), now)
    await press(store, quiz, BEN, right(quiz), now + 30 * SECOND)
    await press(store, quiz, CLEO, wrong(quiz), now)
    await step(store, quiz, now + 31 * SECOND)
    scored = dict(ask(path, "SELECT person_id, points FROM answer"))
    assert scored == {ANA: 1000, BEN: 750, CLEO: 0} == quiz.session.points(0)
    assert tallies(path) == recount(path)


async def test_a_finished_quiz_is_found_for_its_buttons(store: Store, now: datetime) -> None:
    quiz = await play(store, now, [{ANA: True, BEN: False}, {ANA: False}])
    for place in (0, 1):
        await store.quizzes.note_message(quiz.id, place, 900 + place)
        quiz.message_ids[place] = 900 + place
    await store.quizzes.note_message(quiz.id, "board", 950)
    quiz.board_message_id = 950
    assert await store.quizzes.get(quiz.id) == quiz
    assert quiz.latest_message_id == 950
    assert quiz.host_id == HOST
    assert await store.quizzes.get(quiz.id + 1) is None
    assert await store.quizzes.misses(quiz.id, ANA) == ["Q001"]
    assert await store.quizzes.misses(quiz.id, BEN) == ["Q000"]
    assert await store.quizzes.misses(quiz.id, CLEO) == []


async def test_a_changed_deck_does_not_change_a_running_quiz(store: Store, now: datetime) -> None:
    quiz = await store.quizzes.create(make_plan(2), now)
    found = await store.quizzes.get(quiz.id)
    assert found is not None
    assert found.items == (make_item(0), make_item(1))


async def test_misses_are_hidden_until_the_question_closes(store: Store, now: datetime) -> None:
    quiz = await begin(store, now)
    await press(store, quiz, ANA, wrong(quiz), now)
    assert await store.quizzes.misses(quiz.id, ANA) == []
    await step(store, quiz, now + SECOND)
    assert await store.quizzes.misses(quiz.id, ANA) == ["Q000"]


async def test_what_was_asked_is_remembered_per_server(store: Store, now: datetime) -> None:
    await play(store, now, [{}, {ANA: True}])
    await play(store, now, [{}], first=7, guild=GUILD + 1, channel=CHANNEL + 1)
    seen = await store.quizzes.last_asked(GUILD)
    assert seen == {"Q000": now + 10 * SECOND, "Q001": now + 30 * SECOND}
    later = now + timedelta(days=2)
    await play(store, later, [{}])
    assert (await store.quizzes.last_asked(GUILD))["Q000"] == later + 10 * SECOND


async def test_people_are_never_named_in_logs(store: Store, now: datetime, capsys, caplog) -> None:
    await play(store, now, [{ANA: True, BEN: False}])
    said = capsys.readouterr()
    assert str(ANA) not in said.out + said.err + caplog.text


async def test_a_quiz_that_ended_without_its_board_is_found_again(
    store: Store, now: datetime
) -> None:
    quiz = await play(store, now, [{ANA: True}])
    lost = await begin(store, now, channel=CHANNEL + 1)
    lost.session.stop(now, PhaseReason.LOST)
    await store.quizzes.save(lost, now)
    never_begun = await store.quizzes.create(make_plan(channel=CHANNEL + 2), now)
    never_begun.session.stop(now)
    await store.quizzes.save(never_begun, now)
    assert await store.quizzes.without_board(now) == [quiz]
    assert await store.quizzes.without_board(now + timedelta(hours=1)) == []
    await store.quizzes.note_message(quiz.id, "board", 950)
    assert await store.quizzes.without_board(now) == []
