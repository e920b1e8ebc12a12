"""How somebody wants to be answered: what they say now, else what they chose in ``/settings me``.

After that comes what the server chose, and last the bot's own habit.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord

from bot.deck.model import Level
from bot.errors import StoreError
from bot.store import GuildDefaults, Preferences
from bot.ui.context import store_of
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import without_embeds
from bot.ui.reply import edit_or_reply, reply

PATIENCE = 1.0
"""Seconds. Discord gives three for the whole answer, and a locked database takes two to say so."""


@dataclass(frozen=True, slots=True)
class ReplyPreferences:
    """How one interaction is to be answered."""

    level: Level = Level.PLAIN
    private: bool = False
    text_only: bool = False


async def preferences_for(
    interaction: discord.Interaction, level: str | None = None, private: bool | None = None
) -> ReplyPreferences:
    """What holds for this interaction; ``level`` and ``private`` are what was said in it.

    When the database cannot be read in time, cards are shown all the same, and to the person alone:
    they may have chosen that nobody else sees what they look up.
    """
    store = store_of(interaction)
    theirs = GuildDefaults()
    try:
        async with asyncio.timeout(PATIENCE):
            mine = await store.people.preferences(interaction.user.id)
            unsaid = None in (level or mine.level, mine.private if private is None else private)
            if interaction.guild_id is not None and unsaid:
                theirs = await store.servers.defaults(interaction.guild_id)
    except (StoreError, TimeoutError):
        mine = Preferences(private=True)
    said = Level(level) if level is not None else None
    # A card as text is several messages: unasked, they are nobody else's business.
    alone = True if mine.text_only else None
    wanted = (private, mine.private, alone, theirs.private)
    return ReplyPreferences(
        level=said or mine.level or theirs.level or Level.PLAIN,
        private=next((each for each in wanted if each is not None), False),
        text_only=mine.text_only,
    )


async def respond(
    interaction: discord.Interaction, page: RenderedMessage, wishes: ReplyPreferences
) -> None:
    """Answers with a page as a new message."""
    for part in without_embeds(page) if wishes.text_only else (page,):
        await reply(interaction, part, private=wishes.private)


async def respond_privately(interaction: discord.Interaction, page: RenderedMessage) -> None:
    """Answers with a page as a new message that nobody else sees."""
    await respond(interaction, page, await preferences_for(interaction, private=True))


async def respond_in_place(interaction: discord.Interaction, page: RenderedMessage) -> None:
    """Answers a press with a page, in place where that is right."""
    parts = (
        without_embeds(page)
        if (await preferences_for(interaction, private=True)).text_only
        else (page,)
    )
    if len(parts) == 1:
        await edit_or_reply(interaction, parts[0])
        return
    for part in parts:
        await reply(interaction, part, private=True)


async def now_for(interaction: discord.Interaction) -> datetime:
    """Now, in the time zone that the person gave for reminders; else in UTC.

    It decides what "today" and "tomorrow" mean.
    """
    now = discord.utils.utcnow()
    reminder = (await store_of(interaction).people.preferences(interaction.user.id)).reminder
    if reminder is None:
        return now
    try:
        return now.astimezone(ZoneInfo(reminder.zone))
    except ZoneInfoNotFoundError:
        return now
