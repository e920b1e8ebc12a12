"""How far a verb has got: shown on a terminal, and nowhere else.

What takes long says so with :func:`stage`, wherever it is. It is shown only inside
:func:`shown_progress`, which the verbs of the command line are run in: what the bot does while it
serves shows nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, TextIO

WITH_TOTAL: Final = "{desc}: {percentage:3.0f}% |{bar}| {elapsed}, {remaining} to go"
WITHOUT_TOTAL: Final = "{desc}: {elapsed}"
"""Formats of tqdm's ``bar_format``."""
USUAL_COLUMNS: Final = 80

Reached = Callable[[float], None]
"""Tells how much of the total is done by now; of a stage without a total, that it goes on."""

_terminal: ContextVar[TextIO | None] = ContextVar("terminal", default=None)


@contextmanager
def shown_progress() -> Iterator[None]:
    """Show each stage of what runs inside on standard error, if that is a terminal."""
    stream = sys.stderr
    is_terminal = getattr(stream, "isatty", bool)()
    token = _terminal.set(stream if is_terminal else None)
    try:
        yield
    finally:
        _terminal.reset(token)


@contextmanager
def stage(says: str, total: float | None = None) -> Iterator[Reached]:
    """Say what is being done, and yield a function that takes how much of ``total`` is done.

    It may be called from any thread, and as often as is convenient. The line is gone when the stage
    ends. A thread that is started inside must be handed the context, as ``asyncio.to_thread`` does.
    """
    terminal = _terminal.get()
    if terminal is None:
        yield _say_nothing
        return
    from tqdm import tqdm  # noqa: PLC0415 - nobody needs it who is not watched

    # Its own lock is one for several processes, and its own thread looks after bars that stand
    # still: neither is needed here.
    tqdm.set_lock(threading.RLock())
    tqdm.monitor_interval = 0
    with tqdm(
        desc=says,
        total=total,
        file=terminal,
        ncols=_columns_of(terminal),
        leave=False,
        bar_format=WITHOUT_TOTAL if total is None else WITH_TOTAL,
    ) as line:

        def reached(done: float) -> None:
            line.update((done if total is None else min(done, total)) - line.n)

        yield reached


def _columns_of(terminal: TextIO) -> int:
    # A terminal that nobody has given a size says that it has no columns.
    return os.get_terminal_size(terminal.fileno()).columns or USUAL_COLUMNS


def _say_nothing(_done: float) -> None:
    """Take how far something has got while nobody watches."""
