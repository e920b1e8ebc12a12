"""Erase once a day what is not kept any longer.

People's ids are taken off answers that are older than the retention time, and what a server had set
is erased a while after the bot has left it. Nothing goes while the clock is not believed, and the
first time that a version of the bot takes anything away, it makes a copy before.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from discord.utils import utcnow

from bot import __version__
from bot.errors import StoreError
from bot.features.privacy.clock_watch import ClockWatch
from bot.store import Store
from bot.ui.timer import Timer

LEFT_FOR: Final = timedelta(days=30)
"""A server's settings and pins outlast the bot's leaving by this much: it may come back."""
REMINDED_FOR: Final = timedelta(days=2)
"""When somebody was reminded last is known this long after they have switched reminders off."""
EVERY: Final = timedelta(days=1)
RETRY_AFTER: Final = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Housekeeping:
    """Erase, at the start and once a day, what is not kept any longer."""

    def __init__(self, store: Store, clock: ClockWatch, retention: timedelta) -> None:
        """``retention`` is how long an answer stays linked to the person who gave it."""
        self.retention = retention
        self._store = store
        self._clock = clock
        self._timer = Timer(self._work)
        self._wanted = False

    def start(self) -> None:
        """Run now, also if it ran before. The servers that the bot is in must be noted by then."""
        self._wanted = True
        self._timer.set(utcnow())

    def stop(self) -> None:
        """Leave it to another process until it is started again."""
        self._wanted = False
        self._timer.set(None)

    def close(self) -> None:
        """Run no more. What is being written is finished by the store."""
        self._timer.close()

    async def _work(self) -> None:
        again = RETRY_AFTER
        try:
            if await self._clock.believes_now():
                await self._prune(utcnow())
            again = EVERY
        except StoreError as error:
            log.warning("housekeeping waits", why=error.reason)
        except Exception:
            log.exception("housekeeping failed")
        finally:
            self._timer.set(utcnow() + again if self._wanted else None)

    async def _prune(self, now: datetime) -> None:
        privacy, servers = self._store.privacy, self._store.servers
        old, left = now - self.retention, now - LEFT_FOR
        await self._store.people.forget_reminded(now - REMINDED_FOR)
        if not (await privacy.has_old(old) or await servers.has_left(left)):
            return
        await self._store.clock.copy_before_pruning(__version__, now)
        unnamed, erased = await privacy.forget_old(old), await servers.erase_left(left)
        log.info("kept no longer", answers=unnamed, servers=erased)
