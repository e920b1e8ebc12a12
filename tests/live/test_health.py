"""The bot tells over HTTP whether it is well, and ``imnm-bot health`` asks it."""

import asyncio
import os
import socket
import sqlite3
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.live.conftest import Community
from tests.live.process import ROOT, started
from tests.live.server import DiscordServer

pytestmark = pytest.mark.live


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


async def ask(port: int, what: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/{what}") as answer,
    ):
        return answer.status, await answer.text()


async def run_health(**environment: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if name != "HEALTH_PORT"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "health", cwd=ROOT, env=kept | environment,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def test_a_connected_bot_is_alive_and_ready(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    port = free_port()
    async with started(discord, tmp_path / "home", environment={"HEALTH_PORT": str(port)}):
        assert await ask(port, "healthz") == (200, "alive\n")
        assert await ask(port, "readyz") == (200, "ready\n")
        assert await run_health(HEALTH_PORT=str(port)) == (0, "")


async def test_a_bot_whose_database_cannot_be_written_is_alive_but_not_ready(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    port = free_port()
    home = tmp_path / "home"
    async with started(discord, home, environment={"HEALTH_PORT": str(port)}):
        holder = sqlite3.connect(next(home.rglob("*.db")), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        assert await ask(port, "readyz") == (503, "the database cannot be written\n")
        assert await ask(port, "healthz") == (200, "alive\n")
        holder.close()
        assert await ask(port, "readyz") == (200, "ready\n")


async def test_without_a_bot_the_answer_is_one_line_and_69() -> None:
    code, errors = await run_health(HEALTH_PORT=str(free_port()))
    assert code == 69
    assert errors.startswith("imnm-bot: No healthy bot at port")
    assert errors.count("\n") == 1


async def test_without_a_port_there_is_nobody_to_ask() -> None:
    assert await run_health() == (2, "imnm-bot: HEALTH_PORT is not set: there is no bot to ask.\n")
    code, errors = await run_health(HEALTH_PORT="70000", HEALTH_HOST="nowhere")
    assert code == 2
    assert "HEALTH_PORT must be a port" in errors
    assert "HEALTH_HOST must be an address" in errors
