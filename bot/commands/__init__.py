"""What people ask: thin handlers that parse, decide, and show."""

from __future__ import annotations

import discord

from bot.commands import (
    boards,
    comparing,
    daily,
    pages,
    pins,
    privacy,
    quizzing,
    reporting,
    review,
    scores,
    server,
    settings,
)
from bot.commands.imnm import add_imnm
from bot.commands.pin import add_pin
from bot.commands.privacy import add_privacy
from bot.commands.quiz import add_quiz
from bot.commands.review import add_review
from bot.commands.scores import add_scores
from bot.commands.serving import Serving
from bot.commands.settings import add_settings
from bot.views.forms import take_form

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
