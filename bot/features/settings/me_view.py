"""``/settings me`` as one private message: what holds now, and a menu for each choice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from discord import ui

from bot.deck.model import Deck, Level
from bot.features.settings import texts
from bot.learning.schedule import REMINDER_LATE
from bot.store import BoardVisibility, Preferences, Reminder
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage, draw_button, draw_option
from bot.ui.plain_text import sanitise_name
from bot.ui.question_text import group_of_item
from bot.ui.time_form import describe_daily, draw_time_form

UNSET = "-"
"""The value of the options that leave the choice to the server, or switch reminders off."""
REMINDERS_STOPPED = RenderedMessage(content=texts.REMINDERS_STOPPED)
"""For somebody to whom Discord delivers no direct messages of the bot, with their next command."""
REMINDERS_OFF = RenderedMessage(content=texts.REMINDERS_OFF)
"""The answer to the button under a reminder."""


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
        texts.MY_TITLE,
        texts.SAVED.format(change=saved) if saved else texts.MY_LEAD,
        texts.SAVED_AT_ONCE,
        (
            (texts.CARDS, _describe_cards(preferences)),
            (texts.ON_BOARDS, _describe_board(preferences, name, alias)),
            (texts.REMINDER, _describe(preferences.reminder, now)),
        ),
    )
    return RenderedMessage(
        embeds=(page,),
        rows=(
            *((menu,) for menu in _draw_menus(preferences, name, alias)),
            (
                draw_button(
                    texts.SWITCH_TEXT[not preferences.text_only],
                    f"stt1:{'no' if preferences.text_only else 'yes'}",
                ),
                draw_button(texts.OTHER_TIME, "str1"),
            ),
        ),
    )


def draw_reminder_form(at: str, zone: str) -> ui.Modal:
    """Draw the form for the time and the time zone of reminders, with what is known filled in."""
    return draw_time_form("strf1", texts.REMINDER_TITLE, at, zone)


def draw_menu(
    custom_id: str, now: str, options: Iterable[tuple[str, str, str | None]]
) -> ui.Select[ui.View]:
    """Draw a menu of (value, label, description) in which what holds now is picked."""
    return ui.Select(
        custom_id=custom_id,
        options=[
            draw_option(label, value, description, default=value == now)
            for value, label, description in options
        ],
    )


def _describe_cards(preferences: Preferences) -> str:
    """Write one sentence a line, each true as it stands: also that text is seen by nobody else."""
    level, private = preferences.level, preferences.private
    lines = [texts.MY_LEVEL[level], texts.MY_PRIVACY[private]]
    if private is None and preferences.text_only:
        lines[1] = texts.TEXT_IS_PRIVATE
    if (level, private, preferences.text_only) == (None, None, False):
        lines = [texts.CARDS_DEFAULT]
    lines.append(texts.MY_QUESTIONS[level])
    return "\n".join([*lines, texts.FORM[preferences.text_only], texts.OPTION_WINS])


def _describe_board(preferences: Preferences, name: str, alias: str | None) -> str:
    board = preferences.board
    shown = sanitise_name(preferences.board_name or "") or name
    if board is BoardVisibility.NAME and not shown:
        return texts.NO_LETTER_ALIAS.format(alias=alias) if alias else texts.NO_LETTER
    message = texts.MY_BOARD[board]
    if alias:
        message = texts.MY_BOARD_HERE.get(board, message)
    return message.format(name=shown, alias=alias)


def _describe(reminder: Reminder | None, now: datetime) -> str:
    if reminder is None:
        return texts.REMINDER_OFF
    return describe_daily(texts.REMINDER_ON, reminder, now, REMINDER_LATE)


def _draw_menus(preferences: Preferences, name: str, alias: str | None) -> Iterable[Control]:
    yield draw_menu(
        "st1:level",
        preferences.level or UNSET,
        (
            (UNSET, texts.MY_LEVEL_MENU[None], texts.MY_LEVEL_HINT),
            *((each, texts.MY_LEVEL_MENU[each], texts.LEVEL_HINT[each]) for each in Level),
        ),
    )
    yield draw_menu(
        "st1:private",
        {None: UNSET, True: "yes", False: "no"}[preferences.private],
        (
            (UNSET, texts.MY_PRIVACY_MENU[None], texts.MY_PRIVACY_HINT[None]),
            ("yes", texts.MY_PRIVACY_MENU[True], texts.MY_PRIVACY_HINT[True]),
            ("no", texts.MY_PRIVACY_MENU[False], texts.MY_PRIVACY_HINT[False]),
        ),
    )
    hints: dict[BoardVisibility, str | None] = {
        BoardVisibility.ALIAS: alias or texts.ALIAS_HINT,
        BoardVisibility.NAME: name or None,
        BoardVisibility.HIDDEN: texts.HIDDEN_HINT,
    }
    yield draw_menu(
        "st1:board",
        preferences.board or UNSET,
        (
            (UNSET, texts.MY_BOARD_MENU[None], texts.MY_BOARD_HINT),
            *((each, texts.MY_BOARD_MENU[each], hint) for each, hint in hints.items()),
        ),
    )
    # Off and every full hour: 25 options, as many as a menu may have.
    hours = [_draw_hour(f"{hour:02}:00") for hour in range(24)]
    reminder = preferences.reminder
    now = f"{reminder.at:%H:%M}" if reminder else UNSET
    if reminder:
        # A time between the hours takes the place of the full hour, so that the menu shows it.
        hours[reminder.at.hour] = _draw_hour(now)
    yield draw_menu("st1:reminder", now, ((UNSET, texts.REMINDER_MENU_OFF, None), *hours))


def _draw_hour(at: str) -> tuple[str, str, None]:
    return at, texts.REMINDER_MENU.format(time=at), None
