"""Keep every pinned message as the deck has it.

Each message is stored with the revision that it shows. Those that show another one than the deck
has are edited, oldest first, and the new revision is stored once Discord has taken it. So a round
that was cut off is taken up by the next one, and nobody needs to know how far it came.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import RefreshRunning, StoreError
from bot.features.pins.editor import Outcome, PinEditor
from bot.store import Pin, Store
from bot.ui.timer import Timer

CHANNEL_INTERVAL: Final = timedelta(seconds=1)
"""Between two edits in one channel: Discord takes about five in five seconds there, and a quiz may
need some of them."""
RETRY_AFTER: Final = timedelta(minutes=5)
MOST_UNSENT: Final = 5
"""So many failures of Discord's in a row end a round; it is tried again later."""
LONGEST_REFRESH: Final = timedelta(minutes=14)
"""Whoever asks for a refresh is answered within the 15 minutes that Discord gives for it."""
PAGE: Final = 100
"""Pins that are read from the store at once."""
MOST_WAITING: Final = 1000
LOG_EVERY: Final = 100
"""Messages."""

log = structlog.get_logger(__name__)


class RefreshQueue:
    """Pins that wait to be edited: the oldest one whose channel may be edited in comes first."""

    def __init__(self) -> None:
        self._pins: list[Pin] = []
        self._free_at: dict[int, datetime] = {}

    def __len__(self) -> int:
        return len(self._pins)

    def add(self, pins: Iterable[Pin]) -> None:
        """Add pins behind all that were added before."""
        self._pins.extend(pins)

    def is_ready(self) -> bool:
        """Return whether there is a pin that need not wait."""
        return self._find(utcnow()) is not None

    async def next(self) -> Pin:
        """Take the next pin out, as soon as its channel may be edited in. There must be a pin."""
        now = utcnow()
        index = self._find(now)
        while index is None:
            free_at = min(self._free_at[pin.channel_id] for pin in self._pins)
            await asyncio.sleep((free_at - now).total_seconds())
            now = utcnow()
            index = self._find(now)
        pin = self._pins.pop(index)
        self._free_at[pin.channel_id] = now + CHANNEL_INTERVAL
        return pin

    def _find(self, now: datetime) -> int | None:
        for index, pin in enumerate(self._pins):
            wait = self._free_at.get(pin.channel_id, now) - now
            # A longer wait was noted before the clock was set back; it must hold nothing up.
            if not timedelta(0) < wait <= CHANNEL_INTERVAL:
                return index
        return None


class PinRefresher:
    """Refresh the pinned messages of all servers, in rounds, and those of one when it asks."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self.editor = PinEditor(client, library, store)
        self._store = store
        self._timer = Timer(self._run_rounds)
        self._is_running = False
        self._round_wanted = False
        self._refreshing: set[int] = set()
        """Ids of the servers that are being refreshed because somebody asked for it."""
        self._closed = False

    def wake(self) -> None:
        """Look through all pins; to be called at the start and whenever the deck has changed."""
        # A round that is under way draws from the deck of the moment; it only has to start anew.
        self._round_wanted = True
        if not self._is_running:
            self._timer.set(utcnow())

    def close(self) -> None:
        """Stop editing. What is left is edited when the bot is back."""
        self._closed = True
        self._timer.cancel()

    async def refresh(self, guild_id: int) -> Counter[Outcome]:
        """Edit every pin of a server now, whether it changed or not; count the outcomes.

        Those that could not be reached in time count as unsent. Raise
        :class:`~bot.errors.RefreshRunning` or StoreError.
        """
        if guild_id in self._refreshing:
            raise RefreshRunning
        self._refreshing.add(guild_id)
        try:
            return await self._refresh(guild_id)
        finally:
            self._refreshing.discard(guild_id)

    async def _refresh(self, guild_id: int) -> Counter[Outcome]:
        queue = RefreshQueue()
        queue.add(await self._store.pins.of_guild(guild_id))
        outcomes: Counter[Outcome] = Counter()
        deadline = utcnow() + LONGEST_REFRESH
        while len(queue) and not self._closed and utcnow() < deadline:
            pin = await queue.next()
            outcomes[await self.editor.edit(pin.message_id)] += 1
        outcomes[Outcome.UNSENT] += len(queue)
        return outcomes

    async def _run_rounds(self) -> None:
        self._is_running = self._round_wanted = True
        complete = False
        while self._round_wanted:
            self._round_wanted = complete = False
            try:
                complete = await self._run_round()
            except StoreError:
                # The store has logged its trouble.
                continue
            except Exception:
                log.exception("pins failed")
        self._is_running = False
        if not complete:
            self._timer.set(utcnow() + RETRY_AFTER)

    async def _run_round(self) -> bool:
        """Edit whatever is not current; return False if some of it must be tried again."""
        queue, outcomes = RefreshQueue(), Counter[Outcome]()
        last, more, unsent = 0, True, 0
        while True:
            while more and not queue.is_ready() and len(queue) < MOST_WAITING:
                page = await self._store.pins.after(last, PAGE)
                more = len(page) == PAGE
                last = page[-1].message_id if page else last
                queue.add(pin for pin in page if not self.editor.is_current(pin))
            if not len(queue) or unsent == MOST_UNSENT:
                break
            pin = await queue.next()
            outcome = await self.editor.edit(pin.message_id)
            unsent = unsent + 1 if outcome is Outcome.UNSENT else 0
            outcomes[outcome] += 1
            if outcomes.total() % LOG_EVERY == 0:
                log.info("pins under way", **_as_fields(outcomes))
        if outcomes:
            log.info("pins looked through", **_as_fields(outcomes))
        return not outcomes[Outcome.UNSENT]


def _as_fields(outcomes: Counter[Outcome]) -> dict[str, int]:
    return {outcome.value: outcomes[outcome] for outcome in Outcome}
