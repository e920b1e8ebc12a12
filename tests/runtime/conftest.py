"""The real bot in a simulated Discord."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.features.conftest import (  # noqa: F401  fixtures
    ana,
    channel,
    guild,
    library,
    logged,
    make_bot,
    simcord_bot,
)
from tests.runtime.peer import Peer


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    peer = Peer()
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v10"
    yield peer
    server.close()
    await server.wait_closed()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session
