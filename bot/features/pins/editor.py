"""Edit one pinned message so that it shows what the deck has now, at a rate that Discord allows."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.deck.model import Level
from bot.errors import StoreError
from bot.features.pins.content import (
    FRONT_DESK,
    choose_front_desk_cards,
    draw_content,
    draw_front_desk,
    find_content,
    revision_of,
)
from bot.store import EditRefusal, Pin, Store
from bot.ui.discord_errors import TRANSPORT_ERRORS, ErrorKind, classify, describe
from bot.ui.message import RenderedMessage

EDIT_INTERVAL: Final = timedelta(seconds=0.22)
"""A little more than a fifth of a second: no second ever holds more than five edits."""
READ_FOR: Final = timedelta(days=90)
"""How far back it is counted which cards are opened most."""
REFUSED: Final = {
    ErrorKind.THREAD_ARCHIVED: EditRefusal.ARCHIVED,
    ErrorKind.THREAD_LOCKED: EditRefusal.ARCHIVED,
    ErrorKind.NO_ACCESS: EditRefusal.ACCESS,
    ErrorKind.NO_PERMISSION: EditRefusal.RIGHTS,
}
"""Why an edit was refused; anything else is a message that Discord does not accept."""

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of one message."""

    REFRESHED = "refreshed"
    FORGOTTEN = "forgotten"
    """It is gone, or was removed from the list meanwhile."""
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
        if pin is None:
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
        try:
            await channel.get_partial_message(message_id).edit(**message.for_edit())
        except discord.HTTPException as error:
            return await self._note_failure(pin, error)
        except TRANSPORT_ERRORS as error:
            log.warning("pin not sent", why=describe(error))
            return Outcome.UNSENT
        await self._store.pins.note_shown(message_id, revision)
        self.refreshed += 1
        return Outcome.REFRESHED

    async def _note_failure(self, pin: Pin, error: discord.HTTPException) -> Outcome:
        """Store what Discord's answer means for the pin."""
        kind = classify(error)
        if kind in (ErrorKind.MESSAGE_GONE, ErrorKind.CHANNEL_GONE):
            await self._store.pins.forget(pin.message_id)
            return Outcome.FORGOTTEN
        if kind is ErrorKind.OUTAGE:
            log.warning("pin not sent", status=error.status)
            return Outcome.UNSENT
        refused = REFUSED.get(kind, EditRefusal.UNFIT)
        if refused is EditRefusal.UNFIT:
            log.error("pin refused", page=pin.page, status=error.status, code=error.code)
        await self._store.pins.note_refused(pin.message_id, refused)
        return Outcome.REFUSED
