"""Signals before the bot is connected; tests/live has those that come later."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.runtime.process import GRACE, SHUTDOWN_TIMEOUT

ROOT = Path(__file__).parents[2]
CEILING = 60


def test_a_polite_end_takes_ten_seconds_at_most() -> None:
    # Docker kills ten seconds after SIGTERM; the interpreter needs some of them for its own end.
    assert SHUTDOWN_TIMEOUT < GRACE == 10


@pytest.mark.long
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_a_signal_during_a_login_that_hangs_ends_the_bot_quietly(
    tmp_path: Path, name: str
) -> None:
    asked = asyncio.Event()

    async def listen_and_say_nothing(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        asked.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen_and_say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run"),
        cwd=ROOT,
        env={
            **os.environ,
            "DISCORD_TOKEN": "a-token-of-this-test",
            "DISCORD_API_URL": f"http://127.0.0.1:{port}/api/v10",
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}",
        },
        stderr=asyncio.subprocess.PIPE,
    )
    async with server:
        await asyncio.wait_for(asked.wait(), CEILING)
        process.send_signal(signal.Signals[name])
        _, errors = await asyncio.wait_for(process.communicate(), CEILING)

    assert process.returncode == 0
    assert b"Traceback" not in errors
