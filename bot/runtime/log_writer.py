"""The writer of the log: a thread of its own while the bot serves, else whoever logs.

Lines are written in the order in which they came. While the thread writes, nobody who logs waits
for it, or for whoever reads the log. Where lines come faster than they are read, those below
WARNING are left out and counted; no other ever is.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Final, TextIO

import structlog

from bot.runtime.log_lines import Render, Values

MOST_WAITING: Final = 10_000
"""Lines that may wait to be written, before those below WARNING are left out."""
GATHER: Final = 0.02
"""Seconds in which lines are gathered: waking a thread costs more than writing a line."""
AT_ONCE: Final = 500
"""Lines that are written by one call."""
LAST_LINES: Final = 0.5
"""Seconds that whoever reads the log has to take its last lines."""
LOOK_EVERY: Final = 0.002
"""Seconds between two looks whether the last lines are written."""
KEPT: Final = frozenset(("warning", "error", "critical"))
"""Levels of which no line is left out."""
URGENT: Final = frozenset(("error", "critical"))
"""Levels whose lines are written without delay, since the process may be about to end."""

log = structlog.get_logger(__name__)


class LogWriter:
    """Renders lines and writes them to a stream."""

    def __init__(self, stream: TextIO, render: Render, redact: Callable[[str], str]) -> None:
        self._stream = stream
        self._render = render
        self._redact = redact
        self._waiting: deque[Values] = deque()
        self._left_out = 0
        self._counting = threading.Lock()
        self._writing = threading.RLock()
        self._thread: threading.Thread | None = None
        self._has_lines = threading.Event()
        self._hurry = threading.Event()

    def add(self, values: Values) -> None:
        """Write a line: soon, if the thread writes, else at once."""
        level = values["level"]
        if len(self._waiting) >= MOST_WAITING and level not in KEPT:
            with self._counting:
                self._left_out += 1
            return
        self._waiting.append(values)
        if self._thread is None:
            self._write_waiting()
            return
        if level in URGENT:
            self._hurry.set()
        if not self._has_lines.is_set():
            self._has_lines.set()

    def flush(self, within: float = LAST_LINES) -> None:
        """Wait until what was added so far is written, so many seconds at most."""
        end = monotonic() + within
        while self._waiting and monotonic() < end:
            self._hurry.set()
            self._has_lines.set()
            sleep(LOOK_EVERY)
        # What the thread has taken may not be written yet.
        if self._writing.acquire(timeout=max(0.0, end - monotonic())):
            self._writing.release()

    @contextmanager
    def in_background(self) -> Iterator[None]:
        """Let the thread write while the context lasts; at its end all is written."""
        self._thread = threading.Thread(target=self._run, name="log", daemon=True)
        self._thread.start()
        try:
            yield
        finally:
            thread, self._thread = self._thread, None
            self._hurry.set()
            self._has_lines.set()
            # One that nobody takes lines from is left behind.
            thread.join(LAST_LINES)

    def _run(self) -> None:
        while self._thread is not None:
            self._has_lines.wait()
            self._hurry.wait(GATHER)
            self._hurry.clear()
            self._has_lines.clear()
            self._write_waiting()
        self._write_waiting()

    def _write_waiting(self) -> None:
        with self._writing:
            while self._waiting:
                lines = min(len(self._waiting), AT_ONCE)
                self._write([self._waiting.popleft() for _ in range(lines)])
                if self._left_out and not self._waiting:
                    self._tell_left_out()

    def _tell_left_out(self) -> None:
        with self._counting:
            lines, self._left_out = self._left_out, 0
        log.warning("log lines left out", lines=lines)

    def _write(self, lines: list[Values]) -> None:
        text = "".join(f"{self._try_render(each)}\n" for each in lines)
        try:
            self._stream.write(self._redact(text))
            self._stream.flush()
        except (OSError, ValueError):
            # The stream is gone, or closed: there is nowhere to say so.
            return

    def _try_render(self, values: Values) -> str:
        try:
            return self._render(values)
        except Exception as error:  # noqa: BLE001 - whatever the repr of a value may raise
            kept = {name: values[name] for name in ("event", "level", "logger", "timestamp")}
            return self._render({**kept, "not_shown": type(error).__name__})
