"""``/quiz where: open for ... days``: begin a quiz that everybody plays alone."""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.features.open_quiz import texts
from bot.features.open_quiz.job import OpenQuizJob
from bot.features.open_quiz.views import WORTH, draw_begun
from bot.features.quiz.commands import QuizRequest, draw_plan
from bot.learning.questions import Item, choose_served
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.ui.channel import ChannelLost, refusal_of
from bot.ui.context import client_of, library_of
from bot.ui.message import RenderedMessage
from bot.ui.permissions import check_may_write, check_quiz_settings, permissions_to_write, server_of
from bot.ui.reply import acknowledge, defer_privately, edit_deferred, reply


async def start_open_quiz(
    interaction: discord.Interaction, request: QuizRequest, open_for: timedelta
) -> None:
    """Open a quiz here whose host is whoever asked, and tell them in private.

    Raises what :func:`~bot.features.quiz.commands.start_quiz` raises, and
    :class:`~bot.errors.TooManyOpenQuizzes`.
    """
    chosen = await _choose(interaction, request)
    # Posting the message may take longer than the three seconds that Discord gives an answer.
    await defer_privately(interaction)
    await reply(interaction, await _begin(interaction, request, chosen, open_for), private=True)


async def start_new_round(
    interaction: discord.Interaction, request: QuizRequest, open_for: timedelta
) -> None:
    """Open another quiz as :func:`start_open_quiz` does, and say so in the message pressed."""
    chosen = await _choose(interaction, request)
    await acknowledge(interaction)
    await edit_deferred(interaction, await _begin(interaction, request, chosen, open_for))


async def check_may_open(interaction: discord.Interaction) -> None:
    """Raise what keeps whoever acts, or the bot, from opening a quiz here."""
    server_of(interaction)
    check_may_write(interaction)
    await check_quiz_settings(interaction)


async def _choose(interaction: discord.Interaction, request: QuizRequest) -> list[Item]:
    """Return the questions to draw from, if a quiz may be opened here."""
    await check_may_open(interaction)
    return choose_served(library_of(interaction), topic=request.topic, audience=request.audience)


async def _begin(
    interaction: discord.Interaction,
    request: QuizRequest,
    chosen: list[Item],
    open_for: timedelta,
) -> RenderedMessage:
    """Open the quiz; return what its host is told."""
    plan = await draw_plan(interaction, request, chosen)
    notes = [request.audience_note] if request.audience_note else []
    if len(plan.items) < request.length:
        notes.append(texts.FEWER.format(len(plan.items), asked_for=request.length))
    if plan.scoring is Scoring.SPEED or plan.pace is Pace.BRISK:
        notes.append(texts.NO_TIMER.format(points=WORTH))
    if plan.teams is not None:
        notes.append(texts.NO_TEAMS)
    plan.scoring, plan.pace, plan.teams = Scoring.ACCURACY, Pace.HOST, None
    try:
        stored = await client_of(interaction).service(OpenQuizJob).begin(plan, open_for)
    except ChannelLost as lost:
        raise refusal_of(lost.kind, permissions_to_write(interaction)) from None
    if stored.lobby_message_id is None:
        notes.insert(0, texts.NOT_SHOWN_YET)
    return draw_begun(stored, notes)
