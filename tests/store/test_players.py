"""Who is in a quiz and in which team, whatever comes at the same time or in between."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import QuizOver, QuizStarted
from bot.learning.session import PhaseReason
from bot.store import Store, StoredQuiz
from tests.store.quiz_play import ANA, BEN, CLEO, ask, make_plan, press, right, step


async def gather_for(store: Store, now: datetime, teams: int | None = 2, **how) -> StoredQuiz:
    """A quiz in its lobby."""
    return await store.quizzes.create(replace(make_plan(**how), teams=teams), now)


def teams_in(path: Path) -> dict[int, int | None]:
    return dict(ask(path, "SELECT person_id, team FROM quiz_player"))


async def test_who_picks_a_team_is_in_it_and_may_change_before_the_start(store, now, path):
    quiz = await gather_for(store, now)
    assert await store.quizzes.join(quiz.id, ANA, 2) == 2
    assert await store.quizzes.join(quiz.id, ANA, 2) == 2
    assert await store.quizzes.join(quiz.id, BEN, 1) == 1
    assert await store.quizzes.join(quiz.id, ANA, 1) == 1
    assert teams_in(path) == {ANA: 1, BEN: 1}


async def test_who_picks_none_is_put_in_the_smallest_and_stays_there(store, now):
    quiz = await gather_for(store, now, teams=3)
    await store.quizzes.join(quiz.id, ANA, 1)
    assert await store.quizzes.join(quiz.id, BEN) == 2
    assert await store.quizzes.join(quiz.id, CLEO) == 3
    assert await store.quizzes.join(quiz.id, BEN) == 2
    assert await store.quizzes.join(quiz.id, ANA) == 1


async def test_many_who_come_at_once_are_spread_evenly(store, now, path):
    quiz = await gather_for(store, now, teams=4)
    entered = await asyncio.gather(*(store.quizzes.join(quiz.id, n) for n in range(1, 101)))
    assert [entered.count(team) for team in (1, 2, 3, 4)] == [25, 25, 25, 25]
    assert teams_in(path) == dict(zip(range(1, 101), entered, strict=True))


async def test_after_the_start_nobody_changes_or_leaves_and_who_is_new_may_pick(store, now):
    quiz = await gather_for(store, now)
    await store.quizzes.join(quiz.id, ANA, 1)
    await step(store, quiz, now)
    with pytest.raises(QuizStarted):
        await store.quizzes.join(quiz.id, ANA, 2)
    with pytest.raises(QuizStarted):
        await store.quizzes.leave(quiz.id, ANA)
    assert await store.quizzes.join(quiz.id, ANA, 1) == 1
    assert await store.quizzes.join(quiz.id, BEN, 1) == 1


async def test_who_leaves_before_the_start_is_not_in_any_more(store, now, path):
    quiz = await gather_for(store, now)
    await store.quizzes.join(quiz.id, ANA, 1)
    await store.quizzes.join(quiz.id, BEN, 2)
    await store.quizzes.leave(quiz.id, ANA)
    await store.quizzes.leave(quiz.id, ANA)
    assert teams_in(path) == {BEN: 2}


async def test_without_teams_nobody_has_one(store, now, path):
    quiz = await gather_for(store, now, teams=None)
    assert await store.quizzes.join(quiz.id, ANA) is None
    assert teams_in(path) == {ANA: None}
    loaded = await store.quizzes.get(quiz.id)
    assert (loaded.teams, loaded.players, loaded.team_of) == (None, {ANA}, {})


async def test_a_quiz_is_read_back_with_its_teams(store, now):
    quiz = await gather_for(store, now)
    await store.quizzes.join(quiz.id, ANA, 2)
    loaded = await store.quizzes.get(quiz.id)
    assert (loaded.teams, loaded.players, loaded.team_of) == (2, {ANA}, {ANA: 2})


async def test_one_quiz_knows_nothing_of_the_teams_of_another(store, now):
    first = await gather_for(store, now)
    second = await gather_for(store, now, first=10, channel=77)
    entered = await asyncio.gather(
        store.quizzes.join(first.id, ANA, 1), store.quizzes.join(second.id, ANA, 2)
    )
    assert entered == [1, 2]
    assert await store.quizzes.join(first.id, BEN) == 2
    assert await store.quizzes.join(second.id, BEN) == 1


async def test_one_who_is_refused_keeps_none_who_comes_at_once_from_being_in(store, now):
    quiz = await gather_for(store, now)
    results = await asyncio.gather(
        store.quizzes.join(quiz.id, ANA, 1),
        store.quizzes.join(4711, BEN, 1),
        store.quizzes.join(quiz.id, CLEO),
        return_exceptions=True,
    )
    assert [results[0], type(results[1]), results[2]] == [1, QuizOver, 2]


async def test_who_played_is_known_until_the_result_is_posted(store, now, path):
    quiz = await gather_for(store, now, length=1)
    await store.quizzes.join(quiz.id, ANA, 2)
    await step(store, quiz, now)
    await press(store, quiz, ANA, right(quiz), now)
    quiz.session.stop(now)
    await store.quizzes.save(quiz, now)
    # Whoever resumes it draws its result with its teams.
    (left,) = await store.quizzes.without_board(now - timedelta(days=1))
    assert left.team_of == {ANA: 2}
    with pytest.raises(QuizOver):
        await store.quizzes.join(quiz.id, BEN, 1)
    with pytest.raises(QuizOver):
        await store.quizzes.leave(quiz.id, ANA)
    await store.quizzes.note_message(quiz.id, "board", 950)
    assert teams_in(path) == {}


@pytest.mark.parametrize("reason", [PhaseReason.STOPPED, PhaseReason.LOST])
async def test_where_no_result_will_come_nobody_is_kept(store, now, path, reason):
    quiz = await gather_for(store, now)
    await store.quizzes.join(quiz.id, ANA, 2)
    if reason is PhaseReason.LOST:
        await step(store, quiz, now)
    quiz.session.stop(now, reason)
    await store.quizzes.save(quiz, now)
    assert teams_in(path) == {}


@pytest.mark.long
async def test_a_result_that_was_never_posted_keeps_nobody_for_long(store, now, path):
    quiz = await gather_for(store, now)
    await store.quizzes.join(quiz.id, ANA, 2)
    await step(store, quiz, now)
    quiz.session.stop(now)
    await store.quizzes.save(quiz, now)
    other = await gather_for(store, now, first=10, channel=77)
    await store.quizzes.join(other.id, BEN, 1)
    later = now + timedelta(days=1, seconds=1)
    third = await gather_for(store, later, first=20, channel=78)
    third.session.stop(later)
    await store.quizzes.save(third, later)
    assert teams_in(path) == {BEN: 1}


async def test_an_erasure_takes_a_person_out_of_their_team(store, now, path):
    quiz = await gather_for(store, now)
    await store.quizzes.join(quiz.id, ANA, 2)
    await store.quizzes.join(quiz.id, BEN, 1)
    (counted,) = [c for c in await store.privacy.count_rows(ANA) if c.table == "quiz_player"]
    assert counted.count == 1
    rows = [row async for part in store.privacy.export(ANA) for row in part.rows]
    assert {"quiz_id": quiz.id, "person_id": str(ANA), "team": 2} in rows
    await store.privacy.erase(ANA, now)
    assert teams_in(path) == {BEN: 1}
