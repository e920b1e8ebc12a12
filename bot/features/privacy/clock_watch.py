"""The clock is looked at once a day, and what deletes asks here whether to believe it."""

from __future__ import annotations

import asyncio
import time
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from discord.utils import utcnow

from bot.errors import StoreError
from bot.learning.clock import ClockTrust, Reading
from bot.store import Store
from bot.ui.timer import Timer

EVERY: Final = timedelta(days=1)
RETRY_AFTER: Final = timedelta(hours=1)

log = structlog.get_logger(__name__)


class ClockWatch:
    """Notes in the database that the clock was believed, so that the next process can compare."""

    def __init__(self, store: Store, confirmed: date | None) -> None:
        """``confirmed`` is the date that whoever runs the bot has said is right."""
        self._store = store
        self._confirmed = confirmed
        self._trust: ClockTrust | None = None
        self._doubting = False
        self._lock = asyncio.Lock()
        self._timer = Timer(self._look)

    async def start(self) -> None:
        """Look now, before anything is written by this clock, and then once a day."""
        await self._look()

    def close(self) -> None:
        """Look no more."""
        self._timer.close()

    async def believes_now(self) -> bool:
        """Return whether something may be deleted because it is old. Raise StoreError."""
        async with self._lock:
            if self._trust is None:
                seen = await self._store.clock.seen()
                self._trust = ClockTrust(seen, self._confirmed)
            last, now = self._trust.seen, utcnow()
            if not self._trust.believes(Reading(now, time.monotonic())):
                self._warn(last, now)
                return False
            if self._doubting:
                self._doubting = False
                log.info("clock believed again", now=now.isoformat())
            await self._store.clock.note_seen(now)
            return True

    def _warn(self, last: datetime | None, now: datetime) -> None:
        if self._doubting:
            return
        self._doubting = True
        log.warning(
            "clock has leapt, nothing is deleted for a day",
            last_seen=last and last.isoformat(),
            now=now.isoformat(),
            to_confirm=f"CLOCK_CONFIRMED={now.date()}",
        )

    async def _look(self) -> None:
        again = RETRY_AFTER
        try:
            await self.believes_now()
            again = EVERY
        except StoreError:
            # The store has logged its trouble.
            return
        except Exception:
            log.exception("clock watch failed")
        finally:
            self._timer.set(utcnow() + again)
