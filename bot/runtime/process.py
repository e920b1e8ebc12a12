"""The bot as a process, and what its signals do.

SIGTERM and SIGINT finish what was accepted, within :data:`GRACE` seconds; a second one ends the
process at once. SIGHUP reads the deck again.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import structlog

from bot.runtime.client import ImnmBot
from bot.runtime.event_loop import heed_signals, ignore_signals
from bot.runtime.signals import RELOAD_SIGNALS, STOP_SIGNALS, take_reload

GRACE = 10.0
"""Seconds from the first SIGTERM to the end of the process. Docker kills after ten."""

SHUTDOWN_TIMEOUT = 9.0
"""Seconds of the grace for Discord and the store; the rest is for the interpreter's own end."""

log = structlog.get_logger(__name__)


async def keep_running(
    bot: ImnmBot,
    token: str,
    health: AbstractAsyncContextManager[None] | None = None,
    *,
    flush_log: Callable[[], object],
) -> None:
    """Run the bot until a signal, inside the context ``health``.

    ``flush_log`` is called where the process is cut off, so that the log says why.

    Raise :class:`~bot.runtime.client.DiscordUnavailable` if Discord refuses it.
    """
    # The modules and the deck stay: a collection that goes through them all takes a quarter of a
    # second, which everybody who presses a button then would wait. Nor is it done once now: of
    # 200,000 objects a start leaves 1,600 that nobody can reach.
    gc.freeze()
    gc.enable()
    loop = asyncio.get_running_loop()
    stop_requested = asyncio.Event()
    reloads: set[asyncio.Task[bool]] = set()

    def ignore_reloads() -> None:
        # By default it would kill.
        ignore_signals(RELOAD_SIGNALS, signal.SIG_IGN)

    def cut_off() -> None:
        flush_log()
        os._exit(0)

    def stop() -> None:
        stop_requested.set()
        ignore_signals(STOP_SIGNALS, signal.SIG_DFL)
        ignore_reloads()
        # Nothing that hangs longer is waited for: whatever counts is in the database.
        last_resort = threading.Timer(GRACE, cut_off)
        last_resort.daemon = True
        last_resort.start()

    def reload() -> None:
        task = loop.create_task(bot.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    heed_signals(STOP_SIGNALS, stop)
    heed_signals(RELOAD_SIGNALS, reload)
    if take_reload():
        reload()

    async with bot, health or contextlib.nullcontext():
        serving = asyncio.create_task(bot.start(token))
        waiting = asyncio.create_task(stop_requested.wait())
        preparing = asyncio.create_task(_prepare(bot))
        await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        preparing.cancel()
        if not serving.done():
            log.info("stopping", within=GRACE)
            await _shut_down(bot, serving)
        ignore_reloads()
        await asyncio.gather(*reloads, return_exceptions=True)
        if not serving.cancelled():
            serving.result()


async def _prepare(bot: ImnmBot) -> None:
    """Make what the first search needs, once the bot can answer; it stays, as the deck does."""
    await bot.wait_until_ready()
    await asyncio.to_thread(bot.library.prepare)
    gc.freeze()


async def _shut_down(bot: ImnmBot, serving: asyncio.Task[None]) -> None:
    if not bot.shards:
        serving.cancel()
    try:
        finished = await bot.shut_down(SHUTDOWN_TIMEOUT)
    except TimeoutError:
        finished = False
    # discord.py may be in the middle of its pause before it connects anew.
    serving.cancel()
    await asyncio.wait((serving,))
    log.info("stopped", finished=finished)
