"""Which servers the bot is in, and what they prefer."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.deck.model import Level
from bot.learning.questions import Audience
from bot.store import DailySettings, GuildDefaults, Pin, Store
from bot.store.tables import guild

SERVER = 2**63 - 1  # the largest id that Discord could ever give


async def times(store: Store) -> tuple[datetime, datetime | None]:
    def work(connection) -> tuple[datetime, datetime | None]:
        statement = select(guild.c.joined_at, guild.c.left_at).where(guild.c.id == SERVER)
        return tuple(connection.execute(statement).one())

    return await store._database.read(work)


async def test_a_server_is_present_until_the_bot_leaves_it(store: Store, now: datetime) -> None:
    await store.servers.joined(SERVER, now)
    await store.servers.joined(5, now)
    assert await store.servers.present() == {SERVER, 5}
    await store.servers.left(SERVER, now + timedelta(days=1))
    assert await store.servers.present() == {5}


async def test_hearing_of_a_server_again_changes_nothing(store: Store, now: datetime) -> None:
    await store.servers.joined(SERVER, now)
    await store.servers.joined(SERVER, now + timedelta(days=3))
    assert await times(store) == (now, None)


async def test_the_first_leaving_counts(store: Store, now: datetime) -> None:
    await store.servers.joined(SERVER, now)
    await store.servers.left(SERVER, now + timedelta(days=1))
    await store.servers.left(SERVER, now + timedelta(days=2))
    assert await times(store) == (now, now + timedelta(days=1))


async def test_a_server_that_comes_back_finds_its_settings(store: Store, now: datetime) -> None:
    chosen = GuildDefaults(Level.CLINICAL, private=True)
    await store.servers.joined(SERVER, now)
    await store.servers.change(SERVER, lambda _: chosen, now)
    await store.servers.left(SERVER, now + timedelta(days=1))
    later = now + timedelta(days=2)
    await store.servers.joined(SERVER, later)
    assert await store.servers.defaults(SERVER) == chosen
    assert await times(store) == (later, None)


async def test_a_server_is_greeted_once_each_time_that_the_bot_joins_it(
    store: Store, now: datetime
) -> None:
    assert not await store.servers.note_greeted(SERVER, now)
    await store.servers.joined(SERVER, now)
    assert await store.servers.note_greeted(SERVER, now)
    await store.servers.joined(SERVER, now + timedelta(days=1))
    assert not await store.servers.note_greeted(SERVER, now)
    await store.servers.left(SERVER, now + timedelta(days=2))
    assert not await store.servers.note_greeted(SERVER, now)
    await store.servers.joined(SERVER, now + timedelta(days=3))
    assert await store.servers.note_greeted(SERVER, now + timedelta(days=3))


async def test_leaving_an_unknown_server_is_nothing(store: Store, now: datetime) -> None:
    await store.servers.left(SERVER, now)
    assert await store.servers.present() == frozenset()


async def test_a_server_prefers_nothing_until_it_says_so(store: Store, now: datetime) -> None:
    assert await store.servers.defaults(SERVER) == GuildDefaults(None, None)
    chosen = GuildDefaults(Level.PLAIN, private=False)
    await store.servers.change(SERVER, lambda _: chosen, now)
    assert await store.servers.defaults(SERVER) == chosen
    await store.servers.change(SERVER, lambda _: GuildDefaults(), now)
    assert await store.servers.defaults(SERVER) == GuildDefaults()


# --- what is set, and how long it stays


WHOLE = GuildDefaults(
    level=Level.CLINICAL,
    private=True,
    board_names=True,
    audience=Audience.BOTH,
    quiz_channels=frozenset({SERVER - 1, SERVER - 2}),
    quiz_role=SERVER - 3,
    daily=DailySettings(SERVER - 4, time(7, 5), "America/Argentina/Buenos_Aires"),
    reports_channel=SERVER - 5,
)


async def test_all_that_is_set_is_read_back(store: Store, url: str, now: datetime) -> None:
    await store.servers.change(SERVER, lambda _: WHOLE, now)
    await store.servers.change(5, lambda _: GuildDefaults(quiz_channels=frozenset({1})), now)
    async with Store(url) as other:
        assert await other.servers.defaults(SERVER) == WHOLE
    await store.servers.change(SERVER, lambda _: GuildDefaults(), now)
    assert await store.servers.defaults(SERVER) == GuildDefaults()
    assert (await store.servers.defaults(5)).quiz_channels == {1}


async def test_changes_at_the_same_moment_all_stay(store: Store, now: datetime) -> None:
    await asyncio.gather(
        store.servers.change(SERVER, lambda it: replace(it, private=True), now),
        store.servers.change(SERVER, lambda it: replace(it, quiz_role=7), now),
        store.servers.change(SERVER, lambda it: replace(it, level=Level.PLAIN), now),
    )
    assert await store.servers.defaults(SERVER) == GuildDefaults(
        level=Level.PLAIN, private=True, quiz_role=7
    )


async def test_a_server_that_was_left_keeps_everything_for_a_while_and_then_nothing(
    store: Store, path: Path, now: datetime
) -> None:
    pin = Pin(11, 12, SERVER, "subtypes", Level.PLAIN, "01234567")
    for number in (SERVER, 5):
        await store.servers.joined(number, now)
        await store.servers.change(number, lambda _: WHOLE, now)
    await store.pins.add(pin)
    await store.pins.add(replace(pin, message_id=13, guild_id=5))
    await store.servers.left(SERVER, now)
    assert await store.servers.erase_left(now) == 0
    assert await store.servers.defaults(SERVER) == WHOLE
    assert await store.servers.erase_left(now + timedelta(seconds=1)) == 1
    assert await store.servers.defaults(SERVER) == GuildDefaults()
    assert await store.servers.defaults(5) == WHOLE
    with closing(sqlite3.connect(path)) as connection:
        dump = "\n".join(connection.iterdump())
    assert str(SERVER) not in dump
    assert [each.guild_id for each in await store.pins.of_guild(5)] == [5]
