"""The buttons of a quiz: the options, those of the host, and those under its result."""

from __future__ import annotations

from functools import partial

import discord

from bot.errors import NotHost, QuizOver, UnknownControl
from bot.features.quiz import texts
from bot.features.quiz.commands import repeat_request, start_quiz
from bot.features.quiz.runner import QuizManager, QuizRunner
from bot.features.quiz.views import draw_joined
from bot.features.review.commands import start_review
from bot.learning.teams import MOST_TEAMS
from bot.store import BoardVisibility
from bot.ui.context import client_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.permissions import permissions_of
from bot.ui.preferences import name_people, respond_in_place
from bot.ui.reply import acknowledge, may_post, reply
from bot.ui.snowflakes import read_snowflake

QUIZ = r"(?P<quiz>\d{1,18})"
NUMBER = r"(?P<number>\d{1,3})"


class AnswerQuestion(
    PersistentControl, template=rf"q1:{QUIZ}:(?P<position>\d{{1,3}}):(?P<choice>\d)"
):
    """Record a choice, and say so once it is on the disk."""

    async def answer(self, interaction: discord.Interaction) -> None:
        manager, position = client_of(interaction).service(QuizManager), self.read("position", int)
        runner = await manager.find(self.read("quiz", read_snowflake))
        user = interaction.user
        recorded, was_put = await runner.answer(
            user.id, user.display_name, position, self.read("choice", int)
        )
        await runner.notes.confirm(interaction, position, recorded, was_put=was_put)


class JoinQuiz(PersistentControl, template=rf"qj1:{QUIZ}"):
    """Count somebody in, and tell them under which name they play."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _join(interaction, self.read("quiz", read_snowflake))


class JoinTeam(PersistentControl, template=rf"qt1:{QUIZ}:(?P<team>[1-{MOST_TEAMS}])"):
    """Count somebody in a team, or move them to it, and tell them under which name they play."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _join(interaction, self.read("quiz", read_snowflake), self.read("team", int))


class LeaveQuiz(PersistentControl, template=rf"ql1:{QUIZ}"):
    """Count somebody out again."""

    async def answer(self, interaction: discord.Interaction) -> None:
        manager = client_of(interaction).service(QuizManager)
        runner = await manager.find(self.read("quiz", read_snowflake))
        await runner.leave(interaction.user.id)
        await respond_in_place(interaction, RenderedMessage(content=texts.LEFT))


class NextStep(PersistentControl, template=rf"qn1:{QUIZ}:(?P<step>\d{{1,3}}[lorp])"):
    """Start the quiz, close the question, or ask the next one."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await _check_host(interaction, self.read("quiz", read_snowflake))
        await runner.press_next(self.state["step"])


class PauseOrResume(PersistentControl, template=rf"qp1:{QUIZ}:{NUMBER}:(?P<wanted>pause|resume)"):
    """Pause the quiz, or resume it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await _check_host(interaction, self.read("quiz", read_snowflake))
        await (runner.pause() if self.state["wanted"] == "pause" else runner.resume())


class StopQuiz(PersistentControl, template=rf"qs1:{QUIZ}:{NUMBER}"):
    """End the quiz with the scores so far."""

    async def answer(self, interaction: discord.Interaction) -> None:
        runner = await _check_host(interaction, self.read("quiz", read_snowflake))
        await runner.stop()


class ReviewMissed(PersistentControl, template=rf"qm1:{QUIZ}"):
    """Start a private practice of what the person missed in this quiz."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await start_review(interaction, quiz_id=self.read("quiz", read_snowflake))


class PlayAgain(PersistentControl, template=rf"qa1:{QUIZ}"):
    """Begin the same quiz with other questions; whoever presses is its host."""

    async def answer(self, interaction: discord.Interaction) -> None:
        stored = await store_of(interaction).quizzes.get(self.read("quiz", read_snowflake))
        if stored is None:
            raise QuizOver
        await start_quiz(interaction, repeat_request(stored))


async def _join(interaction: discord.Interaction, quiz_id: int, team: int | None = None) -> None:
    """Count a person in, and tell them how they play."""
    user = interaction.user
    runner = await client_of(interaction).service(QuizManager).find(quiz_id)
    quiz, names = runner.quiz, store_of(interaction).display_names
    if team is not None and team > (quiz.teams or 0):
        raise UnknownControl
    entered = await runner.join(user.id, user.display_name, team)
    shown = await names.of(quiz.guild_id, [user.id], names=quiz.names)
    named = await name_people(
        interaction.client, quiz.guild_id, shown, {user.id: user.display_name}
    )
    is_hidden = shown[user.id].board is BoardVisibility.HIDDEN
    joined = draw_joined(quiz, None if is_hidden else named[user.id], entered)
    await reply(interaction, joined, private=True)


async def _check_host(interaction: discord.Interaction, quiz_id: int) -> QuizRunner:
    """Return the quiz if this person may control it, and defer the response: a step takes a while.

    Raises :class:`~bot.errors.NotHost`: Discord shows buttons to everybody, with or without
    permissions.
    """
    runner = await client_of(interaction).service(QuizManager).find(quiz_id)
    host = runner.quiz.host_id
    # A host who had everything erased leaves the quiz to everybody who may post in its channel.
    may_control = may_post(interaction) if host is None else host == interaction.user.id
    if not (may_control or permissions_of(interaction).manage_messages):
        raise NotHost
    await acknowledge(interaction)
    if host == interaction.user.id:
        runner.tell_host = partial(reply, interaction, private=True)
    return runner


CONTROLS = (
    AnswerQuestion,
    JoinQuiz,
    JoinTeam,
    LeaveQuiz,
    NextStep,
    PauseOrResume,
    StopQuiz,
    ReviewMissed,
    PlayAgain,
)
