"""The engine's promises: one connection, safe pragmas, whole transactions that always end."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.errors import StoreClosed, StoreUnsupported, StoreUnwritable
from bot.store.database import Database
from bot.store.sqlite.connection_thread import ConnectionThread
from bot.store.sqlite.database import SqliteDatabase, path_of
from bot.store.sqlite.schema import bring_up_to_date

CEILING = 60.0
"""Seconds after which a test that waits for another thread has failed."""


def adding(person: int, board: str | None = None):
    def work(connection: Connection) -> int:
        # What is no board breaks a constraint.
        connection.execute(
            text("INSERT INTO member (person_id, text_only, board) VALUES (:id, false, :board)"),
            {"id": person, "board": board},
        )
        return person

    return work


def people(connection: Connection) -> list[int]:
    rows = connection.exec_driver_sql("SELECT person_id FROM member ORDER BY person_id")
    return list(rows.scalars())


@pytest.mark.sqlite
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),  # FULL
        ("foreign_keys", 1),
        ("busy_timeout", 2000),
    ],
)
async def test_the_connection_is_set_up_for_durability(
    database: Database, pragma: str, value: object
) -> None:
    def ask(connection: Connection) -> object:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()

    assert await database.write(ask) == value


@pytest.mark.sqlite
async def test_only_one_connection_is_ever_open(database: Database) -> None:
    await asyncio.gather(*(database.write(adding(person)) for person in range(20)))
    await asyncio.gather(*(database.read(people) for _ in range(20)))
    assert database._engine.pool.checkedin() == 1  # type: ignore[attr-defined]
    assert database._engine.pool.overflow() == 0  # type: ignore[attr-defined]


@pytest.mark.sqlite
async def test_a_function_is_handed_over_once_however_many_statements_it_has(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over: list[object] = []
    run = ConnectionThread.run

    def count(self: ConnectionThread, call: object) -> object:
        handed_over.append(call)
        return run(self, call)  # type: ignore[arg-type]

    def work(connection: Connection) -> set[str]:
        for person in range(5):
            adding(person)(connection)
        return {threading.current_thread().name}

    monkeypatch.setattr(ConnectionThread, "run", count)
    (thread,) = await database.write(work)
    assert await database.read(people) == [0, 1, 2, 3, 4]
    assert len(handed_over) == 2
    assert thread.startswith("store")


async def test_a_failing_function_leaves_nothing_behind(database: Database) -> None:
    def half(connection: Connection) -> None:
        adding(1)(connection)
        raise LookupError("half-way")

    with pytest.raises(LookupError, match="half-way"):
        await database.write(half)
    with pytest.raises(IntegrityError):
        await database.write(adding(2, "nowhere"))
    assert await database.read(people) == []
    await database.write(adding(3))
    assert await database.read(people) == [3]


async def test_a_write_takes_its_lock_before_it_reads(database: Database, path: Path) -> None:
    def look(connection: Connection) -> str:
        other = sqlite3.connect(path, timeout=0)
        try:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()
        return "held"

    assert await database.write(look) == "held"


@pytest.mark.sqlite
async def test_a_cancelled_write_runs_to_its_end(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(connection: Connection) -> None:
        adding(1)(connection)
        begun.set()
        assert go_on.wait(CEILING)
        adding(2)(connection)

    asking = asyncio.create_task(database.write(slow))
    assert await asyncio.to_thread(begun.wait, CEILING)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    go_on.set()
    assert await database.read(people) == [1, 2]


async def test_cancelled_while_it_waits_for_its_turn_a_write_still_happens(
    database: Database,
) -> None:
    first = asyncio.create_task(database.write(adding(1)))
    second = asyncio.create_task(database.write(adding(2)))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert await database.read(people) == [1, 2]


@pytest.mark.sqlite
async def test_a_cancelled_read_costs_no_connection(database: Database) -> None:
    reading = asyncio.create_task(database.read(people))
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert await database.read(people) == []
    assert database._engine.pool.checkedin() == 1  # type: ignore[attr-defined]


async def test_closing_finishes_what_was_accepted_and_refuses_the_rest(
    database: Database, path: Path
) -> None:
    accepted = [asyncio.create_task(database.write(adding(person))) for person in range(5)]
    accepted += [asyncio.create_task(database.write_together(adding(9 + n))) for n in range(5)]
    await asyncio.sleep(0)
    await database.close()
    with pytest.raises(StoreClosed):
        await database.write(adding(99))
    with pytest.raises(StoreClosed):
        await database.write_together(adding(99))
    with pytest.raises(StoreClosed):
        await database.read(people)
    await asyncio.gather(*accepted)
    with sqlite3.connect(path) as reader:
        assert reader.execute("SELECT count(*) FROM member").fetchone() == (10,)
    reader.close()


async def test_a_read_may_not_write(database: Database) -> None:
    with pytest.raises((RuntimeError, StoreUnwritable), match=r"only Database\.write|read-only"):
        await database.read(adding(1))
    assert await database.read(people) == []


async def test_nothing_runs_between_two_bursts(database: Database) -> None:
    before = asyncio.all_tasks()
    await asyncio.gather(*(database.write_together(adding(person)) for person in range(5)))
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite:///file:x.db?uri=true",
        "sqlite:///data/imnm.db",
        "postgresql+asyncpg://host/imnm",
        "data/imnm.db",
        "",
    ],
)
def test_other_addresses_than_a_file_are_refused(url: str) -> None:
    with pytest.raises(StoreUnsupported):
        path_of(url)


def test_a_relative_address_is_relative_to_where_the_bot_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert path_of("sqlite+aiosqlite:///data/imnm.db") == tmp_path / "data" / "imnm.db"


async def test_a_path_with_odd_letters_works(tmp_path: Path) -> None:
    path = tmp_path / "ä b%20?#'" / "x;y&mode=ro.db"
    bring_up_to_date(path)
    database = SqliteDatabase(path)
    await database.open()
    await database.write(adding(1))
    await database.close()
    assert path.stat().st_size > 0
