"""A board's running tallies equal a recount of the answers, whatever happened."""

import asyncio
import itertools
import shutil
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import QuizRefusal
from bot.learning.scoring import Period, Scoring
from bot.learning.session import Pace, Phase
from bot.store import Store, StoredQuiz
from tests.examples import examples
from tests.store.quiz_play import (
    CHANNEL,
    GUILD,
    assert_nothing_is_half_written,
    make_plan,
    press,
    recount,
    tallies,
)

# A question of the day is found again in a way of its own.
PACES = [pace for pace in Pace if pace is not Pace.DAILY]
# Around two turns of the year: 2026 ends in its own week 53, and so begins 2027.
STARTS = st.datetimes(
    min_value=datetime(2026, 12, 27),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2027, 1, 5),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(UTC),
)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("press"), st.integers(0, 2), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("wait"), st.integers(1, 40_000)),
        st.tuples(st.just("host"), st.sampled_from(["press_next", "pause", "resume", "stop"])),
        st.tuples(st.just("erase"), st.integers(0, 2)),
        st.tuples(st.sampled_from(["begin", "restart"])),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tallies") / "empty.db"

    async def make() -> None:
        async with Store(f"sqlite+aiosqlite:///{path}"):
            pass

    asyncio.run(make())
    return path


class Life:
    """Quizzes in two channels, and all that befalls them; after each restart all is as it was."""

    def __init__(self, url: str, now: datetime, plans: list[tuple[Scoring, Pace]]) -> None:
        self.store = Store(url)
        self.url = url
        self.now = now
        self.plans = itertools.cycle(plans)
        self.begun = 0
        self.quizzes: list[StoredQuiz] = []

    async def live(self, events: list[tuple]) -> None:
        await self.store.start()
        try:
            for what, *details in [("begin",), ("begin",), ("host", "press_next"), *events]:
                self.now += timedelta(seconds=1, microseconds=1)
                await getattr(self, what)(*details)
                self.quizzes = [quiz for quiz in self.quizzes if not quiz.session.over]
            await self.restart()
        finally:
            await self.store.close()

    async def begin(self) -> None:
        free = {CHANNEL, CHANNEL + 1} - {quiz.channel_id for quiz in self.quizzes}
        if free:
            scoring, pace = next(self.plans)
            plan = make_plan(2, first=self.begun, channel=min(free), scoring=scoring, pace=pace)
            self.quizzes.append(await self.store.quizzes.create(plan, self.now))
            self.begun += 1

    async def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        for quiz in self.quizzes:
            while quiz.session.advance(self.now):
                await self.store.quizzes.save(quiz, self.now)

    async def press(self, person: int, choice: int, twice: bool) -> None:
        for quiz in self.quizzes:
            for _ in range(1 + twice):
                with suppress(QuizRefusal):
                    await press(self.store, quiz, 100 + person, choice, self.now)

    async def host(self, what: str) -> None:
        for quiz in self.quizzes:
            getattr(quiz.session, what)(self.now)
            await self.store.quizzes.save(quiz, self.now)

    async def erase(self, person: int) -> None:
        await self.store.privacy.erase(100 + person, self.now)
        for quiz in self.quizzes:
            quiz.session.remove_person(100 + person)

    async def restart(self) -> None:
        before = sorted(self.quizzes, key=lambda quiz: quiz.id)
        await self.store.close()
        self.store = Store(self.url)
        await self.store.start()
        self.quizzes = await self.store.quizzes.running()
        assert self.quizzes == before


@settings(
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    now=STARTS,
    events=EVENTS,
    plans=st.lists(
        st.tuples(st.sampled_from(Scoring), st.sampled_from(PACES)), min_size=1, max_size=3
    ),
)
def test_tallies_equal_a_recount_and_a_restart_changes_nothing(
    empty: Path, now: datetime, events: list[tuple], plans: list
) -> None:
    path = empty.with_name("played.db")
    for old in empty.parent.glob("played.db*"):
        old.unlink()
    shutil.copy(empty, path)
    asyncio.run(Life(f"sqlite+aiosqlite:///{path}", now, plans).live(events))
    assert_nothing_is_half_written(path)


@pytest.mark.parametrize(
    ("closed", "week", "month"),
    [
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "2026-W53", "2026-12"),
        (datetime(2027, 1, 3, 23, 59, 59, tzinfo=UTC), "2026-W53", "2027-01"),
        (datetime(2027, 1, 4, tzinfo=UTC), "2027-W01", "2027-01"),
        (datetime(2024, 12, 30, tzinfo=UTC), "2025-W01", "2024-12"),
    ],
)
async def test_a_week_may_reach_over_new_year(
    store: Store, path: Path, closed: datetime, week: str, month: str
) -> None:
    quiz = await store.quizzes.create(make_plan(1), closed)
    quiz.session.press_next(closed - timedelta(seconds=10))
    await store.quizzes.save(quiz, closed)
    await press(store, quiz, 1, 0, closed - timedelta(seconds=5))
    quiz.session.press_next(closed)
    assert quiz.session.phase is Phase.REVEALED
    await store.quizzes.save(quiz, closed)
    periods = {period for guild, period, topic, person in tallies(path)}
    assert periods == {"all", week, month} == {period.key(closed) for period in Period}
    assert {key[0] for key in tallies(path)} == {GUILD}
    assert tallies(path) == recount(path)
