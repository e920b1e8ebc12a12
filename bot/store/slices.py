"""Long work in steps, each so short that nobody waits long for the database."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection

from bot.store.database import Database
from bot.store.group_commit import T, Work

LONG: Final = 0.02
"""Seconds: a step that takes longer is followed by smaller ones."""
FIRST: Final = 8
"""Rows of the first step."""
LEAST: Final = 4
"""Rows of a step on the slowest disk: what each waits for its commit is not less for one row."""


class Slices:
    """How many rows a step takes, found out as it goes: machines and rows differ.

    A step that took too long halves the next one; one that took little time doubles it.
    """

    def __init__(self, database: Database, most: int) -> None:
        """``most`` is how many rows a step may have at all."""
        self._database = database
        self._most = most
        self.rows = min(FIRST, most)

    async def write(self, step: Callable[[int], Work[T]]) -> T:
        """Write the step for so many rows in a transaction of its own, and return what it returns.

        It counts how long others were kept from the database: also while the disk took the rows,
        which is most of it, and not while the step waited for its turn.
        """
        work, began = step(self.rows), 0.0

        def timed(connection: Connection) -> T:
            nonlocal began
            began = time.perf_counter()
            return work(connection)

        done = await self._database.write(timed)
        self.note(time.perf_counter() - began)
        return done

    def note(self, seconds: float) -> None:
        """Choose the size of the next step by how long the last one took."""
        if seconds > LONG:
            self.rows = max(min(LEAST, self._most), self.rows // 2)
        elif seconds < LONG / 3:
            self.rows = min(self._most, self.rows * 2)
