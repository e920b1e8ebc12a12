"""aiosqlite's thread with whole calls; also the guard of the protected parts that this uses."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from functools import partial
from importlib.metadata import version

import pytest

from bot.store.sqlite.connection_thread import ConnectionThread

CEILING = 60.0
"""Seconds after which a thread that should end has failed."""


@pytest.fixture
async def thread() -> AsyncIterator[ConnectionThread]:
    made = ConnectionThread(partial(sqlite3.connect, ":memory:"))
    yield made
    await made.close()


def test_the_protected_parts_were_looked_at_in_this_version() -> None:
    assert f"aiosqlite {version('aiosqlite')})" in (ConnectionThread.__doc__ or "")


async def test_calls_run_in_one_thread_in_the_order_they_came(thread: ConnectionThread) -> None:
    order: list[int] = []
    threads: set[str] = set()

    def call(place: int) -> None:
        order.append(place)
        threads.add(threading.current_thread().name)

    await asyncio.gather(*(thread.run(partial(call, place)) for place in range(50)))
    assert order == list(range(50))
    assert threads == {"store"}


async def test_a_failure_reaches_whoever_waits_and_the_next_call_runs(
    thread: ConnectionThread,
) -> None:
    with pytest.raises(ZeroDivisionError):
        await thread.run(lambda: 1 // 0)
    assert await thread.run(lambda: 2) == 2


async def test_a_call_runs_to_its_end_though_nobody_waits(thread: ConnectionThread) -> None:
    ran: list[int] = []
    thread.run(lambda: ran.append(1)).cancel()
    await thread.run(lambda: None)
    assert ran == [1]


async def test_a_connection_is_opened_anew_and_closed_at_the_end() -> None:
    thread = ConnectionThread(partial(sqlite3.connect, ":memory:"))
    first = await thread.run(thread.connect)
    await thread.run(first.close)
    second = await thread.run(thread.connect)
    assert second is not first
    assert await thread.run(lambda: second.execute("SELECT 1").fetchone()) == (1,)
    await thread.close()
    with pytest.raises(sqlite3.ProgrammingError):
        second.execute("SELECT 1")
    await asyncio.to_thread(thread._thread.join, CEILING)
    assert not thread._thread.is_alive()


async def test_it_ends_without_a_connection_too() -> None:
    thread = ConnectionThread(partial(sqlite3.connect, ":memory:"))
    await thread.close()
