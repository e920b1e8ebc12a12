"""Every table, once. A change here needs a migration that makes the same of an older database.

Names are singular. Discord's ids are 64-bit integers. Times are UTC, through :class:`UtcTime`.
"""

from __future__ import annotations

from bot.store.tables.columns import Span, UtcTime, metadata
from bot.store.tables.erasures import erasure
from bot.store.tables.people import alias, guild, member
from bot.store.tables.pins import pin
from bot.store.tables.quizzes import answer, quiz, quiz_question
from bot.store.tables.reports import report
from bot.store.tables.reviews import memory, recall
from bot.store.tables.scores import asked, card_view, tally
from bot.store.tables.servers import quiz_channel

__all__ = [
    "Span",
    "UtcTime",
    "alias",
    "answer",
    "asked",
    "card_view",
    "erasure",
    "guild",
    "member",
    "memory",
    "metadata",
    "pin",
    "quiz",
    "quiz_channel",
    "quiz_question",
    "recall",
    "report",
    "tally",
]
