"""``/pin``: cards that stay in a channel and stay true."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Level
from bot.errors import BotMayNot, NotKeepable, StoreError, UnknownCard, UnsignedCard
from bot.features.cards.commands import LEVELS, Name, Subcommand
from bot.features.cards.lookup import find_page, suggest_pages
from bot.features.pins.channel_pins import POSTING
from bot.features.pins.content import FRONT_DESK, MissingPage, find_content, recognise
from bot.features.pins.controls import (
    board_of,
    check_bot,
    check_pinner,
    check_room,
    draw_line,
    list_pins,
    pin_page,
    remove_pin,
    suggest_pins,
)
from bot.features.pins.editor import Outcome
from bot.features.pins.refresher import PinRefresher
from bot.features.pins.views import RefreshSummary, draw_kept, draw_list, draw_refresh_summary
from bot.store import Pin
from bot.ui.channel import list_buttons
from bot.ui.command_tree import BotCommandGroup, offer, offer_here, raise_original
from bot.ui.context import answer_red_flag, client_of, library_of, store_of
from bot.ui.permissions import server_of
from bot.ui.preferences import respond_privately
from bot.ui.reply import reply

GROUP = "pin"
KEEP = "Keep this card up to date"
SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
INSTALLED = app_commands.AppInstallationType(guild=True, user=False)


def add_pin_commands(tree: app_commands.CommandTree[Any], library: Library) -> None:
    """Adds the group of commands and the entry of the message menu to a tree."""
    group = BotCommandGroup(
        name=GROUP,
        description="Cards that stay in a channel and are kept up to date",
        allowed_installs=INSTALLED,
        allowed_contexts=SERVERS,
    )
    for command in (_card(library), _board(), _list(), _refresh(), _remove()):
        group.add_command(command)
    tree.add_command(group)
    menu = app_commands.ContextMenu(
        name=KEEP, callback=keep_up_to_date, allowed_installs=INSTALLED, allowed_contexts=SERVERS
    )
    menu.error(raise_original)
    tree.add_command(menu)


def _card(library: Library) -> Subcommand:
    @app_commands.command(name="card", description="Post a card here and pin it; I keep it true")
    @app_commands.describe(
        card="Type a few letters and pick",
        level="In plain words or in clinical terms (default: as in this server, else plain)",
    )
    @app_commands.choices(level=LEVELS)
    @app_commands.autocomplete(card=offer(lambda typed: suggest_pages(library, typed)))
    async def card(interaction: discord.Interaction, card: Name, level: str | None = None) -> None:
        server_of(interaction)
        if await answer_red_flag(interaction, card):
            return
        page = find_page(library, card).page(card)
        await pin_page(interaction, page, await _level_of(interaction, level))

    return card


def _board() -> Subcommand:
    @app_commands.command(name="board", description="Post a front desk here: one tap to every card")
    async def board(interaction: discord.Interaction) -> None:
        server_of(interaction)
        await pin_page(interaction, FRONT_DESK, await _level_of(interaction))

    return board


def _list() -> Subcommand:
    @app_commands.command(name="list", description="What I keep pinned in this server")
    async def list_(interaction: discord.Interaction) -> None:
        server_of(interaction)
        check_pinner(interaction)
        lines = await list_pins(interaction)
        await respond_privately(interaction, draw_list(library_of(interaction).deck, lines, 1))

    return list_


def _refresh() -> Subcommand:
    @app_commands.command(
        name="refresh", description="Bring the pins of this server up to date now"
    )
    async def refresh(interaction: discord.Interaction) -> None:
        guild_id = server_of(interaction)
        check_pinner(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = await client_of(interaction).service(PinRefresher).refresh(guild_id)
        refused = {
            pin.message_id
            for pin in await store_of(interaction).pins.of_guild(guild_id)
            if pin.refused
        }
        report = RefreshSummary(
            refreshed=done[Outcome.REFRESHED],
            forgotten=done[Outcome.FORGOTTEN],
            refused=done[Outcome.REFUSED],
            left=done[Outcome.UNSENT],
            troubles=tuple(
                line for line in await list_pins(interaction) if line.message_id in refused
            ),
        )
        await respond_privately(
            interaction, draw_refresh_summary(library_of(interaction).deck, report)
        )

    return refresh


def _remove() -> Subcommand:
    @app_commands.command(name="remove", description="Unpin a card; I edit it no more")
    @app_commands.describe(pin="Pick one, or paste the link of the message")
    @app_commands.autocomplete(pin=offer_here(suggest_pins))
    async def remove(interaction: discord.Interaction, pin: Name) -> None:
        server_of(interaction)
        check_pinner(interaction)
        await remove_pin(interaction, pin)

    return remove


async def keep_up_to_date(interaction: discord.Interaction, message: discord.Message) -> None:
    """The message menu's entry: pins a card that was posted earlier, and keeps it up to date."""
    guild_id, store = server_of(interaction), store_of(interaction)
    library, keeper = library_of(interaction), client_of(interaction).service(PinRefresher)
    check_pinner(interaction)
    me = interaction.client.user
    ours = me is not None and message.author.id == me.id and not message.flags.ephemeral
    known = recognise(library.deck, list_buttons(message)) if ours and message.embeds else None
    if known is None:
        raise NotKeepable
    page, level = known
    found = find_content(library, page)
    if isinstance(found, MissingPage):
        raise UnsignedCard(page) if found.unsigned else UnknownCard(page)
    check_bot(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    board = board_of(interaction)
    if not message.pinned:
        await check_room(interaction, board)
        await board.pin(message.id)
    # It may show an older deck, so it is edited at once.
    pin = Pin(message.id, interaction.channel_id or 0, guild_id, page, level, revision="")
    try:
        await store.pins.add(pin)
    except StoreError:
        if not message.pinned:
            await board.unpin(message.id)
        raise
    outcome = await keeper.editor.edit(message.id)
    if outcome is Outcome.FORGOTTEN:
        raise NotKeepable
    if outcome is Outcome.REFUSED:
        raise BotMayNot(POSTING)
    if outcome is Outcome.UNSENT:
        keeper.wake()
    await reply(interaction, draw_kept(draw_line(interaction, pin)), private=True)


async def _level_of(interaction: discord.Interaction, said: str | None = None) -> Level:
    """A pin is for everybody: what the server chose counts, not what the moderator likes."""
    if said is not None:
        return Level(said)
    theirs = await store_of(interaction).servers.defaults(server_of(interaction))
    return theirs.level or Level.PLAIN
