"""Signals that come before the event loop can heed them.

Loading the bot takes seconds, and by default a signal kills: this is done before anything else is
imported, so it imports nothing that takes time.
"""

from __future__ import annotations

import os
import signal
from types import FrameType

from bot.system import signals_named

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
RELOAD_SIGNALS = signals_named("SIGHUP")
UNUSED_SIGNALS = signals_named("SIGUSR1", "SIGUSR2")
"""They mean nothing here; whoever sends them to all its processes must not end the bot."""


class _Held:
    """Whether SIGHUP has asked for the deck to be read, which nobody could do yet."""

    reload = False


def hold(*, reloads: bool) -> None:
    """End at once and quietly on SIGTERM and SIGINT, and keep SIGHUP in mind if it ``reloads``.

    Nothing has been begun that would have to be finished.
    """
    for name in STOP_SIGNALS:
        signal.signal(name, _end)
    for name in RELOAD_SIGNALS:
        signal.signal(name, _remember if reloads else _end)
    for name in UNUSED_SIGNALS:
        signal.signal(name, signal.SIG_IGN)


def take_reload() -> bool:
    """Return whether SIGHUP came while it was held, and forget it."""
    asked, _Held.reload = _Held.reload, False
    return asked


def _end(_number: int, _frame: FrameType | None) -> None:
    # An exception might be raised where nothing lets it through.
    os._exit(0)


def _remember(_number: int, _frame: FrameType | None) -> None:
    _Held.reload = True
