"""A copy takes the place of the database, and brings nobody back who was erased meanwhile."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.errors import StoreBusy, StoreCorrupt, StoreNewer, StoreUnwritable
from bot.store import Preferences, Store
from bot.store.erasures import Fingerprint, list_beside, read_list, write_list
from bot.store.revisions import known_revisions, run_migrations
from bot.store.sqlite.restore import summarize_file
from tests.store.quiz_play import ANA, BEN, CLEO, GUILD, ask, play, recount, tallies
from tests.store.test_privacy import scan

TEXT = Preferences(text_only=True)
DAY = timedelta(days=1)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "monday.db"


async def live(url: str, now: datetime, copy: Path) -> None:
    """Ana and Ben play; a copy is made; Ana has everything erased."""
    async with Store(url) as store:
        await play(store, now, [{ANA: True, BEN: False}, {ANA: False, BEN: True}])
        await store.people.change(ANA, lambda _: TEXT)
        await store.display_names.alias(GUILD, ANA)
        await store.backup(copy)
        await store.privacy.erase(ANA, now + DAY)
        await store.people.change(BEN, lambda _: TEXT)


@pytest.mark.long
async def test_an_old_copy_brings_nobody_back(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    await live(url, now, copy)
    assert scan(copy, ANA)
    restored = await Store.restore(url, copy)
    assert restored.erased == 1
    assert not restored.record_lost
    assert scan(path, ANA) == []
    assert scan(path, BEN)
    assert tallies(path) == recount(path) != {}
    assert scan(copy, ANA), "the copy itself is left as it is"
    async with Store(url) as store:
        # As it was on Monday.
        assert await store.people.preferences(BEN) == Preferences()
        board = await store.scores.leaderboard(GUILD, "all", offset=0, limit=9)
        assert [row.person_id for row in board.rows] == [BEN]


@pytest.mark.long
async def test_the_old_database_stands_beside_the_new_one(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    await live(url, now, copy)
    restored = await Store.restore(url, copy)
    assert restored.kept is not None
    assert restored.kept.parent == path.parent
    async with Store(f"sqlite+aiosqlite:///{restored.kept}") as old:
        assert await old.people.preferences(BEN) == TEXT
    again = await Store.restore(url, copy)
    assert again.kept not in (None, restored.kept)
    names = {file.name for file in path.parent.iterdir()}
    assert not [name for name in names if "restoring" in name or "partial" in name]


@pytest.mark.long
async def test_it_can_be_undone_by_restoring_what_was_kept(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    await live(url, now, copy)
    kept = (await Store.restore(url, copy)).kept
    assert kept is not None
    assert (await Store.restore(url, kept)).erased == 0
    async with Store(url) as store:
        assert await store.people.preferences(BEN) == TEXT
    assert scan(path, ANA) == []


@pytest.mark.long
async def test_who_comes_back_after_an_erasure_is_not_erased_again(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    async with Store(url) as store:
        await store.people.change(ANA, lambda _: TEXT)
        await store.privacy.erase(ANA, now)
        await store.people.change(ANA, lambda _: TEXT)
        await store.backup(copy)
    assert (await Store.restore(url, copy)).erased == 0
    async with Store(url) as store:
        assert await store.people.preferences(ANA) == TEXT


@pytest.mark.long
@pytest.mark.parametrize("where", ["beside the database", "beside a newer copy", "named"])
def test_when_the_database_is_lost_the_lists_still_know(
    url: str, path: Path, now: datetime, copy: Path, where: str
) -> None:
    asyncio.run(live(url, now, copy))
    lists: list[Path] = []
    newer = copy.with_name("tuesday.db")
    asyncio.run(Store(url).backup(newer))
    newer.unlink()
    if where != "beside the database":
        list_beside(path).unlink()
    if where == "named":
        lists.append(list_beside(newer).rename(path.with_name("a-list")))
    elif where != "beside a newer copy":
        list_beside(newer).unlink()
    path.unlink()
    restored = asyncio.run(Store.restore(url, copy, lists))
    assert (restored.kept, restored.erased) == (None, 1)
    assert scan(path, ANA) == []


@pytest.mark.long
def test_a_damaged_database_is_replaced_and_kept(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    asyncio.run(live(url, now, copy))
    path.write_bytes(b"Dear diary, " * 5000)
    restored = asyncio.run(Store.restore(url, copy))
    assert restored.record_lost
    assert restored.kept is not None
    assert restored.kept.read_bytes().startswith(b"Dear diary")
    # The list beside the database knew.
    assert restored.erased == 1
    assert scan(path, ANA) == []


@pytest.mark.long
async def test_a_copy_of_an_older_version_is_migrated_first(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    copy.parent.mkdir()
    engine = create_engine(f"sqlite:///{copy}")
    with engine.begin() as connection:
        run_migrations(connection, "0001")
    engine.dispose()
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(
            "INSERT INTO member (person_id, text_only) VALUES (?, 1), (?, 1)", (ANA, BEN)
        )
        connection.commit()
    async with Store(url) as store:
        await store.privacy.erase(ANA, now)
    before = sorted(file.name for file in path.parent.iterdir())
    assert (await Store.restore(url, copy)).erased == 1
    async with Store(url) as store:
        assert await store.people.preferences(BEN) == TEXT
        assert await store.people.preferences(ANA) == Preferences()
    assert set(before) <= {file.name for file in path.parent.iterdir()}
    # What was erased before stays on record for the next restore, under the key it had.
    assert len(ask(path, "SELECT 1 FROM erasure")) == 1


@pytest.mark.long
async def test_databases_with_keys_of_their_own_are_both_heeded(
    url: str, path: Path, now: datetime, copy: Path, tmp_path: Path
) -> None:
    async with Store(f"sqlite+aiosqlite:///{tmp_path / 'elsewhere.db'}") as other:
        for person in (ANA, BEN, CLEO):
            await other.people.change(person, lambda _: TEXT)
        await other.backup(copy)
        await other.privacy.erase(ANA, now)
        await other.backup(copy.with_name("later.db"))
    async with Store(url) as store:
        await store.privacy.erase(BEN, now)
    assert (await Store.restore(url, copy)).erased == 2
    assert scan(path, ANA) == scan(path, BEN) == []
    assert scan(path, CLEO)
    assert len({key for (key,) in ask(path, "SELECT key FROM erasure")}) == 2


@pytest.mark.long
async def test_while_a_bot_runs_nothing_is_touched(
    url: str, path: Path, now: datetime, copy: Path
) -> None:
    await live(url, now, copy)
    script = f"""
import asyncio
from pathlib import Path
from bot.errors import StoreBusy
from bot.store import Store

try:
    asyncio.run(Store.restore({url!r}, Path({str(copy)!r})))
except StoreBusy as busy:
    print(busy.reason)
"""
    async with Store(url) as store:
        await asyncio.sleep(0)
        ended = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
        )
        assert ended.stdout.endswith("a bot or another program uses it: stop that first\n")
        assert await store.people.preferences(BEN) == TEXT
        await store.people.change(CLEO, lambda _: TEXT)
    names = {file.name for file in path.parent.iterdir()}
    assert names == {path.name, list_beside(path).name}


@pytest.mark.long
def test_what_cannot_be_restored_is_refused_and_all_stays(
    url: str, path: Path, now: datetime, copy: Path, tmp_path: Path
) -> None:
    asyncio.run(live(url, now, copy))
    torn = tmp_path / "torn.db"
    torn.write_bytes(copy.read_bytes()[:8192])
    newer = Path(shutil.copy(copy, tmp_path / "newer.db"))
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9001'")
        connection.commit()
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE bookmark (url)")
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary")
    empty = tmp_path / "empty.db"
    empty.touch()
    held = path.read_bytes()
    for source, refusal in (
        (torn, StoreCorrupt),
        (newer, StoreNewer),
        (foreign, StoreCorrupt),
        (diary, StoreCorrupt),
        (empty, StoreCorrupt),
        (tmp_path / "nowhere.db", StoreUnwritable),
        (path, StoreUnwritable),
    ):
        with pytest.raises(refusal):
            asyncio.run(Store.restore(url, source))
        assert path.read_bytes() == held
    (tmp_path / "copies" / "odd.erasures").write_text("{}")
    with pytest.raises(StoreCorrupt, match="no list of erasures"):
        asyncio.run(Store.restore(url, copy))
    names = {file.name for file in path.parent.iterdir()}
    assert names == {path.name, list_beside(path).name}


@pytest.mark.long
async def test_a_start_that_comes_meanwhile_is_refused(
    url: str, now: datetime, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live(url, now, copy)
    seen: list[str] = []

    def start_meanwhile(*_: object) -> int:
        async def start() -> None:
            async with Store(url):
                seen.append("started")

        try:
            asyncio.run(start())
        except StoreBusy:
            seen.append("refused")
        return 0

    monkeypatch.setattr("bot.store.sqlite.restore._erase_again", start_meanwhile)
    await Store.restore(url, copy)
    assert seen == ["refused"]


# --- the lists


def test_a_list_holds_no_id_and_its_key_is_random(tmp_path: Path, now: datetime) -> None:
    beside = tmp_path / "copy.db.erasures"
    write_list(beside, {Fingerprint.of(ANA, "ab" * 32): now})
    assert str(ANA) not in beside.read_text()
    assert read_list(beside) == {Fingerprint.of(ANA, "ab" * 32): now}
    assert Fingerprint.of(ANA, "ab" * 32) != Fingerprint.of(ANA, "cd" * 32)
    assert Fingerprint.of(ANA, "ab" * 32) != Fingerprint.of(BEN, "ab" * 32)


def test_a_list_that_is_there_grows(tmp_path: Path, now: datetime) -> None:
    beside = tmp_path / "copy.db.erasures"
    ana, ben = Fingerprint.of(ANA, "ab" * 32), Fingerprint.of(BEN, "ab" * 32)
    write_list(beside, {ana: now, ben: now})
    write_list(beside, {ana: now + DAY})
    assert read_list(beside) == {ana: now + DAY, ben: now}
    assert [file.name for file in tmp_path.iterdir()] == [beside.name]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff",
        b"[]",
        b"[1]",
        b'"text"',
        b'{"format": 2, "erasures": []}',
        b'{"format": 1}',
        b'{"format": 1, "erasures": [{"key": "xy", "fingerprint": "00", "at": "2026-11-23"}]}',
        json.dumps({"format": 1, "erasures": [{"key": "00"}]}).encode(),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, said: bytes) -> None:
    odd = tmp_path / "odd.erasures"
    odd.write_bytes(said)
    with pytest.raises(StoreCorrupt):
        read_list(odd)


async def test_an_erasure_counts_even_if_its_list_cannot_be_written(
    url: str, path: Path, now: datetime
) -> None:
    async with Store(url) as store:
        await store.people.change(ANA, lambda _: TEXT)
        list_beside(path).unlink()
        list_beside(path).mkdir()
        await store.privacy.erase(ANA, now)
        assert await store.privacy.count_rows(ANA) == []


def test_there_is_a_version_with_the_record() -> None:
    assert "0005" in known_revisions()


@pytest.mark.long
def test_the_log_of_a_database_that_was_deleted_by_hand_spoils_nothing(
    url: str, path: Path, copy: Path
) -> None:
    log = path.with_name(path.name + "-wal")

    async def live() -> bytes:
        async with Store(url) as store:
            await store.people.change(ANA, lambda _: TEXT)
            await store.backup(copy)
            for person in range(1, 40):
                await store.people.change(person, lambda _: Preferences(board_name="x" * 90))
            return log.read_bytes()

    left = asyncio.run(live())
    assert left
    path.unlink()
    log.write_bytes(left)
    assert asyncio.run(Store.restore(url, copy)).kept is None
    kept = asyncio.run(Store.restore(url, copy)).kept
    for each in (path, kept):
        assert each is not None
        with closing(sqlite3.connect(each)) as database:
            assert database.execute("SELECT person_id FROM member").fetchall() == [(ANA,)]


@pytest.mark.long
@pytest.mark.parametrize(
    "spoiling",
    [
        "UPDATE erasure SET at = 'some day'",
        "UPDATE erasure SET at = CAST(X'FFFE' AS TEXT)",
        "UPDATE erasure SET key = 'no hexadecimal'",
    ],
)
def test_a_damaged_record_is_told_and_keeps_nobody_from_restoring(
    url: str, path: Path, now: datetime, copy: Path, spoiling: str
) -> None:
    asyncio.run(live(url, now, copy))
    with closing(sqlite3.connect(path)) as database:
        database.execute(spoiling)
        database.commit()
    spoiled = path.with_name("spoiled.db")
    shutil.copy(path, spoiled)
    with pytest.raises(StoreCorrupt) as caught:
        asyncio.run(Store.restore(url, spoiled))
    assert caught.value.path == spoiled
    restored = asyncio.run(Store.restore(url, copy))
    assert restored.record_lost
    # The list beside the database knows.
    assert restored.erased == 1


@pytest.mark.long
@pytest.mark.parametrize("spoiled", [b"NOT NULL", b"CREATE TABLE"])
def test_a_damaged_database_can_be_replaced(
    url: str, path: Path, now: datetime, copy: Path, spoiled: bytes
) -> None:
    asyncio.run(live(url, now, copy))
    path.write_bytes(path.read_bytes().replace(spoiled, b"\xce" * len(spoiled)))
    with pytest.raises(StoreCorrupt):
        asyncio.run(Store.migrate(url))
    restored = asyncio.run(Store.restore(url, copy))
    assert restored.record_lost
    assert restored.erased == 1


@pytest.mark.parametrize(
    "said",
    [
        '{"format": 1, "erasures": [{"key": "aa", "fingerprint": "bb", '
        '"at": "9999-12-31T23:59:59-23:00"}]}',
        "[" * 100_000,
    ],
    ids=["a time beyond all", "deep"],
)
def test_a_strange_list_is_named(url: str, now: datetime, copy: Path, said: str) -> None:
    asyncio.run(live(url, now, copy))
    strange = copy.with_name("strange.erasures")
    strange.write_text(said)
    with pytest.raises(StoreCorrupt) as caught:
        asyncio.run(Store.restore(url, copy))
    assert caught.value.path == strange


RESTORE = """
import asyncio, os, sys
from pathlib import Path
from bot.store import Store

real, count, at = Path.{call}, 0, int(sys.argv[3])

def counting(*arguments, **options):
    global count
    count += 1
    if count == at:
        os._exit(9)
    return real(*arguments, **options)

Path.{call} = counting
asyncio.run(Store.restore(sys.argv[1], Path(sys.argv[2])))
"""


@pytest.mark.long
@pytest.mark.parametrize("call", ["hardlink_to", "replace", "unlink", "rename"])
def test_killed_at_any_step_it_leaves_a_database_and_the_next_start_tidies(
    url: str, path: Path, now: datetime, copy: Path, call: str
) -> None:
    asyncio.run(live(url, now, copy))
    script = RESTORE.format(call=call)
    for step in range(1, 40):
        command = [sys.executable, "-c", script, url, str(copy), str(step)]
        ended = subprocess.run(command, check=False)
        assert summarize_file(path) is not None
        assert scan(path, ANA) == []
        asyncio.run(use(url))
        names = {each.name for each in path.parent.iterdir()}
        assert not [name for name in names if "restoring" in name or "partial" in name]
        for kept in path.parent.glob("*.before-restore*"):
            assert not kept.samefile(path)
            kept.unlink()
        if ended.returncode == 0:
            break
        assert ended.returncode == 9
    assert ended.returncode == 0


async def use(url: str) -> None:
    async with Store(url) as store:
        await store.people.change(CLEO, lambda _: TEXT)


@pytest.mark.long
async def test_the_place_that_a_link_leads_to_gets_the_copy(
    path: Path, now: datetime, copy: Path, tmp_path: Path
) -> None:
    link = tmp_path / "link.db"
    url = f"sqlite+aiosqlite:///{link}"
    path.parent.mkdir()
    link.symlink_to(path)
    await live(url, now, copy)
    restored = await Store.restore(url, copy)
    assert restored.kept == path.with_name("imnm.db.before-restore")
    assert link.readlink() == path
    assert summarize_file(path) == restored.now
    assert scan(path, ANA) == []
