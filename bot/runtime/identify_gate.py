"""When a session may begin beside others: Discord takes one in five seconds in each bucket.

A shard's bucket is its id modulo ``max_concurrency``, which Discord names for each bot:
https://docs.discord.com/developers/events/gateway#sharding-max-concurrency
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

PAUSE: Final = 5.25
"""Seconds between two sessions of one bucket; a quarter more than a network may take away again."""


class IdentifyGate:
    """Lets one session of each bucket begin at a time."""

    def __init__(self) -> None:
        self.max_concurrency = 1
        self.claim: Callable[[int], Awaitable[None]] | None = None
        """Waits until no other process begins a session in a bucket, and keeps them from it for
        :data:`PAUSE`; None where there is no other process."""
        self._turns: dict[int, asyncio.Lock] = {}
        self._free_at: dict[int, float] = {}

    async def enter(self, shard_id: int) -> None:
        """Wait until this shard may identify; whoever is in the same bucket then waits for it."""
        bucket = shard_id % self.max_concurrency
        loop = asyncio.get_running_loop()
        async with self._turns.setdefault(bucket, asyncio.Lock()):
            await asyncio.sleep(max(0.0, self._free_at.get(bucket, 0.0) - loop.time()))
            if self.claim is not None:
                await self.claim(bucket)
            self._free_at[bucket] = loop.time() + PAUSE
