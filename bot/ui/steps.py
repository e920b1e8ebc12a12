"""A background job of steps, each due at a moment: taken in time, and again when one has failed.

What there is to do is read from the database each time, so a restart finds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from discord.utils import utcnow

from bot.errors import StoreError
from bot.store import Ownership
from bot.ui.channel import DiscordOutage
from bot.ui.retry import with_jitter
from bot.ui.timer import Timer

LONGEST_SLEEP = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=1)
RETRY_FAULT_AFTER = timedelta(hours=1)
"""After a fault of ours: trying at once would only fill the log."""
AT_ONCE = 5
"""How many channels are written to at the same time."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do at a moment, for a server or what is in it with an id."""

    kind: str
    id: int
    guild_id: int
    due: datetime
    take: Callable[[], Awaitable[None]]


class StepJob:
    """Takes the steps that :meth:`list_steps` returns, when they are due."""

    def __init__(self, ownership: Ownership) -> None:
        self._ownership = ownership
        self._lock = asyncio.Lock()
        self._timer = Timer(self._run, longest_sleep=LONGEST_SLEEP)
        self._retry_at: dict[tuple[str, int], datetime] = {}
        """Steps that failed, by kind and id, and when to try them again."""

    async def list_steps(self, now: datetime) -> Iterable[Step]:
        """Return all steps to come; those that are due at once are begun in this order."""
        raise NotImplementedError

    def log_wait(self, kind: str, why: str) -> None:
        """Log that a step waits for Discord or the database."""
        raise NotImplementedError

    def log_failure(self, kind: str) -> None:
        """Log a fault of ours, which is being handled."""
        raise NotImplementedError

    async def plan(self) -> None:
        """Set the timer for the next step: at the start and after every change."""
        async with self._lock:
            await self._set_timer()

    async def close(self) -> None:
        """Begin nothing new, and finish what is under way."""
        await self._timer.finish()

    def stop(self) -> None:
        """Begin nothing new."""
        self._timer.close()

    def was_held_up(self, kind: str, step_id: int) -> bool:
        """Return whether a step has failed and was not taken since."""
        return (kind, step_id) in self._retry_at

    async def _set_timer(self) -> None:
        now = utcnow()
        try:
            soonest = min((step.due for step in await self._list(now)), default=None)
        except StoreError:
            soonest = now + RETRY_AFTER
        self._timer.set(soonest)

    async def _run(self) -> None:
        async with self._lock:
            now = utcnow()
            limit = asyncio.Semaphore(AT_ONCE)
            try:
                due = [step for step in await self._list(now) if step.due <= now]
            except StoreError:
                # The store has logged its trouble.
                due = []
            await asyncio.gather(*(self._take(step, limit) for step in due))
            await self._set_timer()

    async def _take(self, step: Step, limit: asyncio.Semaphore) -> None:
        """Take one step; if it fails, note when to try again, and let the others go on."""
        key = (step.kind, step.id)
        async with limit:
            if not self._ownership.covers(step.guild_id):
                return
            try:
                await step.take()
            except (DiscordOutage, StoreError) as error:
                self.log_wait(step.kind, type(error).__name__)
                self._retry_at[key] = utcnow() + with_jitter(RETRY_AFTER)
            except Exception:  # noqa: BLE001 - log_failure logs it
                self.log_failure(step.kind)
                self._retry_at[key] = utcnow() + RETRY_FAULT_AFTER
            else:
                self._retry_at.pop(key, None)

    async def _list(self, now: datetime) -> list[Step]:
        return [
            replace(step, due=self._held_until(step, now)) for step in await self.list_steps(now)
        ]

    def _held_until(self, step: Step, now: datetime) -> datetime:
        """Return when a step that has failed may be tried again."""
        retry_at = self._retry_at.get((step.kind, step.id), step.due)
        # Noted while the clock was ahead.
        return step.due if retry_at > now + RETRY_FAULT_AFTER else max(step.due, retry_at)
