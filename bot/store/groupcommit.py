"""Group commit: one transaction, and one wait for the disk, for all who wait by then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.sqlite_errors import is_trouble

T = TypeVar("T")
Asked = TypeVar("Asked")
Given = TypeVar("Given")
Work = Callable[[AsyncConnection], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Waiter(Generic[Asked, Given]):
    """Somebody who waits for what they asked for to be on the disk."""

    asked: Asked
    outcome: asyncio.Future[Given]

    def release(self, result: Given | BaseException) -> None:
        """Hands over the result, or raises it if it is an exception; unless nobody waits now."""
        if self.outcome.done():
            return
        if isinstance(result, BaseException):
            self.outcome.set_exception(result)
        else:
            self.outcome.set_result(result)


class GroupCommit:
    """The first who waits leads: writes for all who wait by then, until nobody does.

    There is no loop that waits for work: between two bursts nothing runs.
    """

    def __init__(self, write: Callable[[Work], Coroutine[Any, Any, Any]]) -> None:
        self._write = write
        self._waiting: list[Waiter[Work, Any]] = []
        self._led = False

    def ask(
        self, work: Callable[[AsyncConnection], Awaitable[T]]
    ) -> tuple[asyncio.Future[T], Coroutine[Any, Any, None] | None]:
        """The future of ``work``'s result, and the leader's task if one must be started."""
        waiter = Waiter(work, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        if self._led:
            return waiter.outcome, None
        self._led = True
        return waiter.outcome, self._lead()

    async def _lead(self) -> None:
        try:
            while self._waiting:
                await self._write_all()
        finally:
            self._led = False

    async def _write_all(self) -> None:
        batch: list[Waiter[Work, Any]] = []

        async def at_once(connection: AsyncConnection) -> list[object]:
            # Only now, with the database ours: whoever came while we waited for it comes along.
            batch.extend(self._take())
            return [await waiter.asked(connection) for waiter in batch]

        async def one_by_one(connection: AsyncConnection) -> list[object]:
            return [await _try(waiter.asked, connection) for waiter in batch]

        try:
            try:
                results = await self._write(at_once)
            except Exception as error:
                if is_trouble(error) or len(batch) == 1:
                    raise
                results = await self._write(one_by_one)
        except Exception as error:  # noqa: BLE001 - handed to everyone who waits for it
            # Without a transaction nobody was taken yet.
            batch = batch or self._take()
            results = [error] * len(batch)
        except BaseException:
            # The event loop is going down: nobody may be left waiting for ever.
            for waiter in (*batch, *self._take()):
                waiter.outcome.cancel()
            raise
        for waiter, result in zip(batch, results, strict=True):
            waiter.release(result)

    def _take(self) -> list[Waiter[Work, Any]]:
        taken, self._waiting = self._waiting, []
        return taken


async def _try(work: Work, connection: AsyncConnection) -> object:
    """The result of ``work``, or its failure with its rows undone and those of others kept."""
    try:
        async with connection.begin_nested():
            return await work(connection)
    except Exception as error:
        # SQLite may have ended the whole transaction: going on would commit row by row.
        if is_trouble(error):
            raise
        return error
