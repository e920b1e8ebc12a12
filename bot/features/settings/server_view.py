"""``/settings server``: what holds for everybody in a server, on two pages with a menu each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Literal

import discord
from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, ui

from bot.deck.model import Deck, Level
from bot.features.settings.me_view import draw_menu
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.question_text import group_of_item

Part = Literal["cards", "quizzes"]
MOST_CHANNELS = 25
LISTED = 5
QUIZ_PLACES = [ChannelType.text, ChannelType.news, ChannelType.forum, ChannelType.voice]
DAILY_PLACES = [ChannelType.text, ChannelType.news]
REPORT_PLACES = [ChannelType.text]


@dataclass(frozen=True, slots=True)
class ServerSettingsView:
    """What a server has set; None and empty where it has set nothing."""

    level: Level | None
    private: bool | None
    board_names: bool | None
    reports: int | None
    quiz_channels: tuple[int, ...]
    quiz_role: int | None
    daily_channel: int | None
    daily_at: time | None
    daily_zone: str | None
    there_now: time | None
    """What the clocks in that zone show."""
    known: frozenset[int] = frozenset()
    """Channels and roles that are still there: Discord takes no others as picked."""
    warnings: tuple[str, ...] = ()
    """What keeps a setting from working, each a sentence."""


def draw_server(
    deck: Deck, part: Part, ruled: ServerSettingsView, saved: str = ""
) -> RenderedMessage:
    """One page of the settings; ``saved`` says what was just changed."""
    blocks = [f"✅ **Saved:** {saved}" if saved else "They hold for everybody here."]
    blocks += [f"⚠️ {warning}" for warning in ruled.warnings]
    page = draw_embed(
        group_of_item(deck),
        "This server's settings",
        "\n\n".join(blocks),
        "Each change is saved at once. Only you see this. What people choose in /settings me "
        "comes first for them.",
    )
    told = _tell_cards(ruled) if part == "cards" else _tell_quizzes(ruled)
    for name, value in told:
        page.add_field(name=name, value=value, inline=False)
    rows = _draw_cards(ruled) if part == "cards" else _draw_quizzes(ruled)
    return RenderedMessage(embeds=(page,), rows=(*rows, _draw_parts(part, ruled)))


def _tell_cards(ruled: ServerSettingsView) -> Iterable[tuple[str, str]]:
    words = "clinical terms" if ruled.level is Level.CLINICAL else "plain words"
    seen = "only by the person who asks" if ruled.private else "by everybody in the channel"
    yield "Cards", f"In {words}; seen {seen}."
    yield (
        "Boards",
        "Show names, except of people who chose otherwise."
        if ruled.board_names
        else "Show aliases such as “Quiet Heron”, except of people who chose their name.",
    )
    yield (
        "Reports for moderators",
        f"Reports of members appear in <#{ruled.reports}>, without the name of who sent them. "
        "People with Manage Messages can resolve them."
        if ruled.reports
        else "Go only to those who write the cards. Pick a channel to see them here as well.",
    )


def _tell_quizzes(ruled: ServerSettingsView) -> Iterable[tuple[str, str]]:
    where = "in every channel"
    if ruled.quiz_channels:
        named = [f"<#{each}>" for each in ruled.quiz_channels[:LISTED]]
        more = len(ruled.quiz_channels) - len(named)
        where = f"in {', '.join(named)}{f' and {more} more' if more > 0 else ''}"
    who = f"people with <@&{ruled.quiz_role}>" if ruled.quiz_role else "everybody"
    yield "Quizzes", f"Are played {where}, threads included. Begun by {who}; answered by anybody."
    if ruled.daily_channel is None or ruled.daily_at is None or ruled.daily_zone is None:
        daily = "Off. Pick a channel, then the time, and I ask one question there every day."
    else:
        there = f" It is {ruled.there_now:%H:%M} there now." if ruled.there_now else ""
        daily = (
            f"Every day at {ruled.daily_at:%H:%M} ({ruled.daily_zone.replace('_', ' ')}) in "
            f"<#{ruled.daily_channel}>. It closes after 24 hours and then shows its answer.{there}"
        )
    yield "Question of the day", daily


def _draw_cards(ruled: ServerSettingsView) -> Iterable[tuple[Control, ...]]:
    yield (
        draw_menu(
            "sv1:level",
            ruled.level or Level.PLAIN,
            (
                (Level.PLAIN, "Wording: plain words", "For patients and relatives"),
                (Level.CLINICAL, "Wording: clinical terms", "For students and professionals"),
            ),
        ),
    )
    yield (
        draw_menu(
            "sv1:private",
            "yes" if ruled.private else "no",
            (
                ("no", "Seen by: everybody", "In the channel where they are asked for"),
                ("yes", "Seen by: the person who asks", "Nobody learns what they look up"),
            ),
        ),
    )
    yield (
        draw_menu(
            "sv1:board",
            "names" if ruled.board_names else "aliases",
            (
                ("aliases", "Boards: aliases", "A made-up name such as Quiet Heron"),
                ("names", "Boards: names", "People can choose an alias for themselves"),
            ),
        ),
    )
    yield (
        _draw_channels(
            "sv1:reports",
            "Reports: pick a channel",
            REPORT_PLACES,
            ruled,
            [ruled.reports],
        ),
    )


def _draw_quizzes(ruled: ServerSettingsView) -> Iterable[tuple[Control, ...]]:
    yield (
        _draw_channels(
            "sv1:channels",
            "Quizzes: in every channel",
            QUIZ_PLACES,
            ruled,
            ruled.quiz_channels[:MOST_CHANNELS],
            most=MOST_CHANNELS,
        ),
    )
    yield (
        ui.RoleSelect(
            custom_id="sv1:role",
            placeholder="Quizzes: begun by everybody",
            min_values=0,
            max_values=1,
            default_values=_pick(ruled, [ruled.quiz_role], SelectDefaultValueType.role),
        ),
    )
    yield (
        _draw_channels(
            "sv1:daily",
            "Question of the day: off",
            DAILY_PLACES,
            ruled,
            [ruled.daily_channel],
        ),
    )


def _draw_channels(
    custom_id: str,
    placeholder: str,
    kinds: list[ChannelType],
    ruled: ServerSettingsView,
    now: Iterable[int | None],
    *,
    most: int = 1,
) -> ui.ChannelSelect[ui.View]:
    return ui.ChannelSelect(
        custom_id=custom_id,
        placeholder=placeholder,
        channel_types=kinds,
        min_values=0,
        max_values=most,
        default_values=_pick(ruled, now, SelectDefaultValueType.channel),
    )


def _pick(
    ruled: ServerSettingsView, ids: Iterable[int | None], kind: SelectDefaultValueType
) -> list[SelectDefaultValue]:
    return [
        SelectDefaultValue(id=each, type=kind)
        for each in ids
        if each is not None and each in ruled.known
    ]


def _draw_parts(part: Part, ruled: ServerSettingsView) -> tuple[Control, ...]:
    """The way to the other page, and what has no menu."""
    if part == "cards":
        return (_draw_button("Quizzes and question of the day", "svp1:quizzes"),)
    off = (_draw_button("No question of the day", "svo1"),)
    return (
        _draw_button("Time of the question", "svt1"),
        *(off if ruled.daily_channel is not None else ()),
        _draw_button("Cards, boards, reports", "svp1:cards"),
    )


def _draw_button(label: str, custom_id: str) -> ui.Button[ui.View]:
    return ui.Button(label=label, style=discord.ButtonStyle.secondary, custom_id=custom_id)
