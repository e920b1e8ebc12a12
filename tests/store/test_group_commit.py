"""Many who write at once share a transaction, and nobody pays for another's failure."""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreError, StoreUnwritable
from bot.store.database import Database
from tests.store.test_database import CEILING, adding, people


def on_disk(path: Path) -> list[int]:
    """What another program sees: committed rows only."""
    reader = sqlite3.connect(path)
    try:
        return [row[0] for row in reader.execute("SELECT person_id FROM member ORDER BY 1")]
    finally:
        reader.close()


async def test_many_writers_share_few_commits(database: Database) -> None:
    before = database.commits
    results = await asyncio.gather(*(database.write_together(adding(n)) for n in range(200)))
    assert results == list(range(200))
    assert database.commits - before <= 3
    assert await database.read(people) == list(range(200))


@pytest.mark.sqlite
async def test_where_several_came_at_once_the_next_waits_for_others_to_join(
    database: Database, monkeypatch
) -> None:
    gathering, gathered = threading.Event(), threading.Event()

    def gather(_seconds: float) -> None:
        gathering.set()
        assert gathered.wait(CEILING)

    monkeypatch.setattr("bot.store.sqlite.database.sleep", gather)
    for number in range(3):
        await database.write_together(adding(number))
    assert not gathering.is_set(), "whoever is alone waits for nobody"
    await asyncio.gather(*(database.write_together(adding(number)) for number in (3, 4)))
    before = database.commits
    writes = [asyncio.create_task(database.write_together(adding(5)))]
    assert await asyncio.to_thread(gathering.wait, CEILING)
    writes += [asyncio.create_task(database.write_together(adding(n))) for n in range(6, 10)]
    await asyncio.sleep(0)
    gathered.set()
    await asyncio.gather(*writes)
    assert database.commits - before == 1
    assert await database.read(people) == list(range(10))


async def test_a_caller_is_released_only_when_its_row_is_on_the_disk(
    database: Database, path: Path
) -> None:
    async def write(person: int) -> None:
        await database.write_together(adding(person))
        assert person in on_disk(path)

    await asyncio.gather(*(write(person) for person in range(20)))


async def test_a_failure_is_its_callers_alone(database: Database) -> None:
    works = [adding(n, "nowhere" if n % 10 == 3 else None) for n in range(40)]
    results = await asyncio.gather(
        *(database.write_together(work) for work in works), return_exceptions=True
    )
    failed = [n for n, result in enumerate(results) if isinstance(result, IntegrityError)]
    assert failed == [3, 13, 23, 33]
    assert await database.read(people) == [n for n in range(40) if n not in failed]


async def test_what_comes_first_is_written_first(database: Database) -> None:
    order: list[int] = []

    def noting(person: int):
        def work(connection: Connection) -> None:
            adding(person)(connection)
            order.append(person)

        return work

    await asyncio.gather(*(database.write_together(noting(person)) for person in range(30)))
    assert order == list(range(30))


async def test_entries_of_one_function_are_written_by_one_call(database: Database) -> None:
    calls: list[list[int]] = []

    def double(connection: Connection, entries: Sequence[int]) -> list[int]:
        calls.append(list(entries))
        for entry in entries:
            adding(entry)(connection)
        return [2 * entry for entry in entries]

    results = await asyncio.gather(
        *(database.write_batched(double, n) for n in range(5)),
        database.write_together(adding(5)),
    )
    assert results == [0, 2, 4, 6, 8, 5]
    assert calls == [[0, 1, 2, 3, 4]]


async def test_a_function_that_fails_costs_its_own_entries_alone(database: Database) -> None:
    def fail(connection: Connection, entries: Sequence[int]) -> list[int]:
        for entry in entries:
            adding(entry)(connection)
        raise LookupError

    results = await asyncio.gather(
        database.write_together(adding(1)),
        *(database.write_batched(fail, n) for n in (2, 3)),
        database.write_together(adding(4)),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [int, LookupError, LookupError, int]
    assert await database.read(people) == [1, 4]


async def test_an_entry_is_refused_by_a_result_that_is_an_error(database: Database) -> None:
    def refuse_odd(_: Connection, entries: Sequence[int]) -> list[int | Exception]:
        return [LookupError(entry) if entry % 2 else entry for entry in entries]

    results = await asyncio.gather(
        *(database.write_batched(refuse_odd, n) for n in range(4)), return_exceptions=True
    )
    assert [type(result) for result in results] == [int, LookupError, int, LookupError]


@pytest.mark.sqlite
async def test_who_comes_while_a_batch_is_written_is_in_the_next(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        begun.set()
        assert go_on.wait(CEILING)
        adding(0)(connection)

    before = database.commits
    first = asyncio.create_task(database.write_together(slow))
    assert await asyncio.to_thread(begun.wait, CEILING)
    others = [asyncio.create_task(database.write_together(adding(n))) for n in range(1, 20)]
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(first, *others)
    assert database.commits - before == 2
    assert await database.read(people) == list(range(20))


async def test_the_others_are_written_when_the_leader_is_cancelled(database: Database) -> None:
    tasks = [asyncio.create_task(database.write_together(adding(n))) for n in range(5)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == [1, 2, 3, 4]
    # It was accepted, so it is written, though nobody waits to hear of it.
    assert await database.read(people) == [0, 1, 2, 3, 4]


async def test_other_writes_have_their_turn_between_two_batches(database: Database) -> None:
    ended: list[str] = []

    async def keep_writing() -> None:
        for n in range(30):
            await database.write_together(adding(n))
        ended.append("together")

    async def write_alone() -> None:
        await database.write(adding(100))
        ended.append("alone")

    await asyncio.gather(keep_writing(), write_alone())
    assert ended == ["alone", "together"]


def fail_statement(database: Database, number: int) -> None:
    """The disk fails under the statement of this number from now on, BEGIN and COMMIT included."""
    count = 0
    broken = sqlite3.OperationalError("disk I/O error")
    broken.sqlite_errorcode = sqlite3.SQLITE_IOERR

    def pass_one(*_: object) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise broken

    engine = database._engine
    event.listen(engine, "before_cursor_execute", pass_one)
    event.listen(engine, "commit", pass_one)


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, 16))
async def test_whichever_statement_fails_acknowledged_rows_are_there_and_no_others(
    database: Database, path: Path, number: int
) -> None:
    fail_statement(database, number)
    # Two rounds: one without a failure of its own, one that falls back to savepoints.
    acknowledged: list[int] = []
    refused: list[int] = []
    for people_of_round in ([1, 2, 3], [4, -5, 6]):
        results = await asyncio.gather(
            *(
                database.write_together(adding(n, "nowhere" if n < 0 else None))
                for n in people_of_round
            ),
            return_exceptions=True,
        )
        for person, result in zip(people_of_round, results, strict=True):
            (refused if isinstance(result, BaseException) else acknowledged).append(person)
            assert isinstance(result, int | StoreError | IntegrityError)
    assert on_disk(path) == sorted(acknowledged)
    # And it works again: the cause is gone.
    await asyncio.gather(*(database.write_together(adding(abs(n))) for n in refused))
    assert on_disk(path) == [1, 2, 3, 4, 5, 6]


async def test_a_full_disk_refuses_the_whole_batch(database: Database, path: Path) -> None:
    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.exec_driver_sql("CREATE TABLE filler (text)")
        connection.exec_driver_sql("INSERT INTO filler VALUES (zeroblob(100000))")

    results = await asyncio.gather(
        *(database.write_together(work) for work in (adding(1), fill, adding(2))),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [StoreUnwritable] * 3
    assert on_disk(path) == []
