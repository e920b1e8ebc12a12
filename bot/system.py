"""The system that the bot runs on, where it makes a difference.

The bot belongs on Linux or macOS. On Windows people write cards: the preview, ``check`` and the
tests of the deck work there, and a bot of one's own to try.
"""

from __future__ import annotations

import signal
import sys

WINDOWS = sys.platform == "win32"


def signals_named(*names: str) -> tuple[signal.Signals, ...]:
    """Return those signals that the system has: Windows has few."""
    return tuple(signal.Signals[name] for name in names if hasattr(signal, name))
