"""``/settings server``: what people who manage a server choose for it. Each change is saved.

What a server has set, next to what the server is like now: a setting may have lost its sense.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import app_commands

from bot.deck.model import Level
from bot.errors import UnknownZone
from bot.features.settings.server_view import Part, ServerSettingsView, draw_server
from bot.learning.schedule import find_zones, latest_day, read_time, time_in
from bot.store import DailySettings, GuildDefaults
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl, PersistentForm, show_form
from bot.ui.permissions import check_channel, managed_guild, missing_rights
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.reply import turn
from bot.ui.time_form import AT, ZONE, draw_time_form, draw_zone_menu


def describe(guild: discord.Guild, chosen: GuildDefaults, *hints: str) -> ServerSettingsView:
    """The settings of a server as they are shown; ``hints`` come first."""
    daily = chosen.daily
    channels = tuple(sorted(chosen.quiz_channels))
    return ServerSettingsView(
        level=chosen.level,
        private=chosen.private,
        board_names=chosen.board_names,
        reports=chosen.reports_channel,
        quiz_channels=channels,
        quiz_role=chosen.quiz_role,
        daily_channel=daily.channel_id if daily else None,
        daily_at=daily.at if daily else None,
        daily_zone=daily.zone if daily else None,
        there_now=time_in(daily.zone, discord.utils.utcnow()) if daily else None,
        known=frozenset(each.id for each in (*guild.channels, *guild.roles)),
        warnings=(*hints, *_warn(guild, chosen)),
    )


def _warn(guild: discord.Guild, chosen: GuildDefaults) -> list[str]:
    """What has changed in the server since, so that a setting does not do what it says."""
    said = []
    writing = (chosen.reports_channel, chosen.daily.channel_id if chosen.daily else None)
    for channel_id in writing:
        missing = missing_rights(guild, channel_id) if channel_id is not None else ()
        if missing:
            said.append(f"I cannot write in <#{channel_id}>: I need {', '.join(missing)} there.")
    reports = guild.get_channel(chosen.reports_channel or 0)
    if reports is not None and reports.permissions_for(guild.default_role).view_channel:
        said.append(f"Everybody can read the reports in <#{reports.id}>.")
    if chosen.quiz_channels and not any(map(guild.get_channel, chosen.quiz_channels)):
        said.append("The channels for quizzes are gone: no quiz can be begun.")
    if chosen.quiz_role is not None and guild.get_role(chosen.quiz_role) is None:
        said.append("The role that may begin quizzes is gone: only people with Manage Server can.")
    return said


CHANNEL = r"(?P<channel>\d{1,20})"
TIME = r"(?P<at>\d{2}:\d{2})"
Change = Callable[[GuildDefaults], GuildDefaults]
"""One setting alone: another moderator may be changing the others."""


def build_server() -> app_commands.Command[Any, ..., None]:
    """The subcommand. Who may use it is looked at when it runs, and at every press."""

    @app_commands.command(name="server", description="What holds in this server (Manage Server)")
    async def server(interaction: discord.Interaction) -> None:
        guild = managed_guild(interaction)
        chosen = await store_of(interaction).servers.defaults(guild.id)
        ruled = describe(guild, chosen)
        await respond_privately(
            interaction, draw_server(library_of(interaction).deck, "cards", ruled)
        )

    return server


class ChooseServerSetting(PersistentControl, template=r"sv1:(?P<what>level|private|board)"):
    """Saves what was picked in one of the menus."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, picked = managed_guild(interaction), self.chosen
        match self.state["what"]:
            case "level":
                words = {"plain": "in plain words.", "clinical": "in clinical terms."}[picked]
                await _save(
                    interaction,
                    guild,
                    "cards",
                    lambda it: replace(it, level=Level(picked)),
                    f"cards {words}",
                )
            case "private":
                private = picked == "yes"
                seen = "by the person who asks." if private else "by everybody."
                await _save(
                    interaction,
                    guild,
                    "cards",
                    lambda it: replace(it, private=private),
                    f"cards are seen {seen}",
                )
            case _:
                names = picked == "names"
                said = f"boards show {'names' if names else 'aliases'}."
                await _save(
                    interaction, guild, "cards", lambda it: replace(it, board_names=names), said
                )


class ChoosePlace(PersistentControl, template=r"sv1:(?P<what>reports|channels|role)"):
    """Saves the channels or the role that were picked; none: the setting is off."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, picked = managed_guild(interaction), _picked(interaction)
        first = picked[0] if picked else None
        match self.state["what"]:
            case "reports":
                if first is not None:
                    check_channel(guild, first)
                said = "reports go to those who write the cards."
                if first is not None:
                    said = f"reports appear in <#{first}> as well."
                await _save(
                    interaction, guild, "cards", lambda it: replace(it, reports_channel=first), said
                )
            case "channels":
                named = ", ".join(f"<#{each}>" for each in picked) or "every channel"
                await _save(
                    interaction,
                    guild,
                    "quizzes",
                    lambda it: replace(it, quiz_channels=frozenset(picked)),
                    f"quizzes in {named}.",
                )
            case _:
                # The role that everybody has bears the number of the server.
                role = None if first == guild.id else first
                who = "everybody" if role is None else f"people with <@&{role}>"
                await _save(
                    interaction,
                    guild,
                    "quizzes",
                    lambda it: replace(it, quiz_role=role),
                    f"quizzes are begun by {who}.",
                )


class ChooseDaily(PersistentControl, template=r"sv1:daily"):
    """Moves the question of the day; asks for the time if there is none yet."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, picked = managed_guild(interaction), _picked(interaction)
        if not picked:
            await _stop_daily(interaction, guild)
            return
        check_channel(guild, picked[0])
        daily = (await store_of(interaction).servers.defaults(guild.id)).daily
        if daily is None:
            await _ask_for_time(interaction, picked[0], None)
        else:
            moved = replace(daily, channel_id=picked[0])
            await _set_daily(
                interaction, guild, moved, lambda now: replace(now or moved, channel_id=picked[0])
            )


class AskForDailyTime(PersistentControl, template=r"svt1"):
    """Opens the form for the time of the question of the day."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild = managed_guild(interaction)
        chosen = await store_of(interaction).servers.defaults(guild.id)
        if chosen.daily is not None:
            await _ask_for_time(interaction, chosen.daily.channel_id, chosen.daily)
            return
        hint = "Pick the channel of the question first: then I ask for its time."
        ruled = describe(guild, chosen, hint)
        await respond_in_place(
            interaction, draw_server(library_of(interaction).deck, "quizzes", ruled)
        )


class TakeDailyTime(PersistentForm):
    """Saves the time and time zone of the form, or asks which zone was meant."""

    template = rf"svtf1:{CHANNEL}"

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, channel_id = managed_guild(interaction), int(self.state["channel"])
        check_channel(guild, channel_id)
        at, said = read_time(self.said[AT]), self.said[ZONE]
        zones = find_zones(said)
        if not zones:
            raise UnknownZone(said)
        if len(zones) > 1:
            await turn(interaction, draw_zone_menu(f"svz1:{channel_id}:{at:%H:%M}", zones))
            return
        await _set_daily(interaction, guild, DailySettings(channel_id, at, zones[0]))


class PickDailyZone(PersistentControl, template=rf"svz1:{CHANNEL}:{TIME}"):
    """Saves the time zone that was picked of several."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, channel_id = managed_guild(interaction), int(self.state["channel"])
        check_channel(guild, channel_id)
        zones = find_zones(self.chosen)
        if len(zones) != 1:
            raise UnknownZone(self.chosen)
        at = time.fromisoformat(self.state["at"])
        await _set_daily(interaction, guild, DailySettings(channel_id, at, zones[0]))


class StopDaily(PersistentControl, template=r"svo1"):
    """Switches the question of the day off; one that is open goes on to its end."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _stop_daily(interaction, managed_guild(interaction))


class ShowPart(PersistentControl, template=r"svp1:(?P<part>cards|quizzes)"):
    """Turns to the other page."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild = managed_guild(interaction)
        chosen = await store_of(interaction).servers.defaults(guild.id)
        part: Part = "quizzes" if self.state["part"] == "quizzes" else "cards"
        page = draw_server(library_of(interaction).deck, part, describe(guild, chosen))
        await respond_in_place(interaction, page)


async def _ask_for_time(
    interaction: discord.Interaction, channel_id: int, daily: DailySettings | None
) -> None:
    at = f"{daily.at:%H:%M}" if daily else ""
    zone = daily.zone.replace("_", " ") if daily else ""
    title = "When does the question come?"
    await show_form(interaction, draw_time_form(f"svtf1:{channel_id}", title, at, zone))


async def _set_daily(
    interaction: discord.Interaction,
    guild: discord.Guild,
    daily: DailySettings,
    choose: Callable[[DailySettings | None], DailySettings] | None = None,
) -> None:
    now = discord.utils.utcnow()
    begun = latest_day(daily.at, daily.zone, now)
    today = begun < now.astimezone(ZoneInfo(daily.zone)).date()
    said = (
        f"a question every day at {daily.at:%H:%M} in <#{daily.channel_id}>, "
        f"from {'today' if today else 'tomorrow'} on."
    )
    # A time that has passed means the next day, not at once.
    await store_of(interaction).daily_quizzes.skip(guild.id, begun)
    change = choose or (lambda _: daily)
    await _save(interaction, guild, "quizzes", lambda it: replace(it, daily=change(it.daily)), said)
    await client_of(interaction).plan_daily_questions()


async def _stop_daily(interaction: discord.Interaction, guild: discord.Guild) -> None:
    await _save(
        interaction, guild, "quizzes", lambda it: replace(it, daily=None), "no question of the day."
    )
    await client_of(interaction).plan_daily_questions()


async def _save(
    interaction: discord.Interaction, guild: discord.Guild, part: Part, change: Change, said: str
) -> None:
    now = discord.utils.utcnow()
    chosen = await store_of(interaction).servers.change(guild.id, change, now)
    page = draw_server(library_of(interaction).deck, part, describe(guild, chosen), said)
    await respond_in_place(interaction, page)


def _picked(interaction: discord.Interaction) -> tuple[int, ...]:
    """What was picked in a menu of channels or roles, by id."""
    data: Any = interaction.data or {}
    return tuple(int(each) for each in data.get("values", ()))


CONTROLS = (
    ChooseServerSetting,
    ChoosePlace,
    ChooseDaily,
    AskForDailyTime,
    PickDailyZone,
    StopDaily,
    ShowPart,
)
FORMS = (TakeDailyTime,)
