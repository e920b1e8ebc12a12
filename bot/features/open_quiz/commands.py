"""``/quiz where: open for ... days``: begin a quiz that everybody plays alone."""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.features.open_quiz import texts
from bot.features.open_quiz.job import OpenQuizJob
from bot.features.open_quiz.views import WORTH, draw_begun
from bot.features.quiz.commands import QuizRequest, draw_plan
from bot.learning.questions import choose_served
from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.ui.channel import ChannelLost, refusal_of
from bot.ui.context import client_of, library_of
from bot.ui.permissions import check_may_write, check_quiz_settings, permissions_to_write, server_of
from bot.ui.reply import defer_privately, reply


async def start_open_quiz(
    interaction: discord.Interaction, request: QuizRequest, open_for: timedelta
) -> None:
    """Open a quiz here whose host is whoever asked, and tell them in private.

    Raises what :func:`~bot.features.quiz.commands.start_quiz` raises, and
    :class:`~bot.errors.TooManyOpenQuizzes`.
    """
    server_of(interaction)
    check_may_write(interaction)
    await check_quiz_settings(interaction)
    chosen = choose_served(library_of(interaction), topic=request.topic, audience=request.audience)
    # Posting the message may take longer than the three seconds that Discord gives an answer.
    await defer_privately(interaction)
    plan = await draw_plan(interaction, request, chosen)
    notes = [request.audience_note] if request.audience_note else []
    if len(plan.items) < request.length:
        notes.append(texts.FEWER.format(len(plan.items), asked_for=request.length))
    if plan.scoring is Scoring.SPEED or plan.pace is Pace.BRISK:
        notes.append(texts.NO_TIMER.format(points=WORTH))
    plan.scoring, plan.pace = Scoring.ACCURACY, Pace.HOST
    try:
        stored = await client_of(interaction).service(OpenQuizJob).begin(plan, open_for)
    except ChannelLost as lost:
        raise refusal_of(lost.kind, permissions_to_write(interaction)) from None
    if stored.lobby_message_id is None:
        notes.insert(0, texts.NOT_SHOWN_YET)
    await reply(interaction, draw_begun(stored, notes), private=True)
