"""``/settings me`` as one private message: a menu for each choice, and what holds now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

import discord
from discord import ui

from bot.deck.model import Deck, Level
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.question_text import group_of_item
from bot.ui.time_form import draw_time_form, draw_zone_menu

UNSET = "-"
BOARDS = ("alias", "name", "hidden")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person has chosen; None where they leave it to the server."""

    level: Level | None
    private: bool | None
    text_only: bool
    board: str | None
    """One of :data:`BOARDS`."""
    board_name: str | None
    """The name they are shown by, harmless; None unless they chose one."""
    alias: str | None
    """Their alias in this server; None in a direct message."""
    name: str
    """What Discord shows them as here; harmless."""
    reminder_at: time | None
    reminder_zone: str | None
    there_now: time | None
    """What the clocks in that zone show."""


def draw_settings(deck: Deck, chosen: Chosen, saved: str = "") -> RenderedMessage:
    """The settings; ``saved`` says what was just changed."""
    page = draw_embed(
        group_of_item(deck),
        "My settings",
        f"✅ **Saved:** {saved}" if saved else "They hold for you in every server.",
        "Each change is saved at once. Only you see this.",
    )
    page.add_field(name="Cards", value=_tell_cards(chosen), inline=False)
    page.add_field(name="On boards", value=_tell_board(chosen), inline=False)
    page.add_field(name="Reminder", value=_tell_reminder(chosen), inline=False)
    return RenderedMessage(
        embeds=(page,),
        rows=(
            (_draw_levels(chosen),),
            (_draw_privacy(chosen),),
            (_draw_boards(chosen),),
            (_draw_reminders(chosen),),
            _draw_buttons(chosen),
        ),
    )


def draw_reminder_form(at: str, zone: str) -> ui.Modal:
    """Asks for the time and the time zone of reminders, with what is known filled in."""
    return draw_time_form("strf1", "When should I remind you?", at, zone)


def draw_zones(at: str, zones: Sequence[str]) -> RenderedMessage:
    """Asks which of several time zones is meant; ``at`` is HH:MM."""
    return draw_zone_menu(f"stz1:{at}", zones)


def draw_stopped() -> RenderedMessage:
    """Said once, with the next command, after messages to a person were refused."""
    return RenderedMessage(
        content="I could not send you your reminder, because your direct messages are closed to "
        "me, so I switched reminders off. `/settings me` switches them on again."
    )


def draw_off() -> RenderedMessage:
    """Said after reminders were switched off from one of them."""
    return RenderedMessage(content="✅ No more reminders. `/settings me` switches them on again.")


def _tell_cards(chosen: Chosen) -> str:
    """One sentence a line, each true as it stands: also that text is shown to nobody else."""
    level = {
        None: "In plain words, unless the server has it otherwise.",
        Level.PLAIN: "In plain words.",
        Level.CLINICAL: "In clinical terms.",
    }[chosen.level]
    seen = {
        None: "Seen by everybody, unless the server has it otherwise.",
        True: "Seen by me alone.",
        False: "Seen by everybody.",
    }[chosen.private]
    form = "As cards with buttons."
    if chosen.text_only:
        form = "As plain text."
        if chosen.private is None:
            seen = "Seen by me alone, because text is several messages."
    lines = [level, seen]
    if (chosen.level, chosen.private, chosen.text_only) == (None, None, False):
        lines = ["As the server has it: most often in plain words, seen by everybody."]
    return "\n".join([*lines, form, "An option given with a command comes first."])


def _tell_board(chosen: Chosen) -> str:
    alias = f"“{chosen.alias}”" if chosen.alias else "a made-up name such as “Quiet Heron”"
    match chosen.board:
        case "alias":
            return f"Under an alias: here {alias}." if chosen.alias else f"Under an alias: {alias}."
        case "name":
            return f"By name: {chosen.board_name or chosen.name}."
        case "hidden":
            return "Not at all. My points still count for me; only I see my place."
        case _:
            return f"As the server has it: most often under an alias, {alias}."


def _tell_reminder(chosen: Chosen) -> str:
    if chosen.reminder_at is None or chosen.reminder_zone is None:
        return "Off. When on, I send a direct message once a day if questions are due."
    zone = chosen.reminder_zone.replace("_", " ")
    there = f" It is {chosen.there_now:%H:%M} there now." if chosen.there_now else ""
    return f"Every day at {chosen.reminder_at:%H:%M} ({zone}), if questions are due.{there}"


def _draw_levels(chosen: Chosen) -> ui.Select[ui.View]:
    return draw_menu(
        "st1:level",
        chosen.level or UNSET,
        (
            (UNSET, "Wording: as the server has it", "Plain words, unless that changed"),
            (Level.PLAIN, "Wording: plain words", "For patients and relatives"),
            (Level.CLINICAL, "Wording: clinical terms", "For students and professionals"),
        ),
    )


def _draw_privacy(chosen: Chosen) -> ui.Select[ui.View]:
    now = UNSET if chosen.private is None else "yes" if chosen.private else "no"
    return draw_menu(
        "st1:private",
        now,
        (
            (UNSET, "Seen by: as the server has it", "Everybody, unless that changed"),
            ("yes", "Seen by: only me", "Nobody learns what I look up"),
            ("no", "Seen by: everybody", "In the channel where I ask"),
        ),
    )


def _draw_boards(chosen: Chosen) -> ui.Select[ui.View]:
    alias = chosen.alias or "A made-up name such as Quiet Heron"
    return draw_menu(
        "st1:board",
        chosen.board or UNSET,
        (
            (UNSET, "On boards: as the server has it", "An alias, unless the server shows names"),
            ("alias", "On boards: under an alias", alias),
            ("name", "On boards: by name", chosen.name or None),
            ("hidden", "On boards: not at all", "Nobody sees my points"),
        ),
    )


def _draw_reminders(chosen: Chosen) -> ui.Select[ui.View]:
    """Off, and every full hour: 25 options, as many as a menu may have."""
    at = chosen.reminder_at
    hours = [(f"{hour:02}:00", f"Reminder: {hour:02}:00", None) for hour in range(24)]
    if at is not None and at.minute:
        # In the place of the full hour, so that the menu shows what holds.
        hours[at.hour] = (f"{at:%H:%M}", f"Reminder: {at:%H:%M}", None)
    return draw_menu(
        "st1:reminder",
        UNSET if at is None else f"{at:%H:%M}",
        ((UNSET, "Reminder: off", None), *hours),
    )


def draw_menu(
    custom_id: str, now: str, options: Iterable[tuple[str, str, str | None]]
) -> ui.Select[ui.View]:
    """A menu of (value, label, description) in which what holds now is picked."""
    return ui.Select(
        custom_id=custom_id,
        options=[
            discord.SelectOption(
                label=label, value=value, description=description, default=value == now
            )
            for value, label, description in options
        ],
    )


def _draw_buttons(chosen: Chosen) -> tuple[Control, ...]:
    return (
        ui.Button(
            label="Cards with buttons" if chosen.text_only else "Cards as plain text",
            custom_id=f"stt1:{'no' if chosen.text_only else 'yes'}",
        ),
        ui.Button(label="Other time or zone", custom_id="str1"),
    )
