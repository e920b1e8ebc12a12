"""The permissions of people and of the bot, in a channel and in a server.

Every server can change which permissions a command needs, so they are checked each time. No other
module reads them: an administrator and the owner have all of them, also those that Discord invents
next, and Discord may leave them out of an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import discord

from bot.errors import (
    BotMayNot,
    IncompleteEvent,
    MayNotManage,
    MayNotStart,
    MayNotWriteIn,
    NotMember,
    QuizElsewhere,
    QuizRoleOnly,
    ServersOnly,
)
from bot.ui import texts
from bot.ui.context import store_of

WRITE_PERMISSIONS: Final = {
    texts.VIEW_CHANNEL: "view_channel",
    texts.SEND_MESSAGES: "send_messages",
    texts.EMBED_LINKS: "embed_links",
}
"""What the bot needs to write in a channel: Discord's names, with those of discord.py."""
THREAD_WRITE_PERMISSIONS: Final = {
    texts.VIEW_CHANNEL: "view_channel",
    texts.SEND_IN_THREADS: "send_messages_in_threads",
    texts.EMBED_LINKS: "embed_links",
}
"""The same in a thread or a post of a forum, where the right to send in the channel is nothing."""
OPEN_THREAD_PERMISSIONS: Final = {
    texts.CREATE_THREADS: "create_public_threads",
    texts.SEND_IN_THREADS: "send_messages_in_threads",
}
"""What it takes to open a thread in a channel and to write in it."""
NEEDED: Final = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    create_public_threads=True,
    send_messages_in_threads=True,
    pin_messages=True,
)
"""What the bot is invited with; docs/installing.md has the reason of each."""


def permissions_of(
    interaction: discord.Interaction, channel_id: int | None = None
) -> discord.Permissions:
    """Return a person's permissions in a channel of the server; here without an id.

    Discord sends those of the place with every interaction. Of a channel that is gone, or a thread
    that is closed, nothing is known: those who manage the server may do anything there, and nobody
    else.
    """
    guild, user = interaction.guild, interaction.user
    if channel_id in (None, interaction.channel_id):
        if guild is not None and guild.owner_id == user.id:
            return discord.Permissions.all()
        return _complete(interaction.permissions, interaction.channel, user)
    channel = guild.get_channel_or_thread(channel_id or 0) if guild else None
    known = permissions_in(channel, user)
    if known is None:
        manages = permissions_of(interaction).manage_guild
        return discord.Permissions.all() if manages else discord.Permissions.none()
    return known


def bot_permissions_of(interaction: discord.Interaction) -> discord.Permissions:
    """Return the bot's permissions where the interaction is."""
    me = interaction.guild.me if interaction.guild else None
    return _complete(interaction.app_permissions, interaction.channel, me)


def may_attach(client: discord.Client, channel_id: int) -> bool:
    """Return whether the bot may send files by itself in a channel or thread of a server."""
    channel = client.get_channel(channel_id)
    if not isinstance(channel, (discord.abc.GuildChannel, discord.Thread)):
        return False
    known = permissions_in(channel, channel.guild.me)
    return known is not None and known.attach_files


def _complete(sent: discord.Permissions, channel: object, who: object) -> discord.Permissions:
    """Return the permissions that Discord sent; worked out if it sent none at all."""
    if sent.administrator:
        return discord.Permissions.all()
    return sent if sent.value else permissions_in(channel, who) or sent


def permissions_in(channel: object, who: object) -> discord.Permissions | None:
    """Return the permissions of a member or a role in a channel; None if they cannot be known.

    For they follow from what Discord has told of the channel and of its server's roles.
    """
    if not isinstance(channel, (discord.abc.GuildChannel, discord.Thread)):
        return None
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return None
    if not isinstance(who, (discord.Member, discord.Role)) or channel.guild.default_role is None:
        return None
    found = channel.permissions_for(who)
    return discord.Permissions.all() if found.administrator else found


def check_may_write(interaction: discord.Interaction) -> None:
    """Check that the person who starts a quiz and the bot that runs it may write here.

    Raise :class:`~bot.errors.MayNotStart` and :class:`~bot.errors.BotMayNot`.
    """
    if not may_send(interaction):
        raise MayNotStart
    check_bot_may(interaction, permissions_to_write(interaction))


def may_send(interaction: discord.Interaction) -> bool:
    """Return whether the person may write where the interaction is."""
    allowed = permissions_of(interaction)
    return allowed.send_messages_in_threads if _in_thread(interaction) else allowed.send_messages


def check_bot_in_threads(interaction: discord.Interaction) -> None:
    """Raise :class:`~bot.errors.BotMayNot` unless the bot may write in threads of this channel."""
    needed = dict(THREAD_WRITE_PERMISSIONS)
    if not bot_permissions_of(interaction).send_messages:
        # Where it may write in threads alone, Discord takes this one away in the channel itself.
        del needed[texts.EMBED_LINKS]
    check_bot_may(interaction, needed)


def check_bot_may(interaction: discord.Interaction, needed: Mapping[str, str]) -> None:
    """Raise :class:`~bot.errors.BotMayNot` with all that the bot lacks here.

    ``needed`` are Discord's names of permissions, with those of discord.py.
    """
    missing = list_missing(bot_permissions_of(interaction), needed)
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
    if settings.quiz_role is None or permissions_of(interaction).manage_guild:
        return
    user = interaction.user
    if not (isinstance(user, discord.Member) and user.get_role(settings.quiz_role)):
        raise QuizRoleOnly(settings.quiz_role)


def channel_of(interaction: discord.Interaction) -> int:
    """Return the id of the channel or thread; raise :class:`~bot.errors.IncompleteEvent`."""
    if interaction.channel_id is None:
        raise IncompleteEvent
    return interaction.channel_id


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
    if not permissions_of(interaction).manage_guild:
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


def check_daily_channel(interaction: discord.Interaction, channel_id: int) -> None:
    """Check that the person and the bot may write in the channel of the question of the day.

    Raise :class:`~bot.errors.MayNotWriteIn` and :class:`~bot.errors.BotMayNot`.
    """
    allowed = permissions_of(interaction, channel_id)
    if not (allowed.view_channel and allowed.send_messages):
        raise MayNotWriteIn(channel_id)
    check_channel(managed_guild(interaction), channel_id)


def check_reports_channel(interaction: discord.Interaction, channel_id: int) -> None:
    """Check that the person sees the channel of the reports, and that the bot may write there.

    Raise :class:`~bot.errors.MayNotWriteIn` and :class:`~bot.errors.BotMayNot`.
    """
    if not permissions_of(interaction, channel_id).view_channel:
        raise MayNotWriteIn(channel_id)
    check_channel(managed_guild(interaction), channel_id)


def check_channel(guild: discord.Guild, channel_id: int) -> None:
    """Raise :class:`~bot.errors.BotMayNot` unless the bot may write by itself in a channel."""
    missing = missing_permissions(guild, channel_id)
    if missing:
        raise BotMayNot(missing, channel_id)


def missing_permissions(guild: discord.Guild, channel_id: int) -> tuple[str, ...]:
    """Return what the bot lacks to write in a channel: all of it in one that it does not see."""
    channel = guild.get_channel_or_thread(channel_id)
    in_thread = isinstance(channel, discord.Thread)
    needed = THREAD_WRITE_PERMISSIONS if in_thread else WRITE_PERMISSIONS
    if channel is None:
        return tuple(needed)
    mine = permissions_in(channel, guild.me)
    # Where nothing is known, Discord decides when something is posted.
    return () if mine is None else list_missing(mine, needed)


def is_public(channel: discord.abc.GuildChannel) -> bool:
    """Return whether everybody in the server sees a channel."""
    everybody = permissions_in(channel, channel.guild.default_role)
    return everybody is not None and everybody.view_channel


def list_missing(held: discord.Permissions, needed: Mapping[str, str]) -> tuple[str, ...]:
    """Return Discord's names of the ``needed`` permissions that are not held."""
    return tuple(name for name, flag in needed.items() if not getattr(held, flag))


def permissions_to_write(interaction: discord.Interaction) -> Mapping[str, str]:
    """Return what the bot needs to write here: Discord's names, with those of discord.py."""
    return THREAD_WRITE_PERMISSIONS if _in_thread(interaction) else WRITE_PERMISSIONS


def permissions_to_reply(interaction: discord.Interaction) -> Mapping[str, str]:
    """Return what the bot needs to reply to a message here, in the same form."""
    return {
        **permissions_to_write(interaction),
        texts.READ_HISTORY: "read_message_history",
    }


def _in_thread(interaction: discord.Interaction) -> bool:
    return isinstance(interaction.channel, discord.Thread)
