"""``/settings server``: what holds for everybody in a server, on two pages with a menu each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, ui

from bot.deck.model import Deck, Level
from bot.features.settings.me_view import draw_menu
from bot.learning.schedule import QUESTION_LATE
from bot.store import GuildDefaults
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.question_text import group_of_item
from bot.ui.time_form import describe_daily

Part = Literal["cards", "quizzes"]
MOST_CHANNELS = 25
"""That can be picked for quizzes: Discord's limit for a menu."""
LISTED = 5
"""Channels for quizzes that are named in the text."""
DAILY_STOPPED = RenderedMessage(
    content="I could not post the question of the day for three days, because Discord refused it, "
    "so I switched it off. `/settings server` switches it on again, in this or another channel."
)
"""For somebody who manages the server, with their next command."""
QUIZ_CHANNELS = [ChannelType.text, ChannelType.news, ChannelType.forum, ChannelType.voice]
DAILY_CHANNELS = [ChannelType.text, ChannelType.news]
REPORT_CHANNELS = [ChannelType.text]


def draw_server(
    deck: Deck,
    part: Part,
    chosen: GuildDefaults,
    *,
    existing: Collection[int],
    warnings: Sequence[str],
    now: datetime,
    saved: str = "",
) -> RenderedMessage:
    """Draw one page of the settings; ``saved`` says what was just changed.

    ``existing`` are the channels and roles that are still there: Discord takes no others as picked.
    ``warnings`` are sentences about what keeps a setting from working.
    """
    blocks = [f"✅ **Saved:** {saved}" if saved else "They apply to everybody here."]
    blocks += [f"⚠️ {warning}" for warning in warnings]
    page = draw_embed(
        group_of_item(deck),
        "This server's settings",
        "\n\n".join(blocks),
        "Each change is saved at once. Only you see this. What people choose in /settings me "
        "takes precedence for them.",
        _describe_cards(chosen) if part == "cards" else _describe_quizzes(chosen, now),
    )
    draw_menus = _draw_card_menus if part == "cards" else _draw_quiz_menus
    menus = [(menu,) for menu in draw_menus(chosen, existing)]
    return RenderedMessage(embeds=(page,), rows=(*menus, _draw_buttons(part, chosen)))


def _describe_cards(chosen: GuildDefaults) -> Iterable[tuple[str, str]]:
    words = "clinical terms" if chosen.level is Level.CLINICAL else "plain words"
    seen = "only by the person who asks" if chosen.private else "by everybody in the channel"
    yield "Cards", f"In {words}; seen {seen}."
    yield (
        "Boards",
        "Show names, except for people who chose otherwise."
        if chosen.board_names
        else "Show aliases such as “Quiet Heron”, except for people who chose their name.",
    )
    yield (
        "Reports for moderators",
        f"Reports of members appear in <#{chosen.reports_channel}>, without the name of who sent "
        "them. People with Manage Messages can resolve them."
        if chosen.reports_channel
        else "Go only to those who write the cards. Pick a channel to see them here as well.",
    )


def _describe_quizzes(chosen: GuildDefaults, now: datetime) -> Iterable[tuple[str, str]]:
    where = "in every channel"
    if chosen.quiz_channels:
        named = [f"<#{each}>" for each in sorted(chosen.quiz_channels)[:LISTED]]
        more = len(chosen.quiz_channels) - len(named)
        where = f"in {', '.join(named)}{f' and {more} more' if more > 0 else ''}"
    who = f"People with <@&{chosen.quiz_role}>" if chosen.quiz_role else "Everybody"
    yield (
        "Quizzes",
        f"Are played {where}, threads included. {who} can start one; everybody can answer.",
    )
    daily = chosen.daily
    if daily is None:
        text = "Off. Pick a channel, then the time, and I ask one question there every day."
    else:
        when, comes = describe_daily(daily, now, QUESTION_LATE)
        text = (
            f"Every day at {when} in <#{daily.channel_id}>. "
            f"It closes after 24 hours and then shows its answer.{comes}"
        )
    yield "Question of the day", text


def _draw_card_menus(chosen: GuildDefaults, existing: Collection[int]) -> Iterable[Control]:
    yield draw_menu(
        "sv1:level",
        chosen.level or Level.PLAIN,
        (
            (Level.PLAIN, "Wording: plain words", "For patients and relatives"),
            (Level.CLINICAL, "Wording: clinical terms", "For students and professionals"),
        ),
    )
    yield draw_menu(
        "sv1:private",
        "yes" if chosen.private else "no",
        (
            ("no", "Seen by: everybody", "In the channel where they are asked for"),
            ("yes", "Seen by: the person who asks", "Nobody learns what they look up"),
        ),
    )
    yield draw_menu(
        "sv1:board",
        "names" if chosen.board_names else "aliases",
        (
            ("aliases", "Boards: aliases", "A made-up name such as Quiet Heron"),
            ("names", "Boards: names", "People can choose an alias for themselves"),
        ),
    )
    yield _draw_channels(
        "sv1:reports",
        "Reports: pick a channel",
        REPORT_CHANNELS,
        _pick([chosen.reports_channel], existing),
    )


def _draw_quiz_menus(chosen: GuildDefaults, existing: Collection[int]) -> Iterable[Control]:
    yield _draw_channels(
        "sv1:channels",
        "Quizzes: in every channel",
        QUIZ_CHANNELS,
        _pick(sorted(chosen.quiz_channels)[:MOST_CHANNELS], existing),
        most=MOST_CHANNELS,
    )
    yield ui.RoleSelect(
        custom_id="sv1:role",
        placeholder="Quizzes: started by everybody",
        min_values=0,
        max_values=1,
        default_values=_pick([chosen.quiz_role], existing, SelectDefaultValueType.role),
    )
    yield _draw_channels(
        "sv1:daily",
        "Question of the day: off",
        DAILY_CHANNELS,
        _pick([chosen.daily.channel_id if chosen.daily else None], existing),
    )


def _draw_channels(
    custom_id: str,
    placeholder: str,
    kinds: list[ChannelType],
    picked: list[SelectDefaultValue],
    *,
    most: int = 1,
) -> ui.ChannelSelect[ui.View]:
    return ui.ChannelSelect(
        custom_id=custom_id,
        placeholder=placeholder,
        channel_types=kinds,
        min_values=0,
        max_values=most,
        default_values=picked,
    )


def _pick(
    ids: Iterable[int | None],
    existing: Collection[int],
    kind: SelectDefaultValueType = SelectDefaultValueType.channel,
) -> list[SelectDefaultValue]:
    return [
        SelectDefaultValue(id=each, type=kind)
        for each in ids
        if each is not None and each in existing
    ]


def _draw_buttons(part: Part, chosen: GuildDefaults) -> tuple[Control, ...]:
    """Draw the way to the other page, and what has no menu."""
    if part == "cards":
        return (draw_button("Quizzes and question of the day", "svp1:quizzes"),)
    off = (draw_button("No question of the day", "svo1"),)
    return (
        draw_button("Time of the question", "svt1"),
        *(off if chosen.daily is not None else ()),
        draw_button("Cards, boards, reports", "svp1:cards"),
    )
