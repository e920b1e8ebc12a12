"""A timer for background jobs: a sleep that is cancelled when it is no longer wanted.

There is no loop: while nothing is due, nothing runs but one sleep, so a shutdown waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final

from discord.utils import utcnow

SAME_MOMENT: Final = 0.01
"""Seconds between two moments that count as the same."""


class Timer:
    """Runs one job at the moment that was set last. Setting another one never cancels a run."""

    def __init__(
        self,
        job: Callable[[], Coroutine[Any, Any, None]],
        *,
        longest_sleep: timedelta | None = None,
    ) -> None:
        """Create a timer that is not set.

        ``job`` must not raise: nobody would see it. With ``longest_sleep`` it also runs, with
        nothing due, after so long: a machine that was suspended, or whose clock was set, is late by
        no more than that. The job then sets the timer again.
        """
        self._job = job
        self._longest_sleep = longest_sleep
        self._sleep: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._awake_at = 0.0
        """When the sleep ends, on the clock of the event loop."""
        self._closed = False

    def set(self, due: datetime | None) -> None:
        """Run the job at ``due`` instead of the moment that was set before; None for not at all."""
        if due is None or self._closed:
            self._stop_sleeping()
            return
        delay = (due - utcnow()).total_seconds()
        if self._longest_sleep is not None:
            delay = min(delay, self._longest_sleep.total_seconds())
        now = asyncio.get_running_loop().time()
        # A thousand people may set the same moment. If the clock was set, it is another one.
        if self._sleep is not None and abs(now + delay - self._awake_at) < SAME_MOMENT:
            return
        self._stop_sleeping()
        self._awake_at = now + delay
        self._sleep = asyncio.create_task(self._run(delay))
        self._tasks.add(self._sleep)
        self._sleep.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Start no more runs; one that has begun goes on."""
        self._closed = True
        self.set(None)

    def cancel(self) -> None:
        """Start no more runs, and cancel one that has begun."""
        self.close()
        for task in self._tasks:
            task.cancel()

    async def finish(self) -> None:
        """Start no more runs, and wait for one that has begun; cancel it when cancelled itself."""
        self.close()
        if not self._tasks:
            return
        try:
            await asyncio.wait(self._tasks)
        except asyncio.CancelledError:
            self.cancel()
            raise

    def _stop_sleeping(self) -> None:
        if self._sleep is not None:
            self._sleep.cancel()
            self._sleep = None

    async def _run(self, delay: float) -> None:
        await asyncio.sleep(max(0.0, delay))
        # From here on this task is a run, which a new moment does not cancel.
        self._sleep = None
        await self._job()
