"""Shards that come and go while the bot runs, each on a session of its own."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.shard import Shard

from bot.runtime.discord_patches import api_base, use_api
from bot.runtime.gateway import GatewayClient, PatchedShard
from bot.runtime.identify_gate import IdentifyGate
from tests.live.process import until
from tests.live.server import DiscordServer
from tests.live.world import Guild

SHARDS = 4


@pytest.fixture(autouse=True)
def own_api() -> Iterator[None]:
    base, gateway = api_base(), DiscordWebSocket.DEFAULT_GATEWAY
    yield
    use_api(base)
    DiscordWebSocket.DEFAULT_GATEWAY = gateway


@pytest.fixture(autouse=True)
def entered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The shards that have passed the gate, which holds up nobody here."""
    passed: list[int] = []

    async def enter(_gate: IdentifyGate, shard_id: int) -> None:
        passed.append(shard_id)

    monkeypatch.setattr(IdentifyGate, "enter", enter)
    return passed


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as server:
        server.gateway.shards = server.gateway.max_concurrency = SHARDS
        use_api(server.url)
        yield server


def guild_of(server: DiscordServer, shard_id: int) -> Guild:
    """A new server that is on this shard."""
    guild = server.world.add_guild(f"on {shard_id}")
    del server.world.guilds[guild.id]
    guild.id += ((shard_id - (guild.id >> 22)) % SHARDS) << 22
    server.world.guilds[guild.id] = guild
    return guild


@asynccontextmanager
async def connected(server: DiscordServer, **options: Any) -> AsyncIterator[GatewayClient]:
    """A client that takes no shard by itself."""
    client = GatewayClient(intents=discord.Intents(guilds=True), guild_ready_timeout=0.0, **options)
    counts: list[int] = []

    async def share(count: int) -> None:
        counts.append(count)

    client.share_shards_by(share, lambda *_: True)
    async with client:
        running = asyncio.create_task(client.start(server.token))
        await until(lambda: counts or running.done())
        assert counts == [options.get("shard_count") or SHARDS]
        yield client
        await client.close()
        await running


def sessions(server: DiscordServer) -> list[int]:
    return sorted(each.shard[0] for each in server.gateway.live_sessions)


async def test_a_shard_is_taken_and_let_go_with_its_servers(server: DiscordServer) -> None:
    here, there = guild_of(server, 1), guild_of(server, 3)
    async with connected(server) as client:
        assert client.is_ready()
        assert not client.shards
        for shard_id in (1, 3):
            await client.take_shard(shard_id)
        await until(lambda: all(not each.unavailable for each in client.guilds))
        assert {each.id for each in client.guilds} == {here.id, there.id}
        assert sessions(server) == [1, 3] == sorted(client.shards)

        beats = server.gateway.live_sessions[0].line
        await client.let_shard_go(1)
        await until(lambda: sessions(server) == [3])
        assert beats is not None
        assert {each.id for each in client.guilds} == {there.id}
        assert list(client.shards) == [3]

        await client.take_shard(1)
        await until(lambda: client.get_guild(here.id) is not None)
        assert sessions(server) == [1, 3]
    assert server.gateway.closes


async def test_a_shard_can_come_back_many_times(server: DiscordServer) -> None:
    async with connected(server, shard_count=2) as client:
        for _ in range(5):
            await client.take_shard(0)
            await client.let_shard_go(0)
        await client.let_shard_go(1)
        assert not client.shards


async def test_a_shard_that_was_let_go_never_connects_anew(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def note(self: Shard, *_: object) -> None:
        asked.append(type(self).__name__)

    async with connected(server) as client:
        await client.take_shard(0)
        shard = client.get_shard(0)
        assert shard is not None
        parent = shard._parent
        assert isinstance(parent, PatchedShard)
        await client.let_shard_go(0)
        monkeypatch.setattr(Shard, "reidentify", note)
        monkeypatch.setattr(Shard, "reconnect", note)
        for resume in (True, False):
            await parent.reidentify(ReconnectWebSocket(0, resume=resume))
        await parent.reconnect()
        assert not asked
        # It was connecting when it was let go.
        parent.launch()
        assert parent._task is not None
        await parent._task
        await until(lambda: sessions(server) == [])


async def test_one_shard_that_asks_to_reconnect_leaves_the_others_alone(
    server: DiscordServer,
) -> None:
    async with connected(server) as client:
        await client.take_shard(0)
        await client.take_shard(2)
        await server.gateway.invalidate(resumable=True)
        await until(lambda: len(server.gateway.resumes) == 2 and sessions(server) == [0, 2])
        await client.let_shard_go(2)
        await until(lambda: sessions(server) == [0])


async def test_each_session_passes_the_gate_of_its_bucket(
    server: DiscordServer, entered: list[int]
) -> None:
    server.gateway.max_concurrency = 2
    async with connected(server) as client:
        await client.take_shard(3)
        assert client.identify_gate.max_concurrency == 2
        assert entered == [3]
        await server.gateway.invalidate(resumable=False)
        await until(lambda: entered == [3, 3] and sessions(server) == [3])


async def test_without_session_starts_a_shard_waits(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(server) as client:
        waits = [0.01, 0.01, 0.0]

        async def wait(*, all_shards: bool = False) -> float:
            assert not all_shards
            return waits.pop(0)

        monkeypatch.setattr(client, "session_start_wait", wait)
        await client.take_shard(0)
        assert not waits
        assert sessions(server) == [0]


async def test_an_interaction_that_is_not_admitted_is_not_handled_until_it_is_handed_on(
    server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    guild = guild_of(server, 2)
    async with connected(server) as client:
        state = client._connection
        held: list[tuple[int, Any]] = []
        seen: list[int] = []

        async def note(interaction: discord.Interaction) -> None:
            seen.append(interaction.id)

        def hold(shard_id: int, data: Any) -> bool:
            held.append((shard_id, data))
            return False

        state.admits = hold
        monkeypatch.setattr(client, "on_interaction", note, raising=False)
        await client.take_shard(2)
        channel = server.world.add_channel(guild, "general")
        ana = server.world.add_member(guild, "Ana")
        server.world.global_commands = [
            {"id": "7", "name": "imnm", "type": 1, "integration_types": [0]}
        ]
        with suppress(AssertionError):
            await server.slash(ana, channel, "imnm", wait=0)
        await until(lambda: held)
        ((shard_id, data),) = held
        assert shard_id == 2
        assert not seen
        state.handle_interaction(data)
        await until(lambda: seen == [int(data["id"])])
