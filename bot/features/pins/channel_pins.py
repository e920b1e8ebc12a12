"""Discord's pins of one channel, and the permissions that pinning needs.

Permissions are checked each time, because every server can change what a command needs by default.
Since 2026-02-23 Discord wants Pin Messages to pin; Manage Messages is not enough any more. Whatever
Discord does not take all the same becomes a refusal that says who lacks what.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import discord
import structlog

from bot.errors import MayNotPin, NotTaken, PinsFull, UnknownPin
from bot.ui import texts
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, refusal_of
from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify, describe
from bot.ui.message import RenderedMessage
from bot.ui.permissions import (
    WRITE_PERMISSIONS,
    check_bot_may,
    permissions_of,
    permissions_to_write,
    server_of,
)
from bot.ui.retry import try_once

MOST_PINS: Final = 250
"""Discord's limit for one channel."""

log = structlog.get_logger(__name__)


def check_person(interaction: discord.Interaction, channel_id: int | None = None) -> None:
    """Raise :class:`~bot.errors.MayNotPin` if the person may not pin in a channel of the server.

    Without an id, the channel is the one of the interaction. Raise
    :class:`~bot.errors.ServersOnly` in a direct message.
    """
    server_of(interaction)
    permissions = permissions_of(interaction, channel_id)
    if not (permissions.pin_messages and permissions.view_channel):
        raise MayNotPin(None if channel_id == interaction.channel_id else channel_id)


def check_bot(interaction: discord.Interaction) -> None:
    """Raise :class:`~bot.errors.BotMayNot` with all that the bot lacks to post and pin here."""
    check_bot_may(
        interaction, {**permissions_to_write(interaction), texts.PIN_MESSAGES: "pin_messages"}
    )


def may_see(interaction: discord.Interaction, channel_id: int) -> bool:
    """Return whether the person sees a channel; the pins of others are not shown to them."""
    return permissions_of(interaction, channel_id).view_channel


class ChannelPins:
    """The pins of one channel or thread, known by its id alone."""

    def __init__(self, client: discord.Client, guild_id: int, channel_id: int) -> None:
        self._bot_channel = BotChannel(client, guild_id, channel_id)
        self._channel = client.get_partial_messageable(channel_id, guild_id=guild_id)

    async def check_room(self) -> None:
        """Raise :class:`~bot.errors.PinsFull` if the channel has no room for another pin."""

        async def count() -> int:
            return len([None async for _ in self._channel.pins(limit=MOST_PINS)])

        with _refusals():
            pins = await try_once(count)
        if pins >= MOST_PINS:
            raise PinsFull(MOST_PINS)

    async def post(self, message: RenderedMessage, nonce: str) -> int:
        """Post a message and return its id, or that of the one posted with the same nonce.

        Raise :class:`~bot.errors.DiscordRefuses`; or :class:`~bot.errors.NotTaken`, after which it
        may have been posted or not.
        """
        try:
            return await self._bot_channel.post(message, nonce)
        except ChannelLost as lost:
            raise refusal_of(lost.kind, WRITE_PERMISSIONS) from None
        except (MessageGone, DiscordOutage):
            raise NotTaken from None

    async def find(self, matches: Callable[[discord.Message], bool], after: int) -> int | None:
        """Return the id of the bot's latest message that matches and is younger than an id.

        None also where the bot may not look. Raise :class:`~bot.errors.NotTaken`.
        """
        try:
            return await self._bot_channel.find(matches, after)
        except DiscordOutage:
            raise NotTaken from None

    async def pin(self, message_id: int) -> None:
        """Pin a message.

        Raise :class:`~bot.errors.DiscordRefuses`, of which :class:`~bot.errors.PinsFull` is one,
        :class:`~bot.errors.NotTaken`, or :class:`~bot.errors.UnknownPin` if it is gone.
        """
        with _refusals():
            await try_once(self._channel.get_partial_message(message_id).pin)

    async def unpin(self, message_id: int) -> None:
        """Raise as :meth:`pin` does."""
        with _refusals():
            await try_once(self._channel.get_partial_message(message_id).unpin)

    async def delete(self, message_id: int) -> None:
        """Delete a message of ours; raise as :meth:`pin` does."""
        with _refusals():
            await try_once(self._channel.get_partial_message(message_id).delete)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what Discord refuses, or fails at, into refusals."""
    try:
        yield
    except REQUEST_ERRORS as error:
        kind = classify(error)
        if kind is ErrorKind.FAULT:
            raise
        if kind is ErrorKind.PINS_FULL:
            raise PinsFull(MOST_PINS) from None
        if kind in (ErrorKind.MESSAGE_GONE, ErrorKind.CHANNEL_GONE):
            raise UnknownPin from None
        log.info("pin not taken", why=describe(error))
        raise refusal_of(kind, (texts.PIN_MESSAGES,)) from None
