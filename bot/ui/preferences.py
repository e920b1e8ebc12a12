"""How a person wants to be answered and named, and answers that keep to it.

An option of the command counts first, then what the person chose in ``/settings me``, then what the
server chose, and last the bot's default.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord

from bot.deck.model import Level
from bot.errors import StoreError
from bot.learning.questions import AUDIENCES, Audience
from bot.store import BoardVisibility, DisplayName, GuildDefaults, Preferences
from bot.ui.context import store_of
from bot.ui.message import RenderedMessage, cut
from bot.ui.plain_text import sanitise_name, without_embeds
from bot.ui.reply import edit_or_reply, reply, reply_in_parts

PATIENCE = 1.0
"""Seconds. Discord gives three for the whole answer, and a locked database takes two to say so."""
LONGEST_NAME = 40
NAMES_PATIENCE = 1.5
"""Seconds to wait for names that must be fetched from Discord; after that it is the alias."""


@dataclass(frozen=True, slots=True)
class ReplyPreferences:
    """How one interaction is to be answered."""

    level: Level = Level.PLAIN
    private: bool = False
    text_only: bool = False
    audience: Audience = AUDIENCES[Level.PLAIN]
    """For whom questions are written that this person alone is asked."""


async def preferences_for(
    interaction: discord.Interaction, level: str | None = None, private: bool | None = None
) -> ReplyPreferences:
    """Return what holds for an interaction; ``level`` and ``private`` are options given in it.

    If the database cannot be read in time, cards are shown all the same, and to the person alone:
    they may have chosen that nobody else sees what they look up.
    """
    person, server = await _read_choices(interaction, private)
    # A card as text is several messages, too many to post unless the person says so.
    text_private = True if person.text_only else None
    choices = (private, person.private, text_private, server.private)
    return ReplyPreferences(
        level=(Level(level) if level else None) or person.level or server.level or Level.PLAIN,
        private=next((each for each in choices if each is not None), False),
        text_only=person.text_only,
        audience=AUDIENCES[person.level] if person.level else server.asks_for,
    )


async def _read_choices(
    interaction: discord.Interaction, private: bool | None
) -> tuple[Preferences, GuildDefaults]:
    """Return the choices of the person and of the server, if need be; at once if they are known."""
    store, guild_id = store_of(interaction), interaction.guild_id
    known = store.people.known_preferences(interaction.user.id)
    defaults = GuildDefaults() if guild_id is None else store.servers.known_defaults(guild_id)
    if known is not None and defaults is not None:
        return known, defaults
    try:
        # Even where nothing waits, a limit of time costs more than all the rest.
        async with asyncio.timeout(PATIENCE):
            person = await store.people.preferences(interaction.user.id)
            undecided = None in (
                person.level,
                person.private if private is None else private,
            )
            if guild_id is not None and undecided:
                return person, await store.servers.defaults(guild_id)
    except (StoreError, TimeoutError):
        return Preferences(private=True), GuildDefaults()
    return person, GuildDefaults()


async def respond(
    interaction: discord.Interaction, page: RenderedMessage, preferences: ReplyPreferences
) -> None:
    """Answer with a page as a new message, or as several if the person reads text only."""
    for part in without_embeds(page) if preferences.text_only else (page,):
        await reply(interaction, part, private=preferences.private)


async def respond_privately(interaction: discord.Interaction, page: RenderedMessage) -> None:
    """Answer with a page as a new message that nobody else sees."""
    await respond(interaction, page, await preferences_for(interaction, private=True))


async def respond_in_place(interaction: discord.Interaction, page: RenderedMessage) -> None:
    """Answer a press with a page, in the message that was pressed if that may be edited."""
    preferences = await preferences_for(interaction, private=True)
    parts = without_embeds(page) if preferences.text_only else (page,)
    if len(parts) == 1:
        await edit_or_reply(interaction, parts[0])
    else:
        await reply_in_parts(interaction, parts)


async def now_for(interaction: discord.Interaction) -> datetime:
    """Return the time now in the time zone that the person gave for reminders, else in UTC.

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


async def name_people(
    client: discord.Client,
    guild_id: int,
    people: Mapping[int, DisplayName],
    known: Mapping[int, str] | None = None,
) -> dict[int, str]:
    """Return a sanitised name for each of these people of a server, by their ids.

    Where a name is to be shown and the person chose none, it is the one in ``known``, else what
    Discord calls them now, if they are still members. Whoever hides has their alias.
    """
    names = dict(known or {})
    missing = [
        person
        for person, display in people.items()
        if display.board is BoardVisibility.NAME and display.name is None and person not in names
    ]
    guild = client.get_guild(guild_id)
    if guild is not None and missing:
        names |= await _fetch_names(guild, missing)
    return {person: _name(display, names.get(person, "")) for person, display in people.items()}


def _name(display: DisplayName, name: str) -> str:
    if display.board is not BoardVisibility.NAME:
        return display.alias
    # Of a name that is all signs or marks nothing is left.
    return cut(sanitise_name(display.name or name), LONGEST_NAME) or display.alias


async def _fetch_names(guild: discord.Guild, people: Collection[int]) -> dict[int, str]:
    """Return the display names of members; whoever left or is not fetched in time is left out."""
    tasks = {person: asyncio.create_task(guild.fetch_member(person)) for person in people}
    await asyncio.wait(tasks.values(), timeout=NAMES_PATIENCE)
    names = {}
    for person, task in tasks.items():
        if not task.done():
            task.cancel()
        elif task.exception() is None:
            names[person] = task.result().display_name
    return names
