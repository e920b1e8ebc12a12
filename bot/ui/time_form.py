"""How people say a time of day and a time zone: a form, and a menu where several zones fit."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ui

from bot.ui.message import RenderedMessage

AT, ZONE = "at", "zone"


def draw_time_form(custom_id: str, title: str, at: str, zone: str) -> ui.Modal:
    """Asks for both, with what is known filled in; ``at`` is HH:MM."""
    form = ui.Modal(title=title, custom_id=custom_id, timeout=None)
    form.add_item(
        ui.Label(
            text="Time of day",
            description="With 24 hours",
            component=ui.TextInput(
                custom_id=AT, default=at or None, placeholder="19:00", min_length=1, max_length=5
            ),
        )
    )
    form.add_item(
        ui.Label(
            text="A big city in your time zone",
            description="So that summer time is kept as where you live",
            component=ui.TextInput(
                custom_id=ZONE,
                default=zone or None,
                placeholder="Berlin, New York, Sydney …",
                min_length=1,
                max_length=60,
            ),
        )
    )
    return form


def draw_zone_menu(custom_id: str, zones: Sequence[str]) -> RenderedMessage:
    """Asks which of several time zones is meant."""
    menu = ui.Select[ui.View](
        custom_id=custom_id,
        placeholder="Pick a time zone",
        options=[discord.SelectOption(label=zone.replace("_", " "), value=zone) for zone in zones],
    )
    return RenderedMessage(content="Which of these is yours?", rows=((menu,),))
