"""Which servers the bot is in, and what they prefer."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.deck.model import Level
from bot.store import GuildDefaults, Store
from bot.store.tables import guild

SERVER = 2**63 - 1  # the largest id that Discord could ever give


async def times(store: Store) -> tuple[datetime, datetime | None]:
    async def work(connection) -> tuple[datetime, datetime | None]:
        asked = select(guild.c.joined_at, guild.c.left_at).where(guild.c.id == SERVER)
        return tuple((await connection.execute(asked)).one())

    return await store._database.read(work)


async def test_a_server_is_present_until_the_bot_leaves_it(store: Store, now: datetime) -> None:
    await store.guilds.joined(SERVER, now)
    await store.guilds.joined(5, now)
    assert await store.guilds.present() == {SERVER, 5}
    await store.guilds.left(SERVER, now + timedelta(days=1))
    assert await store.guilds.present() == {5}


async def test_hearing_of_a_server_again_changes_nothing(store: Store, now: datetime) -> None:
    await store.guilds.joined(SERVER, now)
    await store.guilds.joined(SERVER, now + timedelta(days=3))
    assert await times(store) == (now, None)


async def test_the_first_leaving_counts(store: Store, now: datetime) -> None:
    await store.guilds.joined(SERVER, now)
    await store.guilds.left(SERVER, now + timedelta(days=1))
    await store.guilds.left(SERVER, now + timedelta(days=2))
    assert await times(store) == (now, now + timedelta(days=1))


async def test_a_server_that_comes_back_finds_its_settings(store: Store, now: datetime) -> None:
    chosen = GuildDefaults(Level.CLINICAL, private=True)
    await store.guilds.joined(SERVER, now)
    await store.guilds.set_defaults(SERVER, chosen, now)
    await store.guilds.left(SERVER, now + timedelta(days=1))
    later = now + timedelta(days=2)
    await store.guilds.joined(SERVER, later)
    assert await store.guilds.defaults(SERVER) == chosen
    assert await times(store) == (later, None)


async def test_leaving_an_unknown_server_is_nothing(store: Store, now: datetime) -> None:
    await store.guilds.left(SERVER, now)
    assert await store.guilds.present() == frozenset()


async def test_a_server_prefers_nothing_until_it_says_so(store: Store, now: datetime) -> None:
    assert await store.guilds.defaults(SERVER) == GuildDefaults(None, None)
    chosen = GuildDefaults(Level.PLAIN, private=False)
    await store.guilds.set_defaults(SERVER, chosen, now)
    assert await store.guilds.defaults(SERVER) == chosen
    await store.guilds.set_defaults(SERVER, GuildDefaults(), now)
    assert await store.guilds.defaults(SERVER) == GuildDefaults()
