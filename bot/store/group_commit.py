"""Group commit: one transaction, and one wait for the disk, for all who wait by then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")
Entry = TypeVar("Entry")

Work = Callable[[Connection], T]
"""A whole function to run in one transaction. It must not call the database's methods again."""

BatchWork = Callable[[Connection, Sequence[Entry]], Sequence[T | Exception]]
"""Writes many entries at once; returns for each its result, or the error that its caller gets."""


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits for an entry to be on the disk."""

    entry: Any
    outcome: asyncio.Future[Any]

    def release(self, result: object) -> None:
        """Hand over the result, or raise it if it is an exception; unless nobody waits now."""
        if self.outcome.done():
            return
        if isinstance(result, BaseException):
            self.outcome.set_exception(result)
        else:
            self.outcome.set_result(result)


Batch = dict[BatchWork[Any, Any], list[Waiter]]
"""Those who wait, by the function that writes their entries."""


class GroupCommit:
    """The first who waits leads: writes for all who wait by then, until nobody does.

    There is no loop that waits for work: between two bursts nothing runs.
    """

    def __init__(
        self,
        write: Callable[[Work[Any]], Awaitable[Any]],
        start: Callable[[Coroutine[Any, Any, None]], object],
        is_failure: Callable[[BaseException], bool],
        gather: Callable[[], object],
    ) -> None:
        """``write`` runs a function in a transaction, ``start`` a task that is not cancelled.

        ``is_failure`` tells whether the database failed, not the statement. ``gather`` waits for
        others, in a transaction after one in which there were several.
        """
        self._write = write
        self._start = start
        self._is_failure = is_failure
        self._gather = gather
        self._waiting: Batch = {}
        # They come in the event loop and are taken in the thread that writes.
        self._lock = Lock()
        self._led = False
        self._crowded = False
        """Whether several wrote together the last time."""

    def enqueue(self, work: BatchWork[Entry, T], entry: Entry) -> asyncio.Future[T]:
        """Return the future result of ``entry``, once it is on the disk."""
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.setdefault(work, []).append(Waiter(entry, outcome))
        if not self._led:
            self._led = True
            self._start(self._lead())
        return outcome

    async def _lead(self) -> None:
        try:
            while self._waiting:
                await self._write_all()
        finally:
            self._led = False

    async def _write_all(self) -> None:
        batch: Batch = {}

        def at_once(connection: Connection) -> list[object]:
            # Only now, with the database ours: whoever came while we waited for it comes along.
            if self._crowded:
                self._gather()
            for work, waiters in self._take().items():
                batch.setdefault(work, []).extend(waiters)
            self._crowded = len(_waiters(batch)) > 1
            return self._run(connection, batch)

        try:
            try:
                results = await self._write(at_once)
            except Exception as error:
                if self._is_failure(error) or len(batch) == 1:
                    raise
                results = await self._write(
                    lambda connection: self._run(connection, batch, apart=True)
                )
        except Exception as error:  # noqa: BLE001 - handed to everyone who waits for it
            # Without a transaction nobody was taken yet.
            batch = batch or self._take()
            results = [error] * len(_waiters(batch))
        except BaseException:
            # The event loop is going down: nobody may be left waiting for ever.
            for waiter in (*_waiters(batch), *_waiters(self._take())):
                waiter.outcome.cancel()
            raise
        for waiter, result in zip(_waiters(batch), results, strict=True):
            waiter.release(result)

    def _take(self) -> Batch:
        with self._lock:
            taken, self._waiting = self._waiting, {}
        return taken

    def _run(self, connection: Connection, batch: Batch, *, apart: bool = False) -> list[object]:
        """Return the results of all who wait, in order; a failure of one may be kept ``apart``.

        Then its rows are undone, those of others are kept, and its own waiters get the failure.
        """
        results: list[object] = []
        for work, waiters in batch.items():
            entries = [waiter.entry for waiter in waiters]
            try:
                with connection.begin_nested() if apart else nullcontext():
                    results += work(connection, entries)
            except Exception as error:
                # The whole transaction may have ended: going on would commit row by row.
                if self._is_failure(error) or not apart:
                    raise
                results += [error] * len(waiters)
        return results


def _waiters(batch: Batch) -> list[Waiter]:
    return [waiter for waiters in batch.values() for waiter in waiters]
