"""The form for a time of day and a time zone, and the menu for when several zones fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import time

import discord
from discord import ui

from bot.errors import UnknownZone
from bot.learning.schedule import find_zones, read_time
from bot.ui.message import RenderedMessage
from bot.ui.reply import edit_or_reply

AT, ZONE = "at", "zone"


def draw_time_form(custom_id: str, title: str, at: str, zone: str) -> ui.Modal:
    """Draw the form with what is known filled in; ``at`` is HH:MM, ``zone`` a name or empty."""
    form = ui.Modal(title=title, custom_id=custom_id, timeout=None)
    form.add_item(
        ui.Label(
            text="Time of day",
            description="On a 24-hour clock",
            component=ui.TextInput(
                custom_id=AT, default=at or None, placeholder="19:00", min_length=1, max_length=5
            ),
        )
    )
    form.add_item(
        ui.Label(
            text="A big city in your time zone",
            description="Summer time is then observed as it is there",
            component=ui.TextInput(
                custom_id=ZONE,
                default=name_zone(zone) or None,
                placeholder="Berlin, New York, Sydney …",
                min_length=1,
                max_length=60,
            ),
        )
    )
    return form


async def read_time_form(
    interaction: discord.Interaction, filled_in: Mapping[str, str], menu_id: str
) -> tuple[time, str] | None:
    """Return the time and the zone of a form; None if several zones fit.

    Then a menu asks which one is meant. Its ``custom_id`` is ``menu_id`` with the time behind it;
    :func:`read_zone` reads what is picked. Raise :class:`~bot.errors.UnknownTime` or
    :class:`~bot.errors.UnknownZone`.
    """
    at, zones = read_time(filled_in[AT]), find_zones(filled_in[ZONE])
    if not zones:
        raise UnknownZone(filled_in[ZONE])
    if len(zones) == 1:
        return at, zones[0]
    await edit_or_reply(interaction, draw_zone_menu(f"{menu_id}:{at:%H:%M}", zones))
    return None


def draw_zone_menu(custom_id: str, zones: Sequence[str]) -> RenderedMessage:
    """Draw the menu that asks which of several time zones is meant."""
    menu = ui.Select[ui.View](
        custom_id=custom_id,
        placeholder="Pick a time zone",
        options=[discord.SelectOption(label=name_zone(zone), value=zone) for zone in zones],
    )
    return RenderedMessage(content="Which of these is yours?", rows=((menu,),))


def read_zone(picked: str) -> str:
    """Return the zone that was picked in the menu.

    Raise :class:`~bot.errors.UnknownZone`: the zones that this machine knows may have changed.
    """
    zones = find_zones(picked)
    if len(zones) != 1:
        raise UnknownZone(picked)
    return zones[0]


def name_zone(zone: str) -> str:
    """Return a zone's name as people read it: ``America/New York``."""
    return zone.replace("_", " ")
