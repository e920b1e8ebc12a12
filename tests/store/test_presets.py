"""The settings of a person's last quizzes, for themselves alone."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.store import QuizSettings
from bot.store.quiz_rows import QuizPlan
from bot.store.tables import quiz
from tests.store.quiz_play import ANA, BEN, ask, make_plan


def plan_of(host: int, number: int, **how) -> QuizPlan:
    """A plan in a channel of its own, so that many quizzes may go on."""
    length = how.pop("length", 3)
    return replace(make_plan(length, channel=1000 + number), host_id=host, **how)


async def settings_of(store, person: int) -> list[QuizSettings]:
    return [each.settings for each in await store.quiz_presets.list_latest(person)]


async def test_all_that_was_chosen_is_known(store, now):
    thread = replace(plan_of(ANA, 1, teams=3), home_id=77, audience="student", topic="tests")
    await store.quizzes.create(replace(thread, pace=Pace.BRISK, scoring=Scoring.SPEED), now)
    assert await settings_of(store, ANA) == [
        QuizSettings("tests", 3, "student", Pace.BRISK, Scoring.SPEED, thread=True, teams=3)
    ]


async def test_the_last_five_that_differ_are_listed_latest_first(store, now):
    for number, length in enumerate([3, 4, 5, 4, 6, 7, 8, 8]):
        await store.quizzes.create(plan_of(ANA, number, length=length), now)
    listed = await store.quiz_presets.list_latest(ANA)
    assert [each.settings.length for each in listed] == [8, 7, 6, 4, 5]
    # Of those that are alike, the latest stands for all.
    assert [each.quiz_id for each in listed] == [8, 6, 5, 4, 3]


async def test_each_setting_makes_another_quiz(store, now):
    others = [
        {"topic": "tests"},
        {"audience": "student"},
        {"teams": 2},
        {"pace": Pace.HOST},
    ]
    for number, other in enumerate([{}, *others]):
        await store.quizzes.create(plan_of(ANA, number, **other), now)
    assert len(await settings_of(store, ANA)) == 5


async def test_a_quiz_that_stays_open_is_known_by_its_days_also_when_closed_early(store, now):
    until = now + timedelta(days=3)
    plan = plan_of(ANA, 1, pace=Pace.HOST)
    stored = await store.open_quizzes.create(plan, until, now)
    stored.session.close_early(now + timedelta(hours=1))
    await store.quizzes.save(stored, now + timedelta(hours=1))
    (settings,) = await settings_of(store, ANA)
    assert settings.open_days == 3
    assert settings.pace is Pace.RELAXED


async def test_one_that_stayed_open_for_nobody_knows_how_long_is_left_out(store, now):
    await store.open_quizzes.create(plan_of(ANA, 1), now + timedelta(days=3), now)
    await store._database.execute(update(quiz).values(open_days=None))
    assert await settings_of(store, ANA) == []


async def test_people_see_their_own_alone_and_none_once_erased(store, now):
    mine = await store.quizzes.create(plan_of(ANA, 1), now)
    theirs = await store.quizzes.create(plan_of(BEN, 2, length=4), now)
    assert [each.quiz_id for each in await store.quiz_presets.list_latest(ANA)] == [mine.id]
    assert (await store.quiz_presets.get(BEN, theirs.id)).length == 4
    assert await store.quiz_presets.get(ANA, theirs.id) is None
    assert await store.quiz_presets.get(ANA, 4711) is None
    await store.privacy.erase(ANA, now)
    assert await settings_of(store, ANA) == []
    assert await store.quiz_presets.get(ANA, mine.id) is None


async def test_they_are_found_by_their_host(path, store):
    plan = ask(path, "EXPLAIN QUERY PLAN SELECT * FROM quiz WHERE host_id = 1 ORDER BY id DESC")
    assert [row[3] for row in plan] == ["SEARCH quiz USING INDEX ix_quiz_host_id (host_id=?)"]
