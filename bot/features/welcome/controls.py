"""The button of the greeting that sets up the server."""

from __future__ import annotations

import discord

from bot.features.settings.server import show_server_settings
from bot.features.welcome.view import SET_UP_KIND
from bot.ui.controls import PersistentControl


class SetUpServer(PersistentControl, template=SET_UP_KIND):
    """Open the server's settings, for whoever may manage it, alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await show_server_settings(interaction)


CONTROLS = (SetUpServer,)
