"""Why Discord does not let the bot in, in one sentence for whoever runs it."""

from __future__ import annotations

import discord

from bot.errors import BotError
from bot.runtime.discord_patches import api_base
from bot.setting_faults import looks_like_token
from bot.ui.discord_errors import TRANSPORT_ERRORS


class DiscordUnavailable(BotError):
    """Discord cannot be reached or refuses the bot, and another try would not help.

    The text is one plain sentence for whoever runs the bot.
    """


def explain(error: Exception, token: str) -> str | None:
    """Return one sentence about what ended the connection for good; None for a fault of ours."""
    reason = None
    match error:
        case discord.LoginFailure() if not looks_like_token(token):
            reason = (
                "Discord refuses the token, and it does not look like one: copy it whole from "
                "Bot > Reset Token in the developer portal."
            )
        case discord.LoginFailure():
            reason = "Discord refuses the token: make a new one in the developer portal."
        case discord.PrivilegedIntentsRequired():
            reason = (
                "Discord refuses the intents (4014): the bot asks for none that are privileged, "
                "so check the application in the developer portal."
            )
        case discord.ConnectionClosed(code=4004):
            reason = "Discord refuses the token (4004): make a new one in the developer portal."
        case discord.ConnectionClosed():
            reason = f"Discord closed the connection for good (code {error.code})."
        case discord.HTTPException():
            reason = f"Discord does not let the bot in: HTTP {error.status}."
        case discord.GatewayNotFound():
            reason = "Discord's gateway cannot be reached."
        case _ if isinstance(error, TRANSPORT_ERRORS):
            reason = f"Discord cannot be reached at {api_base()}."
    return reason
