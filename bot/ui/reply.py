"""Answers to an interaction: a new message, an edit of the message that was pressed, or a file."""

from __future__ import annotations

import io
from dataclasses import replace

import discord

from bot.errors import MayNotPost
from bot.ui import texts
from bot.ui.context import client_of
from bot.ui.message import RenderedMessage
from bot.ui.permissions import bot_permissions_of, may_send, permissions_of
from bot.ui.turns import turn_of


async def reply(
    interaction: discord.Interaction, message: RenderedMessage, *, private: bool
) -> None:
    """Answer with a new message; only the person who acted sees a ``private`` one."""
    may_attach = bool(message.pictures) and bot_permissions_of(interaction).attach_files
    turn = turn_of(interaction)
    async with turn.lock:
        if not interaction.response.is_done():
            prepared = message.private_response if private else message.public_response
            if not may_attach and await client_of(interaction).respond(interaction, prepared):
                return
            parts = await message.for_new(may_attach=may_attach)
            await interaction.response.send_message(**parts, ephemeral=private)
            return
    if turn.is_deferred and not turn.is_told and not private:
        # What comes first takes the place of "… is thinking", which one person sees.
        await interaction.followup.send(texts.HERE_IT_IS, ephemeral=True)
        turn.is_told = True
    parts = await message.for_new(may_attach=may_attach)
    await interaction.followup.send(**parts, ephemeral=private)
    turn.is_told = True


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
    async with turn_of(interaction).lock:
        if not interaction.response.is_done():
            is_prepared = not may_attach and not shows_again
            prepared = message.edit_response
            if is_prepared and await client_of(interaction).respond(interaction, prepared):
                return
            parts = await message.for_edit(may_attach=may_attach)
            if shows_again:
                parts["suppress_embeds"] = False
            await interaction.response.edit_message(**parts)
            return
    await edit_deferred(interaction, message)


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
    async with turn_of(interaction).lock:
        if not interaction.response.is_done():
            await interaction.response.defer(ephemeral=True, thinking=True)


async def acknowledge(interaction: discord.Interaction) -> None:
    """Take a press whose answer, if there is one, comes later; nobody sees that it was taken."""
    async with turn_of(interaction).lock:
        if not interaction.response.is_done():
            await interaction.response.defer()


async def edit_deferred(interaction: discord.Interaction, message: RenderedMessage) -> None:
    """Show a page in the message that was pressed, after :func:`acknowledge`.

    If the answer was late, the person was told that it comes, and sees it in a message of its own.
    """
    if turn_of(interaction).is_deferred:
        await reply(interaction, message, private=True)
        return
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
    turn_of(interaction).is_told = True
