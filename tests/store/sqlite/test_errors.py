"""When the file cannot be used: one typed error each, one line in the log, and it recovers."""

import asyncio
import ctypes
import os
import resource
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from bot.deck.model import Level
from bot.errors import BotError, Refusal, StoreBusy, StoreCorrupt, StoreError, StoreUnwritable
from bot.store import Preferences, Store

CHOSEN = Preferences(text_only=True)
CAP_DAC_OVERRIDE = 1
"""The number of the right to pass over the modes of files (linux/capability.h)."""


def events(logged: list[dict[str, object]]) -> list[object]:
    return [line["event"] for line in logged]


async def test_a_locked_database_is_busy_until_it_is_let_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hurry(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")

    await store._database.write(hurry)
    with closing(sqlite3.connect(store.place)) as other, capture_logs() as logged:
        other.execute("BEGIN IMMEDIATE")
        for _ in range(3):
            with pytest.raises(StoreBusy) as caught:
                await store.people.change(1, lambda _: CHOSEN)
        assert caught.value.path == store.place
        # Reading goes on meanwhile.
        assert await store.people.preferences(1) == Preferences()
        other.rollback()
        await store.people.change(1, lambda _: CHOSEN)
    assert await store.people.preferences(1) == CHOSEN
    assert set(events(logged)) == {"store fails", "store works again"}


async def test_what_fails_again_and_again_is_logged_once(store: Store) -> None:
    with capture_logs() as logged:
        for _ in range(4):
            await _make_read_only(store)
            with pytest.raises(StoreUnwritable):
                await store.people.change(1, lambda _: CHOSEN)
    fails = [line for line in logged if line["event"] == "store fails"]
    assert [line["kind"] for line in fails] == ["StoreUnwritable"] * len(fails)
    assert fails[0]["path"] == str(store.place)
    assert "exc_info" not in fails[0]


async def _make_read_only(store: Store) -> None:
    """What a remount of the disk does to an open connection, without its log line."""

    def forbid(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    await store._database.write(forbid)


async def test_a_disk_that_was_read_only_for_a_while_is_written_again(store: Store) -> None:
    await _make_read_only(store)
    with pytest.raises(StoreUnwritable):
        await store.people.change(1, lambda _: CHOSEN)
    await store.people.change(1, lambda _: CHOSEN)
    assert await store.people.preferences(1) == CHOSEN


async def test_a_database_that_vanished_is_not_replaced_by_an_empty_one(store: Store) -> None:
    await _make_read_only(store)
    with pytest.raises(StoreUnwritable):
        await store.people.change(1, lambda _: CHOSEN)
    aside = store.place.rename(store.place.with_suffix(".aside"))
    with pytest.raises(StoreUnwritable):
        await store.people.preferences(1)
    assert not store.place.exists()
    aside.rename(store.place)
    assert await store.people.preferences(1) == Preferences()


async def test_a_damaged_page_is_reported_as_damage(url: str) -> None:
    async with Store(url) as store:
        await store.people.change(1, lambda _: CHOSEN)
    whole = store.place.read_bytes()
    spoiled = bytearray(whole)
    spoiled[4096:] = b"\xff" * (len(spoiled) - 4096)
    store.place.write_bytes(spoiled)
    with pytest.raises(StoreCorrupt):
        await Store(url).start()
    store.place.write_bytes(whole)
    async with Store(url) as mended:
        assert await mended.people.preferences(1) == CHOSEN


def test_a_start_that_failed_can_be_tried_again(url: str, path: Path) -> None:
    path.mkdir(parents=True)
    store = Store(url)
    with pytest.raises(StoreUnwritable):
        asyncio.run(store.start())
    path.rmdir()
    asyncio.run(use(store))


async def use(store: Store) -> None:
    await store.start()
    await store.people.change(1, lambda _: CHOSEN)
    assert await store.people.preferences(1) == CHOSEN
    await store.close()
    await store.close()


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Path]:
    """The file of a database that may be read and not written, even by root."""
    path = tmp_path / "imnm.db"
    asyncio.run(use(Store(f"sqlite+aiosqlite:///{path}")))
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    with no_right_to_write_anything():
        yield path
    tmp_path.chmod(0o755)


@contextmanager
def no_right_to_write_anything() -> Iterator[None]:
    """Root is held to the modes of files like everybody, and still reads what it could.

    For this thread and those that it starts. To become another user would not do: they could not
    read a checkout in the home of root.
    """
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of the call, this thread
    # Twice (for 64 capabilities) what is effective, permitted and inherited.
    sets = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, sets) == 0
    effective = sets[0]
    sets[0] = effective & ~(1 << CAP_DAC_OVERRIDE)
    assert libc.capset(header, sets) == 0
    try:
        yield
    finally:
        sets[0] = effective
        assert libc.capset(header, sets) == 0


def test_a_file_that_may_not_be_written_is_refused_at_the_start(guarded: Path) -> None:
    with pytest.raises(StoreUnwritable) as caught:
        asyncio.run(Store(f"sqlite+aiosqlite:///{guarded}").start())
    assert caught.value.path == guarded


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow meanwhile: what is there can be read, and locked."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, most[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)


async def test_a_full_disk_is_noticed_and_reading_does_not_end_it(store: Store) -> None:
    await store.people.change(1, lambda _: CHOSEN)
    # A second one keeps what lies beside the file from being made anew when the bot's own is.
    with closing(sqlite3.connect(store.place)) as other, capture_logs() as logged:
        other.execute("SELECT count(*) FROM member").fetchone()
        with full_disk():
            for _ in range(3):
                with pytest.raises(StoreUnwritable):
                    await store.check()
                with pytest.raises(StoreUnwritable):
                    await store.people.change(2, lambda _: CHOSEN)
                assert await store.privacy.count_rows(1)
        assert events(logged) == ["store fails"]
        await store.check()
    assert events(logged) == ["store fails", "store works again"]
    assert await store.people.preferences(2) == Preferences()


async def test_a_disk_with_room_for_a_row_or_two_is_full(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.sqlite.database.LEAST_FREE", 2**62)
    with pytest.raises(StoreUnwritable, match="full"):
        await store.check()
    monkeypatch.undo()
    await store.check()


async def test_what_fails_at_the_start_is_told_by_whoever_starts_it(url: str, path: Path) -> None:
    async with Store(url):
        pass
    with full_disk(), capture_logs() as logged, pytest.raises(StoreUnwritable):
        await Store(url).start()
    assert logged == []


async def test_the_trace_of_a_broken_rule_names_nobody(store: Store) -> None:
    person = 4611686018427387915
    broken = Preferences(board_name="Ana of the Hills", level=cast("Level", "middling"))
    with pytest.raises(IntegrityError) as caught:
        await store.people.change(person, lambda _: broken)
    told = "".join(traceback.format_exception(caught.value))
    assert "CHECK constraint failed" in told
    assert str(person) not in told
    assert "Ana" not in told


def test_trouble_of_the_store_is_nobodys_wrong_request() -> None:
    assert issubclass(StoreError, BotError)
    assert not issubclass(StoreError, Refusal)


@pytest.mark.long
async def test_people_wait_for_each_other_not_for_ever(store: Store) -> None:
    async with asyncio.timeout(60):
        await asyncio.gather(
            *(store.people.change(person, lambda _: CHOSEN) for person in range(50)),
            *(store.people.preferences(person) for person in range(50)),
        )
