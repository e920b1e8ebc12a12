"""Signals while the bot is still being loaded."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.runtime import signals

ROOT = Path(__file__).parents[2]
CEILING = 60


async def send_while_loading(folder: Path, *names: str) -> tuple[int | None, str]:
    """Start a bot, send it signals while it waits for its token, and return how it ended."""
    # The token comes through a pipe, so that the bot is sure to be waiting for it.
    pipe = folder / "token"
    os.mkfifo(pipe)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run"),
        cwd=ROOT,
        env={
            **{key: value for key, value in os.environ.items() if key != "DISCORD_TOKEN"},
            "DISCORD_TOKEN_FILE": str(pipe),
        },
        stderr=asyncio.subprocess.PIPE,
    )
    writing = await asyncio.to_thread(os.open, pipe, os.O_WRONLY)
    for name in names:
        process.send_signal(signal.Signals[name])
    # A signal between Python's last look for one and its read would not end the read.
    os.close(writing)
    _, errors = await asyncio.wait_for(process.communicate(), CEILING)
    return process.returncode, errors.decode()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_a_signal_that_ends_does_so_quietly(tmp_path: Path, name: str) -> None:
    assert await send_while_loading(tmp_path, name) == (0, "")


async def test_signals_that_do_not_end_it_are_outlived(tmp_path: Path) -> None:
    code, errors = await send_while_loading(tmp_path, "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGHUP")
    # What ends it is the empty token.
    assert code == 2
    assert errors.startswith("imnm-bot: DISCORD_TOKEN_FILE")


@pytest.mark.parametrize(("verb", "held"), [("run", True), ("preview", False), ("check", None)])
def test_signals_are_held_before_anything_is_loaded_that_takes_time(
    verb: str, *, held: bool | None
) -> None:
    program = f"""
import json, sys
sys.argv = ["imnm-bot", {verb!r}]
before = set(sys.modules)
from bot.runtime import signals
seen = []
def hold(*, reloads):
    seen.append([reloads, len(set(sys.modules) - before)])
signals.hold = hold
from bot.__main__ import main
print(json.dumps(seen))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seen = json.loads(done.stdout)
    assert [reloads for reloads, _ in seen] == ([] if held is None else [held])
    assert all(loaded < 30 for _, loaded in seen)


def test_the_installed_command_begins_where_signals_are_held() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'^imnm-bot = "bot.__main__:main"$', project, re.MULTILINE)


def test_what_was_asked_for_while_it_was_held_is_told_once() -> None:
    before = {name: signal.getsignal(name) for name in signal.valid_signals()}
    try:
        signals.hold(reloads=True)
        assert not signals.take_reload()
        os.kill(os.getpid(), signal.SIGHUP)
        assert signals.take_reload()
        assert not signals.take_reload()
    finally:
        for name, handler in before.items():
            if signal.getsignal(name) != handler:
                signal.signal(name, handler)
