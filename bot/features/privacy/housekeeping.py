"""Erase once a day what is not kept any longer.

People's ids are taken off answers that are older than the retention time, and what a server had set
is erased a while after the bot has left it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog
from discord.utils import utcnow

from bot.errors import StoreError
from bot.store import Store
from bot.ui.timer import Timer

LEFT_FOR: Final = timedelta(days=30)
"""A server's settings and pins outlast the bot's leaving by this much: it may come back."""
EVERY: Final = timedelta(days=1)
RETRY_AFTER: Final = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Housekeeping:
    """Erase, at the start and once a day, what is not kept any longer."""

    def __init__(self, store: Store, retention: timedelta) -> None:
        """``retention`` is how long an answer stays linked to the person who gave it."""
        self.retention = retention
        self._store = store
        self._timer = Timer(self._work)

    def start(self) -> None:
        """Run now, also if it ran before. The servers that the bot is in must be noted by then."""
        self._timer.set(utcnow())

    def close(self) -> None:
        """Run no more. What is being written is finished by the store."""
        self._timer.close()

    async def _work(self) -> None:
        again = RETRY_AFTER
        try:
            now = utcnow()
            answers = await self._store.privacy.forget_old(now - self.retention)
            servers = await self._store.servers.erase_left(now - LEFT_FOR)
            again = EVERY
            if answers or servers:
                log.info("kept no longer", answers=answers, servers=servers)
        except StoreError:
            # The store has logged its trouble.
            return
        except Exception:
            log.exception("housekeeping failed")
        finally:
            self._timer.set(utcnow() + again)
