"""Keep every pinned message as the deck has it, at a rate that Discord allows.

Each message is stored with the revision that it shows. Those that show another one than the deck
has are edited, oldest first, and the new revision is stored once Discord has taken it. So a round
that was cut off is taken up by the next one, and nobody needs to know how far it came.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.deck.model import Level
from bot.errors import RefreshRunning, StoreError
from bot.features.pins.content import (
    FRONT_DESK,
    choose_front_desk_cards,
    draw_content,
    draw_front_desk,
    find_content,
    revision_of,
)
from bot.store import EditRefusal, Pin, Store
from bot.ui.channel import lacks_embeds
from bot.ui.discord_errors import TRANSPORT_ERRORS, ErrorKind, classify, describe
from bot.ui.message import RenderedMessage
from bot.ui.permissions import may_attach
from bot.ui.retry import try_once, with_jitter
from bot.ui.timer import Timer

EDIT_INTERVAL: Final = timedelta(seconds=0.22)
"""A little more than a fifth of a second: no second ever holds more than five edits."""
READ_FOR: Final = timedelta(days=90)
"""How far back it is counted which cards are opened most."""
REFUSED: Final = {
    ErrorKind.THREAD_ARCHIVED: EditRefusal.ARCHIVED,
    ErrorKind.THREAD_LOCKED: EditRefusal.ARCHIVED,
    ErrorKind.NO_ACCESS: EditRefusal.ACCESS,
    ErrorKind.NO_PERMISSION: EditRefusal.RIGHTS,
    ErrorKind.FAULT: EditRefusal.UNFIT,
}
"""Why an edit was refused; anything else is something that Discord does not allow there."""
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


class Outcome(StrEnum):
    """What became of one message."""

    REFRESHED = "refreshed"
    FORGOTTEN = "forgotten"
    """It is gone, was removed from the list meanwhile, or is a matter of another process now."""
    UNPINNED = "unpinned"
    """It shows what it should, and is not among the pins of its channel any more."""
    REFUSED = "refused"
    UNSENT = "unsent"
    """Discord could not be reached or has troubles of its own."""


class RateLimit:
    """Let one caller through at a time, and the next one ``interval`` later at the earliest."""

    def __init__(self, interval: timedelta) -> None:
        self._interval = interval
        self._turn = asyncio.Lock()
        self._next_at: datetime | None = None

    async def acquire(self) -> None:
        """Wait for the caller's turn; first come, first served."""
        async with self._turn:
            if self._next_at is not None:
                # A clock that was set back must not hold everything up.
                wait = min(self._next_at - utcnow(), self._interval)
                await asyncio.sleep(max(0.0, wait.total_seconds()))
            self._next_at = utcnow() + self._interval


class PinEditor:
    """Draw and edit pinned messages, at one rate for the whole bot."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._rate_limit = RateLimit(EDIT_INTERVAL)
        self.refreshed = 0
        """Messages that were edited since the start."""

    async def draw(self, guild_id: int, page: str, level: Level) -> tuple[RenderedMessage, str]:
        """Return what a pin of this server shows now, and the revision of that."""
        deck = self._library.deck
        if page != FRONT_DESK:
            content = find_content(self._library, page)
            return draw_content(deck, content, level), revision_of(deck, content)
        since = (utcnow() - READ_FOR).date()
        most_read = await self._store.card_views.totals(guild_id, since)
        return draw_front_desk(deck, choose_front_desk_cards(deck, most_read), level), deck.revision

    def is_current(self, pin: Pin) -> bool:
        """Return whether the message shows what the deck has."""
        deck = self._library.deck
        if pin.page == FRONT_DESK:
            return pin.revision == deck.revision
        return pin.revision == revision_of(deck, find_content(self._library, pin.page))

    async def edit(self, message_id: int) -> Outcome:
        """Edit a message as soon as the rate allows, and store the revision that it shows then.

        Raise StoreError; then the message may have been edited, and is again the next time.
        """
        await self._rate_limit.acquire()
        pin = await self._store.pins.get(message_id)
        if pin is None or not self._store.ownership.covers(pin.guild_id):
            return Outcome.FORGOTTEN
        try:
            message, revision = await self.draw(pin.guild_id, pin.page, pin.level)
        except StoreError:
            raise
        except Exception:
            # One page that cannot be drawn must not keep all that come after it from being edited.
            log.exception("pin not drawn", page=pin.page)
            await self._store.pins.note_refused(message_id, EditRefusal.UNFIT)
            return Outcome.REFUSED
        channel = self._client.get_partial_messageable(pin.channel_id, guild_id=pin.guild_id)

        async def change() -> discord.Message:
            parts = await message.for_edit(may_attach=may_attach(self._client, pin.channel_id))
            return await channel.get_partial_message(message_id).edit(**parts)

        try:
            shown = await try_once(change)
        except discord.HTTPException as error:
            return await self._note_failure(pin, error)
        except TRANSPORT_ERRORS as error:
            log.warning("pin not sent", why=describe(error))
            return Outcome.UNSENT
        if lacks_embeds(message, shown):
            await self._store.pins.note_refused(message_id, EditRefusal.EMBEDS)
            return Outcome.REFUSED
        self.refreshed += 1
        unpinned = None if shown.pinned else EditRefusal.UNPINNED
        await self._store.pins.note_shown(message_id, revision, unpinned)
        return Outcome.REFRESHED if unpinned is None else Outcome.UNPINNED

    async def _note_failure(self, pin: Pin, error: discord.HTTPException) -> Outcome:
        """Store what Discord's answer means for the pin."""
        kind = classify(error)
        if kind in (ErrorKind.MESSAGE_GONE, ErrorKind.CHANNEL_GONE):
            await self._store.pins.forget(pin.message_id)
            return Outcome.FORGOTTEN
        if kind is ErrorKind.OUTAGE:
            log.warning("pin not sent", status=error.status)
            return Outcome.UNSENT
        refused = REFUSED.get(kind, EditRefusal.BLOCKED)
        if refused is EditRefusal.UNFIT:
            log.error("pin refused", page=pin.page, status=error.status, code=error.code)
        await self._store.pins.note_refused(pin.message_id, refused)
        return Outcome.REFUSED


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
            self._timer.set(utcnow() + with_jitter(RETRY_AFTER))

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
