"""Answers to an interaction: a new message, an edit of the message that was pressed, or a file."""

from __future__ import annotations

import io
from dataclasses import replace

import discord

from bot.errors import MayNotPost
from bot.ui.context import client_of
from bot.ui.message import RenderedMessage
from bot.ui.permissions import bot_permissions_of, may_send, permissions_of


async def reply(
    interaction: discord.Interaction, message: RenderedMessage, *, private: bool
) -> None:
    """Answer with a new message; only the person who acted sees a ``private`` one."""
    may_attach = bool(message.pictures) and bot_permissions_of(interaction).attach_files
    is_first = not interaction.response.is_done()
    if is_first and not may_attach:
        prepared = message.private_response if private else message.public_response
        if await client_of(interaction).respond(interaction, prepared):
            return
    parts = await message.for_new(may_attach=may_attach)
    if is_first:
        await interaction.response.send_message(**parts, ephemeral=private)
    else:
        await interaction.followup.send(**parts, ephemeral=private)


async def reply_in_parts(
    interaction: discord.Interaction, parts: tuple[RenderedMessage, ...]
) -> None:
    """Answer with several private messages, one after the other."""
    for part in parts:
        await reply(interaction, part, private=True)


async def post_to_channel(interaction: discord.Interaction, page: RenderedMessage) -> None:
    """Answer with a page that everybody in the channel sees.

    Raise :class:`~bot.errors.MayNotPost`: the person's permissions may have changed since the
    button was drawn.
    """
    if not may_post(interaction):
        raise MayNotPost
    await reply(interaction, as_postable(interaction, page), private=False)


def as_postable(interaction: discord.Interaction, page: RenderedMessage) -> RenderedMessage:
    """Return a page as the person may post it: without pictures if they may attach no files."""
    if permissions_of(interaction).attach_files:
        return page
    return replace(page, pictures=())


async def edit_or_reply(interaction: discord.Interaction, message: RenderedMessage) -> None:
    """Show another page in the message that was pressed if :func:`may_edit`, else in a private one.

    So a page never changes while others read it. The press brings a token of its own, so this
    works however old the message is.
    """
    if may_edit(interaction):
        await edit_pressed(interaction, message)
    else:
        await reply(interaction, message, private=True)


async def edit_pressed(interaction: discord.Interaction, message: RenderedMessage) -> None:
    """Answer a press by changing the message that was pressed, for all who see it.

    Embeds that a moderator has hidden are shown again.
    """
    may_attach = bool(message.pictures) and bot_permissions_of(interaction).attach_files
    pressed = interaction.message
    shows_again = pressed is not None and pressed.flags.suppress_embeds
    is_prepared = not may_attach and not shows_again
    if is_prepared and await client_of(interaction).respond(interaction, message.edit_response):
        return
    parts = await message.for_edit(may_attach=may_attach)
    if shows_again:
        parts["suppress_embeds"] = False
    await interaction.response.edit_message(**parts)


def may_edit(interaction: discord.Interaction) -> bool:
    """Return whether a press may edit its message.

    It may if nobody else sees the message, or if the person asked for it and it is not pinned.
    """
    message = interaction.message
    if message is None:
        return False
    if message.flags.ephemeral:
        return True
    origin = message.interaction_metadata
    return not message.pinned and origin is not None and origin.user.id == interaction.user.id


def answers_privately(interaction: discord.Interaction) -> bool:
    """Return whether :func:`edit_or_reply` will show its page to one person alone."""
    message = interaction.message
    return message is None or message.flags.ephemeral or not may_edit(interaction)


def may_post(interaction: discord.Interaction) -> bool:
    """Return whether the person may post a page where they are.

    In a direct message with the bot there is nobody to post for. In a server it is the person's
    own permissions in the channel that count, which Discord sends with every interaction: the post
    is an answer to them. An app that is installed to the person alone posts in public only with
    "Use External Apps".
    """
    if interaction.guild_id is None:
        return bool(interaction.context.private_channel)
    allowed = permissions_of(interaction)
    external = interaction.is_user_integration() and not interaction.is_guild_integration()
    return (
        may_send(interaction)
        and allowed.embed_links
        and (allowed.use_external_apps or not external)
    )


async def defer_privately(interaction: discord.Interaction) -> None:
    """Announce a private answer that may come later than the three seconds that Discord waits."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def edit_deferred(interaction: discord.Interaction, message: RenderedMessage) -> None:
    """Show a page in the message that was pressed, after ``interaction.response.defer()``."""
    parts = await message.for_edit(may_attach=bot_permissions_of(interaction).attach_files)
    await interaction.edit_original_response(**parts)


async def send_file(interaction: discord.Interaction, text: str, content: bytes, name: str) -> None:
    """Send a file to the person alone, after :func:`defer_privately`: it holds what they did."""
    await interaction.followup.send(
        text,
        file=discord.File(io.BytesIO(content), filename=name),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )
