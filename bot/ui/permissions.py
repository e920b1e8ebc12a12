"""The permissions of people and of the bot, in a channel and in a server.

Every server can change which permissions a command needs, so they are checked each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import discord

from bot.errors import (
    BotMayNot,
    MayNotManage,
    MayNotStart,
    NotMember,
    QuizElsewhere,
    QuizRoleOnly,
    ServersOnly,
)
from bot.ui.context import store_of

WRITE_PERMISSIONS: Final = {
    "View Channel": "view_channel",
    "Send Messages": "send_messages",
    "Embed Links": "embed_links",
}
"""What the bot needs to write in a channel: Discord's names, with those of discord.py."""


def check_may_write(interaction: discord.Interaction) -> None:
    """Check that the person who starts a quiz and the bot that runs it may write here.

    Raise :class:`~bot.errors.MayNotStart` and :class:`~bot.errors.BotMayNot`. Discord sends the
    permissions of both with every interaction.
    """
    theirs = interaction.permissions
    if not (theirs.send_messages_in_threads if _in_thread(interaction) else theirs.send_messages):
        raise MayNotStart
    check_bot_may(interaction, permissions_to_write(interaction))


def check_bot_may(interaction: discord.Interaction, needed: Mapping[str, str]) -> None:
    """Raise :class:`~bot.errors.BotMayNot` with all that the bot lacks here.

    ``needed`` are Discord's names of permissions, with those of discord.py.
    """
    missing = _list_missing(interaction.app_permissions, needed)
    if missing:
        raise BotMayNot(missing)


async def check_quiz_settings(interaction: discord.Interaction) -> None:
    """Check where the server's moderators allow quizzes, and who may start them.

    Raise :class:`~bot.errors.QuizElsewhere` and :class:`~bot.errors.QuizRoleOnly`. Those who
    manage the server need no role, since they could choose another one.
    """
    settings = await store_of(interaction).servers.defaults(server_of(interaction))
    channel = interaction.channel
    parent_id = channel.parent_id if isinstance(channel, discord.Thread) else None
    if settings.quiz_channels and not settings.quiz_channels & {interaction.channel_id, parent_id}:
        raise QuizElsewhere(tuple(sorted(settings.quiz_channels)))
    if settings.quiz_role is None or interaction.permissions.manage_guild:
        return
    user = interaction.user
    if not (isinstance(user, discord.Member) and user.get_role(settings.quiz_role)):
        raise QuizRoleOnly(settings.quiz_role)


def server_of(interaction: discord.Interaction) -> int:
    """Return the id of the server; raise :class:`~bot.errors.ServersOnly` in a direct message."""
    if interaction.guild_id is None:
        raise ServersOnly
    return interaction.guild_id


def managed_server(interaction: discord.Interaction) -> int:
    """Return the id of the server if the person may manage it.

    Raise :class:`~bot.errors.ServersOnly` and :class:`~bot.errors.MayNotManage`.
    """
    guild_id = server_of(interaction)
    if not interaction.permissions.manage_guild:
        raise MayNotManage
    return guild_id


def managed_guild(interaction: discord.Interaction) -> discord.Guild:
    """Return the server if the person may manage it and the bot is a member of it.

    Raise as :func:`managed_server` does, and :class:`~bot.errors.NotMember`.
    """
    guild = interaction.client.get_guild(managed_server(interaction))
    if guild is None:
        raise NotMember
    return guild


def check_channel(guild: discord.Guild, channel_id: int) -> None:
    """Raise :class:`~bot.errors.BotMayNot` unless the bot may write by itself in a channel."""
    missing = missing_permissions(guild, channel_id)
    if missing:
        raise BotMayNot(missing, channel_id)


def missing_permissions(guild: discord.Guild, channel_id: int) -> tuple[str, ...]:
    """Return what the bot lacks to write in a channel: all of it in one that it does not see."""
    channel = guild.get_channel(channel_id)
    if channel is None:
        return tuple(WRITE_PERMISSIONS)
    return _list_missing(channel.permissions_for(guild.me), WRITE_PERMISSIONS)


def _list_missing(mine: discord.Permissions, needed: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name, flag in needed.items() if not getattr(mine, flag))


def permissions_to_write(interaction: discord.Interaction) -> dict[str, str]:
    """Return what the bot needs to write here: Discord's names, with those of discord.py."""
    if not _in_thread(interaction):
        return dict(WRITE_PERMISSIONS)
    return {
        "View Channel": "view_channel",
        "Send Messages in Threads": "send_messages_in_threads",
        "Embed Links": "embed_links",
    }


def _in_thread(interaction: discord.Interaction) -> bool:
    return isinstance(interaction.channel, discord.Thread)
