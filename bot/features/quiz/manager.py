"""Runs quizzes: begins them, finds the one that a press belongs to, goes on after a restart."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import discord
import structlog

from bot.deck.library import Library
from bot.errors import QuizLost, QuizOver
from bot.features.quiz.messages import QuizMessages, before, stage_of
from bot.features.quiz.runner import QuizRunner
from bot.learning.session import PhaseReason
from bot.store import QuizPlan, Store, StoredQuiz

A_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


class QuizManager:
    """Every quiz that is going on, by its id."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._running: dict[int, QuizRunner] = {}

    async def begin(self, plan: QuizPlan, *, asked_for: int | None = None) -> QuizRunner:
        """Begins a quiz and posts its lobby.

        Raises :class:`~bot.errors.QuizRunning` when the channel has one, and
        :class:`~bot.errors.QuizLost` when the lobby cannot be posted.
        """
        stored = await self._store.quizzes.create(plan, discord.utils.utcnow())
        log.info("quiz begun", quiz=stored.id, questions=len(stored.items), pace=str(plan.pace))
        runner = self._adopt(stored, resumed=False, asked_for=asked_for)
        await runner.open_lobby()
        return runner

    async def find(self, quiz_id: int) -> QuizRunner:
        """The quiz that a button belongs to.

        Raises :class:`~bot.errors.QuizOver`, or :class:`~bot.errors.QuizLost` where it ended so.
        """
        if quiz_id not in self._running:
            stored = await self._store.quizzes.get(quiz_id)
            if stored is None or stored.session.over:
                lost = stored is not None and stored.session.reason is PhaseReason.LOST
                raise QuizLost if lost else QuizOver
            # A press may come before this process has read what was going on.
            self._adopt(stored, resumed=True).wake()
        return self._running[quiz_id]

    async def resume(self) -> None:
        """Goes on with every quiz that was going on when the last process ended."""
        lately = discord.utils.utcnow() - A_DAY
        stored = await self._store.quizzes.running()
        stored += await self._store.quizzes.without_board(lately)
        for each in stored:
            self._adopt(each, resumed=True).wake()
        if stored:
            log.info("quizzes resumed", quizzes=len(stored))

    async def forget(self, person_id: int) -> None:
        """Lets every quiz go on without a person who was erased."""
        for runner in list(self._running.values()):
            await runner.forget(person_id)

    async def close(self) -> None:
        """Finishes the steps that are under way. The quizzes go on when the bot is back."""
        runners = list(self._running.values())
        await asyncio.gather(*(runner.close() for runner in runners))

    def _adopt(
        self, stored: StoredQuiz, *, resumed: bool, asked_for: int | None = None
    ) -> QuizRunner:
        known = self._running.get(stored.id)
        if known is not None:
            return known
        display = QuizMessages(
            self._client,
            self._library,
            self._store,
            stored,
            doubtful=resumed,
            asked_for=asked_for,
        )
        if resumed:
            # The last process may have ended before it took the host's buttons off this one.
            display.leave(before(stage_of(stored.session)))
        runner = QuizRunner(display, self._store, self._forget, resumed=resumed)
        self._running[stored.id] = runner
        return runner

    def _forget(self, quiz_id: int) -> None:
        self._running.pop(quiz_id, None)
