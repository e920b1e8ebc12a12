"""The bot as a process of its own, as `docker compose up` would run it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from tests.live.server import DiscordServer

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Process(Protocol):
    """What is used of `asyncio.subprocess.Process`."""

    @property
    def pid(self) -> int: ...
    @property
    def returncode(self) -> int | None: ...
    def send_signal(self, signal: int) -> None: ...
    def kill(self) -> None: ...
    async def wait(self) -> int: ...


Launch = Callable[[Path, Mapping[str, str], Path], Awaitable[Process]]
"""Runs a bot in a folder, with an environment, and adds what it says to a file."""


async def until(condition: Callable[[], object], within: float = PATIENCE) -> None:
    """Wait for something that another process brings about; TimeoutError if it does not."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - a process sets no Event of ours
            await asyncio.sleep(0.01)


class BotProcess:
    """A started bot. `log` is everything that it has written so far."""

    def __init__(self, process: Process, written: Path) -> None:
        self._process = process
        self._written = written

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        return self._written.read_text(encoding="utf-8", errors="replace")

    @property
    def running(self) -> bool:
        return self._process.returncode is None

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def ended(self, within: float = PATIENCE) -> int:
        """Wait for the end and return the exit code."""
        try:
            return await asyncio.wait_for(self._process.wait(), within)
        except TimeoutError:
            raise AssertionError(f"the bot did not end in {within} s\n{self.log}") from None

    async def logs(self, piece: str, within: float = PATIENCE) -> None:
        """Wait until the log holds this piece of text."""
        await until(lambda: piece in self.log, within)

    async def kill(self) -> None:
        """`kill -9`."""
        if self.running:
            self._process.kill()
            await self._process.wait()


def program(*command: str) -> Launch:
    """Start a program anew, such as the bot or the floor of the bench."""

    async def launch(folder: Path, environment: Mapping[str, str], written: Path) -> Process:
        with written.open("ab") as out:
            return await asyncio.create_subprocess_exec(
                *command,
                cwd=folder,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=asyncio.subprocess.STDOUT,
            )

    return launch


BOT = program(sys.executable, "-m", "bot", "run")
_usual = BOT


def launch_with(launch: Launch) -> None:
    """Let `started` launch the bot in another way from now on."""
    global _usual  # noqa: PLW0603 - one way for all tests of a process
    _usual = launch


@asynccontextmanager
async def started(
    discord: DiscordServer,
    folder: Path,
    launch: Launch | None = None,
    *,
    environment: dict[str, str] | None = None,
    ready: bool = True,
) -> AsyncIterator[BotProcess]:
    """Start the bot in `folder` against the server; kill it at the end if it still runs.

    With `ready` this waits for the READY of the gateway and for the registered commands.
    """
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240 - once, before anything runs
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DISCORD_", "LOG_"))}
    own = {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'imnm.db'}",
        "CARDS_DIR": str(ROOT / "cards"),
        "PYTHONPATH": str(ROOT),
        "NO_COLOR": "1",
    }
    written = folder / "bot.log"
    written.touch()
    # A bot that was just killed may still seem to be connected.
    earlier = set(discord.gateway.sessions)
    process = await (launch or _usual)(folder, inherited | own | (environment or {}), written)
    bot = BotProcess(process, written)
    try:
        if ready:
            await _until_ready(discord, bot, earlier)
        yield bot
    finally:
        await bot.kill()


async def _until_ready(discord: DiscordServer, bot: BotProcess, earlier: set[str]) -> None:
    def settled() -> bool:
        up = any(session.id not in earlier for session in discord.gateway.live_sessions)
        return (up and bool(discord.world.global_commands)) or not bot.running

    try:
        await until(settled)
    except TimeoutError:
        raise AssertionError(f"the bot did not become ready\n{bot.log}") from None
    if not bot.running:
        raise AssertionError(f"the bot ended before it was ready\n{bot.log}")
