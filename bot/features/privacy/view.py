"""``/privacy``: what is stored about somebody, and that it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.store import Report, StoredDataCount
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape_name
from bot.ui.message import RenderedMessage, draw_button
from bot.ui.question_text import group_of_item, name_topic

MOST_REPORTS = 5
NEVER = (
    "What you look up, the messages you write, who you talk to, anything about your health. "
    "My log does not say who used me."
)
STAYS = (
    "Messages that I have posted in channels stay there: boards with the alias or name that they "
    "show, reports that moderators were shown without your name. Moderators can delete them."
)
ERASED = RenderedMessage(
    content="✅ Everything that I had stored about you is erased, in every server. "
    "You are welcome to use me again at any time; you start from scratch then."
)
NOTHING_ERASED = RenderedMessage(content="Nothing was erased.")


def draw_stored(
    deck: Deck, stored: Sequence[StoredDataCount], reports: Sequence[Report], retention: timedelta
) -> RenderedMessage:
    """Draw what is stored about a person, what never is, and for how long.

    ``reports`` are the person's own, oldest first; ``retention`` is how long an
    answer stays linked to the person.
    """
    page = draw_embed(
        group_of_item(deck),
        "What I store about you",
        _list(stored) or "Nothing at all.",
        "From every server together. Only you see this.",
        (
            *([("Your reports", _describe_reports(deck, reports))] if reports else []),
            ("For how long", _describe_retention(retention)),
            ("What I never store", NEVER),
        ),
    )
    row = (
        draw_button("Export it all", "yx1"),
        draw_button("Erase it all …", "yq1", discord.ButtonStyle.danger),
    )
    return RenderedMessage(embeds=(page,), rows=(row,))


def draw_question(deck: Deck, stored: Sequence[StoredDataCount]) -> RenderedMessage:
    """Ask once whether everything is to be erased."""
    listed = _list(stored) or "• nothing that I know of"
    page = draw_embed(
        group_of_item(deck),
        "Erase everything about you?",
        f"In every server, for good:\n{listed}\n\nYou leave every board, reminders stop, and a "
        f"quiz that is running continues without you. {STAYS}",
        "Nothing has been erased yet. Only you see this.",
    )
    row = (
        draw_button("Erase everything", "ye1", discord.ButtonStyle.danger),
        draw_button("Keep it", "yk1"),
    )
    return RenderedMessage(embeds=(page,), rows=(row,))


def _list(stored: Sequence[StoredDataCount]) -> str:
    return "\n".join(f"• {each.text}" for each in stored)


def _describe_reports(deck: Deck, reports: Sequence[Report]) -> str:
    latest = reports[-MOST_REPORTS:]
    lines = [
        f"• {_name_subject(deck, report)}, {format_dt(report.at, 'd')}: "
        + (f"**dealt with** {format_dt(report.closed_at, 'd')}" if report.closed_at else "open")
        for report in reversed(latest)
    ]
    older = len(reports) - len(latest)
    return "\n".join([*lines, *([f"and {older} older"] if older else [])])


def _name_subject(deck: Deck, report: Report) -> str:
    if report.kind == "card":
        return f"card {escape_name(name_topic(deck, report.subject_id))}"
    return f"question {report.subject_id}"


def _describe_retention(retention: timedelta) -> str:
    return (
        f"After {retention.days:,} days an answer in a quiz loses its link to you, and its points "
        "leave the boards; an answer in practice is deleted. The rest stays until you erase it."
    )
