"""How people say that something in the deck is wrong."""

from __future__ import annotations

from typing import Literal

import discord
from discord import ui

from bot.views.rendered import Rendered

Kind = Literal["question", "card"]
LONGEST = 500
SAID = "said"


def draw_report_form(kind: Kind, subject_id: str, revision: str) -> ui.Modal:
    """Asks what is wrong with a question or a card, as it stands in this revision."""
    form = ui.Modal(
        title=f"Report this {kind}", custom_id=f"qrm1:{kind}:{subject_id}:{revision}", timeout=None
    )
    form.add_item(
        ui.Label(
            text="What is wrong with it?",
            description="Those who write the cards read this. No personal health details, please.",
            component=ui.TextInput(
                custom_id=SAID,
                style=discord.TextStyle.paragraph,
                placeholder="For example: the right answer should be B, because …",
                min_length=3,
                max_length=LONGEST,
            ),
        )
    )
    return form


def draw_report_button(kind: Kind, subject_id: str, revision: str) -> ui.Button[ui.View]:
    """Opens the form."""
    return ui.Button(
        label=f"Report this {kind}",
        style=discord.ButtonStyle.secondary,
        custom_id=f"rp1:{kind}:{subject_id}:{revision}",
    )


def draw_report_thanks(kind: Kind) -> Rendered:
    """Said once the report is stored."""
    return Rendered(
        content=f"Thank you. Your report on this {kind} is stored for those who write the cards."
    )
