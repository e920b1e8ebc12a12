"""The names of people where others read them: an alias, or a name if they chose that."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import discord

from bot.store import BoardVisibility, DisplayName
from bot.ui.plain_text import cut, sanitise

LONGEST_NAME = 40
PATIENCE = 1.5
"""Seconds to wait for names that must be fetched from Discord; after that it is the alias."""


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
    # Of a name that is all signs nothing is left.
    return cut(sanitise(display.name or name), LONGEST_NAME) or display.alias


async def _fetch_names(guild: discord.Guild, people: Collection[int]) -> dict[int, str]:
    """Return the display names of members; whoever left or is not fetched in time is left out."""
    tasks = {person: asyncio.create_task(guild.fetch_member(person)) for person in people}
    await asyncio.wait(tasks.values(), timeout=PATIENCE)
    names = {}
    for person, task in tasks.items():
        if not task.done():
            task.cancel()
        elif task.exception() is None:
            names[person] = task.result().display_name
    return names
