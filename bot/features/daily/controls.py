"""The buttons of the question of the day."""

from __future__ import annotations

import discord

from bot.errors import QuestionClosed
from bot.features.quiz.result_view import draw_choice
from bot.ui.context import store_of
from bot.ui.controls import PersistentControl
from bot.ui.reply import reply
from bot.ui.snowflakes import read_snowflake


class AnswerDaily(PersistentControl, template=r"d1q:(?P<quiz>\d{1,18}):(?P<choice>\d)"):
    """Record a choice, and say so once it is on the disk."""

    async def answer(self, interaction: discord.Interaction) -> None:
        quizzes, now = store_of(interaction).quizzes, discord.utils.utcnow()
        stored = await quizzes.get(self.read("quiz", read_snowflake))
        # Without a row, it was erased with its server.
        if stored is None or stored.session.rounds[0].closed_at is not None:
            raise QuestionClosed
        person = interaction.user.id
        given = stored.session.validate_answer(person, 0, self.read("choice", int), now)
        recorded = await quizzes.answer(stored.id, 0, person, given)
        await reply(interaction, draw_choice(stored, 0, recorded.choice), private=True)


CONTROLS = (AnswerDaily,)
