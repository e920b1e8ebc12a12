"""What a server has set, next to what the server is like now: a setting may have lost its sense."""

from __future__ import annotations

import discord

from bot.features.settings.server_view import Ruled
from bot.learning.schedule import time_in
from bot.store import GuildDefaults
from bot.ui.permissions import missing_rights


def describe(guild: discord.Guild, chosen: GuildDefaults, *hints: str) -> Ruled:
    """The settings of a server as they are shown; ``hints`` come first."""
    daily = chosen.daily
    channels = tuple(sorted(chosen.quiz_channels))
    return Ruled(
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
