"""The event loop and its signals, on systems whose loop has none as well."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any


def heed_signals(names: Iterable[signal.Signals], heed: Callable[[], object]) -> None:
    """Call a function in the running event loop when one of these signals comes."""
    loop = asyncio.get_running_loop()

    def pass_on(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(heed)

    for name in names:
        try:
            loop.add_signal_handler(name, heed)
        except NotImplementedError:
            # The loop of Windows has none.
            signal.signal(name, pass_on)


def ignore_signals(names: Iterable[signal.Signals], instead: signal.Handlers) -> None:
    """Undo :func:`heed_signals`: from now on the signals do ``instead``."""
    loop = asyncio.get_running_loop()
    for name in names:
        with suppress(NotImplementedError):
            loop.remove_signal_handler(name)
        signal.signal(name, instead)


def run_in_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run the bot in the fastest event loop that the system has."""
    try:
        import uvloop  # noqa: PLC0415 - Windows has none
    except ModuleNotFoundError:
        asyncio.run(main)
    else:
        uvloop.run(main)
