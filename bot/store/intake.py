"""Where answers wait for their turn, so that all who wait are written by one statement."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import QuizRefusal
from bot.learning.round import Answer
from bot.store.answers import Entry, record_answers
from bot.store.database import Database
from bot.store.groupcommit import Waiter


class Intake:
    """The first who waits asks for a place in the next commit, for all who wait by then."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Waiter[Entry, Answer]] = []
        self.recorded = 0
        """Answers on the disk since the start, changes of mind included."""
        self._tasks: set[asyncio.Task[None]] = set()

    async def record(self, entry: Entry) -> Answer:
        """Returns the answer as it is on the disk. Raises a QuizRefusal when it does not count."""
        waiter: Waiter[Entry, Answer] = Waiter(entry, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        if len(self._waiting) == 1:
            # A task of its own: others wait for it even if this caller is cancelled.
            task = asyncio.create_task(self._write())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await waiter.outcome

    async def _write(self) -> None:
        batch: list[Waiter[Entry, Answer]] = []

        async def work(connection: AsyncConnection) -> Sequence[Answer | QuizRefusal]:
            # Only now, with the database ours. The work may be run twice: nobody is lost then.
            batch.extend(self._take())
            return await record_answers(connection, [waiter.asked for waiter in batch])

        try:
            outcomes = await self._database.write_together(work)
        except Exception as error:  # noqa: BLE001 - handed to everyone who waits for it
            # Without a transaction nobody was taken yet.
            for waiter in batch or self._take():
                waiter.release(error)
        except BaseException:
            # The event loop is going down: nobody may be left waiting for ever.
            for waiter in (*batch, *self._take()):
                waiter.outcome.cancel()
            raise
        else:
            self.recorded += sum(isinstance(outcome, Answer) for outcome in outcomes)
            for waiter, outcome in zip(batch, outcomes, strict=True):
                waiter.release(outcome)

    def _take(self) -> list[Waiter[Entry, Answer]]:
        taken, self._waiting = self._waiting, []
        return taken
