"""The form for a time of day and a time zone, and the menu for when the zone is not certain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfoNotFoundError

import discord
from discord import ui

from bot.errors import UnknownZone
from bot.learning.schedule import Daily, count_days_to_next
from bot.learning.time_of_day import LONGEST, read_time
from bot.learning.time_zones import find_zones, has_summer_time, is_zone, name_zone, time_in
from bot.ui import texts
from bot.ui.message import RenderedMessage, draw_option
from bot.ui.plain_text import quote
from bot.ui.reply import edit_or_reply, reply

AT, ZONE = "at", "zone"


def draw_time_form(custom_id: str, title: str, at: str, zone: str) -> ui.Modal:
    """Draw the form with what is known filled in; ``at`` is HH:MM, ``zone`` a name or empty."""
    form = ui.Modal(title=title, custom_id=custom_id, timeout=None)
    form.add_item(
        ui.Label(
            text=texts.TIME,
            description=texts.TIME_DESCRIPTION,
            component=ui.TextInput(
                custom_id=AT,
                default=at or None,
                placeholder=texts.TIME_EXAMPLE,
                min_length=1,
                max_length=LONGEST,
            ),
        )
    )
    form.add_item(
        ui.Label(
            text=texts.CITY,
            description=texts.CITY_DESCRIPTION,
            component=ui.TextInput(
                custom_id=ZONE,
                default=name_zone(zone) or None,
                placeholder=texts.CITY_EXAMPLE,
                min_length=1,
                max_length=60,
            ),
        )
    )
    return form


async def read_time_form(
    interaction: discord.Interaction, filled_in: Mapping[str, str], menu_id: str
) -> tuple[time, str] | None:
    """Return the time and the zone of a form; None if the zone is not certain.

    Then a menu asks which one is meant. Its ``custom_id`` is ``menu_id`` with the time behind it;
    :func:`read_zone` reads what is picked. Raise :class:`~bot.errors.UnknownTime` or
    :class:`~bot.errors.AmbiguousTime`.
    """
    at, typed, now = read_time(filled_in[AT]), filled_in[ZONE], discord.utils.utcnow()
    # The first time, it reads the clock changes of every zone.
    match = await asyncio.to_thread(find_zones, typed, now)
    if match.zone is not None:
        return at, match.zone
    custom_id = f"{menu_id}:{at:%H:%M}"
    if match.understood:
        menu = draw_zone_menu(custom_id, match.offered, now, texts.WHICH_ZONE)
        await edit_or_reply(interaction, menu)
    else:
        # Beside the page, whose button opens the form again.
        question = texts.UNKNOWN_ZONE.format(query=quote(typed))
        menu = draw_zone_menu(custom_id, match.offered, now, question)
        await reply(interaction, menu, private=True)
    return None


def draw_zone_menu(
    custom_id: str, zones: Sequence[str], now: datetime, question: str
) -> RenderedMessage:
    """Draw the menu that asks which of several time zones is meant, each with its time now."""
    menu = ui.Select[ui.View](
        custom_id=custom_id,
        placeholder=texts.ZONE_MENU,
        options=[draw_option(name_zone(zone), zone, _describe_zone(zone, now)) for zone in zones],
    )
    return RenderedMessage(content=question, rows=((menu,),))


def _describe_zone(zone: str, now: datetime) -> str:
    # Two zones may keep the same time today and not in half a year.
    changes = has_summer_time(zone, now)
    return texts.ZONE[changes].format(time=f"{time_in(zone, now):%H:%M}")


def describe_daily(
    message: str, daily: Daily, now: datetime, late: timedelta, **facts: object
) -> str:
    """Return a ``message`` with its ``{time}`` and ``{zone}`` filled in, and when the next comes.

    The second is left out where this machine does not know the zone. ``facts`` are for the
    message's other places.
    """
    said = message.format(time=f"{daily.at:%H:%M}", zone=name_zone(daily.zone), **facts)
    try:
        days = count_days_to_next(daily, now, late)
    except ZoneInfoNotFoundError:
        return said
    there = f"{time_in(daily.zone, now):%H:%M}"
    if days > 1:
        return f"{said} {texts.NEXT_LATER.format(days, time=there)}"
    return f"{said} {(texts.NEXT_TODAY, texts.NEXT_TOMORROW)[days].format(time=there)}"


def read_zone(picked: str) -> str:
    """Return the zone that was picked in the menu.

    Raise :class:`~bot.errors.UnknownZone`: the zones that this machine knows may have changed.
    """
    if not is_zone(picked):
        raise UnknownZone(picked)
    return picked
