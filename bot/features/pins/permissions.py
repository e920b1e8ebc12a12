"""The permissions that pinning needs, of the person and of the bot.

They are checked each time, because every server can change what a command needs by default. Since
2026-02-23 Discord wants Pin Messages to pin; Manage Messages is not enough any more.
"""

from __future__ import annotations

from typing import Final

import discord

from bot.errors import BotMayNot, MayNotPin
from bot.ui.permissions import permissions_to_write, server_of

PIN_MESSAGES: Final = "Pin Messages"
"""The permission as Discord shows it."""


def check_person(interaction: discord.Interaction, channel_id: int | None = None) -> None:
    """Raise :class:`~bot.errors.MayNotPin` if the person may not pin in a channel of the server.

    Without an id, the channel is the one of the interaction. Raise
    :class:`~bot.errors.ServersOnly` in a direct message.
    """
    server_of(interaction)
    permissions = _permissions_in(interaction, channel_id)
    if not (permissions.pin_messages and permissions.view_channel):
        raise MayNotPin(None if channel_id == interaction.channel_id else channel_id)


def check_bot(interaction: discord.Interaction) -> None:
    """Raise :class:`~bot.errors.BotMayNot` with all that the bot lacks to post and pin here."""
    needed = {**permissions_to_write(interaction), PIN_MESSAGES: "pin_messages"}
    missing = tuple(
        name for name, flag in needed.items() if not getattr(interaction.app_permissions, flag)
    )
    if missing:
        raise BotMayNot(missing)


def may_see(interaction: discord.Interaction, channel_id: int) -> bool:
    """Return whether the person sees a channel; the pins of others are not shown to them."""
    return _permissions_in(interaction, channel_id).view_channel


def _permissions_in(
    interaction: discord.Interaction, channel_id: int | None
) -> discord.Permissions:
    """Return the person's permissions in a channel of the server; here without an id.

    Of a channel that is gone, or a thread that is closed, nothing is known: those who manage the
    server may do anything there, and nobody else.
    """
    if channel_id in (None, interaction.channel_id):
        return interaction.permissions
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        manages = interaction.permissions.manage_guild
        return discord.Permissions.all() if manages else discord.Permissions.none()
    if not isinstance(interaction.user, discord.Member):
        return discord.Permissions.none()
    return channel.permissions_for(interaction.user)
