"""The bot as a process: its signals and what they do.

SIGTERM and SIGINT finish what was accepted, within :data:`GRACE` seconds; a second one ends the
process at once. SIGHUP reads the deck again.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
from typing import TYPE_CHECKING

import structlog

from bot.runtime.client import ImnmBot

if TYPE_CHECKING:
    from bot.runtime.health import HealthServer

GRACE = 10.0
"""Seconds from the first SIGTERM to the end of the process. Docker kills after ten."""

WINDING_DOWN = 9.0
"""Seconds of the grace for Discord and the store; the rest is for the interpreter's own end."""

STOPPING = (signal.SIGTERM, signal.SIGINT)

log = structlog.get_logger(__name__)


async def keep_running(bot: ImnmBot, token: str, health: HealthServer | None = None) -> None:
    """Serve until a signal or until Discord refuses.

    A refusal raises :class:`~bot.runtime.client.DiscordUnavailable`.
    """
    # The modules and the deck stay: going through them all while a thousand people press would
    # hold up each of them by a quarter of a second.
    gc.collect()
    gc.freeze()
    gc.enable()
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    reloads: set[asyncio.Task[bool]] = set()

    def stop() -> None:
        told.set()
        for name in STOPPING:
            loop.remove_signal_handler(name)
            signal.signal(name, signal.SIG_DFL)
        # Whatever hangs beyond the grace is not waited for: nothing that counts is in memory.
        signal.signal(signal.SIGALRM, lambda *_: os._exit(0))
        signal.setitimer(signal.ITIMER_REAL, GRACE)

    def reload() -> None:
        task = loop.create_task(bot.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for name in STOPPING:
        loop.add_signal_handler(name, stop)
    loop.add_signal_handler(signal.SIGHUP, reload)

    async with bot, health or contextlib.nullcontext():
        serving = asyncio.create_task(bot.start(token))
        waiting = asyncio.create_task(told.wait())
        await asyncio.wait((serving, waiting), return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not serving.done():
            log.info("stopping", within=GRACE)
            await _leave(bot, serving)
        await asyncio.gather(*reloads, return_exceptions=True)
        if not serving.cancelled():
            serving.result()


async def _leave(bot: ImnmBot, serving: asyncio.Task[None]) -> None:
    if not bot.shards:
        serving.cancel()
    try:
        finished = await bot.wind_down(WINDING_DOWN)
    except TimeoutError:
        finished = False
    # discord.py may be in the middle of its pause before it connects anew.
    serving.cancel()
    await asyncio.wait((serving,))
    log.info("stopped", finished=finished)
