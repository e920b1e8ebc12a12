"""The thread in which the one connection lives: aiosqlite's, given a whole function at a time."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

import aiosqlite

T = TypeVar("T")


class ConnectionThread(aiosqlite.Connection):
    """A connection of aiosqlite's whose thread takes calls, not only single statements.

    aiosqlite goes to its thread and back for each statement, which costs four times what the
    statements do. Protected parts (checked with aiosqlite 0.22.1): the thread, the queue that it
    reads, the connection and what makes it. ``tests/store/test_connection_thread.py`` fails when
    they change.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """Start the thread. ``connect`` runs in it, when :meth:`connect` is called there."""
        super().__init__(connect, iter_chunk_size=1)
        self._thread.name = "store"
        # A store that nobody closed must not keep the process.
        self._thread.daemon = True
        self._thread.start()

    def run(self, call: Callable[[], T]) -> asyncio.Future[T]:
        """Run a call in the thread, after all that came before, whether it is awaited or not."""
        outcome: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((outcome, call))
        return outcome

    def connect(self) -> sqlite3.Connection:
        """Open the connection, also in place of one that was closed. To be called in the thread."""
        self._connection = self._connector()
        return self._connection

    async def close(self) -> None:
        """End the thread once all calls have run, and close the connection if there is one."""
        if (ended := self.stop()) is not None:
            await ended
