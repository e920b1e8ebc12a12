"""Files as answers: always private, for they hold what one person did or what a server did."""

from __future__ import annotations

import io

import discord


async def take_time(interaction: discord.Interaction) -> None:
    """Tells Discord that a private answer comes, but perhaps not within its three seconds."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def hand_over(interaction: discord.Interaction, said: str, content: bytes, name: str) -> None:
    """Sends a file to the person who asked, after :func:`take_time`."""
    await interaction.followup.send(
        said,
        file=discord.File(io.BytesIO(content), filename=name),
        ephemeral=True,
        allowed_mentions=discord.AllowedMentions.none(),
    )
