"""What is known of the clock of earlier processes, and the copy before a version deletes."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreUnwritable
from bot.store import GuildDefaults, Store
from tests.store.quiz_play import GUILD, ask


async def test_the_last_moment_that_was_believed_is_noted(url: str, now: datetime) -> None:
    async with Store(url) as store:
        assert await store.clock.seen() is None
        await store.clock.note_seen(now)
        await store.clock.note_seen(now + timedelta(days=1))
    async with Store(url) as store:
        assert await store.clock.seen() == now + timedelta(days=1)


async def test_before_any_was_noted_it_is_the_newest_that_is_stored(
    store: Store, now: datetime
) -> None:
    await store.servers.joined(GUILD, now)
    assert await store.clock.seen() == now
    await store.reports.add(
        kind="card", subject_id="ck", revision="abcd1234", person_id=7, guild_id=None,
        fault=None, text="A typing error.", now=now + timedelta(days=3),
    )  # fmt: skip
    assert await store.clock.seen() == now + timedelta(days=3)


async def test_each_version_copies_the_database_once(
    store: Store, path: Path, now: datetime
) -> None:
    await store.servers.change(GUILD, lambda _: GuildDefaults(private=True), now)
    await store.clock.copy_before_pruning("1.0.0", now)
    await store.servers.change(GUILD, lambda _: GuildDefaults(private=False), now)
    await store.clock.copy_before_pruning("1.0.0", now)
    copy = path.with_name("imnm.db.before-1.0.0")
    assert ask(copy, "SELECT private_default FROM guild") == [(1,)]
    await store.clock.note_seen(now)
    await store.clock.copy_before_pruning("1.1.0", now)
    await store.clock.copy_before_pruning("1.1.0", now)
    copies = sorted(each.name for each in path.parent.glob("*.before-*"))
    assert copies == ["imnm.db.before-1.0.0", "imnm.db.before-1.1.0"]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT seen_at, pruned_by FROM clock").fetchall() == [
            (f"{now:%Y-%m-%d %H:%M:%S.%f}", "1.1.0")
        ]


async def test_a_copy_that_failed_is_made_the_next_time(
    store: Store, path: Path, now: datetime, monkeypatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreUnwritable(path, "the disk is full")

    with monkeypatch.context() as full:
        full.setattr("bot.store.sqlite.database.back_up", fail)
        with pytest.raises(StoreUnwritable):
            await store.clock.copy_before_pruning("1.0.0", now)
    await store.clock.copy_before_pruning("1.0.0", now)
    assert path.with_name("imnm.db.before-1.0.0").is_file()
