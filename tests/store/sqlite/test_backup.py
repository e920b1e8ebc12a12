"""A copy is whole and checked, and never takes the place of another file."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.deck.model import Level
from bot.errors import BackupExists, StoreCorrupt, StoreUnwritable
from bot.store import Preferences, Store
from bot.store.sqlite import backup
from bot.store.sqlite.backup import back_up
from bot.store.sqlite.files import find_fault_of_log

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def copies_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("copy*"))


async def test_a_copy_holds_what_was_committed_and_opens_as_a_store(
    store: Store, tmp_path: Path
) -> None:
    await store.people.change(7, lambda _: Preferences(Level.CLINICAL))
    target = tmp_path / "copies" / "copy.db"
    assert await store.backup(target) == target
    await store.people.change(7, lambda _: Preferences(Level.PLAIN))
    async with Store(f"sqlite+aiosqlite:///{target}") as copy:
        assert await copy.people.preferences(7) == Preferences(Level.CLINICAL)


async def test_a_copy_can_be_made_while_people_write(store: Store, tmp_path: Path) -> None:
    stop = asyncio.Event()

    async def write() -> int:
        person = 0
        while not stop.is_set():
            person += 1
            await store.people.change(person, lambda _: Preferences(text_only=True))
        return person

    writing = asyncio.create_task(write())
    copies = [await store.backup(tmp_path / f"{n}.db") for n in range(3)]
    stop.set()
    written = await writing
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            rows = [row[0] for row in connection.execute("SELECT person_id FROM member ORDER BY 1")]
        assert rows == list(range(1, len(rows) + 1))
        assert len(rows) <= written


async def test_a_copy_holds_one_moment_however_much_is_written_between_its_slices(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.servers._database.write(_naming("A name of some length", range(300)))
    monkeypatch.setattr(backup, "PAGES", 1)
    slices = 0

    def write_between(rest: object) -> None:
        nonlocal slices
        slices += 1
        with closing(sqlite3.connect(store.place)) as connection:
            connection.execute("DELETE FROM member WHERE person_id = ?", (slices,))
            connection.commit()

    monkeypatch.setattr(backup._Rest, "__call__", write_between)
    copy = back_up(store.place, tmp_path / "copy.db")
    # A copy that began anew for each that was written would never have come to its end.
    assert slices == copy.stat().st_size / 4096
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM member").fetchone() == (300,)


async def test_a_copy_is_brought_to_the_disk_slice_by_slice(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "PAGES", 8)
    synced: list[int] = []
    monkeypatch.setattr(backup.os, "fsync", lambda file: synced.append(os.fstat(file).st_size))
    copy = back_up(store.place, tmp_path / "copy.db")
    assert len(synced) >= copy.stat().st_size / (8 * 4096)


async def test_a_copy_holds_nothing_of_what_was_deleted(store: Store, tmp_path: Path) -> None:
    await store.servers._database.write(_naming("Unmistakable", range(400)))
    erased = range(0, 400, 40)
    for person in erased:
        await store.privacy.erase(person, NOW)
    copied = (await store.backup(tmp_path / "copy.db")).read_bytes()
    left = {person for person in range(400) if f"Unmistakable {person:04}".encode() in copied}
    assert left == set(range(400)) - set(erased)


async def test_a_copy_has_no_log_and_needs_none(store: Store, tmp_path: Path) -> None:
    copy = await store.backup(tmp_path / "copy.db")
    assert find_fault_of_log(copy) is None
    assert copies_in(tmp_path) == ["copy.db", "copy.db.erasures"]


async def test_nothing_is_overwritten(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "precious.txt"
    target.write_text("precious")
    with pytest.raises(BackupExists):
        await store.backup(target)
    assert target.read_text() == "precious"


async def test_a_copy_over_the_database_itself_is_refused(store: Store) -> None:
    with pytest.raises(BackupExists):
        await store.backup(store.place)
    assert await store.people.preferences(1) == Preferences()


async def test_a_store_that_is_not_started_can_be_copied(
    url: str, store: Store, tmp_path: Path
) -> None:
    await store.people.change(1, lambda _: Preferences(text_only=True))
    assert (await Store(url).backup(tmp_path / "copy.db")).is_file()


def test_no_database_no_copy(path: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable) as caught:
        back_up(path, tmp_path / "copy.db")
    assert caught.value.path == path
    assert not (tmp_path / "copy.db").exists()
    assert not path.exists()


@pytest.mark.long
async def test_a_damaged_database_gives_no_copy(url: str, tmp_path: Path) -> None:
    async with Store(url) as store:
        for person in range(300):
            await store.servers._database.write_together(_adding(person))
    spoiled = bytearray(store.place.read_bytes())
    for place in range(4096, len(spoiled), 97):
        spoiled[place] ^= 0xFF
    store.place.write_bytes(spoiled)
    with pytest.raises(StoreCorrupt):
        back_up(store.place, tmp_path / "copy.db")
    # Nor the journal of what was begun.
    assert copies_in(tmp_path) == []


def _naming(name: str, people: Sequence[int]):
    def work(connection: object) -> None:
        sql = "INSERT INTO member (person_id, text_only, board_name) VALUES (?, 0, ?)"
        rows = [(person, f"{name} {person:04}" * 4) for person in people]
        connection.exec_driver_sql(sql, rows)  # type: ignore[attr-defined]

    return work


def _adding(person: int):
    def work(connection: object) -> None:
        sql = "INSERT INTO member (person_id, text_only) VALUES (?, 0)"
        connection.exec_driver_sql(sql, (person,))  # type: ignore[attr-defined]

    return work


async def test_a_copy_that_cannot_be_written_leaves_no_rest(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnwritable) as caught:
        await store.backup(tmp_path / "file" / "copy.db")
    assert caught.value.path == tmp_path / "file" / "copy.db"


async def test_the_rest_of_an_interrupted_copy_is_in_nobodys_way(
    store: Store, tmp_path: Path
) -> None:
    for rest in ("copy.db.0123abcd.partial", "copy.old.89abcdef.partial", "copy.partial"):
        (tmp_path / rest).write_text("torn")
    (tmp_path / "copy.db.0123abcd.partial-journal").write_text("torn")
    await store.backup(tmp_path / "copy.db")
    # Of what another program has not finished nothing is known.
    assert copies_in(tmp_path) == ["copy.db", "copy.db.erasures", "copy.partial"]


async def test_many_copies_at_once_take_nothing_from_each_other(
    store: Store, tmp_path: Path
) -> None:
    await store.people.change(1, lambda _: Preferences(text_only=True))
    names = [f"copy-{n}.db" for n in range(4)] * 3
    made = await asyncio.gather(
        *(store.backup(tmp_path / name) for name in names), return_exceptions=True
    )
    copies = sorted(copy.name for copy in made if isinstance(copy, Path))
    assert copies == sorted(set(names))
    assert [type(each) for each in made].count(BackupExists) == len(names) - len(copies)
    assert copies_in(tmp_path) == sorted([*copies, *(f"{name}.erasures" for name in copies)])
    for name in copies:
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            assert connection.execute("SELECT person_id FROM member").fetchall() == [(1,)]


@pytest.mark.parametrize("made", ["", "CREATE TABLE diary (page TEXT)"], ids=["empty", "another's"])
def test_what_could_never_be_restored_is_not_copied(path: Path, tmp_path: Path, made: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(made)
    with pytest.raises(StoreCorrupt) as caught:
        back_up(path, tmp_path / "copy.db")
    assert caught.value.path == path
    assert copies_in(tmp_path) == []


def test_a_name_that_no_folder_takes_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreUnwritable) as caught:
        back_up(store.place, tmp_path / ("n" * 300))
    assert "too long" in caught.value.reason


async def test_what_is_wrong_with_the_database_is_not_blamed_on_the_copy(
    url: str, tmp_path: Path
) -> None:
    async with Store(url) as store:
        await store.people.change(1, lambda _: Preferences(text_only=True))
    whole = store.place.read_bytes()
    for spoiled in (whole[:100], whole[: len(whole) // 2], spoil(whole, b"NOT NULL")):
        store.place.write_bytes(spoiled)
        with pytest.raises(StoreCorrupt) as caught:
            back_up(store.place, tmp_path / "copy.db")
        assert caught.value.path == store.place
        assert "copy.db" not in caught.value.reason
    assert copies_in(tmp_path) == []


def spoil(whole: bytes, word: bytes) -> bytes:
    """A word of the schema becomes bytes that are no text."""
    return whole.replace(word, b"\xce" * len(word))
