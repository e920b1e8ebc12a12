"""Rows that are kept in memory are as they are on the disk."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event

from bot.deck.model import Level
from bot.errors import StoreError
from bot.store import GuildDefaults, Preferences, Store
from tests.store.engines import engine_of
from tests.store.quiz_play import ask

CLINICAL = Preferences(level=Level.CLINICAL)


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """The statements that reach the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = engine_of(store)
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


async def test_a_row_is_read_once_until_it_is_written(store: Store, now: datetime) -> None:
    await store.people.change(7, lambda _: CLINICAL)
    await store.servers.change(5, lambda _: GuildDefaults(private=True), now)
    assert await store.people.preferences(7) == CLINICAL
    assert (await store.servers.defaults(5)).private is True
    with counted(store) as statements:
        assert await store.people.preferences(7) == CLINICAL
        assert await store.people.reminders_stopped(7) is False
        assert (await store.servers.defaults(5)).private is True
    assert statements == []
    with counted(store) as statements:
        assert await store.people.preferences(8) == Preferences()
    assert len(statements) == 1


async def test_a_choice_holds_from_the_moment_it_was_stored(store: Store) -> None:
    assert await store.people.preferences(7) == Preferences()
    await store.people.change(7, lambda _: CLINICAL)
    assert await store.people.preferences(7) == CLINICAL
    await store.people.change(7, lambda _: Preferences())
    assert await store.people.preferences(7) == Preferences()


async def test_what_is_read_beside_a_write_does_not_outlive_it(store: Store) -> None:
    for level in (Level.CLINICAL, Level.PLAIN) * 5:
        await asyncio.gather(
            store.people.preferences(7),
            store.people.change(7, lambda _, level=level: Preferences(level=level)),
            store.people.preferences(7),
        )
        assert (await store.people.preferences(7)).level is level


async def test_a_write_whose_caller_is_cancelled_is_not_hidden_by_the_row_before(
    store: Store, path, now: datetime
) -> None:
    assert await store.people.preferences(7) == Preferences()
    assert await store.servers.defaults(5) == GuildDefaults()
    writes = (
        asyncio.create_task(store.people.change(7, lambda _: CLINICAL)),
        asyncio.create_task(
            store.servers.change(5, lambda known: replace(known, private=True), now)
        ),
    )
    await asyncio.sleep(0)
    for write in writes:
        write.cancel()
        with suppress(asyncio.CancelledError):
            await write
    # Read behind the writes, which were accepted and run to their end.
    await store.check()
    assert ask(path, "SELECT level FROM member") == [("clinical",)]
    assert await store.people.preferences(7) == CLINICAL
    assert (await store.servers.defaults(5)).private is True


async def test_a_write_that_fails_leaves_what_is_on_the_disk(store: Store) -> None:
    await store.people.change(7, lambda _: CLINICAL)

    def fail(*_: object) -> None:
        raise OSError

    engine = engine_of(store)
    event.listen(engine, "commit", fail)
    with pytest.raises((StoreError, OSError)):
        await store.people.change(7, lambda _: Preferences())
    event.remove(engine, "commit", fail)
    assert await store.people.preferences(7) == CLINICAL


async def test_who_is_erased_is_not_remembered(store: Store, now: datetime) -> None:
    await store.people.change(7, lambda _: CLINICAL)
    assert await store.people.preferences(7) == CLINICAL
    await store.privacy.erase(7, now)
    assert await store.people.preferences(7) == Preferences()
