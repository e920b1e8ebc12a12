"""What the buttons of a quiz do."""

from __future__ import annotations

import discord

from bot.errors import NotHost, QuizOver
from bot.features.quiz.commands import repeat, start_quiz
from bot.features.quiz.manager import QuizManager
from bot.features.quiz.runner import QuizRunner
from bot.features.quiz.views import draw_choice
from bot.features.review.commands import start_review
from bot.ui.context import client_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.reply import may_post, reply

QUIZ = r"(?P<quiz>\d{1,18})"
NUMBER = r"(?P<number>\d{1,3})"


class AnswerQuestion(
    PersistentControl, template=rf"q1:{QUIZ}:(?P<position>\d{{1,3}}):(?P<choice>\d)"
):
    """Records a choice, and says so once it is on the disk."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await client_of(interaction).service(QuizManager).find(int(self.state["quiz"]))
        recorded = await runner.answer(
            interaction.user.id,
            interaction.user.display_name,
            int(self.state["position"]),
            int(self.state["choice"]),
        )
        await reply(interaction, draw_choice(recorded.choice), private=True)


class GoOn(PersistentControl, template=rf"qn1:{QUIZ}:(?P<step>\d{{1,3}}[lorp])"):
    """Starts the quiz, closes the question, or asks the next one."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await _admit_host(interaction, self.state["quiz"])
        await runner.press_next(self.state["step"])


class Hold(PersistentControl, template=rf"qp1:{QUIZ}:{NUMBER}:(?P<wanted>pause|resume)"):
    """Pauses the quiz, or lets it go on."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await _admit_host(interaction, self.state["quiz"])
        await (runner.pause() if self.state["wanted"] == "pause" else runner.resume())


class Stop(PersistentControl, template=rf"qs1:{QUIZ}:{NUMBER}"):
    """Ends the quiz with the scores so far."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await _admit_host(interaction, self.state["quiz"])
        await runner.stop()


class ReviewMissed(PersistentControl, template=rf"qm1:{QUIZ}"):
    """Lets the person practise what they missed in this quiz, in private."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await start_review(interaction, quiz_id=int(self.state["quiz"]))


class PlayAgain(PersistentControl, template=rf"qa1:{QUIZ}"):
    """Begins the same quiz with other questions; whoever presses is its host."""

    async def answer(self, interaction: discord.Interaction) -> None:
        stored = await store_of(interaction).quizzes.get(int(self.state["quiz"]))
        if stored is None:
            raise QuizOver
        await start_quiz(interaction, repeat(stored))


async def _admit_host(interaction: discord.Interaction, quiz: str) -> QuizRunner:
    """The quiz, if this person may steer it; answers the press, since a step may take a while.

    Buttons know no permissions: Discord shows them to everybody.
    """
    runner = await client_of(interaction).service(QuizManager).find(int(quiz))
    host = runner.quiz.host_id
    # A host who had everything erased leaves the quiz to everybody who may post in its channel.
    may_steer = may_post(interaction) if host is None else host == interaction.user.id
    if not (may_steer or interaction.permissions.manage_messages):
        raise NotHost
    await interaction.response.defer()
    return runner


CONTROLS = (AnswerQuestion, GoOn, Hold, Stop, ReviewMissed, PlayAgain)
