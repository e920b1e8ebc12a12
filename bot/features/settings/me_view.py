"""``/settings me`` as one private message: what holds now, and a menu for each choice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import discord
from discord import ui

from bot.deck.model import Deck, Level
from bot.learning.schedule import REMINDER_LATE
from bot.store import BoardVisibility, Preferences, Reminder
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.plain_text import sanitise_name
from bot.ui.question_text import group_of_item
from bot.ui.time_form import describe_daily, draw_time_form

UNSET = "-"
"""The value of the options that leave the choice to the server, or switch reminders off."""
REMINDERS_STOPPED = RenderedMessage(
    content="I could not send you reminders, so I switched reminders off. Please check that your "
    "direct messages are open to me; `/settings me` switches reminders on again."
)
"""For somebody to whom Discord delivers no direct messages of the bot, with their next command."""
REMINDERS_OFF = RenderedMessage(
    content="✅ No more reminders. `/settings me` switches them on again."
)
"""The answer to the button under a reminder."""
NO_LETTER = "your name shows no letter or digit here, so boards show you under your alias."
"""For somebody who wants to be shown by a name that nobody could read."""


def draw_settings(
    deck: Deck,
    preferences: Preferences,
    *,
    name: str,
    alias: str | None,
    now: datetime,
    saved: str = "",
) -> RenderedMessage:
    """Draw the settings; ``saved`` says what was just changed.

    ``name`` is what Discord shows the person as here, ``alias`` what boards do: None in a direct
    message.
    """
    name = sanitise_name(name)
    page = draw_embed(
        group_of_item(deck),
        "My settings",
        f"✅ **Saved:** {saved}" if saved else "They apply to you in every server.",
        "Each change is saved at once. Only you see this.",
        (
            ("Cards", _describe_cards(preferences)),
            ("On boards", _describe_board(preferences, name, alias)),
            ("Reminder", _describe(preferences.reminder, now)),
        ),
    )
    return RenderedMessage(
        embeds=(page,),
        rows=(
            *((menu,) for menu in _draw_menus(preferences, name, alias)),
            (
                draw_button(
                    "Cards with buttons" if preferences.text_only else "Cards as plain text",
                    f"stt1:{'no' if preferences.text_only else 'yes'}",
                ),
                draw_button("Other time or zone", "str1"),
            ),
        ),
    )


def draw_reminder_form(at: str, zone: str) -> ui.Modal:
    """Draw the form for the time and the time zone of reminders, with what is known filled in."""
    return draw_time_form("strf1", "When should I remind you?", at, zone)


def draw_menu(
    custom_id: str, now: str, options: Iterable[tuple[str, str, str | None]]
) -> ui.Select[ui.View]:
    """Draw a menu of (value, label, description) in which what holds now is picked."""
    return ui.Select(
        custom_id=custom_id,
        options=[
            discord.SelectOption(
                label=label, value=value, description=description, default=value == now
            )
            for value, label, description in options
        ],
    )


def _describe_cards(preferences: Preferences) -> str:
    """Write one sentence a line, each true as it stands: also that text is seen by nobody else."""
    level, private = preferences.level, preferences.private
    wording = {
        None: "In plain words, unless the server is set otherwise.",
        Level.PLAIN: "In plain words.",
        Level.CLINICAL: "In clinical terms.",
    }[level]
    seen = {
        None: "Seen by everybody, unless the server is set otherwise.",
        True: "Seen by you alone.",
        False: "Seen by everybody.",
    }[private]
    form = "As cards with buttons."
    if preferences.text_only:
        form = "As plain text."
        if private is None:
            seen = "Seen by you alone, because text is several messages."
    lines = [wording, seen]
    if (level, private, preferences.text_only) == (None, None, False):
        lines = ["As the server sets it: most often in plain words, seen by everybody."]
    return "\n".join([*lines, form, "An option given with a command takes precedence."])


def _describe_board(preferences: Preferences, name: str, alias: str | None) -> str:
    here = f"here “{alias}”" if alias else "a made-up name such as “Quiet Heron”"
    match preferences.board:
        case BoardVisibility.ALIAS:
            return f"Under an alias: {here}."
        case BoardVisibility.NAME:
            shown = sanitise_name(preferences.board_name or "") or name
            return f"By name: {shown}." if shown else f"{NO_LETTER.capitalize()} It is {here}."
        case BoardVisibility.HIDDEN:
            return "Not at all. Your points still count for you, and only you see your place."
        case _:
            return f"As the server sets it: most often under an alias, {here}."


def _describe(reminder: Reminder | None, now: datetime) -> str:
    if reminder is None:
        return "Off. When on, I send a direct message once a day if questions are due."
    when, comes = describe_daily(reminder, now, REMINDER_LATE)
    return f"Every day at {when}, if questions are due.{comes}"


def _draw_menus(preferences: Preferences, name: str, alias: str | None) -> Iterable[Control]:
    yield draw_menu(
        "st1:level",
        preferences.level or UNSET,
        (
            (UNSET, "Wording: the server's setting", "Plain words, unless that was changed"),
            (Level.PLAIN, "Wording: plain words", "For patients and relatives"),
            (Level.CLINICAL, "Wording: clinical terms", "For students and professionals"),
        ),
    )
    yield draw_menu(
        "st1:private",
        {None: UNSET, True: "yes", False: "no"}[preferences.private],
        (
            (UNSET, "Seen by: the server's setting", "Everybody, unless that was changed"),
            ("yes", "Seen by: only me", "Nobody learns what I look up"),
            ("no", "Seen by: everybody", "In the channel where I ask"),
        ),
    )
    made_up = alias or "A made-up name such as Quiet Heron"
    yield draw_menu(
        "st1:board",
        preferences.board or UNSET,
        (
            (UNSET, "On boards: the server's setting", "An alias, unless the server shows names"),
            (BoardVisibility.ALIAS, "On boards: under an alias", made_up),
            (BoardVisibility.NAME, "On boards: by name", name or None),
            (BoardVisibility.HIDDEN, "On boards: not at all", "Nobody sees my points"),
        ),
    )
    # Off and every full hour: 25 options, as many as a menu may have.
    hours = [(f"{hour:02}:00", f"Reminder: {hour:02}:00", None) for hour in range(24)]
    reminder = preferences.reminder
    now = f"{reminder.at:%H:%M}" if reminder else UNSET
    if reminder:
        # A time between the hours takes the place of the full hour, so that the menu shows it.
        hours[reminder.at.hour] = (now, f"Reminder: {now}", None)
    yield draw_menu("st1:reminder", now, ((UNSET, "Reminder: off", None), *hours))
