"""A connection that is lost costs the presses of that moment, and nothing that was recorded."""

from datetime import datetime

import pytest

from bot.errors import StoreUnreachable
from bot.store import Preferences, Store
from tests.postgres_server import PostgresServer, running_server
from tests.store.quiz_play import ANA

CUT = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND application_name = 'imnm-bot'"
)


async def test_after_a_cut_the_first_is_refused_and_the_next_is_served(
    store: Store, server: PostgresServer
) -> None:
    await store.people.change(ANA, lambda _: Preferences(text_only=True))
    server.query(CUT)
    with pytest.raises(StoreUnreachable):
        await store.check()
    await store.check()
    assert (await store.people.preferences(ANA)).text_only


async def test_a_server_that_crashes_keeps_what_was_acknowledged(now: datetime) -> None:
    with running_server(()) as server:
        server.query("CREATE DATABASE imnm")
        async with Store(server.url("imnm")) as store:
            await store.servers.joined(1, now)
            server.stop("immediate")
            with pytest.raises(StoreUnreachable):
                await store.servers.joined(2, now)
            server.start()
            await store.servers.joined(3, now)
            assert await store.servers.present() == {1, 3}
