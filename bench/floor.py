"""The floor: a bare discord.py bot whose one command sends one static embed.

Run as a program with the embed's JSON file; address and token come from the environment.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Floor(discord.Client):
    """Registers its command, connects, answers."""

    def __init__(self, embed: discord.Embed) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        group = app_commands.Group(name="imnm", description="One static card")

        @group.command(name="card", description="The card")
        async def card(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(embed=embed)

        self.tree.add_command(group)

    async def setup_hook(self) -> None:
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.tree.sync()


def main() -> None:
    embed = discord.Embed.from_dict(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    Route.BASE = os.environ["DISCORD_API_URL"]
    Floor(embed).run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
