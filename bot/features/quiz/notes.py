"""The private notes of a quiz: one for each person and question, edited once the question closes.

An edit goes through the token of the press that the note answers, which lives for fifteen minutes
and is kept in memory alone. After that, or after a restart, a note stays as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import discord
import structlog

from bot.errors import StoreError
from bot.features.quiz.messages import QuizMessages, rank_shown
from bot.features.quiz.result_view import draw_choice, draw_own_result
from bot.learning.session import Answer
from bot.learning.teams import rank_teams
from bot.ui.discord_errors import REQUEST_ERRORS, describe
from bot.ui.message import RenderedMessage
from bot.ui.preferences import name_people
from bot.ui.reply import reply

AT_ONCE = 10
"""So many notes are edited at the same time; each has a rate limit of its own at Discord."""

log = structlog.get_logger(__name__)


class PrivateNotes:
    """What each person was told about their answer to the question that is open."""

    def __init__(self, messages: QuizMessages) -> None:
        self._messages = messages
        self._notes: dict[tuple[int, int], discord.Interaction] = {}
        """By position and person: the press that the note answers."""
        self._telling: set[asyncio.Task[None]] = set()

    async def confirm(
        self,
        interaction: discord.Interaction,
        position: int,
        recorded: Answer,
        *,
        was_put: bool = False,
    ) -> None:
        """Tell a person that their answer is on the disk; the note before this one goes away.

        ``was_put`` tells whether the answer has put them in their team.
        """
        quiz, key = self._messages.quiz, (position, interaction.user.id)
        team = quiz.team_of.get(interaction.user.id)
        note = draw_choice(quiz, position, recorded.choice, team=team, is_new=was_put)
        await reply(interaction, note, private=True)
        before = self._notes.get(key)
        self._notes[key] = interaction
        if before is not None:
            await _try(before.delete_original_response())
        if quiz.session.rounds[position].closed_at is not None:
            # The question has closed while the person was told.
            self.tell_results(position)

    def tell_results(self, position: int) -> None:
        """Begin to edit the notes of a question that is closed, so that each tells its result."""
        task = asyncio.create_task(self._tell_results(position))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def forget(self, person: int) -> None:
        """Leave the notes of a person who was erased as they are."""
        for key in [key for key in self._notes if key[1] == person]:
            del self._notes[key]

    async def close(self) -> None:
        """Edit no more notes."""
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    async def _tell_results(self, position: int) -> None:
        notes = {
            person: self._notes.pop((where, person))
            for where, person in list(self._notes)
            if where == position
        }
        if not notes:
            return
        try:
            results = await self._draw_results(position)
        except StoreError as error:
            log.info("quiz notes not edited", quiz=self._messages.quiz.id, why=error.reason)
            return
        slots = asyncio.Semaphore(AT_ONCE)

        async def edit(person: int, press: discord.Interaction) -> None:
            async with slots:
                await _edit(press, results[person])

        # Whoever was erased meanwhile has no result.
        await asyncio.gather(*(edit(*each) for each in notes.items() if each[0] in results))

    async def _draw_results(self, position: int) -> dict[int, RenderedMessage]:
        """Draw what each person who answered is told, with their place so far."""
        messages, quiz = self._messages, self._messages.quiz
        people = [*quiz.session.rounds[position].answers]
        tallies = quiz.session.tallies()
        shown, display_names = await rank_shown(messages.store, quiz, tallies)
        standings = {each.tally.person: each for each in shown}
        teams = rank_teams(tallies, quiz.team_of)
        names = await name_people(
            messages.client,
            quiz.guild_id,
            {person: display_names[person] for person in people},
            messages.seen_names,
        )
        return {
            person: draw_own_result(
                quiz,
                position,
                person,
                name=names[person],
                standing=standings.get(person),
                listed=len(standings),
                teams=teams,
            )
            for person in people
        }


async def _edit(press: discord.Interaction, message: RenderedMessage) -> None:
    if not press.is_expired():
        await _try(press.edit_original_response(content=message.content))


async def _try(request: Awaitable[object]) -> None:
    """Make a request that nobody waits for: the answer itself is recorded, and told."""
    try:
        await request
    except REQUEST_ERRORS as error:
        log.info("quiz note not changed", why=describe(error))
