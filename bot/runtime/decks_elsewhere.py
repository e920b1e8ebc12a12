"""A deck that another process has read anew: this one reads its own again too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from discord.utils import utcnow

from bot.errors import StoreError
from bot.store import Store
from bot.ui.steps import RETRY_AFTER
from bot.ui.timer import Timer

log = structlog.get_logger(__name__)


class DecksElsewhere:
    """Tells the other processes of a new deck, and hears of theirs; with SQLite there are none."""

    def __init__(self, store: Store, read_again: Callable[[], Awaitable[object]]) -> None:
        """``read_again`` must tell nobody: each would make the others read theirs for ever."""
        self._store = store
        self._read_again = read_again
        self._reading = Timer(self._read)
        self._telling = Timer(self.tell)
        store.on_new_deck(lambda: self._reading.set(utcnow()))

    async def tell(self) -> None:
        """Tell the other processes; where that fails, tell them a minute later."""
        try:
            await self._store.tell_of_new_deck()
        except StoreError as trouble:
            log.warning("new deck not told to other processes", why=trouble.reason)
            self._telling.set(utcnow() + RETRY_AFTER)

    def close(self) -> None:
        """Begin nothing new."""
        self._reading.close()
        self._telling.close()

    async def _read(self) -> None:
        try:
            await self._read_again()
        except Exception:
            log.exception("deck elsewhere failed")
