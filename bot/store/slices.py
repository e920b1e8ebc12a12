"""Long work in steps, each so short that nobody waits long for the database."""

from __future__ import annotations

import time

from sqlalchemy import Connection

from bot.store.group_commit import T, Work

LONG = 0.02
"""Seconds: a step that takes longer is followed by smaller ones."""
FIRST = 32
"""Rows of the first step."""


class Slices:
    """How many rows a step takes, found out as it goes: machines and rows differ.

    A step that took too long halves the next one; one that took no time doubles it.
    """

    def __init__(self, most: int) -> None:
        """``most`` is how many rows a step may have at all."""
        self._most = most
        self.rows = min(FIRST, most)

    def timed(self, step: Work[T]) -> Work[T]:
        """Return the same step, which sets the size of the next one."""

        def work(connection: Connection) -> T:
            began = time.perf_counter()
            done = step(connection)
            self.note(time.perf_counter() - began)
            return done

        return work

    def note(self, seconds: float) -> None:
        """Choose the size of the next step by how long the last one took."""
        if seconds > LONG:
            self.rows = max(1, self.rows // 2)
        elif seconds < LONG / 4:
            self.rows = min(self._most, self.rows * 2)
