"""All running quizzes: they are begun, found by their buttons, and resumed after a restart."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import discord
import structlog

from bot.deck.library import Library
from bot.errors import QuizLost, QuizOver
from bot.features.quiz.messages import QuizMessages, current_message, previous_message
from bot.features.quiz.runner import QuizRunner
from bot.learning.session import PhaseReason
from bot.store import QuizPlan, Store, StoredQuiz

A_DAY = timedelta(days=1)

log = structlog.get_logger(__name__)


class QuizManager:
    """The runners of all quizzes that are going on."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._running: dict[int, QuizRunner] = {}

    async def begin(self, plan: QuizPlan, *, asked_for: int | None = None) -> QuizRunner:
        """Begin a quiz and post its lobby.

        Raises :class:`~bot.errors.QuizRunning` when the channel has one, and
        :class:`~bot.errors.QuizLost` when the lobby cannot be posted.
        """
        stored = await self._store.quizzes.create(plan, discord.utils.utcnow())
        log.info("quiz begun", quiz=stored.id, questions=len(stored.items), pace=str(plan.pace))
        runner = self._runner_of(stored, resumed=False, asked_for=asked_for)
        await runner.open_lobby()
        return runner

    async def find(self, quiz_id: int) -> QuizRunner:
        """Return the runner of the quiz that a button belongs to.

        Raises :class:`~bot.errors.QuizOver`, or :class:`~bot.errors.QuizLost` where it ended so.
        """
        if quiz_id not in self._running:
            stored = await self._store.quizzes.get(quiz_id)
            if stored is None or stored.session.over:
                lost = stored is not None and stored.session.reason is PhaseReason.LOST
                raise QuizLost if lost else QuizOver
            # A press may come before this process has read what was going on.
            self._runner_of(stored, resumed=True).wake()
        return self._running[quiz_id]

    async def resume(self) -> None:
        """Go on with every quiz that was going on when the last process ended."""
        lately = discord.utils.utcnow() - A_DAY
        stored = await self._store.quizzes.running()
        stored += await self._store.quizzes.without_board(lately)
        for each in stored:
            self._runner_of(each, resumed=True).wake()
        if stored:
            log.info("quizzes resumed", quizzes=len(stored))

    async def forget(self, person_id: int) -> None:
        """Let every quiz go on without a person who was erased."""
        for runner in list(self._running.values()):
            await runner.forget(person_id)

    async def close(self) -> None:
        """Finish the steps that are under way; the quizzes are resumed when the bot is back."""
        runners = list(self._running.values())
        await asyncio.gather(*(runner.close() for runner in runners))

    def _runner_of(
        self, stored: StoredQuiz, *, resumed: bool, asked_for: int | None = None
    ) -> QuizRunner:
        running = self._running.get(stored.id)
        if running is not None:
            return running
        messages = QuizMessages(
            self._client,
            self._library,
            self._store,
            stored,
            may_be_posted=resumed,
            asked_for=asked_for,
        )
        if resumed:
            # The last process may have ended before it took the host's buttons off this one.
            messages.mark_left(previous_message(current_message(stored.session)))
        runner = QuizRunner(messages, self._store, self._remove, resumed=resumed)
        self._running[stored.id] = runner
        return runner

    def _remove(self, quiz_id: int) -> None:
        self._running.pop(quiz_id, None)
