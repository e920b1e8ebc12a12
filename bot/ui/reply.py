"""How an interaction is answered: a new message, or the same message turned to another page.

Files as answers: always private, for they hold what one person did or what a server did.
"""

from __future__ import annotations

import io

import discord

from bot.ui.message import RenderedMessage


async def reply(
    interaction: discord.Interaction, message: RenderedMessage, *, private: bool
) -> None:
    """Answers with a new message; a ``private`` one is seen by the person who asked alone."""
    if interaction.response.is_done():
        await interaction.followup.send(**message.for_new(), ephemeral=private)
    else:
        await interaction.response.send_message(**message.for_new(), ephemeral=private)


async def edit_or_reply(interaction: discord.Interaction, message: RenderedMessage) -> None:
    """Puts another page in the place of the one whose control was pressed, where that is right.

    Right means: nobody but the person who asked for it reads it, or it is theirs and unpinned.
    Anybody else gets a private copy, so that a page never changes under its readers. The press
    brings a token of its own, so this works however old the message is.
    """
    if may_edit(interaction):
        await interaction.response.edit_message(**message.for_edit())
    else:
        await reply(interaction, message, private=True)


def may_edit(interaction: discord.Interaction) -> bool:
    """Whether a press may change the message it was made on."""
    message = interaction.message
    if message is None:
        return False
    if message.flags.ephemeral:
        return True
    asked = message.interaction_metadata
    return not message.pinned and asked is not None and asked.user.id == interaction.user.id


def answers_privately(interaction: discord.Interaction) -> bool:
    """Whether :func:`edit_or_reply` will show its page to one person alone."""
    message = interaction.message
    return message is None or message.flags.ephemeral or not may_edit(interaction)


def may_post(interaction: discord.Interaction) -> bool:
    """Whether the person may post a page where they are.

    In a direct message with the bot there is nobody to post for. In a server Discord sends the
    person's permissions in the channel with every interaction; a post is their answer from the
    bot, so it is theirs that count. An app that is installed to the person alone posts in public
    only with "Use External Apps".
    """
    if interaction.guild_id is None:
        return interaction.context.private_channel
    allowed = interaction.permissions
    if interaction.is_user_integration() and not interaction.is_guild_integration():
        wanted = allowed.use_external_apps
    else:
        wanted = True
    in_thread = isinstance(interaction.channel, discord.Thread)
    may_send = allowed.send_messages_in_threads if in_thread else allowed.send_messages
    return wanted and may_send and allowed.embed_links


async def defer_privately(interaction: discord.Interaction) -> None:
    """Tells Discord that a private answer comes, but perhaps not within its three seconds."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def send_file(interaction: discord.Interaction, said: str, content: bytes, name: str) -> None:
    """Sends a file to the person who asked, after :func:`defer_privately`."""
    await interaction.followup.send(
        said,
        file=discord.File(io.BytesIO(content), filename=name),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )
