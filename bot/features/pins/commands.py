"""``/pin``, the message menu's entry, and the buttons under the messages about pins."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.deck.characters import tidy_line
from bot.deck.model import Level
from bot.errors import (
    BotMayNot,
    NotKeepable,
    UnknownCard,
    UnknownPin,
    UnsignedCard,
)
from bot.features.cards.commands import LEVELS, Name
from bot.features.cards.lookup import find_page_id, suggest_pages
from bot.features.cards.pages import answer_red_flag
from bot.features.pins import texts
from bot.features.pins.changes import PinChanges
from bot.features.pins.channel_pins import ChannelPins, check_bot, check_person, may_see
from bot.features.pins.content import (
    FRONT_DESK,
    ComparisonContent,
    MissingPage,
    find_content,
    recognise,
    title_of_content,
)
from bot.features.pins.refresher import Outcome, PinRefresher
from bot.features.pins.views import (
    DELETED,
    VANISHED,
    PinEntry,
    State,
    draw_list,
    draw_pinned,
    draw_refresh_summary,
    draw_removed,
    name_choice,
)
from bot.store import EditRefusal, Pin
from bot.ui.channel import list_custom_ids
from bot.ui.command_tree import BotCommandGroup, autocomplete, personal_autocomplete, raise_original
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.permissions import (
    bot_permissions_of,
    channel_of,
    permissions_of,
    permissions_to_write,
    server_of,
)
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.reply import defer_privately, edit_or_reply, reply
from bot.ui.snowflakes import find_snowflake, read_snowflake


def channel_pins_of(interaction: discord.Interaction, channel_id: int | None = None) -> ChannelPins:
    """Return the pins of a channel of this server; without an id, of the interaction's."""
    where = channel_id or channel_of(interaction)
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
        pin,
        title_of_content(content) if content else texts.FRONT_DESK,
        level=None if isinstance(content, ComparisonContent) else pin.level.value,
        state=state,
    )


def add_pin_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Add the group of commands and the message menu's entry to a tree."""
    group = PinCommands(servers_only=True)
    tree.add_command(group)
    menu = app_commands.ContextMenu(
        name=texts.KEEP_MENU,
        callback=keep_up_to_date,
        allowed_installs=group.allowed_installs,
        allowed_contexts=group.allowed_contexts,
    )
    menu.error(raise_original)
    tree.add_command(menu)


async def suggest_pins(
    interaction: discord.Interaction, typed: str
) -> list[app_commands.Choice[str]]:
    """Return the pins that the person may know of, by their title and channel."""
    if interaction.guild_id is None or not permissions_of(interaction).pin_messages:
        return []
    sought = _fold(typed)
    choices = [
        app_commands.Choice(name=_label(interaction, entry), value=str(entry.pin.message_id))
        for entry in await list_pins(interaction)
    ]
    return [choice for choice in choices if sought in _fold(choice.name)]


def _label(interaction: discord.Interaction, entry: PinEntry) -> str:
    return name_choice(entry, _name_channel(interaction, entry.pin.channel_id))


def _fold(text: str) -> str:
    """Return a text as labels are compared: without case and with single spaces."""
    return " ".join(text.casefold().split())


class PinCommands(
    BotCommandGroup,
    name="pin",
    description=texts.GROUP_DESCRIPTION,
):
    """The group of commands."""

    @app_commands.command(description=texts.CARD_DESCRIPTION)
    @app_commands.describe(
        card=texts.CARD_OPTION,
        level=texts.LEVEL_OPTION,
    )
    @app_commands.choices(level=LEVELS)
    @app_commands.autocomplete(card=autocomplete(suggest_pages))
    async def card(
        self, interaction: discord.Interaction, card: Name, level: str | None = None
    ) -> None:
        server_of(interaction)
        if not await answer_red_flag(interaction, card):
            page = find_page_id(library_of(interaction), card)
            await pin_page(interaction, page, await _level_of(interaction, level))

    @app_commands.command(description=texts.BOARD_DESCRIPTION)
    async def board(self, interaction: discord.Interaction) -> None:
        server_of(interaction)
        await pin_page(interaction, FRONT_DESK, await _level_of(interaction))

    @app_commands.command(description=texts.LIST_DESCRIPTION)
    async def list(self, interaction: discord.Interaction) -> None:
        check_person(interaction)
        entries = await list_pins(interaction)
        await respond_privately(interaction, draw_list(library_of(interaction).deck, entries, 1))

    @app_commands.command(description=texts.REFRESH_DESCRIPTION)
    async def refresh(self, interaction: discord.Interaction) -> None:
        guild_id = server_of(interaction)
        check_person(interaction)
        await defer_privately(interaction)
        outcomes = await client_of(interaction).service(PinRefresher).refresh(guild_id)
        entries = await list_pins(interaction)
        refused = [entry for entry in entries if isinstance(entry.state, EditRefusal)]
        deck = library_of(interaction).deck
        await respond_privately(interaction, draw_refresh_summary(deck, outcomes, refused))

    @app_commands.command(description=texts.REMOVE_DESCRIPTION)
    @app_commands.describe(pin=texts.PIN_OPTION)
    @app_commands.autocomplete(pin=personal_autocomplete(suggest_pins))
    async def remove(self, interaction: discord.Interaction, pin: Name) -> None:
        if not await answer_red_flag(interaction, pin):
            check_person(interaction)
            await remove_pin(interaction, pin)


async def pin_page(interaction: discord.Interaction, page: str, level: Level) -> None:
    """Post a page, pin it and store the pin. Nothing stays behind if any of that fails.

    Raise the refusals of :mod:`bot.features.pins.channel_pins` and
    :class:`~bot.features.pins.channel_pins.ChannelPins`.
    """
    guild_id = server_of(interaction)
    check_person(interaction)
    check_bot(interaction)
    # Looking for room, posting and pinning may take longer than the three seconds for an answer.
    await defer_privately(interaction)
    await _check_room(interaction, channel_pins_of(interaction))
    pin = (
        await client_of(interaction)
        .service(PinChanges)
        .post(interaction.id, guild_id, channel_of(interaction), page, level)
    )
    await reply(interaction, draw_pinned(describe_pin(interaction, pin)), private=True)


async def keep_up_to_date(interaction: discord.Interaction, message: discord.Message) -> None:
    """Pin a card that was posted earlier, and keep it up to date: the message menu's entry."""
    guild_id = server_of(interaction)
    library, refresher = library_of(interaction), client_of(interaction).service(PinRefresher)
    check_person(interaction)
    bot_user = interaction.client.user
    ours = bot_user is not None and message.author.id == bot_user.id
    postable = ours and message.embeds and not message.flags.ephemeral
    recognised = recognise(library.deck, list_custom_ids(message)) if postable else None
    if recognised is None:
        raise NotKeepable
    page, level = recognised
    content = find_content(library, page)
    if isinstance(content, MissingPage):
        raise UnsignedCard if content.unsigned else UnknownCard(page)
    check_bot(interaction)
    await defer_privately(interaction)
    if not message.pinned:
        await _check_room(interaction, channel_pins_of(interaction))
    # It may show an older deck, so it is edited at once.
    pin = Pin(message.id, channel_of(interaction), guild_id, page, level, revision="")
    changes = client_of(interaction).service(PinChanges)
    await changes.keep(interaction.id, pin, pinned=message.pinned)
    outcome = await refresher.editor.edit(message.id)
    if outcome is Outcome.FORGOTTEN:
        raise NotKeepable
    if outcome is Outcome.REFUSED:
        raise BotMayNot(tuple(permissions_to_write(interaction)))
    if outcome is Outcome.UNSENT:
        refresher.wake()
    await reply(interaction, draw_pinned(describe_pin(interaction, pin)), private=True)


async def remove_pin(interaction: discord.Interaction, named: str) -> None:
    """Unpin a message as :func:`_find_pin` knows it, forget it and offer to delete it.

    Raise :class:`~bot.errors.UnknownPin`, :class:`~bot.errors.MayNotPin` or the refusals of
    :class:`~bot.features.pins.channel_pins.ChannelPins`.
    """
    pin = await _find_pin(interaction, named)
    check_person(interaction, pin.channel_id)
    await defer_privately(interaction)
    try:
        await client_of(interaction).service(PinChanges).remove(interaction.id, pin)
        message = draw_removed(describe_pin(interaction, pin))
    except UnknownPin:
        message = VANISHED
    except BotMayNot as refusal:
        raise BotMayNot(refusal.rights, pin.channel_id) from None
    await reply(interaction, message, private=True)


async def _find_pin(interaction: discord.Interaction, named: str) -> Pin:
    """Return the pin of an id, a link, a label of :func:`suggest_pins`, or alone in a channel.

    Raise :class:`~bot.errors.UnknownPin`; so does one in a channel that the person does not see.
    """
    entries, wanted = await list_pins(interaction), find_snowflake(named)
    label = _fold(named)
    for fits in (
        lambda entry: entry.pin.message_id == wanted,
        lambda entry: _fold(_label(interaction, entry)) == label,
        lambda entry: entry.pin.channel_id == wanted,
    ):
        found = [entry.pin for entry in entries if fits(entry)]
        if len(found) == 1:
            return found[0]
    raise UnknownPin


async def _check_room(interaction: discord.Interaction, channel_pins: ChannelPins) -> None:
    """Raise :class:`~bot.errors.PinsFull`; where the bot may not look, pinning itself tells."""
    if bot_permissions_of(interaction).read_message_history:
        await channel_pins.check_room()


async def _level_of(interaction: discord.Interaction, chosen: str | None = None) -> Level:
    """Return the level of a pin: as chosen, else the server's, not the moderator's own.

    A pin is for everybody.
    """
    if chosen is not None:
        return Level(chosen)
    defaults = await store_of(interaction).servers.defaults(server_of(interaction))
    return defaults.level or Level.PLAIN


def _name_channel(interaction: discord.Interaction, channel_id: int) -> str:
    channel = interaction.guild.get_channel_or_thread(channel_id) if interaction.guild else None
    return f"#{tidy_line(channel.name)}" if channel else texts.CHANNEL_GONE


class TurnList(PersistentControl, template=r"pl1:(?P<page>\d{1,5})"):
    """Turn to another page of the list."""

    async def answer(self, interaction: discord.Interaction) -> None:
        check_person(interaction)
        entries = await list_pins(interaction)
        deck = library_of(interaction).deck
        await respond_in_place(interaction, draw_list(deck, entries, self.read("page", int)))


class DeletePinned(PersistentControl, template=r"pd1:(?P<channel>\d{1,19}):(?P<message>\d{1,19})"):
    """Delete a message that was unpinned."""

    async def answer(self, interaction: discord.Interaction) -> None:
        channel_id = self.read("channel", read_snowflake)
        message_id = self.read("message", read_snowflake)
        check_person(interaction, channel_id)
        try:
            await channel_pins_of(interaction, channel_id).delete(message_id)
        except UnknownPin:
            await edit_or_reply(interaction, VANISHED)
        except BotMayNot as refusal:
            raise BotMayNot(refusal.rights, channel_id) from None
        else:
            await edit_or_reply(interaction, DELETED)


CONTROLS = (TurnList, DeletePinned)
