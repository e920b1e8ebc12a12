"""Bots that are forked from a process that has imported everything, instead of started anew.

A test run starts some two hundred bots, and most of the time of a start are its imports. What is
forked here runs the same `bot run` in a process of its own: it has its own folder, environment,
signals and exit code, and may be killed.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")


class Forked:
    """A forked process, with what the tests use of `asyncio.subprocess.Process`."""

    def __init__(self, process: Any) -> None:
        self._process = process
        self.pid: int = process.pid

    @property
    def returncode(self) -> int | None:
        code: int | None = self._process.exitcode
        return code

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        while (code := self.returncode) is None:  # noqa: ASYNC110 - a process sets no Event of ours
            await asyncio.sleep(0.005)
        self._process.join()
        return code


async def fork_bot(folder: Path, environment: Mapping[str, str], written: Path) -> Forked:
    """Run `bot run` in `folder` with this environment alone; what it says is added to a file."""
    CONTEXT.set_forkserver_preload(["tests.live.preloaded"])
    process = CONTEXT.Process(
        target=_run_bot, args=(str(folder), dict(environment), str(written)), daemon=True
    )
    process.start()
    return Forked(process)


def _run_bot(folder: str, environment: dict[str, str], written: str) -> None:
    out = os.open(written, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for ours, theirs in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(ours, theirs)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["imnm-bot", "run"]
    from bot.cli import main  # noqa: PLC0415 - the tests themselves do not need it

    sys.exit(main())
