"""``/settings server``: what people who manage a server choose for it. Each change is saved.

A setting may lose its sense when the server changes, such as a channel that was deleted: the page
warns of that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import discord

from bot.deck.model import Level
from bot.errors import StoreError
from bot.features.cards.pages import answer_red_flag
from bot.features.settings import texts
from bot.features.settings.server_view import AS_CARDS, DAILY_STOPPED, Part, draw_server
from bot.learning.questions import Audience
from bot.learning.schedule import since_when
from bot.store import DailySettings, GuildDefaults
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl, PersistentForm, read_yes_or_no, show_form
from bot.ui.message import RenderedMessage
from bot.ui.ordering import one_at_a_time
from bot.ui.permissions import (
    check_daily_channel,
    check_reports_channel,
    is_public,
    managed_guild,
    missing_permissions,
    permissions_of,
)
from bot.ui.preferences import respond_in_place, respond_privately
from bot.ui.reply import reply
from bot.ui.snowflakes import read_snowflake
from bot.ui.time_form import draw_time_form, read_time_form, read_zone

CHANNEL = r"(?P<channel>\d{1,20})"
Change = Callable[[GuildDefaults], GuildDefaults]
"""One setting alone: another moderator may be changing the others."""


async def show_server_settings(interaction: discord.Interaction) -> None:
    """Answer ``/settings server``. Who may use it is checked now, and at every press."""
    guild = managed_guild(interaction)
    chosen = await store_of(interaction).servers.defaults(guild.id)
    await respond_privately(interaction, _draw(interaction, guild, "cards", chosen))


class ChooseServerSetting(
    PersistentControl, template=r"sv1:(?P<what>level|private|board|audience)"
):
    """Save what was picked in one of the menus."""

    async def answer(self, interaction: discord.Interaction) -> None:
        match self.state["what"]:
            case "level":
                level = self.pick(Level)
                saved = texts.LEVEL_SAVED[level]
                await _save(interaction, "cards", lambda it: replace(it, level=level), saved)
            case "private":
                private = self.pick(read_yes_or_no)
                saved = texts.PRIVACY_SAVED[private]
                await _save(interaction, "cards", lambda it: replace(it, private=private), saved)
            case "audience":
                audience = self.pick(lambda it: None if it == AS_CARDS else Audience(it))
                saved = texts.AUDIENCE_SAVED[audience]
                await _save(
                    interaction, "quizzes", lambda it: replace(it, audience=audience), saved
                )
            case _:
                names = self.pick(("aliases", "names").index) == 1
                saved = texts.BOARD_SAVED[names]
                await _save(interaction, "cards", lambda it: replace(it, board_names=names), saved)


class ChooseChannels(PersistentControl, template=r"sv1:(?P<what>reports|channels|role)"):
    """Save the channels or the role that were picked; none: the setting is off."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, picked = managed_guild(interaction), self.pick_all(read_snowflake)
        first = picked[0] if picked else None
        match self.state["what"]:
            case "reports":
                saved = texts.NO_REPORTS_SAVED
                if first is not None:
                    check_reports_channel(interaction, first)
                    saved = texts.REPORTS_SAVED.format(channel=f"<#{first}>")
                await _save(
                    interaction, "cards", lambda it: replace(it, reports_channel=first), saved
                )
            case "channels":
                channels = frozenset(picked)
                named = ", ".join(f"<#{each}>" for each in picked)
                saved = texts.EVERY_CHANNEL_SAVED
                if picked:
                    saved = texts.CHANNELS_SAVED.format(channels=named)
                await _save(
                    interaction, "quizzes", lambda it: replace(it, quiz_channels=channels), saved
                )
            case _:
                # The role that everybody has bears the number of the server.
                role = None if first == guild.id else first
                saved = texts.EVERY_ROLE_SAVED
                if role is not None:
                    saved = texts.ROLE_SAVED.format(role=f"<@&{role}>")
                await _save(interaction, "quizzes", lambda it: replace(it, quiz_role=role), saved)


class ChooseDailyChannel(PersistentControl, template=r"sv1:daily"):
    """Move the question of the day; ask for the time if there is none yet."""

    opens_form = True

    async def answer(self, interaction: discord.Interaction) -> None:
        guild, picked = managed_guild(interaction), self.pick_all(read_snowflake)
        if not picked:
            await _stop_daily(interaction)
            return
        check_daily_channel(interaction, picked[0])
        daily = (await store_of(interaction).servers.defaults(guild.id)).daily
        if daily is None:
            await _ask_for_time(interaction, picked[0], None)
            return
        moved = (daily.at, daily.zone)
        await _set_daily(interaction, picked[0], lambda now: (now.at, now.zone) if now else moved)


class AskForDailyTime(PersistentControl, template=r"svt1"):
    """Open the form for the time of the question of the day."""

    opens_form = True

    async def answer(self, interaction: discord.Interaction) -> None:
        guild = managed_guild(interaction)
        chosen = await store_of(interaction).servers.defaults(guild.id)
        if chosen.daily is not None:
            await _ask_for_time(interaction, chosen.daily.channel_id, chosen.daily)
            return
        page = _draw(interaction, guild, "quizzes", chosen, texts.CHANNEL_FIRST)
        await respond_in_place(interaction, page)


class SaveDailyTime(PersistentForm):
    """Save the time and time zone of the form, or ask which zone is meant."""

    template = rf"svtf1:{CHANNEL}"

    async def answer(self, interaction: discord.Interaction) -> None:
        channel_id = self.read("channel", read_snowflake)
        check_daily_channel(interaction, channel_id)
        if await answer_red_flag(interaction, *self.values.values()):
            return
        found = await read_time_form(interaction, self.values, f"svz1:{channel_id}")
        if found is not None:
            await _set_daily(interaction, channel_id, lambda _: found)


class PickDailyZone(PersistentControl, template=rf"svz1:{CHANNEL}:(?P<at>\d{{2}}:\d{{2}})"):
    """Save the time zone that was picked of several."""

    async def answer(self, interaction: discord.Interaction) -> None:
        channel_id, at = self.read("channel", read_snowflake), self.read("at", time.fromisoformat)
        check_daily_channel(interaction, channel_id)
        zone = self.pick(read_zone)
        await _set_daily(interaction, channel_id, lambda _: (at, zone))


class StopDaily(PersistentControl, template=r"svo1"):
    """Switch the question of the day off; one that is open goes on to its end."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _stop_daily(interaction)


class ShowPart(PersistentControl, template=r"svp1:(?P<part>cards|quizzes)"):
    """Turn to the other page."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild = managed_guild(interaction)
        chosen = await store_of(interaction).servers.defaults(guild.id)
        part: Part = "quizzes" if self.state["part"] == "quizzes" else "cards"
        await respond_in_place(interaction, _draw(interaction, guild, part, chosen))


def may_have_stopped_daily(interaction: discord.Interaction) -> bool:
    """Return False only if it is known that :func:`tell_daily_stopped` has nothing to tell."""
    if interaction.guild_id is None:
        return False
    known = store_of(interaction).servers.known_defaults(interaction.guild_id)
    return known is None or known.daily_failed


async def tell_daily_stopped(interaction: discord.Interaction) -> None:
    """Tell a moderator, once and after a command, that the question of the day was switched off."""
    if interaction.guild_id is None or not permissions_of(interaction).manage_guild:
        return
    servers = store_of(interaction).servers
    try:
        if (await servers.defaults(interaction.guild_id)).daily_failed:
            await reply(interaction, DAILY_STOPPED, private=True)
            await servers.clear_daily_failed(interaction.guild_id)
    except StoreError:
        # The command was answered; they are told the next time.
        return


async def _ask_for_time(
    interaction: discord.Interaction, channel_id: int, daily: DailySettings | None
) -> None:
    at, zone = (f"{daily.at:%H:%M}", daily.zone) if daily else ("", "")
    form = draw_time_form(f"svtf1:{channel_id}", texts.DAILY_TITLE, at, zone)
    await show_form(interaction, form)


async def _set_daily(
    interaction: discord.Interaction,
    channel_id: int,
    choose: Callable[[DailySettings | None], tuple[time, str]],
) -> None:
    """Save a question of the day; ``choose`` tells its time and zone, given what holds by then."""
    now = discord.utils.utcnow()

    def set_daily(chosen: GuildDefaults) -> GuildDefaults:
        at, zone = choose(chosen.daily)
        since = since_when(chosen.daily, at, zone, now)
        return replace(chosen, daily=DailySettings(channel_id, at, zone, since))

    def describe(chosen: GuildDefaults) -> str:
        at, _ = choose(chosen.daily)
        return texts.DAILY_SAVED.format(time=f"{at:%H:%M}", channel=f"<#{channel_id}>")

    await _save(interaction, "quizzes", set_daily, describe)
    await client_of(interaction).plan_daily_questions()


async def _stop_daily(interaction: discord.Interaction) -> None:
    saved = texts.NO_DAILY_SAVED
    await _save(interaction, "quizzes", lambda it: replace(it, daily=None), saved)
    await client_of(interaction).plan_daily_questions()


async def _save(
    interaction: discord.Interaction,
    part: Part,
    change: Change,
    saved: str | Callable[[GuildDefaults], str],
) -> None:
    """Save a change and show the page that it is on; ``saved`` is said, or made of the result.

    Raise as :func:`~bot.ui.permissions.managed_guild` does.
    """
    guild, now = managed_guild(interaction), discord.utils.utcnow()
    async with one_at_a_time(guild.id):
        chosen = await store_of(interaction).servers.change(guild.id, change, now)
        words = saved if isinstance(saved, str) else saved(chosen)
        page = _draw(interaction, guild, part, chosen, saved=words)
        await respond_in_place(interaction, page)


def _draw(
    interaction: discord.Interaction,
    guild: discord.Guild,
    part: Part,
    chosen: GuildDefaults,
    *hints: str,
    saved: str = "",
) -> RenderedMessage:
    """Draw a page of the settings; ``hints`` stand above what the server itself warns of."""
    return draw_server(
        library_of(interaction).deck,
        part,
        chosen,
        existing=frozenset(each.id for each in (*guild.channels, *guild.roles)),
        warnings=(*hints, *_find_problems(guild, chosen)),
        now=discord.utils.utcnow(),
        saved=saved,
    )


def _find_problems(guild: discord.Guild, chosen: GuildDefaults) -> list[str]:
    """Return what has changed in the server since, so that a setting does not work."""
    problems = []
    channels = (chosen.reports_channel, chosen.daily.channel_id if chosen.daily else None)
    for channel_id in channels:
        missing = missing_permissions(guild, channel_id) if channel_id is not None else ()
        if missing:
            channel, needed = f"<#{channel_id}>", ", ".join(missing)
            problems.append(texts.NO_ACCESS.format(channel=channel, permissions=needed))
    reports = guild.get_channel(chosen.reports_channel or 0)
    if reports is not None and is_public(reports):
        problems.append(texts.PUBLIC_REPORTS.format(channel=reports.mention))
    if chosen.quiz_channels and not any(map(guild.get_channel, chosen.quiz_channels)):
        problems.append(texts.NO_QUIZ_CHANNEL)
    if chosen.quiz_role is not None and guild.get_role(chosen.quiz_role) is None:
        problems.append(texts.NO_QUIZ_ROLE)
    return problems


CONTROLS = (
    ChooseServerSetting,
    ChooseChannels,
    ChooseDailyChannel,
    AskForDailyTime,
    PickDailyZone,
    StopDaily,
    ShowPart,
)
FORMS = (SaveDailyTime,)
