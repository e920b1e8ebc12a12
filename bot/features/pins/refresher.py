"""Keeps pinned cards as they are in the deck.

Each message is stored with the revision that it shows. Whatever shows another one than the deck has
is edited, and that is written down once Discord has taken it. So a round that was cut off is taken
up by the next one, and nobody needs to know how far it came.

The order in which pinned messages are edited.
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

REST: Final = timedelta(seconds=1)
"""Discord takes about five edits in five seconds in one channel, and a quiz may need some."""


class RefreshQueue:
    """Pins still to be edited: the oldest whose channel has had its rest comes first."""

    def __init__(self) -> None:
        self._pins: list[Pin] = []
        self._free_at: dict[int, datetime] = {}

    def __len__(self) -> int:
        return len(self._pins)

    def add(self, pins: Iterable[Pin]) -> None:
        """Pins that come after all that were added before."""
        self._pins.extend(pins)

    def is_ready(self) -> bool:
        """Whether there is one that need not wait."""
        return self._find(utcnow()) is not None

    async def next(self) -> Pin:
        """The next one, as soon as its channel has had its rest. There must be one."""
        now = utcnow()
        place = self._find(now)
        while place is None:
            free_at = min(self._free_at[pin.channel_id] for pin in self._pins)
            # A clock that was set back must not hold everything up.
            await asyncio.sleep(min(free_at - now, REST).total_seconds())
            now = utcnow()
            place = self._find(now)
        pin = self._pins.pop(place)
        self._free_at[pin.channel_id] = now + REST
        return pin

    def _find(self, now: datetime) -> int | None:
        for place, pin in enumerate(self._pins):
            if self._free_at.get(pin.channel_id, now) <= now:
                return place
        return None


RETRY_AFTER: Final = timedelta(minutes=5)
MOST_UNSENT: Final = 5
"""So many failures of Discord's in a row end a round: it is tried again later."""
LONGEST_REFRESH: Final = timedelta(minutes=14)
"""Whoever asks for a refresh is answered within the 15 minutes that Discord gives for it."""
PAGE: Final = 100
MOST_WAITING: Final = 1000
TELL_EVERY: Final = 100

log = structlog.get_logger(__name__)


class PinRefresher:
    """Every message that is kept up to date, in all servers."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self.editor = PinEditor(client, library, store)
        self._store = store
        self._round: asyncio.Task[None] | None = None
        self._resting = False
        self._again = False
        self._asked: set[int] = set()
        self._closed = False

    def wake(self) -> None:
        """Looks through all pins. To be called at the start and whenever the deck has changed."""
        if self._closed:
            return
        # A round that is under way draws from the deck of the moment; it only has to start anew.
        self._again = True
        if self._round is not None and self._resting:
            self._round.cancel()
            self._round = None
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._keep())

    def close(self) -> None:
        """Edits no more. What is left is edited when the bot is back."""
        self._closed = True
        if self._round is not None:
            self._round.cancel()

    async def refresh(self, guild_id: int) -> Counter[Outcome]:
        """Edits every pin of a server now, whether it changed or not; says what became of them.

        Those that could not be reached in time count as unsent. Raises
        :class:`~bot.errors.RefreshRunning` and StoreError.
        """
        if guild_id in self._asked:
            raise RefreshRunning
        self._asked.add(guild_id)
        try:
            return await self._refresh(guild_id)
        finally:
            self._asked.discard(guild_id)

    async def _refresh(self, guild_id: int) -> Counter[Outcome]:
        queue = RefreshQueue()
        queue.add(await self._store.pins.of_guild(guild_id))
        done: Counter[Outcome] = Counter()
        until = utcnow() + LONGEST_REFRESH
        while len(queue) and not self._closed and utcnow() < until:
            pin = await queue.next()
            done[await self.editor.edit(pin.message_id)] += 1
        done[Outcome.UNSENT] += len(queue)
        return done

    async def _keep(self) -> None:
        while self._again:
            self._again = False
            try:
                settled = await self._go_round()
            except StoreError:
                # The store has logged its trouble.
                settled = False
            except Exception:
                log.exception("pins failed")
                settled = False
            if not settled and not self._again:
                self._resting = True
                await asyncio.sleep(RETRY_AFTER.total_seconds())
                self._again = True
            self._resting = False

    async def _go_round(self) -> bool:
        """Edits whatever is not current; True unless some of it must be tried again."""
        queue, done = RefreshQueue(), Counter[Outcome]()
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
            done[outcome] += 1
            if done.total() % TELL_EVERY == 0:
                log.info("pins under way", **_tell(done))
        if done:
            log.info("pins looked through", **_tell(done))
        return not done[Outcome.UNSENT]


def _tell(done: Counter[Outcome]) -> dict[str, int]:
    return {outcome.value: done[outcome] for outcome in Outcome}
