"""Send a request to Discord a second time where Discord has troubles."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import SystemRandom
from typing import Final, TypeVar

from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify

LONGEST_TRY: Final = 20.0
"""Seconds. aiohttp alone would wait five minutes for an answer that never comes."""

T = TypeVar("T")
_RNG = SystemRandom()


async def try_twice(request: Callable[[], Awaitable[T]]) -> T:
    """Return what a request returns; where Discord has troubles, it is sent once more at once.

    discord.py repeats some that failed, and none that ended in a 503. Where every second request
    fails, whoever sends two and begins anew after a failure would never come to an end. There is
    no pause, since others may wait for the caller: whoever tries again later waits a while then
    (:func:`with_jitter`).

    The request must be one that may arrive twice: an edit, a look, or a post with a nonce. Raise
    what its last try raised.
    """
    try:
        return await try_once(request)
    except REQUEST_ERRORS as error:
        if classify(error) is not ErrorKind.OUTAGE:
            raise
    return await try_once(request)


async def try_once(request: Callable[[], Awaitable[T]]) -> T:
    """Return what a request returns; it is given up after :data:`LONGEST_TRY`."""
    async with asyncio.timeout(LONGEST_TRY):
        return await request()


def with_jitter(pause: timedelta) -> timedelta:
    """Return half to all of a pause: what failed together must not come again together."""
    return pause * _RNG.uniform(0.5, 1)
