"""The pins of a server: what is told of them, and how one is made, found and taken away.

Who may pin: looked at each time, because Discord lets every server change what a command needs.

Since 2026-02-23 Manage Messages is not enough to pin; Pin Messages is a right of its own.
"""

from __future__ import annotations

import re

import discord
from discord import app_commands

from bot.deck.model import Level
from bot.errors import BotMayNot, MayNotPin, StoreError, UnknownPin
from bot.features.pins.channel_pins import PIN_RIGHT, ChannelPins
from bot.features.pins.content import (
    FRONT_DESK,
    FRONT_DESK_TITLE,
    ComparisonContent,
    MissingPage,
    find_content,
    title_of_content,
)
from bot.features.pins.refresher import PinRefresher
from bot.features.pins.views import (
    PinEntry,
    State,
    draw_deleted,
    draw_list,
    draw_pinned,
    draw_removed,
    draw_vanished,
    name_line,
)
from bot.store import Pin
from bot.ui.channel import make_nonce
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.permissions import list_rights, server_of
from bot.ui.preferences import respond_in_place
from bot.ui.reply import reply, turn


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


# A message's id, or its link, which ends in it.
MESSAGE = re.compile(r"(?:.*/)?(\d{1,19})/?")


def board_of(interaction: discord.Interaction, channel_id: int | None = None) -> ChannelPins:
    """The pins of a channel of this server; of the channel that was asked in if none is named."""
    where = channel_id or interaction.channel_id or 0
    return ChannelPins(interaction.client, server_of(interaction), where)


async def pin_page(interaction: discord.Interaction, page: str, level: Level) -> None:
    """Posts a page, pins it and remembers it. When any of that fails, nothing stays behind.

    Raises the refusals of :mod:`bot.features.pins.controls` and
    :class:`~bot.features.pins.channel_pins.ChannelPins`.
    """
    guild_id, store = server_of(interaction), store_of(interaction)
    keeper = client_of(interaction).service(PinRefresher)
    check_pinner(interaction)
    check_bot(interaction)
    # Looking for room, posting and pinning may take longer than the three seconds for an answer.
    await interaction.response.defer(ephemeral=True, thinking=True)
    board = board_of(interaction)
    await check_room(interaction, board)
    message, revision = await keeper.editor.draw(guild_id, page, level)
    message_id = await board.post(message, make_nonce("pin", interaction.id))
    pin = Pin(message_id, interaction.channel_id or 0, guild_id, page, level, revision)
    try:
        await store.pins.add(pin)
    except StoreError:
        await board.take_back(message_id)
        raise
    if not keeper.editor.is_current(pin):
        # The deck was changed in between.
        keeper.wake()
    await reply(interaction, draw_pinned(draw_line(interaction, pin)), private=True)


async def check_room(interaction: discord.Interaction, board: ChannelPins) -> None:
    """Raises :class:`~bot.errors.PinsFull`; where the bot may not look, pinning itself tells."""
    if interaction.app_permissions.read_message_history:
        await board.check_room()


def draw_line(interaction: discord.Interaction, pin: Pin) -> PinEntry:
    """What is told of a pin."""
    found = None if pin.page == FRONT_DESK else find_content(library_of(interaction), pin.page)
    state: State = "current"
    if pin.refused is not None:
        state = pin.refused.value
    elif not client_of(interaction).service(PinRefresher).editor.is_current(pin):
        state = "waiting"
    elif isinstance(found, MissingPage):
        state = "absent"
    return PinEntry(
        title=title_of_content(found) if found else FRONT_DESK_TITLE,
        guild_id=pin.guild_id,
        channel_id=pin.channel_id,
        message_id=pin.message_id,
        level=None if isinstance(found, ComparisonContent) else pin.level.value,
        state=state,
    )


async def list_pins(interaction: discord.Interaction) -> list[PinEntry]:
    """The pins of this server that the person may know of, oldest first."""
    pins = await store_of(interaction).pins.of_guild(server_of(interaction))
    seen: dict[int, bool] = {}
    for pin in pins:
        if pin.channel_id not in seen:
            seen[pin.channel_id] = may_see(interaction, pin.channel_id)
    return [draw_line(interaction, pin) for pin in pins if seen[pin.channel_id]]


async def suggest_pins(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """The pins that the person may know of, by what they are called and where they are."""
    if interaction.guild_id is None or not interaction.permissions.pin_messages:
        return []
    sought = " ".join(typed.casefold().split())
    choices = [
        app_commands.Choice(
            name=name_line(line, _name_channel(interaction, line.channel_id)),
            value=str(line.message_id),
        )
        for line in await list_pins(interaction)
    ]
    return [choice for choice in choices if sought in choice.name.casefold()]


async def remove_pin(interaction: discord.Interaction, said: str) -> None:
    """Unpins a message, forgets it, and offers to delete it.

    Raises :class:`~bot.errors.UnknownPin`, :class:`~bot.errors.MayNotPin` and the refusals of
    :class:`~bot.features.pins.channel_pins.ChannelPins`.
    """
    store, match = store_of(interaction), MESSAGE.fullmatch(said.strip())
    pin = await store.pins.get(int(match[1])) if match else None
    if pin is None or pin.guild_id != server_of(interaction):
        raise UnknownPin
    if not may_see(interaction, pin.channel_id):
        raise UnknownPin
    check_pinner(interaction, pin.channel_id)
    await interaction.response.defer(ephemeral=True, thinking=True)
    try:
        await board_of(interaction, pin.channel_id).unpin(pin.message_id)
        page = draw_removed(draw_line(interaction, pin))
    except UnknownPin:
        page = draw_vanished()
    except BotMayNot as refusal:
        raise BotMayNot(refusal.rights, pin.channel_id) from None
    await store.pins.forget(pin.message_id)
    await reply(interaction, page, private=True)


def _name_channel(interaction: discord.Interaction, channel_id: int) -> str:
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    return f"#{channel.name}" if channel else "a channel that is gone or closed"


class TurnList(PersistentControl, template=r"pl1:(?P<page>\d{1,5})"):
    """Turns the pages of the list."""

    async def answer(self, interaction: discord.Interaction) -> None:
        check_pinner(interaction)
        lines = await list_pins(interaction)
        deck = library_of(interaction).deck
        await respond_in_place(interaction, draw_list(deck, lines, int(self.state["page"])))


class DeletePinned(PersistentControl, template=r"pd1:(?P<channel>\d{1,19}):(?P<message>\d{1,19})"):
    """Deletes a message that was unpinned."""

    async def answer(self, interaction: discord.Interaction) -> None:
        channel_id = int(self.state["channel"])
        check_pinner(interaction, channel_id)
        try:
            await board_of(interaction, channel_id).delete(int(self.state["message"]))
        except UnknownPin:
            await turn(interaction, draw_vanished())
        except BotMayNot as refusal:
            raise BotMayNot(refusal.rights, channel_id) from None
        else:
            await turn(interaction, draw_deleted())


CONTROLS = (TurnList, DeletePinned)
