"""Make and remove pins so that a process may end at any moment.

A pin takes several steps: a message is posted, pinned, and stored. What is to be done is stored
first, so what a dead process has left behind is finished by the next one, or undone if that cannot
be. Until then nobody was told that it is done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Final

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.deck.model import Level
from bot.errors import DiscordRefuses, NotTaken, StoreError, UnknownPin
from bot.features.pins.channel_pins import ChannelPins
from bot.features.pins.content import shows
from bot.features.pins.refresher import PinRefresher
from bot.store import Pin, PinChange, PinStep, Store
from bot.ui.channel import list_custom_ids, make_nonce
from bot.ui.timer import Timer

RETRY_AFTER: Final = timedelta(minutes=1)
RETRY_FAULT_AFTER: Final = timedelta(hours=1)
"""After a fault of ours: trying at once would only fill the log."""
UNDONE_BY: Final = {
    PinStep.POST: PinStep.DELETE,
    PinStep.PIN: PinStep.UNPIN,
    PinStep.UNPIN: PinStep.PIN,
}

log = structlog.get_logger(__name__)


class PinChanges:
    """Makes and removes pins, and sees to the end of what was begun."""

    def __init__(
        self, client: discord.Client, library: Library, store: Store, refresher: PinRefresher
    ) -> None:
        self._client = client
        self._library = library
        self._pins = store.pins
        self._ownership = store.ownership
        self._refresher = refresher
        self._timer = Timer(self._run)
        self._under_way: set[int] = set()
        """Ids of the changes that a command of this process is making."""

    def resume(self) -> None:
        """Finish or undo what was begun and is not done: at the start, and after a failure."""
        self._timer.set(utcnow())

    def close(self) -> None:
        """Begin nothing more; the next process goes on."""
        self._timer.cancel()

    # -- what commands ask for

    async def post(
        self, request_id: int, guild_id: int, channel_id: int, page: str, level: Level
    ) -> Pin:
        """Post a page in a channel, pin it and keep it up to date; return the pin.

        ``request_id`` is that of the interaction. Raise the refusals of
        :class:`~bot.features.pins.channel_pins.ChannelPins` and StoreError: nothing stays behind.
        """
        message, revision = await self._refresher.editor.draw(guild_id, page, level)
        change = PinChange(
            request_id, PinStep.POST, channel_id, guild_id, None, page, level, revision
        )
        channel = self._channel_of(change)
        async with self._noted(change) as noted:
            noted[0] = change = replace(
                change, message_id=await channel.post(message, _nonce_of(change))
            )
            await self._pins.note_change(change)
            try:
                await self._pin(change)
            except UnknownPin:
                # Somebody was quicker and deleted it.
                raise NotTaken from None
        pin = _pin_of(change)
        if not self._refresher.editor.is_current(pin):
            # The deck was changed in between.
            self._refresher.wake()
        return pin

    async def keep(self, request_id: int, pin: Pin, *, pinned: bool) -> None:
        """Keep a message of ours up to date, and pin it unless it is; raise as :meth:`post`."""
        if pinned:
            await self._pins.add(pin)
            return
        change = _change_of(request_id, PinStep.PIN, pin)
        async with self._noted(change):
            await self._pin(change)

    async def remove(self, request_id: int, pin: Pin) -> None:
        """Unpin a message and keep it no more.

        Raise as :meth:`post`, and :class:`~bot.errors.UnknownPin` if it is gone: then it is not
        kept any more either.
        """
        change = _change_of(request_id, PinStep.UNPIN, pin)
        async with self._noted(change):
            try:
                await self._unpin(change)
            except UnknownPin:
                await self._forget(change)
                raise

    @asynccontextmanager
    async def _noted(self, change: PinChange) -> AsyncIterator[list[PinChange]]:
        """Store a change while it is made, and undo it if that fails.

        Yield a list of the change as it stands, which whoever makes it brings up to date. A change
        that is cut off with the process stays stored.
        """
        state = [change]
        await self._pins.note_change(change)
        self._under_way.add(change.id)
        try:
            yield state
        except Exception as error:
            await self._undo(state[0], error)
            raise
        finally:
            self._under_way.discard(change.id)

    async def _undo(self, change: PinChange, error: Exception) -> None:
        """Bring back what was before a change that failed, now or as soon as that can be done."""
        refused = isinstance(error, DiscordRefuses | UnknownPin)
        undone = replace(change, step=UNDONE_BY[change.step])
        try:
            if refused and (change.step is not PinStep.POST or change.message_id is None):
                # Discord has done nothing.
                await self._pins.drop_change(change.id)
                return
            with suppress(StoreError):
                await self._pins.note_change(undone)
            await self._finish(undone)
        except (NotTaken, StoreError):
            self._timer.set(utcnow() + RETRY_AFTER)

    # -- what is left to do

    async def _run(self) -> None:
        retry_after: list[timedelta] = []
        try:
            changes = await self._pins.unfinished_changes()
            for change in changes:
                if change.id in self._under_way:
                    continue
                try:
                    await self._finish(change)
                except (NotTaken, StoreError):
                    retry_after.append(RETRY_AFTER)
                except Exception:
                    log.exception("pin change failed", step=str(change.step))
                    retry_after.append(RETRY_FAULT_AFTER)
                else:
                    log.info("pin change finished", step=str(change.step))
        except StoreError:
            # The store has logged its trouble.
            retry_after.append(RETRY_AFTER)
        if retry_after:
            self._timer.set(utcnow() + min(retry_after))
        self._refresher.wake()

    async def _finish(self, change: PinChange) -> None:
        """Do what is left of a change. Raise NotTaken or StoreError: then call it again later."""
        self._ownership.check(change.guild_id)
        if change.message_id is None:
            change = replace(change, message_id=await self._find(change))
        if change.message_id is None:
            # It was never posted, or somebody has deleted it.
            await self._pins.drop_change(change.id)
            return
        try:
            match change.step:
                case PinStep.POST | PinStep.PIN:
                    await self._pin(change)
                case PinStep.UNPIN:
                    await self._unpin(change)
                case PinStep.DELETE:
                    await self._channel_of(change).delete(change.message_id)
                    await self._forget(change)
        except UnknownPin:
            await self._forget(change)
        except DiscordRefuses:
            if change.step is PinStep.POST:
                await self._finish(replace(change, step=PinStep.DELETE))
            else:
                await self._pins.drop_change(change.id)

    async def _pin(self, change: PinChange) -> None:
        await self._channel_of(change).pin(change.message_id or 0)
        await self._pins.add(_pin_of(change))
        await self._pins.drop_change(change.id)

    async def _unpin(self, change: PinChange) -> None:
        await self._channel_of(change).unpin(change.message_id or 0)
        await self._forget(change)

    async def _forget(self, change: PinChange) -> None:
        await self._pins.forget(change.message_id or 0)
        await self._pins.drop_change(change.id)

    async def _find(self, change: PinChange) -> int | None:
        """Return the message that was posted for a change, if it is among the latest.

        Discord tells nobody the nonce of a message again: it is known by its page, by its age, and
        by being no answer to an interaction.
        """
        deck = self._library.deck

        def matches(message: discord.Message) -> bool:
            return message.interaction_metadata is None and shows(
                deck, list_custom_ids(message), change.page, change.level
            )

        return await self._channel_of(change).find(matches, change.id)

    def _channel_of(self, change: PinChange) -> ChannelPins:
        return ChannelPins(self._client, change.guild_id, change.channel_id)


def _nonce_of(change: PinChange) -> str:
    return make_nonce("pin", change.id)


def _pin_of(change: PinChange) -> Pin:
    return Pin(
        change.message_id or 0,
        change.channel_id,
        change.guild_id,
        change.page,
        change.level,
        change.revision,
    )


def _change_of(request_id: int, step: PinStep, pin: Pin) -> PinChange:
    return PinChange(
        request_id,
        step,
        pin.channel_id,
        pin.guild_id,
        pin.message_id,
        pin.page,
        pin.level,
        pin.revision,
    )
