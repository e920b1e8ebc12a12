"""``/privacy``: what is stored about somebody, and that it is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import discord
from discord.utils import format_dt

from bot.deck.model import Deck
from bot.features.privacy import texts
from bot.store import Report, StoredDataCount
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape_name
from bot.ui.message import RenderedMessage, draw_button
from bot.ui.question_text import group_of_item, name_topic

MOST_REPORTS = 5
ERASED = RenderedMessage(content=texts.ERASED)
NOTHING_ERASED = RenderedMessage(content=texts.NOTHING_ERASED)


def draw_stored(
    deck: Deck, stored: Sequence[StoredDataCount], reports: Sequence[Report], retention: timedelta
) -> RenderedMessage:
    """Draw what is stored about a person, what never is, and for how long.

    ``reports`` are the person's own, oldest first; ``retention`` is how long an
    answer stays linked to the person.
    """
    page = draw_embed(
        group_of_item(deck),
        texts.TITLE,
        _list(stored) or texts.NOTHING_STORED,
        texts.FOOTER,
        (
            *([(texts.REPORTS, _describe_reports(deck, reports))] if reports else []),
            (texts.HOW_LONG, texts.RETENTION.format(retention.days)),
            (texts.NEVER, texts.NEVER_STORED),
        ),
    )
    row = (
        draw_button(texts.EXPORT, "yx1"),
        draw_button(texts.ASK_TO_ERASE, "yq1", discord.ButtonStyle.danger),
    )
    return RenderedMessage(embeds=(page,), rows=(row,))


def draw_question(deck: Deck, stored: Sequence[StoredDataCount]) -> RenderedMessage:
    """Ask once whether everything is to be erased."""
    page = draw_embed(
        group_of_item(deck),
        texts.QUESTION,
        texts.WHAT_GOES.format(stored=_list(stored) or texts.NOTHING_KNOWN),
        texts.NOT_YET,
    )
    row = (
        draw_button(texts.ERASE, "ye1", discord.ButtonStyle.danger),
        draw_button(texts.KEEP, "yk1"),
    )
    return RenderedMessage(embeds=(page,), rows=(row,))


def _list(stored: Sequence[StoredDataCount]) -> str:
    return "\n".join(f"• {each.text}" for each in stored)


def _describe_reports(deck: Deck, reports: Sequence[Report]) -> str:
    latest = reports[-MOST_REPORTS:]
    lines = [_describe_report(deck, report) for report in reversed(latest)]
    older = len(reports) - len(latest)
    return "\n".join([*lines, *([texts.OLDER.format(older)] if older else [])])


def _describe_report(deck: Deck, report: Report) -> str:
    sent = format_dt(report.at, "d")
    closed = report.closed_at and format_dt(report.closed_at, "d")
    if report.kind == "card":
        message = texts.CARD_RESOLVED if closed else texts.CARD_OPEN
        card = escape_name(name_topic(deck, report.subject_id))
        return message.format(card=card, sent=sent, closed=closed)
    message = texts.QUESTION_RESOLVED if closed else texts.QUESTION_OPEN
    return message.format(question=report.subject_id, sent=sent, closed=closed)
