"""Quizzes that stay open in the database: the first answer is final, and all count at the end."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import QuestionClosed, QuizOver, TooManyOpenQuizzes
from bot.learning.session import Answer, Pace, PhaseReason
from bot.store import Participation, Store, StoredQuiz
from bot.store.open_quizzes import MOST_OPEN
from tests.store.quiz_play import (
    ANA,
    BEN,
    CLEO,
    GUILD,
    ask,
    assert_nothing_is_half_written,
    make_plan,
    recount,
    tallies,
)

A_DAY = timedelta(days=1)


async def open_one(store: Store, now: datetime, length: int = 3, **how: int) -> StoredQuiz:
    plan = make_plan(length, pace=Pace.HOST, **how)
    return await store.open_quizzes.create(plan, now + A_DAY, now)


async def give(store: Store, quiz: StoredQuiz, person: int, position: int, choice: int) -> Answer:
    """What a press does, of somebody who has loaded the quiz before."""
    given = quiz.session.validate_answer(person, position, choice, quiz.session.since)
    return await store.quizzes.answer(quiz.id, position, person, given)


async def close(store: Store, quiz_id: int, now: datetime, most: int = 99) -> None:
    stored = await store.quizzes.get(quiz_id)
    for _ in range(most):
        if not stored.session.advance(now):
            break
        await store.quizzes.save(stored, now)


async def test_the_database_decides_which_answer_was_first(
    store: Store, path: Path, now: datetime
) -> None:
    quiz = await open_one(store, now)
    for position in (0, 2):
        recorded = await asyncio.gather(
            *(give(store, quiz, ANA, position, choice) for choice in (2, 1, 0))
        )
        assert {each.choice for each in recorded} == {2}
        again = await give(store, quiz, ANA, position, 3)
        assert (again.choice, again.at, again.changes) == (2, now, 0)
    assert ask(path, "SELECT position, choice, changes FROM answer ORDER BY position") == [
        (0, 2, 0),
        (2, 2, 0),
    ]


async def test_after_its_end_nothing_is_recorded(store: Store, path: Path, now: datetime) -> None:
    quiz = await open_one(store, now)
    late = Answer(0, now + A_DAY, now + A_DAY, A_DAY)
    with pytest.raises(QuestionClosed):
        await store.quizzes.answer(quiz.id, 1, ANA, late)
    await close(store, quiz.id, now + A_DAY)
    with pytest.raises(QuestionClosed):
        await store.quizzes.answer(quiz.id, 1, ANA, Answer(0, now, now, A_DAY))
    stored = await store.quizzes.get(quiz.id)
    stored.session.stop(now + A_DAY, PhaseReason.DONE)
    await store.quizzes.save(stored, now + A_DAY)
    with pytest.raises(QuizOver):
        await store.quizzes.answer(quiz.id, 1, ANA, Answer(0, now, now, A_DAY))
    assert ask(path, "SELECT count(*) FROM answer") == [(0,)]


@pytest.mark.parametrize("most", [1, 2, 99])
async def test_wherever_counting_was_cut_off_it_goes_on_and_counts_once(
    store: Store, path: Path, now: datetime, most: int
) -> None:
    quiz = await open_one(store, now)
    for position, choice in enumerate(each.right for each in quiz.session.rounds):
        await give(store, quiz, ANA, position, choice)
    await give(store, quiz, BEN, 0, (quiz.session.rounds[0].right + 1) % 4)
    end = now + A_DAY
    await close(store, quiz.id, end, most)
    assert tallies(path) == recount(path)
    (listed,) = await store.open_quizzes.list_open()
    assert listed.counted == (most == 99)
    await close(store, quiz.id, end + timedelta(hours=1))
    assert tallies(path) == recount(path)
    assert tallies(path)[GUILD, "all", "", ANA] == (3000, 3, 3)
    stored = await store.quizzes.get(quiz.id)
    stored.session.stop(end, PhaseReason.DONE)
    await store.quizzes.save(stored, end)
    assert await store.open_quizzes.list_open() == []
    assert_nothing_is_half_written(path)


async def test_a_server_has_so_many_and_a_channel_several(store: Store, now: datetime) -> None:
    quizzes = [await open_one(store, now) for _ in range(MOST_OPEN)]
    with pytest.raises(TooManyOpenQuizzes) as refused:
        await open_one(store, now)
    assert refused.value.limit == MOST_OPEN
    await open_one(store, now, guild=GUILD + 1)
    assert [each.quiz_id for each in await store.open_quizzes.list_open()][:-1] == [
        each.id for each in quizzes
    ]


async def test_it_is_no_quiz_that_is_played_together(store: Store, now: datetime) -> None:
    await open_one(store, now)
    assert await store.quizzes.running() == []
    together = await store.quizzes.create(make_plan(1), now)
    assert [each.id for each in await store.quizzes.running()] == [together.id]
    assert len(await store.open_quizzes.list_open()) == 1


async def test_players_are_counted_and_the_erased_are_not(store: Store, now: datetime) -> None:
    quiz = await open_one(store, now)
    assert await store.open_quizzes.count_players(quiz.id) == Participation(0, 0)
    for person, answers in ((ANA, 3), (BEN, 1), (CLEO, 3)):
        for position in range(answers):
            await give(store, quiz, person, position, 0)
    assert await store.open_quizzes.count_players(quiz.id) == Participation(3, 2)
    await store.privacy.erase(CLEO, now)
    assert await store.open_quizzes.count_players(quiz.id) == Participation(2, 1)


async def test_the_database_counts_as_the_quiz_does(
    store: Store, path: Path, now: datetime
) -> None:
    quiz = await open_one(store, now)
    assert await store.open_quizzes.tally(quiz.id) == []
    for person, choices in ((ANA, (0, 1, 2)), (BEN, (3, 2)), (CLEO, (1,))):
        for position, choice in enumerate(choices):
            await give(store, quiz, person, position, choice)
    other = await open_one(store, now)
    await give(store, other, CLEO, 2, 0)
    counted = await store.open_quizzes.tally(quiz.id)
    assert [(each.person, each.answered) for each in counted] == [(ANA, 3), (BEN, 2), (CLEO, 1)]
    await close(store, quiz.id, now + A_DAY)
    stored = await store.quizzes.get(quiz.id)
    assert counted == sorted(stored.session.tallies(), key=lambda each: each.person)
    assert any(each.right for each in counted)
    await store.privacy.erase(ANA, now)
    assert [each.person for each in await store.open_quizzes.tally(quiz.id)] == [BEN, CLEO]


async def test_one_persons_answers_are_read_alone(store: Store, now: datetime) -> None:
    quiz = await open_one(store, now)
    await give(store, quiz, ANA, 0, 1)
    await give(store, quiz, BEN, 0, 2)
    mine = await store.quizzes.get(quiz.id, BEN)
    assert set(mine.session.rounds[0].answers) == {BEN}
    everybody = await store.quizzes.get(quiz.id)
    assert set(everybody.session.rounds[0].answers) == {ANA, BEN}


async def test_what_it_asks_is_not_drawn_again_soon(store: Store, now: datetime) -> None:
    quiz = await open_one(store, now)
    assert await store.quizzes.last_asked(GUILD) == {each.id: now for each in quiz.items}
