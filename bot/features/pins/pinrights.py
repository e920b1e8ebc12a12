"""Who may pin: looked at each time, because Discord lets every server change what a command needs.

Since 2026-02-23 Manage Messages is not enough to pin; Pin Messages is a right of its own.
"""

from __future__ import annotations

import discord

from bot.errors import BotMayNot, MayNotPin
from bot.features.pins.channel_pins import PIN_RIGHT
from bot.ui.permissions import list_rights


def check_pinner(interaction: discord.Interaction, channel_id: int | None = None) -> None:
    """The person must be able to pin: here, or in another channel of the server.

    Raises :class:`~bot.errors.MayNotPin`.
    """
    elsewhere = None if channel_id == interaction.channel_id else channel_id
    theirs = _permissions_in(interaction, elsewhere)
    if not (theirs.pin_messages and theirs.view_channel):
        raise MayNotPin(elsewhere)


def check_bot(interaction: discord.Interaction) -> None:
    """The bot must be able to post and pin here.

    Raises :class:`~bot.errors.BotMayNot` with all that is missing.
    """
    mine = interaction.app_permissions
    rights = {**list_rights(interaction), PIN_RIGHT: "pin_messages"}
    missing = tuple(name for name, right in rights.items() if not getattr(mine, right))
    if missing:
        raise BotMayNot(missing)


def may_see(interaction: discord.Interaction, channel_id: int) -> bool:
    """Whether the person sees a channel of the server: what is in others is not told them."""
    here = channel_id == interaction.channel_id
    return _permissions_in(interaction, None if here else channel_id).view_channel


def _permissions_in(
    interaction: discord.Interaction, channel_id: int | None
) -> discord.Permissions:
    """What the person may do in a channel, here if there is none.

    Of a channel that is gone, or a thread that is closed, nothing is known: those who manage the
    server may do anything there, and nobody else.
    """
    if channel_id is None:
        return interaction.permissions
    guild = interaction.guild
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    if channel is None or (isinstance(channel, discord.Thread) and channel.parent is None):
        manages = interaction.permissions.manage_guild
        return discord.Permissions.all() if manages else discord.Permissions.none()
    if not isinstance(interaction.user, discord.Member):
        return discord.Permissions.none()
    return channel.permissions_for(interaction.user)
