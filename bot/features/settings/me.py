"""``/settings me``: what people choose for themselves. Each change is saved, then shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import TypeVar

import discord
from discord import app_commands

from bot.deck.model import Level
from bot.errors import StoreError
from bot.features.cards.pages import answer_red_flag
from bot.features.settings import texts
from bot.features.settings.me_view import (
    REMINDERS_OFF,
    REMINDERS_STOPPED,
    UNSET,
    draw_reminder_form,
    draw_settings,
)
from bot.features.settings.server import show_server_settings
from bot.learning.schedule import since_when
from bot.learning.time_zones import name_zone
from bot.store import BoardVisibility, Preferences, Reminder
from bot.ui.command_tree import BotCommandGroup
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl, PersistentForm, read_yes_or_no, show_form
from bot.ui.message import RenderedMessage
from bot.ui.ordering import one_at_a_time
from bot.ui.plain_text import sanitise_name
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.reply import reply
from bot.ui.time_form import read_time_form, read_zone

Picked = TypeVar("Picked")
Change = Callable[[Preferences], Preferences]
"""One choice alone: another press may be changing the others."""


class SettingsCommands(BotCommandGroup, name="settings", description=texts.GROUP_DESCRIPTION):
    """The group of commands."""

    @app_commands.command(description=texts.ME_DESCRIPTION)
    async def me(self, interaction: discord.Interaction) -> None:
        preferences = await store_of(interaction).people.preferences(interaction.user.id)
        await respond_privately(interaction, await _draw(interaction, preferences))

    @app_commands.command(description=texts.SERVER_DESCRIPTION)
    async def server(self, interaction: discord.Interaction) -> None:
        await show_server_settings(interaction)


class ChoosePreference(PersistentControl, template=r"st1:(?P<what>level|private|board|reminder)"):
    """Save what was picked in one of the menus."""

    opens_form = True

    async def answer(self, interaction: discord.Interaction) -> None:
        match self.state["what"]:
            case "level":
                await _choose_level(interaction, self._pick_or_unset(Level))
            case "private":
                await _choose_privacy(interaction, self._pick_or_unset(read_yes_or_no))
            case "board":
                await _choose_board(interaction, self._pick_or_unset(BoardVisibility))
            case _:
                await _choose_hour(interaction, self._pick_or_unset(time.fromisoformat))

    def _pick_or_unset(self, parse: Callable[[str], Picked]) -> Picked | None:
        return self.pick(lambda picked: None if picked == UNSET else parse(picked))


class ChooseText(PersistentControl, template=r"stt1:(?P<to>yes|no)"):
    """Switch between cards and plain text."""

    async def answer(self, interaction: discord.Interaction) -> None:
        text_only = self.state["to"] == "yes"
        saved = texts.TEXT_SAVED[text_only]
        await _save(interaction, lambda mine: replace(mine, text_only=text_only), saved)


class AskForReminderTime(PersistentControl, template=r"str1"):
    """Open the form for a time and a time zone."""

    opens_form = True

    async def answer(self, interaction: discord.Interaction) -> None:
        reminder = (await store_of(interaction).people.preferences(interaction.user.id)).reminder
        at, zone = (f"{reminder.at:%H:%M}", reminder.zone) if reminder else ("", "")
        await show_form(interaction, draw_reminder_form(at, zone))


class SaveReminderTime(PersistentForm):
    """Save the time and time zone of the form, or ask which zone is meant."""

    template = r"strf1"

    async def answer(self, interaction: discord.Interaction) -> None:
        if await answer_red_flag(interaction, *self.values.values()):
            return
        found = await read_time_form(interaction, self.values, "stz1")
        if found is not None:
            await _remind(interaction, lambda _: found)


class PickReminderZone(PersistentControl, template=r"stz1:(?P<at>\d{2}:\d{2})"):
    """Save the time zone that was picked of several."""

    async def answer(self, interaction: discord.Interaction) -> None:
        picked = self.read("at", time.fromisoformat), self.pick(read_zone)
        await _remind(interaction, lambda _: picked)


class StopReminders(PersistentControl, template=r"sto1"):
    """Switch reminders off, from one of them."""

    async def answer(self, interaction: discord.Interaction) -> None:
        people = store_of(interaction).people
        await people.change(interaction.user.id, lambda mine: replace(mine, reminder=None))
        await reply(interaction, REMINDERS_OFF, private=True)
        await client_of(interaction).plan_reminders()


def may_have_stopped_reminders(interaction: discord.Interaction) -> bool:
    """Return False only if it is known that :func:`tell_reminders_stopped` has nothing to tell."""
    return store_of(interaction).people.known_reminders_stopped(interaction.user.id) is not False


async def tell_reminders_stopped(interaction: discord.Interaction) -> None:
    """Tell the person, once and after a command, that their reminders had to be switched off."""
    people, person = store_of(interaction).people, interaction.user.id
    try:
        if await people.reminders_stopped(person):
            await reply(interaction, REMINDERS_STOPPED, private=True)
            await people.clear_reminders_stopped(person)
    except StoreError:
        # The command was answered; they are told the next time.
        return


async def _choose_level(interaction: discord.Interaction, level: Level | None) -> None:
    saved = texts.MY_LEVEL_SAVED[level]
    await _save(interaction, lambda mine: replace(mine, level=level), saved)


async def _choose_privacy(interaction: discord.Interaction, private: bool | None) -> None:
    saved = texts.MY_PRIVACY_SAVED[private]
    await _save(interaction, lambda mine: replace(mine, private=private), saved)


async def _choose_board(interaction: discord.Interaction, board: BoardVisibility | None) -> None:
    # The name as it is now: we are told no names later, and a nickname elsewhere stays there.
    name = interaction.user.display_name[:100] if board is BoardVisibility.NAME else None
    shown = sanitise_name(name or "")
    saved = texts.MY_BOARD_SAVED[board].format(name=shown)
    if board is BoardVisibility.NAME and not shown:
        saved = texts.NO_LETTER
    await _save(interaction, lambda mine: replace(mine, board=board, board_name=name), saved)


async def _choose_hour(interaction: discord.Interaction, picked: time | None) -> None:
    if picked is None:
        await _save(
            interaction, lambda mine: replace(mine, reminder=None), texts.NO_REMINDERS_SAVED
        )
        await client_of(interaction).plan_reminders()
        return
    before = (await store_of(interaction).people.preferences(interaction.user.id)).reminder
    if before is None:
        await show_form(interaction, draw_reminder_form(f"{picked:%H:%M}", ""))
        return
    await _remind(interaction, lambda now: (picked, (now or before).zone))


async def _remind(
    interaction: discord.Interaction, choose: Callable[[Reminder | None], tuple[time, str]]
) -> None:
    """Save a reminder; ``choose`` tells its time and zone, given what the person has by then."""
    now, people = discord.utils.utcnow(), store_of(interaction).people

    def set_reminder(mine: Preferences) -> Preferences:
        at, zone = choose(mine.reminder)
        return replace(mine, reminder=Reminder(at, zone, since_when(mine.reminder, at, zone, now)))

    async with one_at_a_time(interaction.user.id):
        mine = await people.change(interaction.user.id, set_reminder)
        at, zone = choose(mine.reminder)
        saved = texts.REMINDER_SAVED.format(time=f"{at:%H:%M}", zone=name_zone(zone))
        await respond_in_place(interaction, await _draw(interaction, mine, saved))
    await client_of(interaction).plan_reminders()


async def _save(interaction: discord.Interaction, change: Change, saved: str) -> None:
    async with one_at_a_time(interaction.user.id):
        mine = await store_of(interaction).people.change(interaction.user.id, change)
        await respond_in_place(interaction, await _draw(interaction, mine, saved))


async def _draw(
    interaction: discord.Interaction, preferences: Preferences, saved: str = ""
) -> RenderedMessage:
    alias = None
    if interaction.guild_id is not None:
        names = store_of(interaction).display_names
        alias = await names.alias(interaction.guild_id, interaction.user.id)
    return draw_settings(
        library_of(interaction).deck,
        preferences,
        name=interaction.user.display_name,
        alias=alias,
        now=discord.utils.utcnow(),
        saved=saved,
    )


CONTROLS = (ChoosePreference, ChooseText, AskForReminderTime, PickReminderZone, StopReminders)
FORMS = (SaveReminderTime,)
