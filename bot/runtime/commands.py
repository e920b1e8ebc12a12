"""What people ask: thin handlers that parse, decide, and show."""

from __future__ import annotations

import discord

from bot.features.cards import comparing
from bot.features.cards import controls as pages
from bot.features.cards.commands import add_imnm
from bot.features.daily import controls as daily
from bot.features.pins import controls as pins
from bot.features.pins.commands import add_pin
from bot.features.privacy import commands as privacy
from bot.features.privacy.commands import add_privacy
from bot.features.quiz import controls as quizzing
from bot.features.quiz.commands import add_quiz
from bot.features.reports import commands as reporting
from bot.features.review import commands as review
from bot.features.review.commands import add_review
from bot.features.scores import commands as scores
from bot.features.scores import leaderboard as boards
from bot.features.scores.commands import add_scores
from bot.features.settings import me as settings
from bot.features.settings import server
from bot.features.settings.me import add_settings
from bot.ui.context import Serving
from bot.ui.forms import take_form

__all__ = ["add_commands", "answer_form"]


def add_commands(bot: Serving) -> None:
    """Gives a bot every command and the answer to every control."""
    add_imnm(bot.tree, bot.library)
    add_quiz(bot.tree, bot.library)
    add_review(bot.tree, bot.library)
    add_scores(bot.tree, bot.library)
    add_settings(bot.tree)
    add_privacy(bot.tree)
    add_pin(bot.tree, bot.library)
    bot.add_dynamic_items(
        *pages.CONTROLS,
        *comparing.CONTROLS,
        *quizzing.CONTROLS,
        *review.CONTROLS,
        *reporting.CONTROLS,
        *boards.CONTROLS,
        *scores.CONTROLS,
        *settings.CONTROLS,
        *server.CONTROLS,
        *daily.CONTROLS,
        *privacy.CONTROLS,
        *pins.CONTROLS,
    )


async def answer_form(interaction: discord.Interaction) -> None:
    """Answers a form that was sent off; leaves every other interaction alone."""
    await take_form(interaction, (*reporting.FORMS, *settings.FORMS, *server.FORMS))
