"""The list of a server's pins, and the buttons under the messages about them."""

from __future__ import annotations

import discord

from bot.errors import BotMayNot, UnknownPin
from bot.features.pins.channel_pins import ChannelPins
from bot.features.pins.content import (
    FRONT_DESK,
    FRONT_DESK_TITLE,
    ComparisonContent,
    MissingPage,
    find_content,
    title_of_content,
)
from bot.features.pins.permissions import check_person, may_see
from bot.features.pins.refresher import PinRefresher
from bot.features.pins.views import PinEntry, State, draw_deleted, draw_list, draw_vanished
from bot.store import Pin
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.permissions import server_of
from bot.ui.preferences import respond_in_place
from bot.ui.reply import edit_or_reply


def channel_pins_of(interaction: discord.Interaction, channel_id: int | None = None) -> ChannelPins:
    """Return the pins of a channel of this server; without an id, of the interaction's."""
    where = channel_id or interaction.channel_id or 0
    return ChannelPins(interaction.client, server_of(interaction), where)


async def list_pins(interaction: discord.Interaction) -> list[PinEntry]:
    """Return the pins of this server in channels that the person sees, oldest first."""
    pins = await store_of(interaction).pins.of_guild(server_of(interaction))
    visible = {each: may_see(interaction, each) for each in {pin.channel_id for pin in pins}}
    return [describe_pin(interaction, pin) for pin in pins if visible[pin.channel_id]]


def describe_pin(interaction: discord.Interaction, pin: Pin) -> PinEntry:
    """Return a pin as lists and messages name it."""
    front_desk = pin.page == FRONT_DESK
    content = None if front_desk else find_content(library_of(interaction), pin.page)
    state: State = "current"
    if pin.refused is not None:
        state = pin.refused
    elif not client_of(interaction).service(PinRefresher).editor.is_current(pin):
        state = "waiting"
    elif isinstance(content, MissingPage):
        state = "absent"
    return PinEntry(
        title=title_of_content(content) if content else FRONT_DESK_TITLE,
        guild_id=pin.guild_id,
        channel_id=pin.channel_id,
        message_id=pin.message_id,
        level=None if isinstance(content, ComparisonContent) else pin.level.value,
        state=state,
    )


class TurnList(PersistentControl, template=r"pl1:(?P<page>\d{1,5})"):
    """Turn to another page of the list."""

    async def answer(self, interaction: discord.Interaction) -> None:
        check_person(interaction)
        entries = await list_pins(interaction)
        deck = library_of(interaction).deck
        await respond_in_place(interaction, draw_list(deck, entries, int(self.state["page"])))


class DeletePinned(PersistentControl, template=r"pd1:(?P<channel>\d{1,19}):(?P<message>\d{1,19})"):
    """Delete a message that was unpinned."""

    async def answer(self, interaction: discord.Interaction) -> None:
        channel_id = int(self.state["channel"])
        check_person(interaction, channel_id)
        try:
            await channel_pins_of(interaction, channel_id).delete(int(self.state["message"]))
        except UnknownPin:
            await edit_or_reply(interaction, draw_vanished())
        except BotMayNot as refusal:
            raise BotMayNot(refusal.rights, channel_id) from None
        else:
            await edit_or_reply(interaction, draw_deleted())


CONTROLS = (TurnList, DeletePinned)
