"""``/settings me``: what one person chooses for themselves. Each change is saved, then shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any

import discord
from discord import app_commands

from bot.deck.model import Level
from bot.errors import StoreError, UnknownZone
from bot.features.settings.me_view import (
    UNSET,
    Chosen,
    draw_off,
    draw_reminder_form,
    draw_settings,
    draw_stopped,
    draw_zones,
)
from bot.features.settings.server import build_server
from bot.learning.schedule import find_zones, latest_day, read_time, time_in
from bot.store import BoardVisibility, Preferences, Reminder
from bot.ui.command_tree import BotCommandGroup
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl, PersistentForm, show_form
from bot.ui.message import RenderedMessage
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.refusals import neutralise
from bot.ui.reply import reply, turn
from bot.ui.time_form import AT, ZONE

GROUP = "settings"
TIME = r"\d{2}:\d{2}"
UNSET_SAID = "as the server has it."
Change = Callable[[Preferences], Preferences]
"""One choice alone: another press may be changing the others."""


def add_settings_commands(tree: app_commands.CommandTree[Any]) -> None:
    """Adds the group of commands to a tree."""
    group = BotCommandGroup(
        name=GROUP,
        description="How the bot treats me, and this server",
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=True, private_channel=True
        ),
    )
    group.add_command(_me())
    group.add_command(build_server())
    tree.add_command(group)


def _me() -> app_commands.Command[Any, ..., None]:
    @app_commands.command(name="me", description="Wording, privacy, boards and reminders, for me")
    async def me(interaction: discord.Interaction) -> None:
        mine = await store_of(interaction).people.preferences(interaction.user.id)
        await respond_privately(interaction, await _draw(interaction, mine))

    return me


class ChoosePreference(PersistentControl, template=r"st1:(?P<what>level|private|board|reminder)"):
    """Saves what was picked in one of the menus."""

    async def answer(self, interaction: discord.Interaction) -> None:
        picked = None if self.chosen == UNSET else self.chosen
        match self.state["what"]:
            case "level":
                level = Level(picked) if picked else None
                said = _said_level(picked)
                await _save(interaction, lambda mine: replace(mine, level=level), said)
            case "private":
                private = None if picked is None else picked == "yes"
                said = {None: UNSET_SAID, True: "only I see.", False: "everybody sees."}[private]
                await _save(
                    interaction, lambda mine: replace(mine, private=private), f"cards {said}"
                )
            case "board":
                await _choose_board(interaction, picked)
            case _:
                await _choose_hour(interaction, picked)


class ChooseText(PersistentControl, template=r"stt1:(?P<to>yes|no)"):
    """Switches between cards and plain text."""

    async def answer(self, interaction: discord.Interaction) -> None:
        text_only = self.state["to"] == "yes"
        said = "cards come as plain text." if text_only else "cards come with buttons."
        await _save(interaction, lambda mine: replace(mine, text_only=text_only), said)


class AskForReminderTime(PersistentControl, template=r"str1"):
    """Opens the form for a time and a time zone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        mine = await store_of(interaction).people.preferences(interaction.user.id)
        at = f"{mine.reminder.at:%H:%M}" if mine.reminder else ""
        await show_form(interaction, draw_reminder_form(at, _city(mine)))


class TakeReminderTime(PersistentForm):
    """Saves the time and time zone of the form, or asks which zone was meant."""

    template = r"strf1"

    async def answer(self, interaction: discord.Interaction) -> None:
        at, said = read_time(self.said[AT]), self.said[ZONE]
        zones = find_zones(said)
        if not zones:
            raise UnknownZone(said)
        if len(zones) > 1:
            await turn(interaction, draw_zones(f"{at:%H:%M}", zones))
            return
        await _remind(interaction, lambda _: Reminder(at, zones[0]))


class PickReminderZone(PersistentControl, template=rf"stz1:(?P<at>{TIME})"):
    """Saves the time zone that was picked of several."""

    async def answer(self, interaction: discord.Interaction) -> None:
        zones = find_zones(self.chosen)
        if len(zones) != 1:
            raise UnknownZone(self.chosen)
        at = time.fromisoformat(self.state["at"])
        await _remind(interaction, lambda _: Reminder(at, zones[0]))


class StopReminders(PersistentControl, template=r"sto1"):
    """Switches reminders off, from one of them."""

    async def answer(self, interaction: discord.Interaction) -> None:
        people = store_of(interaction).people
        await people.change(interaction.user.id, lambda mine: replace(mine, reminder=None))
        await reply(interaction, draw_off(), private=True)
        await client_of(interaction).plan_reminders()


async def tell_stopped(interaction: discord.Interaction) -> None:
    """After a command: tells the person, once, that their reminders had to be switched off."""
    people, person = store_of(interaction).people, interaction.user.id
    try:
        if await people.reminders_stopped(person):
            await reply(interaction, draw_stopped(), private=True)
            await people.clear_reminders_stopped(person)
    except StoreError:
        # The command was answered; they are told the next time.
        return


async def _choose_board(interaction: discord.Interaction, picked: str | None) -> None:
    board = None if picked is None else BoardVisibility(picked)
    # The name as it is now: we are told no names later, and a nickname elsewhere stays there.
    name = interaction.user.display_name[:100] if board is BoardVisibility.NAME else None
    said = {
        None: UNSET_SAID,
        BoardVisibility.ALIAS: "under an alias.",
        BoardVisibility.NAME: f"by name, {neutralise(name or '')}.",
        BoardVisibility.HIDDEN: "not at all.",
    }[board]
    await _save(
        interaction,
        lambda mine: replace(mine, board=board, board_name=name),
        f"on boards {said}",
    )


async def _choose_hour(interaction: discord.Interaction, picked: str | None) -> None:
    if picked is None:
        await _save(interaction, lambda mine: replace(mine, reminder=None), "no reminders.")
        await client_of(interaction).plan_reminders()
        return
    before = (await store_of(interaction).people.preferences(interaction.user.id)).reminder
    if before is None:
        await show_form(interaction, draw_reminder_form(picked, ""))
        return
    at = read_time(picked)
    await _remind(interaction, lambda now: replace(now or before, at=at))


async def _remind(
    interaction: discord.Interaction, choose: Callable[[Reminder | None], Reminder]
) -> None:
    people, person = store_of(interaction).people, interaction.user.id
    mine = await people.change(person, lambda mine: replace(mine, reminder=choose(mine.reminder)))
    reminder = choose(mine.reminder)
    # A time that has passed means the next day, not at once.
    begun = latest_day(reminder.at, reminder.zone, discord.utils.utcnow())
    await people.note_reminded(person, begun)
    said = f"a reminder at {reminder.at:%H:%M} ({reminder.zone.replace('_', ' ')})."
    await respond_in_place(interaction, await _draw(interaction, mine, said))
    await client_of(interaction).plan_reminders()


async def _save(interaction: discord.Interaction, change: Change, said: str) -> None:
    mine = await store_of(interaction).people.change(interaction.user.id, change)
    await respond_in_place(interaction, await _draw(interaction, mine, said))


async def _draw(
    interaction: discord.Interaction, mine: Preferences, said: str = ""
) -> RenderedMessage:
    """The settings as they are now."""
    store, person = store_of(interaction), interaction.user.id
    alias = None
    if interaction.guild_id is not None:
        alias = await store.display_names.alias(interaction.guild_id, person)
    reminder = mine.reminder
    chosen = Chosen(
        level=mine.level,
        private=mine.private,
        text_only=mine.text_only,
        board=mine.board,
        board_name=neutralise(mine.board_name) if mine.board_name else None,
        alias=alias,
        name=neutralise(interaction.user.display_name),
        reminder_at=reminder.at if reminder else None,
        reminder_zone=reminder.zone if reminder else None,
        there_now=time_in(reminder.zone, discord.utils.utcnow()) if reminder else None,
    )
    return draw_settings(library_of(interaction).deck, chosen, said)


def _said_level(picked: str | None) -> str:
    said = {None: UNSET_SAID, "plain": "in plain words.", "clinical": "in clinical terms."}[picked]
    return f"cards {said}"


def _city(mine: Preferences) -> str:
    return mine.reminder.zone.replace("_", " ") if mine.reminder else ""


CONTROLS = (ChoosePreference, ChooseText, AskForReminderTime, PickReminderZone, StopReminders)
FORMS = (TakeReminderTime,)
