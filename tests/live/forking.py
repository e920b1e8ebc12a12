"""Bots that are forked from a process that has imported everything, instead of started anew.

A test run starts some two hundred bots, and most of the time of a start are its imports. What is
forked here runs the same verb in a process of its own: it has its own folder, environment,
signals and exit code, and may be killed.
"""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

PATIENCE = 60.0
PRELOADED = "tests.live.preloaded"
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

    def join(self, within: float) -> int:
        """Wait for the end, blocking, and return the exit code; TimeoutExpired if it does not."""
        self._process.join(within)
        code = self.returncode
        if code is None:
            raise subprocess.TimeoutExpired(str(self._process), within)
        return code

    async def wait(self) -> int:
        while (code := self.returncode) is None:  # noqa: ASYNC110 - a process sets no Event of ours
            await asyncio.sleep(0.005)
        self._process.join()
        return code


async def fork_bot(folder: Path, environment: Mapping[str, str], written: Path) -> Forked:
    """Run `bot run` in `folder` with this environment alone; what it says is added to a file."""
    return _fork(("run",), folder, environment, written, written)


def run_forked(
    words: Sequence[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end as `subprocess.run` would; TimeoutExpired after a minute."""
    with TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        process = _fork(words, folder, environment, out, err)
        try:
            code = process.join(PATIENCE)
        finally:
            process.kill()
        return subprocess.CompletedProcess(words, code, *(each.read_text() for each in (out, err)))


def _fork(
    words: Sequence[str], folder: Path, environment: Mapping[str, str], out: Path, err: Path
) -> Forked:
    CONTEXT.set_forkserver_preload([PRELOADED])
    process = CONTEXT.Process(
        target=_run_verb,
        args=(tuple(words), str(folder), dict(environment), str(out), str(err)),
        daemon=True,
    )
    process.start()
    return Forked(process)


def _run_verb(
    words: tuple[str, ...], folder: str, environment: dict[str, str], out: str, err: str
) -> None:
    # The server from which it was forked says nothing about what it cannot import.
    if PRELOADED not in sys.modules:
        raise ImportError(PRELOADED)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for file, theirs in ((out, 1), (err, 2)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644), theirs)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["imnm-bot", *words]
    from bot.cli import main  # noqa: PLC0415 - the tests themselves do not need it

    sys.exit(main())
