"""Whatever statement fails, and wherever the process dies: nothing acknowledged is missing, and
nothing is half-written."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.errors import StoreError
from bot.store import Store, StoredQuiz
from tests.store.engines import engine_of
from tests.store.quiz_play import (
    ANA,
    BEN,
    CLEO,
    SECOND,
    ask,
    assert_nothing_is_half_written,
    make_plan,
    press,
    right,
    step,
    wrong,
)

Rows = dict[tuple[int, int], int]

NOW = datetime(2026, 12, 31, 23, 59, 50, tzinfo=UTC)


@contextmanager
def watching(store: Store, notice: Callable[[], None]) -> Iterator[None]:
    """Calls ``notice`` before every statement, BEGIN and COMMIT included."""
    engine = engine_of(store)

    def statement(*_: object) -> None:
        notice()

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", statement)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", statement)
        event.remove(engine, "commit", statement)


@dataclass
class Story:
    """A quiz of two questions, told step by step; it knows what was acknowledged."""

    store: Store
    tried: Rows = field(default_factory=dict)
    answered: Rows = field(default_factory=dict)
    steps_done: int = 0

    async def tell(self) -> None:
        quiz = await self.store.quizzes.create(make_plan(2), NOW)
        self.steps_done += 1
        at = NOW
        for _ in range(2):
            await step(self.store, quiz, at)
            self.steps_done += 1
            for person, choice in ((ANA, right(quiz)), (BEN, wrong(quiz)), (ANA, wrong(quiz))):
                at += SECOND
                await self.press(quiz, person, choice, at)
            await asyncio.gather(
                self.press(quiz, BEN, right(quiz), at), self.press(quiz, CLEO, right(quiz), at)
            )
            await step(self.store, quiz, at + SECOND)
            self.steps_done += 1
            at += 10 * SECOND
        await step(self.store, quiz, at)
        self.steps_done += 1

    async def press(self, quiz: StoredQuiz, person: int, choice: int, at: datetime) -> None:
        self.tried[quiz.session.position, person] = choice
        recorded = await press(self.store, quiz, person, choice, at)
        self.answered[quiz.session.position, person] = recorded.choice


def recorded(path: Path) -> Rows:
    rows = ask(path, "SELECT position, person_id, choice FROM answer")
    return {(position, person): choice for position, person, choice in rows}


async def count_statements(url: str) -> int:
    seen = 0

    def notice() -> None:
        nonlocal seen
        seen += 1

    async with Store(url) as store:
        with watching(store, notice):
            await Story(store).tell()
    return seen


@pytest.mark.long
async def test_every_single_statement_may_fail(tmp_path: Path) -> None:
    def address(name: str) -> str:
        return f"sqlite+aiosqlite:///{tmp_path / name}"

    total = await count_statements(address("whole.db"))
    async with Store(address("empty.db")):
        pass
    for number in range(1, total + 1):
        path = tmp_path / f"{number}.db"
        shutil.copy(tmp_path / "empty.db", path)
        left = number

        def fail() -> None:
            nonlocal left
            left -= 1
            if left == 0:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
                raise error

        async with Store(address(path.name)) as store:
            story = Story(store)
            with watching(store, fail), pytest.raises(StoreError):
                await story.tell()
            # What failed was not acknowledged and is not there; the rest is, and is whole.
            assert recorded(path) == story.answered
            assert_nothing_is_half_written(path)
            running = await store.quizzes.running()
            assert bool(running) == (story.steps_done > 0)
            for quiz in running:
                quiz.session.stop(NOW + 100 * SECOND)
                await store.quizzes.save(quiz, NOW + 100 * SECOND)
            assert_nothing_is_half_written(path)
            assert recorded(path) == story.answered
    assert total > 60


async def test_a_save_that_failed_is_made_good_by_the_next(store: Store, path: Path) -> None:
    quiz = await store.quizzes.create(make_plan(2), NOW)
    await step(store, quiz, NOW)
    await press(store, quiz, ANA, right(quiz), NOW)
    quiz.session.press_next(NOW + SECOND)

    def fail() -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with watching(store, fail), pytest.raises(StoreError):
        await store.quizzes.save(quiz, NOW + SECOND)
    quiz.session.press_next(NOW + 2 * SECOND)
    await store.quizzes.save(quiz, NOW + 2 * SECOND)
    assert ask(path, "SELECT points FROM answer") == [(1000,)]
    assert_nothing_is_half_written(path)
    (found,) = await store.quizzes.running()
    assert found.session == quiz.session


@pytest.mark.long
async def test_the_process_may_die_between_any_two_statements(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    deaths: list[tuple[Path, Rows, Rows]] = []
    async with Store(f"sqlite+aiosqlite:///{path}") as store:
        story = Story(store)

        def die() -> None:
            # The files as a killed process would leave them: the disk's, and its cache's.
            left = tmp_path / f"dead-{len(deaths)}.db"
            shutil.copy(path, left)
            shutil.copy(f"{path}-wal", f"{left}-wal")
            deaths.append((left, dict(story.answered), dict(story.tried)))

        with watching(store, die):
            await story.tell()
    for left, acknowledged, tried in deaths:
        rows = recorded(left)
        # What was acknowledged is there; beside it at most what somebody was just waiting for.
        assert set(acknowledged) <= set(rows)
        for where, choice in rows.items():
            assert choice in {acknowledged.get(where), tried[where]}
        assert_nothing_is_half_written(left)
    assert len(deaths) > 60
    assert recorded(deaths[-1][0]) == story.answered
