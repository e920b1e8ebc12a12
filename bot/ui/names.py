"""What people are called where others read it: their alias, or a name if they chose that."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

import discord

from bot.store import BoardVisibility, DisplayName
from bot.ui.plain_text import cut, sanitise

LONGEST_NAME = 40
PATIENCE = 1.5
"""Seconds to wait for names that Discord must be asked for; after that it is the alias."""


async def name_people(
    client: discord.Client,
    guild_id: int,
    faces: Mapping[int, DisplayName],
    met: Mapping[int, str] | None = None,
) -> dict[int, str]:
    """A harmless name for each of these people of a server; for hidden ones their alias.

    Where a name is to be shown and the person chose none, it is the one in ``met``, else what
    Discord calls them now, if they are still there.
    """
    told = dict(met or {})
    asked = [
        person
        for person, face in faces.items()
        if face.board is BoardVisibility.NAME and face.name is None and person not in told
    ]
    guild = client.get_guild(guild_id)
    if guild is not None and asked:
        told |= await _ask_discord(guild, asked)
    return {person: _name(face, told.get(person, "")) for person, face in faces.items()}


def _name(face: DisplayName, told: str) -> str:
    if face.board is not BoardVisibility.NAME:
        return face.alias
    # A name of signs alone leaves nothing to show.
    return cut(sanitise(face.name or told), LONGEST_NAME) or face.alias


async def _ask_discord(guild: discord.Guild, people: Collection[int]) -> dict[int, str]:
    """The display names of members. Who is gone, or cannot be asked for in time, is left out."""
    asking = {person: asyncio.create_task(guild.fetch_member(person)) for person in people}
    await asyncio.wait(asking.values(), timeout=PATIENCE)
    told = {}
    for person, task in asking.items():
        if not task.done():
            task.cancel()
        elif task.exception() is None:
            told[person] = task.result().display_name
    return told
