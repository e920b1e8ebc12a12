"""Erasures that another process has made: its people leave the quizzes of this one too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

import structlog
from discord.utils import utcnow

from bot.features.quiz.runner import QuizManager
from bot.store import Store
from bot.store.ownership import Ownership
from bot.ui.steps import Step, StepJob

log = structlog.get_logger(__name__)


class ErasuresElsewhere(StepJob):
    """Forgets who was erased, and then erases what was on its way to the database meanwhile."""

    def __init__(self, store: Store, quizzes: QuizManager) -> None:
        # Whoever it was may play in the servers of any process.
        super().__init__(Ownership())
        self._store = store
        self._quizzes = quizzes
        self._erased: dict[int, datetime] = {}
        store.privacy.on_erasure(self._hear)

    def _hear(self, person_id: int) -> None:
        self._erased[person_id] = utcnow()
        self._timer.set(utcnow())

    async def list_steps(self, now: datetime) -> Iterable[Step]:  # noqa: ARG002 - all are due
        return [
            Step("erasure", person, 0, at, partial(self._forget, person, at))
            for person, at in self._erased.items()
        ]

    async def _forget(self, person_id: int, at: datetime) -> None:
        await self._quizzes.forget(person_id)
        await self._store.privacy.erase_again(person_id)
        if self._erased[person_id] == at:
            del self._erased[person_id]

    def log_wait(self, kind: str, why: str) -> None:
        log.info("erasure elsewhere waits", task=kind, why=why)

    def log_failure(self, kind: str) -> None:
        log.exception("erasure elsewhere failed", task=kind)  # noqa: LOG004 - it is being handled
