"""The bot's side of :mod:`bot.pictures.typesetting`: starts it when it is wanted, and asks it."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Final

from bot.errors import BotError

PROGRAM: Final = Path(__file__).with_name("typesetting.py")
ENDED: Final = "the program that draws has ended"


class NotDrawn(BotError):
    """typst is not there or refuses the template; the text says why."""


class Typesetter:
    """One process that draws, while there is something to draw."""

    def __init__(self, *command: str) -> None:
        # -P: the folder of the program holds no modules of Python's.
        self._command = command or (sys.executable, "-P", str(PROGRAM))
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()

    @property
    def pid(self) -> int | None:
        """The process that was started last; None if none was."""
        return self._process.pid if self._process is not None else None

    def make(self, template: str, data: str, form: str, density: float | None) -> bytes:
        """Return what a template makes of its data; raise :class:`NotDrawn`. Blocks."""
        request = {"template": template, "data": data, "form": form, "density": density}
        line = json.dumps(request).encode() + b"\n"
        with self._lock:
            # One that was idle may end as it is asked: then another is asked.
            for _ in range(2):
                try:
                    return self._ask(line)
                except (OSError, EOFError):
                    self._end()
        raise NotDrawn(ENDED)

    def close(self) -> None:
        """End the process; the next request starts another."""
        with self._lock:
            self._end()

    def _ask(self, line: bytes) -> bytes:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Ctrl-C is the bot's: what was accepted is finished, pictures included.
                start_new_session=True,
            )
        written, read = self._process.stdin, self._process.stdout
        if written is None or read is None:
            raise EOFError
        written.write(line)
        written.flush()
        try:
            head = json.loads(read.readline())
        except ValueError as problem:
            raise EOFError from problem
        if "error" in head:
            raise NotDrawn(head["error"])
        made = read.read(head["size"])
        if len(made) < head["size"]:
            raise EOFError
        return made

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()
