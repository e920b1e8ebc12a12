"""2,500 servers, where Discord wants several shards, between two processes."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.live.process import until
from tests.live.processes import MARKS, SHARED, TAKEN, Processes
from tests.live.server import DiscordServer
from tests.postgres_server import running_server

SERVERS, SHARDS = 2500, 4
PATIENCE = 240.0

pytestmark = MARKS


@pytest.fixture
async def processes(discord: DiscordServer, tmp_path: Path) -> AsyncIterator[Processes]:
    with running_server() as server:
        processes = Processes(discord, server, tmp_path)
        yield processes
        await processes.close()


async def test_each_server_is_noted_by_whoever_has_its_shard_and_none_as_left(
    discord: DiscordServer, processes: Processes
) -> None:
    discord.gateway.shards = discord.gateway.max_concurrency = SHARDS
    for number in range(SERVERS):
        guild = discord.world.add_guild(f"Server {number}")
        # Of each shard as many.
        del discord.world.guilds[guild.id]
        guild.id += number << 22
        discord.world.guilds[guild.id] = guild

    def noted() -> list[str]:
        """How many servers are known, and how many of them the bot has left."""
        return processes.rows("SELECT count(*) || ' ' || count(left_at) FROM guild")

    first = await processes.start("first")
    await until(lambda: first.log.count(TAKEN) == SHARDS, PATIENCE)
    second = await processes.start("second")
    await second.logs(SHARED, PATIENCE)
    await until(lambda: second.log.count(TAKEN) == SHARDS // 2, PATIENCE)
    await until(lambda: noted() == [f"{SERVERS} 0"], PATIENCE)

    first.send(signal.SIGTERM)
    assert await first.ended(within=PATIENCE) == 0
    assert "finished=True" in first.log
    await until(lambda: second.log.count(TAKEN) == SHARDS, PATIENCE)
    await until(lambda: len(discord.gateway.live_sessions) == SHARDS, PATIENCE)
    assert noted() == [f"{SERVERS} 0"]
    assert "event failed" not in first.log + second.log
