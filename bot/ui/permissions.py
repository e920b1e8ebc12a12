"""What people and the bot may do: where quizzes may be, who may manage a server.

What a command needs by default can be changed by every server, so it is looked at each time.
"""

from __future__ import annotations

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

WRITING: Final = {
    "View Channel": "view_channel",
    "Send Messages": "send_messages",
    "Embed Links": "embed_links",
}
"""What the bot needs to write in a channel: the names that Discord shows, with discord.py's."""


def check_may_write(interaction: discord.Interaction) -> None:
    """Both must be able to write here: the person who asks for a quiz, and the bot that runs it.

    Raises :class:`~bot.errors.MayNotStart` and :class:`~bot.errors.BotMayNot`. Discord sends the
    permissions of both with every interaction.
    """
    theirs, mine = interaction.permissions, interaction.app_permissions
    if not (theirs.send_messages_in_threads if _in_thread(interaction) else theirs.send_messages):
        raise MayNotStart
    rights = permissions_to_write(interaction)
    missing = tuple(name for name, right in rights.items() if not getattr(mine, right))
    if missing:
        raise BotMayNot(missing)


async def check_quiz_settings(interaction: discord.Interaction) -> None:
    """The server's moderators may have chosen where quizzes are begun, and by whom.

    Raises :class:`~bot.errors.QuizElsewhere` and :class:`~bot.errors.QuizRoleOnly`. Those who
    manage the server need no role, since they could choose another one.
    """
    if interaction.guild_id is None:
        raise ServersOnly
    chosen = await store_of(interaction).servers.defaults(interaction.guild_id)
    here = interaction.channel
    places = {interaction.channel_id, here.parent_id if isinstance(here, discord.Thread) else None}
    if chosen.quiz_channels and not places & chosen.quiz_channels:
        raise QuizElsewhere(tuple(sorted(chosen.quiz_channels)))
    if chosen.quiz_role is None or interaction.permissions.manage_guild:
        return
    user = interaction.user
    if not (isinstance(user, discord.Member) and user.get_role(chosen.quiz_role)):
        raise QuizRoleOnly(chosen.quiz_role)


def server_of(interaction: discord.Interaction) -> int:
    """The id of the server; raises :class:`~bot.errors.ServersOnly` in a direct message."""
    if interaction.guild_id is None:
        raise ServersOnly
    return interaction.guild_id


def managed_server(interaction: discord.Interaction) -> int:
    """The id of the server that the person may manage, as Discord says with this interaction.

    Raises :class:`~bot.errors.ServersOnly` and :class:`~bot.errors.MayNotManage`.
    """
    if interaction.guild_id is None:
        raise ServersOnly
    if not interaction.permissions.manage_guild:
        raise MayNotManage
    return interaction.guild_id


def managed_guild(interaction: discord.Interaction) -> discord.Guild:
    """The same, as the bot knows it from being there.

    Raises :class:`~bot.errors.NotMember` as well.
    """
    guild = interaction.client.get_guild(managed_server(interaction))
    if guild is None:
        raise NotMember
    return guild


def check_channel(guild: discord.Guild, channel_id: int) -> None:
    """The bot must be able to write by itself in a channel of the server.

    Raises :class:`~bot.errors.BotMayNot`.
    """
    missing = missing_permissions(guild, channel_id)
    if missing:
        raise BotMayNot(missing, channel_id)


def missing_permissions(guild: discord.Guild, channel_id: int) -> tuple[str, ...]:
    """What the bot lacks to write in a channel; everything in one that it does not see."""
    channel = guild.get_channel(channel_id)
    if channel is None:
        return tuple(WRITING)
    mine = channel.permissions_for(guild.me)
    return tuple(name for name, right in WRITING.items() if not getattr(mine, right))


def permissions_to_write(interaction: discord.Interaction) -> dict[str, str]:
    """What the bot needs here: the names that Discord shows, with those of discord.py."""
    if _in_thread(interaction):
        write = {"Send Messages in Threads": "send_messages_in_threads"}
        return {"View Channel": "view_channel", **write, "Embed Links": "embed_links"}
    return dict(WRITING)


def _in_thread(interaction: discord.Interaction) -> bool:
    return isinstance(interaction.channel, discord.Thread)
