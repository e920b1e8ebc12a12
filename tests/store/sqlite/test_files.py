"""The database is taken away under the bot: what the next start would not find is refused."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection
from structlog.testing import capture_logs

from bot.errors import StoreMoved, StoreUnwritable
from bot.store import Preferences, Store
from bot.store.sqlite.files import find_fault_of_log

SET = Preferences(text_only=True)


async def add(store: Store, *people: int) -> list[int]:
    """Write settings at once; return whose were acknowledged."""
    results = await asyncio.gather(
        *(store.people.change(person, lambda _: SET) for person in people), return_exceptions=True
    )
    assert all(isinstance(result, StoreMoved | Preferences | None) for result in results)
    return [
        person
        for person, result in zip(people, results, strict=True)
        if not isinstance(result, StoreMoved)
    ]


def after_a_kill(path: Path, folder: Path) -> list[int]:
    """What a start finds in the files that are there by now."""
    shutil.copytree(path.parent, folder)
    with closing(sqlite3.connect(folder / path.name)) as database:
        return [row[0] for row in database.execute("SELECT person_id FROM member ORDER BY 1")]


def rename(path: Path) -> Callable[[], object]:
    aside = path.rename(path.with_name("aside.db"))
    return lambda: aside.rename(path)


def rename_folder(path: Path) -> Callable[[], object]:
    aside = path.parent.rename(path.parent.with_name("aside"))
    return lambda: aside.rename(path.parent)


def replace(path: Path) -> Callable[[], object]:
    aside = path.with_name("aside.db")
    os.link(path, aside)
    shutil.copy(path, path.with_name("other.db"))
    path.with_name("other.db").replace(path)
    return lambda: aside.replace(path)


def shut_folder(path: Path) -> Callable[[], object]:
    """A folder of files alone takes its place."""
    aside = path.parent.rename(path.parent.with_name("aside"))
    path.parent.write_text("a file")

    def put_back() -> None:
        path.parent.unlink()
        aside.rename(path.parent)

    return put_back


@pytest.mark.parametrize("take", [rename, rename_folder, replace, shut_folder])
async def test_what_is_written_to_a_file_that_was_taken_away_is_refused_until_it_is_back(
    store: Store, path: Path, tmp_path: Path, take: Callable[[Path], Callable[[], object]]
) -> None:
    assert await add(store, 1) == [1]
    with capture_logs() as logged:
        put_back = take(path)
        for people in ((2, 3, 4), (5,), (6, 7)):
            assert await add(store, *people) == []
            with pytest.raises(StoreUnwritable):
                await store.check()
        # Cards are read all the while as each person likes them.
        assert await store.people.preferences(1) == SET
        assert [line["event"] for line in logged] == ["store fails"]
        assert logged[0]["kind"] == "StoreMoved"
        put_back()
        await store.check()
        assert await add(store, 8) == [8]
    assert [line["event"] for line in logged] == ["store fails", "store works again"]
    assert after_a_kill(path, tmp_path / "later") == [1, 8]


@pytest.mark.parametrize("then", [Path.touch, Path.mkdir], ids=["an empty file", "a folder"])
async def test_a_file_that_is_deleted_takes_no_answer_along(
    store: Store, path: Path, then: Callable[[Path], None]
) -> None:
    await asyncio.to_thread(path.unlink)
    assert await add(store, 1, 2) == []
    then(path)
    assert await add(store, 3) == []


async def test_there_is_no_moment_between_commit_and_acknowledgement(
    store: Store, path: Path
) -> None:
    def take_away(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO member (person_id, text_only) VALUES (1, 0)")
        rename(path)

    with pytest.raises(StoreMoved):
        await store._database.write(take_away)
    commits = store._database.commits
    results = await asyncio.gather(
        *(store._database.write_together(take_away) for _ in range(3)), return_exceptions=True
    )
    assert [type(result) for result in results] == [StoreMoved] * 3
    assert store._database.commits == commits


@pytest.mark.long
async def test_a_link_that_is_turned_elsewhere_is_noticed(tmp_path: Path) -> None:
    one, two, link = tmp_path / "one.db", tmp_path / "two.db", tmp_path / "imnm.db"
    await Store.migrate(f"sqlite+aiosqlite:///{two}")
    link.symlink_to(one)
    async with Store(f"sqlite+aiosqlite:///{link}") as store:
        assert await add(store, 1) == [1]
        link.unlink()
        assert await add(store, 2) == []
        link.symlink_to(two)
        assert await add(store, 3) == []
        link.unlink()
        link.symlink_to(one)
        assert await add(store, 4) == [4]
    assert after_a_kill(one, tmp_path / "later") == [1, 4]


@pytest.mark.long
@pytest.mark.parametrize("ends", [["-wal"], ["-shm"], ["-wal", "-shm"]], ids=" ".join)
@pytest.mark.parametrize("way", ["moved", "deleted", "replaced"])
async def test_of_a_log_that_is_taken_away_nothing_acknowledged_is_lost(
    store: Store, path: Path, tmp_path: Path, ends: list[str], way: str
) -> None:
    assert await add(store, 1, 2, 3) == [1, 2, 3]
    with capture_logs() as logged:
        for end in ends:
            part = path.with_name(path.name + end)
            match way:
                case "moved":
                    part.rename(path.with_name(f"aside{end}"))
                case "deleted":
                    part.unlink()
                case _:
                    part.with_name("other").write_bytes(b"other" * 999)
                    part.with_name("other").replace(part)
        assert await add(store, 4) == [4]
        assert after_a_kill(path, tmp_path / "later") == [1, 2, 3, 4]
        assert await add(store, 5) == [5]
        await store.check()
    assert [line["event"] for line in logged] == [
        "log of the store was taken away, nothing is lost"
    ]
    assert after_a_kill(path, tmp_path / "much-later") == [1, 2, 3, 4, 5]


async def test_a_log_that_somebody_reads_cannot_be_made_anew_and_nothing_is_acknowledged(
    store: Store, path: Path, tmp_path: Path
) -> None:
    def hurry(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA busy_timeout = 10")

    await store._database.write(hurry)
    assert await add(store, 1) == [1]
    with closing(sqlite3.connect(path, isolation_level=None)) as reader, capture_logs() as logged:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM member").fetchall()
        path.with_name(f"{path.name}-wal").unlink()
        for person in (2, 3):
            assert await add(store, person) == []
    assert [line["event"] for line in logged] == ["store fails"]
    assert await add(store, 4) == [4]
    assert after_a_kill(path, tmp_path / "later") == [1, 4]


async def test_a_log_that_belongs_to_a_copy_made_by_hand_is_told_from_others(
    store: Store, path: Path, tmp_path: Path
) -> None:
    await add(store, 1)
    log, copy = path.with_name(f"{path.name}-wal"), tmp_path / "copy.db"
    beside = tmp_path / "copy.db-wal"
    shutil.copy(path, copy)
    assert find_fault_of_log(copy) == "this was copied by hand, and copy.db-wal is not beside it"
    shutil.copy(log, beside)
    assert find_fault_of_log(copy) is None
    whole = log.read_bytes()
    for spoiled in (b"Dear diary", whole[:32], whole[:30], b"\0" * 4096, whole[:40] + b"x" * 90):
        beside.write_bytes(spoiled)
        fault = find_fault_of_log(copy)
        assert fault is not None
        assert fault.startswith("copy.db-wal beside it is not its log")
    await store.backup(tmp_path / "made.db")
    assert find_fault_of_log(tmp_path / "made.db") is None
