"""``/privacy``: what is stored about somebody, and that it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import ui
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.features.reports.views import Kind
from bot.ui.embeds import draw_embed
from bot.ui.message import RenderedMessage
from bot.ui.question_text import group_of_item, name_topic

MOST_REPORTS = 5
NEVER = (
    "What you look up, what you write, who you talk to, anything about your health. "
    "My log does not say who used me."
)
STAYS = (
    "Messages that I have posted in channels stay there: boards with the alias or name that they "
    "show, reports that moderators were shown without your name. Moderators can delete them."
)


@dataclass(frozen=True, slots=True)
class Told:
    """One of a person's own reports."""

    id: int
    kind: Kind
    subject_id: str
    at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored about one person."""

    said: Sequence[str]
    """One line for each kind, with its number; none when nothing is stored."""
    reports: Sequence[Told]
    """Oldest first."""
    keep_days: int
    """How long an answer has a person."""


def draw_stored(deck: Deck, stored: Stored) -> RenderedMessage:
    """What is stored, what never is, and for how long."""
    listed = "\n".join(f"• {line}" for line in stored.said)
    page = draw_embed(
        group_of_item(deck),
        "What I keep about you",
        listed or "Nothing at all.",
        "From every server together. Only you see this.",
    )
    if stored.reports:
        page.add_field(name="Your reports", value=_tell_reports(deck, stored.reports), inline=False)
    page.add_field(name="For how long", value=_tell_time(stored.keep_days), inline=False)
    page.add_field(name="What I never keep", value=NEVER, inline=False)
    row = (
        ui.Button[ui.View](label="Take it all with me", custom_id="yx1"),
        ui.Button[ui.View](
            label="Erase it all …", style=discord.ButtonStyle.danger, custom_id="yq1"
        ),
    )
    return RenderedMessage(embeds=(page,), rows=(row,))


def draw_question(deck: Deck, said: Sequence[str]) -> RenderedMessage:
    """Asks once whether everything is to be erased."""
    listed = "\n".join(f"• {line}" for line in said) or "• nothing that I know of"
    page = draw_embed(
        group_of_item(deck),
        "Erase everything about you?",
        f"In every server, for good:\n{listed}\n\nYou leave every board, reminders stop, and a "
        f"quiz that is going on goes on without you. {STAYS}",
        "Nothing has been erased yet. Only you see this.",
    )
    row = (
        ui.Button[ui.View](
            label="Erase everything", style=discord.ButtonStyle.danger, custom_id="ye1"
        ),
        ui.Button[ui.View](label="Keep it", custom_id="yk1"),
    )
    return RenderedMessage(embeds=(page,), rows=(row,))


def draw_erased() -> RenderedMessage:
    """Said once everything is gone."""
    return RenderedMessage(
        content="✅ Everything that I had stored about you is erased, in every server. "
        "You are welcome to use me again at any time; it begins afresh then."
    )


def draw_kept() -> RenderedMessage:
    """Said when the person has changed their mind."""
    return RenderedMessage(content="Nothing was erased.")


def _tell_reports(deck: Deck, reports: Sequence[Told]) -> str:
    latest = reports[-MOST_REPORTS:]
    lines = [
        f"• {_name(deck, each)}, {format_dt(each.at, 'd')}: "
        + (f"**dealt with** {format_dt(each.closed_at, 'd')}" if each.closed_at else "open")
        for each in reversed(latest)
    ]
    more = len(reports) - len(latest)
    return "\n".join([*lines, *([f"and {more} older"] if more else [])])


def _name(deck: Deck, report: Told) -> str:
    if report.kind == "card":
        return f"card {name_topic(deck, report.subject_id)}"
    return f"question {report.subject_id}"


def _tell_time(days: int) -> str:
    return (
        f"After {days:,} days an answer in a quiz loses its link to you, and its points leave the "
        "boards; an answer in practice is deleted. The rest stays until you erase it."
    )
