"""A connection that is lost costs the presses of that moment, and nothing that was recorded."""

import asyncio
from datetime import datetime

import asyncpg
import pytest

from bot.errors import StoreUnreachable
from bot.store import Preferences, Store
from bot.store.postgres import address
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


@pytest.mark.parametrize("given_up", [True, False], ids=["cancelled", "failed"])
async def test_a_connection_that_nobody_gets_is_closed(
    url: str, monkeypatch: pytest.MonkeyPatch, *, given_up: bool
) -> None:
    made: list[asyncpg.Connection] = []
    connect = asyncpg.connect

    async def connect_and_note(*how: object, **more: object) -> asyncpg.Connection:
        made.append(await connect(*how, **more))
        return made[-1]

    monkeypatch.setattr(asyncpg, "connect", connect_and_note)
    monkeypatch.setattr(address, "DURABLE", "SELECT pg_sleep(4)" if given_up else "SELECT 1 / 0")
    connecting = asyncio.create_task(address.connect(url))
    async with asyncio.timeout(60):
        while not made:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)
    if given_up:
        connecting.cancel()
    with pytest.raises((asyncio.CancelledError, asyncpg.DivisionByZeroError)):
        await connecting
    assert made[0].is_closed()
