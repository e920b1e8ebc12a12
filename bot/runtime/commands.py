"""All commands, controls and forms of the features, given to the bot."""

from __future__ import annotations

import discord

from bot.features.cards import controls as card_controls
from bot.features.cards.commands import add_imnm_commands
from bot.features.daily import controls as daily_controls
from bot.features.pins import controls as pin_controls
from bot.features.pins.commands import add_pin_commands
from bot.features.privacy import commands as privacy
from bot.features.quiz import controls as quiz_controls
from bot.features.quiz.commands import add_quiz_command
from bot.features.reports import controls as reports
from bot.features.review import commands as review
from bot.features.scores import commands as scores
from bot.features.scores import leaderboard
from bot.features.settings import me, server
from bot.ui.context import BotClient
from bot.ui.controls import dispatch_form

__all__ = ["add_commands", "answer_form"]


def add_commands(bot: BotClient) -> None:
    """Add every command to the bot's tree, and register every control."""
    add_imnm_commands(bot.tree, bot.library)
    add_quiz_command(bot.tree, bot.library)
    review.add_review_command(bot.tree, bot.library)
    scores.add_scores_commands(bot.tree, bot.library)
    me.add_settings_commands(bot.tree)
    privacy.add_privacy_commands(bot.tree)
    add_pin_commands(bot.tree, bot.library)
    bot.add_dynamic_items(
        *card_controls.CONTROLS,
        *quiz_controls.CONTROLS,
        *review.CONTROLS,
        *reports.CONTROLS,
        *leaderboard.CONTROLS,
        *scores.CONTROLS,
        *me.CONTROLS,
        *server.CONTROLS,
        *daily_controls.CONTROLS,
        *privacy.CONTROLS,
        *pin_controls.CONTROLS,
    )


async def answer_form(interaction: discord.Interaction) -> None:
    """Answer a submitted form; ignore every other interaction."""
    await dispatch_form(interaction, (*reports.FORMS, *me.FORMS, *server.FORMS))
