"""Rows that are asked for with every interaction stay in memory.

This process is the only writer, so they do not grow old. A row is put in the cache by the function
that reads it and taken out by the one that changes it: only one of these runs at a time, so what is
in memory is what is on the disk, also when the caller is cancelled or the disk fails.
"""

from __future__ import annotations

from threading import Lock
from typing import Generic, TypeVar

from cachetools import LRUCache

SIZE = 10_000
"""Rows of each kind."""

Cached = TypeVar("Cached")


class RowCache(Generic[Cached]):
    """Rows by an id, the latest used of them: the event loop reads, the store's thread writes."""

    def __init__(self) -> None:
        self._rows: LRUCache[int, Cached] = LRUCache(SIZE)
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
        """Forget what changes."""
        with self._lock:
            self._rows.pop(key, None)
