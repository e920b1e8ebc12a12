"""The command ``help``: its pages, which the buttons under it turn."""

from __future__ import annotations

import discord

from bot.features.cards.help_view import PARTS, HelpPart, draw_help
from bot.ui.context import client_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.preferences import respond_in_place


def make_help(interaction: discord.Interaction, part: HelpPart) -> RenderedMessage:
    """Return a page of help, with the addresses that are set in the developer portal."""
    client, application = client_of(interaction), interaction.client.application
    return draw_help(
        client.library.deck,
        part,
        client.tree.mention,
        application.privacy_policy_url if application else None,
        application.terms_of_service_url if application else None,
    )


class TurnHelp(PersistentControl, template=rf"he1:(?P<part>{'|'.join(PARTS)})"):
    """Turn to another page of help."""

    async def answer(self, interaction: discord.Interaction) -> None:
        part = next(each for each in PARTS if each == self.state["part"])
        await respond_in_place(interaction, make_help(interaction, part))


CONTROLS = (TurnHelp,)
