"""Something that is to be done at a moment: a sleep that is cancelled when it is no longer wanted.

There is no loop: while nothing is due, nothing runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from discord.utils import utcnow


class Timer:
    """Does one kind of work at one moment at a time. Work that has begun is never cancelled."""

    def __init__(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """``work`` must not raise: nobody would hear of it."""
        self._work = work
        self._sleeping: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def set(self, due: datetime | None) -> None:
        """Rings at ``due`` and not at the moment that was set before; never, if there is none."""
        if self._sleeping is not None:
            self._sleeping.cancel()
            self._sleeping = None
        if due is None or self._closed:
            return
        self._sleeping = asyncio.create_task(self._fire(due))
        self._tasks.add(self._sleeping)
        self._sleeping.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Rings no more."""
        self._closed = True
        self.set(None)

    async def finish(self) -> None:
        """Rings no more, and waits for work that has begun; cancels it when cancelled itself."""
        self.close()
        if not self._tasks:
            return
        try:
            await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            for task in self._tasks:
                task.cancel()
            raise

    async def _fire(self, due: datetime) -> None:
        await asyncio.sleep(max(0.0, (due - utcnow()).total_seconds()))
        # From here on it is work, which a new moment does not cancel.
        self._sleeping = None
        await self._work()
