"""Steps find their size by how long they take."""

import time

import pytest
from sqlalchemy import Connection

from bot.store import Store
from bot.store.slices import FIRST, LEAST, LONG, Slices


@pytest.fixture
def slices(store: Store) -> Slices:
    return Slices(store.servers._database, 20)


def test_steps_that_take_no_time_grow_up_to_the_most(slices: Slices) -> None:
    sizes = []
    for _ in range(4):
        sizes.append(slices.rows)
        slices.note(0)
    assert sizes == [FIRST, 2 * FIRST, 20, 20]


def test_steps_that_take_long_shrink_to_a_few_rows(slices: Slices) -> None:
    for _ in range(10):
        slices.note(2 * LONG)
    assert slices.rows == LEAST


def test_steps_that_take_as_long_as_they_should_stay(slices: Slices) -> None:
    slices.note(LONG / 2)
    assert slices.rows == FIRST


def test_no_step_is_larger_than_the_most(store: Store) -> None:
    few = Slices(store.servers._database, 3)
    few.note(2 * LONG)
    assert few.rows == 3


async def test_a_step_is_written_and_sets_the_size_of_the_next_one(
    slices: Slices, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])

    def step(rows: int):
        def work(connection: Connection) -> int:
            clock[0] += 2 * LONG
            return connection.exec_driver_sql("DELETE FROM member").rowcount + rows

        return work

    assert await slices.write(step) == FIRST
    assert slices.rows == FIRST // 2


@pytest.mark.sqlite
async def test_the_disk_counts_and_the_wait_for_a_turn_does_not(
    slices: Slices, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(time, "perf_counter", lambda: clock[0])
    database = store.servers._database
    write = database._write

    def slow_to_begin_and_to_end(work):
        clock[0] += 100
        done = write(work)
        clock[0] += commit
        return done

    monkeypatch.setattr(database, "_write", slow_to_begin_and_to_end)
    commit = 0.0
    await slices.write(lambda rows: lambda _: rows)
    assert slices.rows == 2 * FIRST
    commit = 2 * LONG
    await slices.write(lambda rows: lambda _: rows)
    assert slices.rows == FIRST
