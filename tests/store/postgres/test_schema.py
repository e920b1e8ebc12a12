"""An empty database gets its tables once, whoever starts; another program's is refused."""

import asyncio

import pytest
from sqlalchemy import text

from bot.errors import StoreCorrupt, StoreEmpty, StoreNewer, StoreUnreachable, StoreUnwritable
from bot.store import Access, Store
from bot.store.revisions import known_revisions
from tests.postgres_server import PostgresServer, free_port


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


async def test_of_many_that_start_at_once_one_makes_the_tables(
    empty_url: str, server: PostgresServer
) -> None:
    made = await asyncio.gather(*(Store.migrate(empty_url) for _ in range(5)))
    assert sorted(made) == [False, False, False, False, True]
    revision = server.query("SELECT version_num FROM alembic_version", name_of(empty_url))
    assert revision.strip() == known_revisions()[-1]


async def test_who_may_not_make_them_is_told_that_there_are_none(empty_url: str) -> None:
    with pytest.raises(StoreEmpty):
        async with Store(empty_url, Access.GUEST):
            pass


async def test_a_newer_database_and_another_programs_are_refused(
    url: str, empty_url: str, server: PostgresServer
) -> None:
    server.query("UPDATE alembic_version SET version_num = '9001'", name_of(url))
    with pytest.raises(StoreNewer):
        await Store.migrate(url)
    server.query("CREATE TABLE bookmarks (url text)", name_of(empty_url))
    with pytest.raises(StoreCorrupt, match="another program"):
        await Store.migrate(empty_url)


async def test_one_quiz_a_channel_is_an_index_of_running_ones_alone(
    store: Store, server: PostgresServer, url: str
) -> None:
    found = server.query(
        "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_quiz_running'", name_of(url)
    )
    assert "UNIQUE" in found
    assert "WHERE" in found


async def test_a_server_that_is_not_there_is_unreachable_and_its_password_untold() -> None:
    url = f"postgresql+asyncpg://me:hunter2@127.0.0.1:{free_port()}/imnm"
    with pytest.raises(StoreUnreachable) as refused:
        async with Store(url):
            pass
    assert "hunter2" not in str(refused.value)


async def test_a_database_that_is_not_there_is_named(server: PostgresServer) -> None:
    with pytest.raises(StoreUnwritable, match="nowhere"):
        async with Store(server.url("nowhere")):
            pass


async def test_what_was_committed_waits_for_the_disk(store: Store) -> None:
    setting = await store._database.read(
        lambda connection: connection.scalar(text("SHOW synchronous_commit"))
    )
    assert setting == "on"
