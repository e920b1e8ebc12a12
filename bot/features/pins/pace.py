"""How fast the bot may edit by itself."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from discord.utils import utcnow


class Pace:
    """Lets one through at a time, and the next not before ``every`` has passed."""

    def __init__(self, every: timedelta) -> None:
        self._every = every
        self._turn = asyncio.Lock()
        self._next_at: datetime | None = None

    async def take_turn(self) -> None:
        """Waits until it is the caller's turn; first come, first served."""
        async with self._turn:
            if self._next_at is not None:
                # A clock that was set back must not hold everything up.
                wait = min(self._next_at - utcnow(), self._every)
                await asyncio.sleep(max(0.0, wait.total_seconds()))
            self._next_at = utcnow() + self._every
