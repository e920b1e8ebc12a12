"""Brings one pinned message in line with the deck.

How fast the bot may edit by itself.
"""

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


class RateLimit:
    """Lets one through at a time, and the next not before ``every`` has passed."""

    def __init__(self, every: timedelta) -> None:
        self._every = every
        self._turn = asyncio.Lock()
        self._next_at: datetime | None = None

    async def take_turn(self) -> None:
        """Waits until it is the caller's turn; first come, first served."""
        async with self._turn:
            if self._next_at is not None:
                # A clock that was set back must not hold everything up.
                wait = min(self._next_at - utcnow(), self._every)
                await asyncio.sleep(max(0.0, wait.total_seconds()))
            self._next_at = utcnow() + self._every


EDIT_EVERY: Final = timedelta(seconds=0.22)
"""A little more than a fifth of a second: no second ever holds more than five edits."""
READ_FOR: Final = timedelta(days=90)
"""How far back it is counted which cards are opened most."""

REFUSED: Final = {
    ErrorKind.THREAD_ARCHIVED: EditRefusal.ARCHIVED,
    ErrorKind.THREAD_LOCKED: EditRefusal.ARCHIVED,
    ErrorKind.NO_ACCESS: EditRefusal.ACCESS,
    ErrorKind.NO_PERMISSION: EditRefusal.RIGHTS,
}
"""Why an edit was refused; whatever is not named here is a message that Discord finds wrong."""

log = structlog.get_logger(__name__)


class Outcome(StrEnum):
    """What became of one message."""

    REFRESHED = "refreshed"
    FORGOTTEN = "forgotten"
    """It is gone, or was removed from the list meanwhile."""
    REFUSED = "refused"
    UNSENT = "unsent"
    """Discord could not be reached or has troubles of its own."""


class PinEditor:
    """Draws and edits pinned messages, at one pace for the whole bot."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._rate_limit = RateLimit(EDIT_EVERY)
        self.refreshed = 0
        """Messages that were edited since the start."""

    async def draw(self, guild_id: int, page: str, level: Level) -> tuple[RenderedMessage, str]:
        """What a pin of this server shows now, and the revision of that."""
        deck = self._library.deck
        if page != FRONT_DESK:
            found = find_content(self._library, page)
            return draw_content(deck, found, level), revision_of(deck, found)
        since = (utcnow() - READ_FOR).date()
        most_read = await self._store.card_views.totals(guild_id, since)
        return draw_front_desk(deck, choose_front_desk_cards(deck, most_read), level), deck.revision

    def is_current(self, pin: Pin) -> bool:
        """Whether the message shows what the deck has."""
        deck = self._library.deck
        if pin.page == FRONT_DESK:
            return pin.revision == deck.revision
        return pin.revision == revision_of(deck, find_content(self._library, pin.page))

    async def edit(self, message_id: int) -> Outcome:
        """Edits a message as soon as the pace allows, and notes what it shows.

        Raises StoreError; then the message may have been edited, and is again the next time.
        """
        await self._rate_limit.take_turn()
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
            return await self._accept(pin, error)
        except TRANSPORT_ERRORS as error:
            log.warning("pin not sent", why=describe(error))
            return Outcome.UNSENT
        await self._store.pins.note_shown(message_id, revision)
        self.refreshed += 1
        return Outcome.REFRESHED

    async def _accept(self, pin: Pin, error: discord.HTTPException) -> Outcome:
        kind = classify(error)
        if kind in (ErrorKind.MESSAGE_GONE, ErrorKind.CHANNEL_GONE):
            await self._store.pins.forget(pin.message_id)
            return Outcome.FORGOTTEN
        if kind is ErrorKind.OUTAGE:
            log.warning("pin not sent", status=error.status)
            return Outcome.UNSENT
        why = REFUSED.get(kind, EditRefusal.UNFIT)
        if why is EditRefusal.UNFIT:
            log.error("pin refused", page=pin.page, status=error.status, code=error.code)
        await self._store.pins.note_refused(pin.message_id, why)
        return Outcome.REFUSED
