"""Discord's pins: made, counted and undone. What fails is a refusal that says who lacks what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import discord
import structlog

from bot.errors import BotMayNot, NotTaken, PinsFull, UnknownPin
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone
from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify, describe
from bot.ui.message import RenderedMessage

MOST_PINS: Final = 250
"""Discord's limit for one channel."""
PIN_RIGHT: Final = "Pin Messages"
POSTING: Final = ("View Channel", "Send Messages", "Embed Links")

log = structlog.get_logger(__name__)


class ChannelPins:
    """The pins of one channel or thread, known by its id alone."""

    def __init__(self, client: discord.Client, guild_id: int, channel_id: int) -> None:
        self._place = BotChannel(client, guild_id, channel_id)
        self._channel = client.get_partial_messageable(channel_id, guild_id=guild_id)

    async def check_room(self) -> None:
        """Raises :class:`~bot.errors.PinsFull` when there is no room for another pin."""
        with _refusing():
            found = [None async for _ in self._channel.pins(limit=MOST_PINS)]
        if len(found) >= MOST_PINS:
            raise PinsFull(MOST_PINS)

    async def post(self, message: RenderedMessage, nonce: str) -> int:
        """Posts a message and pins it; returns its id. Nothing stays behind when it cannot be.

        Raises :class:`~bot.errors.BotMayNot`, :class:`~bot.errors.PinsFull` and
        :class:`~bot.errors.NotTaken`.
        """
        try:
            message_id = await self._place.post(message, nonce)
        except ChannelLost:
            raise BotMayNot(POSTING) from None
        except (MessageGone, DiscordOutage):
            raise NotTaken from None
        try:
            await self.pin(message_id)
        except BaseException as error:
            await self.take_back(message_id)
            if isinstance(error, UnknownPin):
                # Somebody was quicker and deleted it.
                raise NotTaken from None
            raise
        return message_id

    async def pin(self, message_id: int) -> None:
        """Raises as :meth:`post` does, and :class:`~bot.errors.UnknownPin` when it is gone."""
        with _refusing():
            await self._channel.get_partial_message(message_id).pin()

    async def unpin(self, message_id: int) -> None:
        """Raises as :meth:`pin` does."""
        with _refusing():
            await self._channel.get_partial_message(message_id).unpin()

    async def delete(self, message_id: int) -> None:
        """Deletes a message of ours. Raises as :meth:`pin` does."""
        with _refusing():
            await self._channel.get_partial_message(message_id).delete()

    async def take_back(self, message_id: int) -> None:
        """Deletes a message that should not have stayed, if that can be done at all."""
        with suppress(BotMayNot, NotTaken, UnknownPin):
            await self.delete(message_id)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except REQUEST_ERRORS as error:
        match classify(error):
            case ErrorKind.PINS_FULL:
                raise PinsFull(MOST_PINS) from None
            case ErrorKind.MESSAGE_GONE | ErrorKind.CHANNEL_GONE:
                raise UnknownPin from None
            case ErrorKind.NO_ACCESS:
                raise BotMayNot(("View Channel",)) from None
            case ErrorKind.NO_PERMISSION:
                raise BotMayNot((PIN_RIGHT,)) from None
            case ErrorKind.OUTAGE:
                log.info("pin not taken", why=describe(error))
                raise NotTaken from None
            case _:
                raise
