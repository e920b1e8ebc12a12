"""Many answers at the same moment: all recorded, none twice, nobody waits for somebody else."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import datetime

import pytest
from sqlalchemy import event

from bot.errors import NotOpen, QuestionClosed, StoreClosed, StoreUnwritable
from bot.learning.session import Answer
from bot.store import Store
from tests.store.engines import engine_of
from tests.store.quiz_play import CHANNEL, SECOND, ask, begin


def given_at(now: datetime, choice: int) -> Answer:
    return Answer(choice, now, now, 0 * SECOND)


@pytest.mark.long
async def test_a_thousand_answers_at_once_are_all_recorded_in_a_few_commits(
    store: Store, path, now: datetime
) -> None:
    quizzes = [await begin(store, now, channel=CHANNEL + number) for number in range(20)]
    before = store._database.commits
    recorded = await asyncio.gather(
        *(
            store.quizzes.answer(quiz.id, 0, person, given_at(now, person % 4))
            for person in range(1, 51)
            for quiz in quizzes
            for _ in range(2)  # each is delivered twice
        )
    )
    assert store._database.commits - before <= 5
    assert all(answer.changes == 0 for answer in recorded)
    rows = ask(path, "SELECT quiz_id, person_id, choice FROM answer")
    assert len(rows) == 1000
    assert all(choice == person % 4 for _, person, choice in rows)


async def test_each_is_told_what_became_of_their_own_answer(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)
    answers = [
        store.quizzes.answer(quiz.id, 0, 1, given_at(now, 3)),
        store.quizzes.answer(quiz.id, 0, 2, given_at(now, 4)),
        store.quizzes.answer(quiz.id, 1, 3, given_at(now, 0)),
        store.quizzes.answer(quiz.id, 0, 4, given_at(now + 60 * SECOND, 0)),
        store.quizzes.answer(quiz.id, 0, 5, given_at(now, 0)),
    ]
    first, no_option, not_asked, late, last = await asyncio.gather(*answers, return_exceptions=True)
    assert (first.choice, last.choice) == (3, 0)
    assert isinstance(no_option, NotOpen)
    assert isinstance(not_asked, NotOpen)
    assert isinstance(late, QuestionClosed)
    assert ask(path, "SELECT person_id FROM answer ORDER BY 1") == [(1,), (5,)]


# On PostgreSQL it is looked at each time, to keep whoever closes it waiting.
@pytest.mark.sqlite
async def test_a_question_is_looked_at_only_for_answers_that_are_not_recorded_as_given(
    store: Store, now: datetime
) -> None:
    quizzes = [await begin(store, now, channel=CHANNEL + number) for number in range(3)]
    looked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "closes_at" in statement and statement.startswith("SELECT"):
            looked.append(statement)

    async def answer(at: datetime, choice: int) -> set[int]:
        looked.clear()
        each = (store.quizzes.answer(quiz.id, 0, 1, given_at(at, choice)) for quiz in quizzes)
        return {recorded.choice for recorded in await asyncio.gather(*each)}

    event.listen(store._database._engine, "before_cursor_execute", note)
    assert (await answer(now, 1), looked) == ({1}, [])
    assert (await answer(now + SECOND, 2), looked) == ({2}, [])
    # The same choice again changes nothing; whether it counts, the question tells.
    assert await answer(now + 2 * SECOND, 2) == {2}
    assert len(looked) == 3
    with pytest.raises(QuestionClosed):
        await answer(now + 60 * SECOND, 2)


async def test_the_last_of_two_presses_at_once_counts(store: Store, path, now: datetime) -> None:
    quiz = await begin(store, now)
    both = await asyncio.gather(
        store.quizzes.answer(quiz.id, 0, 1, given_at(now, 0)),
        store.quizzes.answer(quiz.id, 0, 1, given_at(now + SECOND, 2)),
    )
    assert [answer.choice for answer in both] == [2, 2]
    assert ask(path, "SELECT choice, changes FROM answer") == [(2, 1)]


async def test_whoever_came_first_may_leave_and_the_others_are_still_served(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)
    first, second = (
        asyncio.create_task(store.quizzes.answer(quiz.id, 0, person, given_at(now, 0)))
        for person in (1, 2)
    )
    await asyncio.sleep(0)
    first.cancel()
    assert (await second).choice == 0
    with suppress(asyncio.CancelledError):
        await first
    assert (2,) in ask(path, "SELECT person_id FROM answer")


async def test_a_disk_that_fails_refuses_everybody_and_serves_them_the_next_time(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)

    def fail(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    async def everybody() -> list[Answer | BaseException]:
        return await asyncio.gather(
            *(store.quizzes.answer(quiz.id, 0, who, given_at(now, 0)) for who in range(1, 9)),
            return_exceptions=True,
        )

    engine = engine_of(store)
    event.listen(engine, "commit", fail)
    refused = await everybody()
    event.remove(engine, "commit", fail)
    assert {type(outcome) for outcome in refused} == {StoreUnwritable}
    assert ask(path, "SELECT * FROM answer") == []
    assert {type(outcome) for outcome in await everybody()} == {Answer}
    assert len(ask(path, "SELECT * FROM answer")) == 8


async def test_somebody_elses_broken_write_costs_nobody_an_answer(
    store: Store, path, now: datetime
) -> None:
    quiz = await begin(store, now)

    def broken(connection) -> None:
        raise LookupError

    async def write_broken() -> None:
        with pytest.raises(LookupError):
            await store._database.write_together(broken)

    await asyncio.gather(
        store.quizzes.answer(quiz.id, 0, 1, given_at(now, 0)),
        write_broken(),
        store.quizzes.answer(quiz.id, 0, 2, given_at(now, 0)),
    )
    assert ask(path, "SELECT person_id FROM answer ORDER BY 1") == [(1,), (2,)]


async def test_answers_after_the_end_are_refused_at_once(url: str, now: datetime) -> None:
    async with Store(url) as store:
        quiz = await begin(store, now)
    with pytest.raises(StoreClosed):
        await store.quizzes.answer(quiz.id, 0, 1, given_at(now, 0))
