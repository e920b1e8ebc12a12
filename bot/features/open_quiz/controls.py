"""The buttons of a quiz that stays open: play, answer, read, close it early, open another."""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.errors import NotHost, NotOpen, OpenQuizClosed, QuestionClosed, QuizOver
from bot.features.open_quiz import texts
from bot.features.open_quiz.board import read_board
from bot.features.open_quiz.commands import check_may_open, start_new_round
from bot.features.open_quiz.job import OpenQuizJob
from bot.features.open_quiz.views import (
    draw_answer,
    draw_close_question,
    draw_days_question,
    draw_own_result,
    draw_question,
    draw_read,
    shows_open,
)
from bot.features.quiz.commands import repeat_request
from bot.learning.session import Answer, Phase, Session
from bot.store import StoredQuiz
from bot.ui.context import client_of, library_of, store_of
from bot.ui.controls import PersistentControl
from bot.ui.message import RenderedMessage
from bot.ui.permissions import permissions_of
from bot.ui.preferences import respond_in_place
from bot.ui.reply import acknowledge, edit_deferred, reply
from bot.ui.snowflakes import read_snowflake

QUIZ = r"(?P<quiz>\d{1,18})"


class PlayOpenQuiz(PersistentControl, template=rf"op1:{QUIZ}"):
    """Show a person's next question, or their result: in a new message or in place of the last."""

    async def answer(self, interaction: discord.Interaction) -> None:
        quiz_id = self.read("quiz", read_snowflake)
        stored = await _find(interaction, quiz_id, interaction.user.id)
        await respond_in_place(interaction, await _draw_next(interaction, stored))
        pressed = interaction.message
        if stored.session.over and pressed is not None and shows_open(pressed, quiz_id):
            await client_of(interaction).service(OpenQuizJob).show_board_again(quiz_id)


class AnswerOpenQuestion(
    PersistentControl, template=rf"oa1:{QUIZ}:(?P<position>\d{{1,3}}):(?P<choice>\d)"
):
    """Record an answer, and show the result once it is on the disk; a second press shows it too."""

    async def answer(self, interaction: discord.Interaction) -> None:
        person, position = interaction.user.id, self.read("position", int)
        stored = await _find(interaction, self.read("quiz", read_snowflake), person)
        rounds = stored.session.rounds
        given = rounds[position].answers.get(person) if position < len(rounds) else None
        is_new = given is None
        if given is None:
            given = await _record(interaction, stored, position, self.read("choice", int))
            stored.session.add_answer(person, position, given)
        finished = stored.session.next_position(person) is None or not _is_open(stored.session)
        deck = library_of(interaction).deck
        page = draw_answer(deck, stored, position, given.choice, finished=finished)
        await respond_in_place(interaction, page)
        is_first = sum(person in each.answers for each in rounds) == 1
        if is_new and (finished or is_first):
            await client_of(interaction).service(OpenQuizJob).note_progress(stored.id)


class CloseOpenQuiz(PersistentControl, template=rf"oc1:{QUIZ}:(?P<step>ask|yes|no)"):
    """Ask the host or a moderator whether the quiz is to close now, and close it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        quiz_id = self.read("quiz", read_snowflake)
        stored = await _find(interaction, quiz_id, interaction.user.id)
        is_host = stored.host_id == interaction.user.id
        if not (is_host or permissions_of(interaction).manage_messages):
            raise NotHost
        if not _is_open(stored.session):
            raise OpenQuizClosed
        match self.state["step"]:
            case "ask":
                participation = await store_of(interaction).open_quizzes.count_players(quiz_id)
                await reply(interaction, draw_close_question(stored, participation), private=True)
            case "no":
                await respond_in_place(interaction, RenderedMessage(content=texts.STAYS_OPEN))
            case _:
                # A step may be under way, which takes as long as Discord takes.
                await acknowledge(interaction)
                await client_of(interaction).service(OpenQuizJob).close_early(quiz_id)
                await edit_deferred(interaction, RenderedMessage(content=texts.IS_CLOSED))


class ReadOpenAnswers(PersistentControl, template=rf"ow1:{QUIZ}:(?P<place>\d{{1,3}})"):
    """Show a question with its answer: while the quiz is open, one that the player has answered."""

    async def answer(self, interaction: discord.Interaction) -> None:
        person, position = interaction.user.id, self.read("place", int) - 1
        stored = await _find(interaction, self.read("quiz", read_snowflake), person)
        if not 0 <= position < len(stored.items):
            raise NotOpen
        given = stored.session.rounds[position].answers.get(person)
        if given is None and _is_open(stored.session):
            # They have had their answers erased since.
            page = await _draw_next(interaction, stored)
        else:
            choice = None if given is None else given.choice
            page = draw_read(library_of(interaction).deck, stored, position, choice)
        await respond_in_place(interaction, page)


class OpenNewRound(PersistentControl, template=rf"on1:{QUIZ}(?::(?P<days>[137]))?"):
    """Ask how long another quiz of the same kind is to stay open, then open it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        stored = await _find(interaction, self.read("quiz", read_snowflake), interaction.user.id)
        days = self.state.get("days")
        if days is None:
            await check_may_open(interaction)
            await reply(interaction, draw_days_question(stored), private=True)
        else:
            await start_new_round(interaction, repeat_request(stored), timedelta(days=int(days)))


async def _find(interaction: discord.Interaction, quiz_id: int, person: int) -> StoredQuiz:
    """Return a quiz that stays open, or did, with one person's answers."""
    stored = await store_of(interaction).quizzes.get(quiz_id, person)
    if stored is None or not stored.session.stays_open:
        raise OpenQuizClosed
    return stored


def _is_open(session: Session) -> bool:
    closes_at = session.next_step_at()
    is_due = closes_at is not None and closes_at <= discord.utils.utcnow()
    return session.phase is Phase.OPEN and not is_due


async def _record(
    interaction: discord.Interaction, stored: StoredQuiz, position: int, choice: int
) -> Answer:
    """Return an answer as it is on the disk: the first one, if another device was quicker."""
    person, now = interaction.user.id, discord.utils.utcnow()
    try:
        given = stored.session.validate_answer(person, position, choice, now)
        return await store_of(interaction).quizzes.answer(stored.id, position, person, given)
    except (QuestionClosed, QuizOver):
        raise OpenQuizClosed from None


async def _draw_next(interaction: discord.Interaction, stored: StoredQuiz) -> RenderedMessage:
    """Draw the next question of whoever acts, or else their result."""
    position = stored.session.next_position(interaction.user.id)
    if position is None or not _is_open(stored.session):
        return await _draw_result(interaction, stored)
    return draw_question(library_of(interaction).deck, stored, position)


async def _draw_result(interaction: discord.Interaction, stored: StoredQuiz) -> RenderedMessage:
    """Draw a person's own result; while the quiz is open, raise OpenQuizClosed without one."""
    store, is_open = store_of(interaction), _is_open(stored.session)
    person = interaction.user.id
    board = await read_board(interaction.client, store, stored, person, is_open=is_open)
    if board.played is None and is_open:
        raise OpenQuizClosed
    return draw_own_result(library_of(interaction).deck, stored, board, is_open=is_open)


CONTROLS = (
    PlayOpenQuiz,
    AnswerOpenQuestion,
    CloseOpenQuiz,
    ReadOpenAnswers,
    OpenNewRound,
)
