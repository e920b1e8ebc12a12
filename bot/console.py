"""The console that the verbs print to: whatever its encoding, and though it may be gone or full."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO

UNWRITABLE = 74
"""EX_IOERR of sysexits.h: what is to be printed cannot be written."""


def run_on_console(run: Callable[[], int]) -> int:
    """Run something that prints, and return its exit code, or 74 if its words cannot be written.

    A reader that has seen enough (``| head``) is told nothing; of anything else, such as a full
    disk, one line says what it is. A character that the console's encoding lacks is escaped.
    """
    out, err = _Console(sys.stdout), _Console(sys.stderr)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                return run()
            finally:
                # What Python would find out at its very end, too late to be said.
                err.flush()
                out.flush()
                if out.lost is not None:
                    raise out.lost
    except OSError as problem:
        if problem is not out.lost:
            raise
        if not isinstance(problem, BrokenPipeError):
            err.write(f"imnm-bot: The output cannot be written: {problem.strerror}.\n")
        return UNWRITABLE
    finally:
        for console in (out, err):
            console.leave()


class _Console:
    """A stream that keeps in mind that it could not be written to, whoever hides that.

    argparse does, and a log writes on. Nothing is raised, so that what runs comes to its end.
    """

    def __init__(self, stream: TextIO | None) -> None:
        # There is none where whoever started the process closed it.
        self._stream = stream
        self.lost: OSError | None = None
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    def write(self, text: str) -> int:
        self._try(lambda stream: stream.write(text))
        return len(text)

    def flush(self) -> None:
        self._try(lambda stream: stream.flush())

    def leave(self) -> None:
        """Keep Python from trying once more at its end."""
        if self.lost is not None and self._stream is not None:
            with suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a stream has
        return getattr(self._stream, name)

    def _try(self, use: Callable[[TextIO], object]) -> None:
        if self._stream is None or self.lost is not None:
            return
        try:
            use(self._stream)
        except OSError as problem:
            self.lost = problem
