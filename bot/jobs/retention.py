"""Once a day: people's ids come off answers that are older than they are kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog
from discord.utils import utcnow

from bot.errors import StoreError
from bot.jobs.alarm import Alarm
from bot.store import Store

EVERY: Final = timedelta(days=1)
RETRY_AFTER: Final = timedelta(hours=1)

log = structlog.get_logger(__name__)


class Retention:
    """Works at the start and once a day; between that, nothing runs but one sleep."""

    def __init__(self, store: Store, keep: timedelta) -> None:
        """``keep`` is how long an answer has a person."""
        self._store = store
        self.keep = keep
        self._alarm = Alarm(self._work)

    def start(self) -> None:
        """Begins now."""
        self._alarm.set(utcnow())

    def close(self) -> None:
        """Does no more. What is being written is finished by the store."""
        self._alarm.close()

    async def _work(self) -> None:
        again = RETRY_AFTER
        try:
            forgotten = await self._store.privacy.forget_old(utcnow() - self.keep)
            again = EVERY
            if forgotten:
                log.info("old answers forgotten", rows=forgotten)
        except StoreError:
            # The store has logged its trouble.
            return
        except Exception:
            log.exception("old answers not forgotten")
        finally:
            self._alarm.set(utcnow() + again)
