"""The floor: a bare discord.py bot whose one command sends one static message.

Run as a program with a message's JSON file; address and token come from the environment. The
message is an embed alone, or an embed with the buttons and menus of a card of ours.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Floor(discord.Client):
    """Registers its command, connects, answers."""

    def __init__(self, message: dict[str, Any]) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        embeds = [discord.Embed.from_dict(embed) for embed in message["embeds"]]
        components = message.get("components") or []
        group = app_commands.Group(name="imnm", description="One static card")

        @group.command(name="card", description="The card")
        async def card(interaction: discord.Interaction) -> None:
            if components:
                view = make_view(components)
                await interaction.response.send_message(embeds=embeds, view=view)
            else:
                await interaction.response.send_message(embeds=embeds)

        self.tree.add_command(group)

    async def setup_hook(self) -> None:
        _, gateway, _ = await self.http.get_bot_gateway()
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.tree.sync()


def make_view(rows: list[dict[str, Any]]) -> discord.ui.View:
    """Make the buttons and menus of a message, as a bot that draws them for each answer does."""
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows):
        for piece in row["components"]:
            if piece["type"] == discord.ComponentType.button.value:
                style = discord.ButtonStyle(piece["style"])
                known = {key: piece[key] for key in ("label", "custom_id", "url") if key in piece}
                emoji = (piece.get("emoji") or {}).get("name")
                view.add_item(
                    discord.ui.Button(
                        style=style,
                        row=number,
                        emoji=emoji,
                        disabled=piece.get("disabled", False),
                        **known,
                    )
                )
            else:
                options = [
                    discord.SelectOption(
                        label=each["label"],
                        value=each["value"],
                        description=each.get("description"),
                        default=each.get("default", False),
                    )
                    for each in piece["options"]
                ]
                menu: discord.ui.Select[discord.ui.View] = discord.ui.Select(
                    custom_id=piece["custom_id"],
                    placeholder=piece.get("placeholder"),
                    options=options,
                    row=number,
                )
                view.add_item(menu)
    return view


def main() -> None:
    message = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Route.BASE = os.environ["DISCORD_API_URL"]
    Floor(message).run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    main()
