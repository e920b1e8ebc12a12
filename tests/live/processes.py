"""Several bots on one PostgreSQL, each in a folder of its own."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.live.process import BotProcess, started
from tests.live.server import DiscordServer
from tests.postgres_server import MISSING, PostgresServer, find_programs

MARKS = [
    pytest.mark.live,
    pytest.mark.usefixtures("nothing_refused"),
    pytest.mark.postgres,
    pytest.mark.skipif(find_programs() is None, reason=MISSING),
]
"""Of every module of tests with several bots."""

SHARED, TAKEN, LOST = "shards shared", "shard taken", "shards lost"


class Processes:
    """Bots that share one database; each has a folder of its own."""

    def __init__(self, discord: DiscordServer, server: PostgresServer, home: Path) -> None:
        self.discord = discord
        self.server = server
        self.home = home
        self.database = f"imnm_{home.name}"
        server.query(f'CREATE DATABASE "{self.database}"')
        self._stack = AsyncExitStack()

    async def start(self, name: str, url: str | None = None) -> BotProcess:
        """Start one more; it need not get any shard."""
        environment = {"DATABASE_URL": url or self.server.url(self.database)}
        running = started(self.discord, self.home / name, environment=environment, ready=False)
        return await self._stack.enter_async_context(running)

    async def start_with_shards(self, name: str, url: str | None = None) -> BotProcess:
        """Start one, and wait until it acts for a shard."""
        bot = await self.start(name, url)
        await bot.logs(TAKEN)
        return bot

    def rows(self, statement: str) -> list[str]:
        return self.server.query(statement, self.database).splitlines()

    async def close(self) -> None:
        await self._stack.aclose()
