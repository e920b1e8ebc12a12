"""``/settings server``: what holds for everybody in a server, on two pages with a menu each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

from discord import ChannelType, SelectDefaultValue, SelectDefaultValueType, ui

from bot.deck.model import Deck, Level
from bot.features.settings import texts
from bot.features.settings.me_view import draw_menu
from bot.learning.questions import Audience
from bot.learning.schedule import QUESTION_LATE
from bot.store import GuildDefaults
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage, draw_button
from bot.ui.question_text import group_of_item
from bot.ui.time_form import describe_daily

Part = Literal["cards", "quizzes"]
AS_CARDS = "cards"
"""The value of the option that lets questions follow the wording of the cards."""
MOST_CHANNELS = 25
"""That can be picked for quizzes: Discord's limit for a menu."""
LISTED = 5
"""Channels for quizzes that are named in the text."""
DAILY_STOPPED = RenderedMessage(content=texts.DAILY_STOPPED)
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
    blocks = [texts.SAVED.format(change=saved) if saved else texts.SERVER_LEAD]
    blocks += [texts.WARNING.format(warning=warning) for warning in warnings]
    page = draw_embed(
        group_of_item(deck),
        texts.SERVER_TITLE,
        "\n\n".join(blocks),
        texts.SERVER_FOOTER,
        _describe_cards(chosen) if part == "cards" else _describe_quizzes(chosen, now),
    )
    draw_menus = _draw_card_menus if part == "cards" else _draw_quiz_menus
    menus = [(menu,) for menu in draw_menus(chosen, existing)]
    return RenderedMessage(embeds=(page,), rows=(*menus, _draw_buttons(part, chosen)))


def _describe_cards(chosen: GuildDefaults) -> Iterable[tuple[str, str]]:
    shown = (chosen.level or Level.PLAIN, bool(chosen.private))
    yield texts.CARDS, texts.LEVEL_AND_PRIVACY[shown]
    yield texts.BOARDS, texts.BOARD[bool(chosen.board_names)]
    reports = texts.REPORTS_OFF
    if chosen.reports_channel:
        reports = texts.REPORTS_ON.format(channel=f"<#{chosen.reports_channel}>")
    yield texts.REPORTS, reports


def _describe_quizzes(chosen: GuildDefaults, now: datetime) -> Iterable[tuple[str, str]]:
    who = texts.STARTED_BY_ANYONE
    if chosen.quiz_role:
        who = texts.STARTED_BY_ROLE.format(role=f"<@&{chosen.quiz_role}>")
    yield texts.QUIZZES, f"{_describe_channels(sorted(chosen.quiz_channels))} {who}"
    daily = texts.DAILY_OFF
    if chosen.daily is not None:
        channel = f"<#{chosen.daily.channel_id}>"
        daily = describe_daily(texts.DAILY_ON, chosen.daily, now, QUESTION_LATE, channel=channel)
    yield texts.DAILY, daily
    written_for = (
        texts.AUDIENCE[chosen.audience]
        if chosen.audience
        else texts.AUDIENCE_OF_CARDS[chosen.level or Level.PLAIN]
    )
    yield texts.QUESTIONS, f"{written_for} {texts.AUDIENCE_HOLDS}"


def _describe_channels(channels: Sequence[int]) -> str:
    if not channels:
        return texts.IN_EVERY_CHANNEL
    named = ", ".join(f"<#{each}>" for each in channels[:LISTED])
    more = len(channels) - LISTED
    if more > 0:
        return texts.IN_MORE_CHANNELS.format(more, channels=named)
    return texts.IN_CHANNELS.format(channels=named)


def _draw_card_menus(chosen: GuildDefaults, existing: Collection[int]) -> Iterable[Control]:
    yield draw_menu(
        "sv1:level",
        chosen.level or Level.PLAIN,
        [(each, texts.MY_LEVEL_MENU[each], texts.LEVEL_HINT[each]) for each in Level],
    )
    yield draw_menu(
        "sv1:private",
        "yes" if chosen.private else "no",
        (
            ("no", texts.PRIVACY_MENU[False], texts.PRIVACY_HINT[False]),
            ("yes", texts.PRIVACY_MENU[True], texts.PRIVACY_HINT[True]),
        ),
    )
    yield draw_menu(
        "sv1:board",
        "names" if chosen.board_names else "aliases",
        (
            ("aliases", texts.BOARD_MENU[False], texts.ALIAS_HINT),
            ("names", texts.BOARD_MENU[True], texts.NAMES_HINT),
        ),
    )
    yield _draw_channels(
        "sv1:reports",
        texts.REPORTS_MENU,
        REPORT_CHANNELS,
        _pick([chosen.reports_channel], existing),
    )


def _draw_quiz_menus(chosen: GuildDefaults, existing: Collection[int]) -> Iterable[Control]:
    yield _draw_channels(
        "sv1:channels",
        texts.CHANNELS_MENU,
        QUIZ_CHANNELS,
        _pick(sorted(chosen.quiz_channels)[:MOST_CHANNELS], existing),
        most=MOST_CHANNELS,
    )
    yield ui.RoleSelect(
        custom_id="sv1:role",
        placeholder=texts.ROLE_MENU,
        min_values=0,
        max_values=1,
        default_values=_pick([chosen.quiz_role], existing, SelectDefaultValueType.role),
    )
    yield _draw_channels(
        "sv1:daily",
        texts.DAILY_MENU,
        DAILY_CHANNELS,
        _pick([chosen.daily.channel_id if chosen.daily else None], existing),
    )
    yield draw_menu(
        "sv1:audience",
        chosen.audience or AS_CARDS,
        [
            (each or AS_CARDS, texts.AUDIENCE_MENU[each], texts.AUDIENCE_HINT[each])
            for each in (None, *Audience)
        ],
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
        return (draw_button(texts.TO_QUIZZES, "svp1:quizzes"),)
    off = (draw_button(texts.STOP_DAILY, "svo1"),)
    return (
        draw_button(texts.DAILY_TIME, "svt1"),
        *(off if chosen.daily is not None else ()),
        draw_button(texts.TO_CARDS, "svp1:cards"),
    )
