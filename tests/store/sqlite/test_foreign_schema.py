"""What the bot did not make does not come with a copy, and a table of another shape is refused."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreCorrupt
from bot.store import Preferences, Store
from tests.schema_text import describe
from tests.store.sqlite.test_schema import FIRST, run_script

TRIGGER = """CREATE TRIGGER spy AFTER INSERT ON member
    BEGIN UPDATE member SET text_only = 0; END;"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "monday.db"


async def make(url: str, copy: Path) -> None:
    async with Store(url) as store:
        await store.people.change(7, lambda _: Preferences(text_only=True))
        await store.backup(copy)


@pytest.mark.long
@pytest.mark.parametrize(
    ("script", "dropped"),
    [
        (TRIGGER, ["trigger 'spy'"]),
        ("CREATE VIEW scores AS SELECT * FROM member", ["view 'scores'"]),
        ("CREATE TABLE diary (page TEXT); INSERT INTO diary VALUES ('x')", ["table 'diary'"]),
        ("CREATE UNIQUE INDEX one ON member (text_only)", ["index 'one'"]),
        ("CREATE VIRTUAL TABLE words USING fts5(page)", ["table 'words'"]),
        (
            'CREATE TABLE "a ""b" (x, y REFERENCES member); CREATE INDEX i ON "a ""b" (x);'
            'CREATE VIEW v AS SELECT * FROM "a ""b"',
            ["view 'v'", "index 'i'", "table 'a \"b'"],
        ),
    ],
)
async def test_it_is_left_out_and_said(
    url: str, path: Path, copy: Path, script: str, dropped: list[str]
) -> None:
    await make(url, copy)
    run_script(copy, script)
    restored = await Store.restore(url, copy)
    assert list(restored.dropped) == dropped
    ours = path.with_name("ours.db")
    await Store.migrate(f"sqlite+aiosqlite:///{ours}")
    assert describe(path) == describe(ours)
    async with Store(url) as store:
        await store.people.change(8, lambda _: Preferences(text_only=True))
        assert await store.people.preferences(7) == Preferences(text_only=True)


async def test_what_sqlite_and_the_bot_keep_is_nobodys(url: str, copy: Path) -> None:
    await make(url, copy)
    run_script(copy, "ANALYZE")
    assert (await Store.restore(url, copy)).dropped == ()


@pytest.mark.long
async def test_a_trigger_does_nothing_while_an_older_copy_is_migrated(
    url: str, path: Path, copy: Path
) -> None:
    copy.parent.mkdir()
    run_script(copy, FIRST.read_text(encoding="utf-8"))
    run_script(
        copy,
        "CREATE TABLE log (x); CREATE TRIGGER spy AFTER UPDATE ON alembic_version "
        "BEGIN DELETE FROM member; END;",
    )
    with closing(sqlite3.connect(copy)) as database:
        before = database.execute("SELECT count(*) FROM member").fetchall()
    restored = await Store.restore(url, copy)
    assert restored.dropped == ("trigger 'spy'", "table 'log'")
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM member").fetchall() == before != [(0,)]


@pytest.mark.long
@pytest.mark.parametrize(
    "script",
    [
        "ALTER TABLE member ADD COLUMN nickname TEXT",
        "ALTER TABLE member ADD COLUMN never INTEGER DEFAULT 1 CHECK (never)",
        "ALTER TABLE report DROP COLUMN shown_at",
        "DROP TABLE recall",
        "DROP INDEX ix_answer_person_id",
        "DROP INDEX ix_answer_person_id; CREATE INDEX ix_answer_person_id ON answer (points)",
        "DROP TABLE pin; CREATE VIEW pin AS SELECT 1",
    ],
)
def test_a_table_of_another_shape_is_refused_and_all_stays(
    url: str, path: Path, copy: Path, script: str
) -> None:
    asyncio.run(make(url, copy))
    run_script(copy, script)
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt, match="is not as this version makes it") as caught:
        asyncio.run(Store.restore(url, copy))
    assert caught.value.path == copy
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == ["imnm.db", "imnm.db.erasures"]
