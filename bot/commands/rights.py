"""Whether a quiz may be where it is asked for.

What a command needs by default can be changed by every server, so it is looked at each time.
"""

from __future__ import annotations

import discord

from bot.errors import BotMayNot, MayNotStart


def check_rights(interaction: discord.Interaction) -> None:
    """Both must be able to write here: the person who asks for a quiz, and the bot that runs it.

    Raises :class:`~bot.errors.MayNotStart` and :class:`~bot.errors.BotMayNot`. Discord sends the
    permissions of both with every interaction.
    """
    theirs, mine = interaction.permissions, interaction.app_permissions
    if not (theirs.send_messages_in_threads if _in_thread(interaction) else theirs.send_messages):
        raise MayNotStart
    rights = list_rights(interaction)
    missing = tuple(name for name, right in rights.items() if not getattr(mine, right))
    if missing:
        raise BotMayNot(missing)


def list_rights(interaction: discord.Interaction) -> dict[str, str]:
    """What the bot needs here: the names that Discord shows, with those of discord.py."""
    if _in_thread(interaction):
        write = {"Send Messages in Threads": "send_messages_in_threads"}
    else:
        write = {"Send Messages": "send_messages"}
    return {"View Channel": "view_channel", **write, "Embed Links": "embed_links"}


def _in_thread(interaction: discord.Interaction) -> bool:
    return isinstance(interaction.channel, discord.Thread)
