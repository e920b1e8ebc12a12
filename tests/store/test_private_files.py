"""Nobody but the bot's user reads what it stores, whatever the umask and whatever was before."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.store import Preferences, Store
from bot.store.private_files import tighten
from bot.store.sqlite import schema
from tests.store.sqlite.test_schema import add_migration

SET = Preferences(text_only=True)


@pytest.fixture(params=[0o000, 0o022, 0o277], ids="{:04o}".format)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(each.relative_to(folder)): each.stat().st_mode & 0o777 for each in folder.rglob("*")
    }


@pytest.mark.long
async def test_whatever_the_umask_all_is_for_the_bots_user_alone(
    umask: None, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o755)
    path = home / "a" / "b" / "imnm.db"
    url, copy = f"sqlite+aiosqlite:///{path}", home / "copies" / "monday.db"
    async with Store(url) as store:
        await store.people.change(1, lambda _: SET)
        await store.backup(copy)
        await store.privacy.erase(1, now)
        assert {"imnm.db", "imnm.db-wal", "imnm.db-shm", "imnm.db.erasures"} <= {
            each.name for each in path.parent.iterdir()
        }
        found = modes(home)
    await Store.restore(url, copy)
    migrations = tmp_path / "next"
    migrations.mkdir()
    migrations.chmod(0o755)
    os.umask(0o022)
    add_migration(migrations, monkeypatch)
    await Store.migrate(url)
    found |= modes(home)
    folders = {"a", "a/b", "copies"}
    assert {name: mode for name, mode in found.items() if name in folders} == dict.fromkeys(
        folders, 0o700
    )
    assert {mode for name, mode in found.items() if name not in folders} == {0o600}
    assert any(".at-" in name for name in found)
    assert any(".before-restore" in name for name in found)


async def test_what_an_earlier_version_left_open_is_closed_at_the_start_and_told(
    url: str, path: Path, now: datetime
) -> None:
    async with Store(url) as store:
        await store.backup(path.with_name("imnm.db.at-0004"))
    beside = path.with_name("notes.txt")
    beside.touch()
    for each in path.parent.iterdir():
        each.chmod(0o644)
    with capture_logs() as logged:
        async with Store(url):
            pass
    found = modes(path.parent)
    assert found.pop("notes.txt") == 0o644
    assert set(found.values()) == {0o600}
    told = {line["path"] for line in logged if line["event"] == "file was open to others"}
    assert told == {str(path.parent / name) for name in found}
    with capture_logs() as logged:
        async with Store(url):
            pass
    assert logged == []


async def test_the_file_that_a_link_leads_to_is_closed(tmp_path: Path) -> None:
    real, link = tmp_path / "volume" / "real.db", tmp_path / "imnm.db"
    async with Store(f"sqlite+aiosqlite:///{real}"):
        pass
    real.chmod(0o666)
    link.symlink_to(real)
    async with Store(f"sqlite+aiosqlite:///{link}"):
        pass
    assert real.stat().st_mode & 0o777 == 0o600


def test_where_it_is_not_permitted_the_bot_runs_and_says_so(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def use() -> None:
        async with Store(url) as store:
            await store.people.change(1, lambda _: SET)

    asyncio.run(use())
    path.chmod(0o660)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patch, capture_logs() as logged:
        patch.setattr(Path, "chmod", refuse)
        asyncio.run(use())
    assert [line["event"] for line in logged] == ["file is open to others"]
    assert logged[0]["reason"] == "Operation not permitted"


def test_only_files_are_closed_and_none_through_a_link(tmp_path: Path) -> None:
    others = tmp_path / "others.txt"
    others.touch()
    others.chmod(0o644)
    (tmp_path / "link").symlink_to(others)
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o755)
    tighten([tmp_path / "link", folder, tmp_path / "nowhere"])
    assert (others.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o644, 0o755)


async def test_a_database_that_is_newer_keeps_its_rows_closed_too(url: str, path: Path) -> None:
    await Store.migrate(url)
    shutil.copy(path, path.with_name("imnm.db.at-0001"))
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9001'")
        database.commit()
    path.with_name("imnm.db.at-0001").chmod(0o644)
    with pytest.raises(schema.StoreNewer):
        await Store.migrate(url)
    assert set(modes(path.parent).values()) == {0o600}
