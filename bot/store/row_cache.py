"""Rows that are asked for with every interaction stay in memory.

A row is put in the cache by the function that reads it and taken out by the one that changes it:
only one of these runs at a time, so what is in memory is what is on the disk, also when the caller
is cancelled or the disk fails.

Where this process is the only writer they do not grow old. Where it is not, the others tell what
they change (:meth:`~bot.store.database.Database.tell`), and a row has a lifetime in case that is
lost on its way.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from cachetools import Cache, LRUCache, TTLCache

SIZE = 10_000
"""Rows of each kind."""

Cached = TypeVar("Cached")


class RowCache(Generic[Cached]):
    """Rows by an id, the latest used of them: the event loop reads, the store's thread writes."""

    def __init__(
        self, lifetime: float | None = None, on_change: Callable[[int], object] | None = None
    ) -> None:
        """``lifetime`` is in seconds; ``on_change`` is told the key of each row that changes."""
        self._rows: Cache[int, Cached] = (
            LRUCache(SIZE) if lifetime is None else TTLCache(SIZE, lifetime)
        )
        self._on_change = on_change
        self.changes = 0
        """Goes up when something is forgotten: whatever was being read then may be old."""
        # Reading reorders them as well.
        self._lock = Lock()

    def get(self, key: int) -> Cached | None:
        """Return what is kept; None if it is to be read."""
        with self._lock:
            return self._rows.get(key)

    def put(self, key: int, row: Cached) -> None:
        """Keep what was read."""
        with self._lock:
            self._rows[key] = row

    def drop(self, key: int) -> None:
        """Forget what this process changes."""
        self.discard(key)
        if self._on_change is not None:
            self._on_change(key)

    def discard(self, key: int) -> None:
        """Forget what another process has changed."""
        with self._lock:
            self.changes += 1
            self._rows.pop(key, None)

    def clear(self) -> None:
        """Forget everything: changes of others may have gone unheard."""
        with self._lock:
            self.changes += 1
            self._rows.clear()
