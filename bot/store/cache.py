"""Rows that are asked for with every interaction, kept in memory as they are on the disk.

This process is the only writer of its database, so what it has written is what is true.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """The latest ``most`` values that were read, by key."""

    def __init__(self, most: int = 10_000) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._forgotten = 0

    async def get(self, key: Key, read: Callable[[], Awaitable[Value]]) -> Value:
        """The value, from memory or else from ``read``."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        before = self._forgotten
        value = await read()
        # A write that ended while this was read may have made it old.
        if before == self._forgotten:
            self._kept[key] = value
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def forget(self, key: Key) -> None:
        """The value was written anew, or may have been: it must be read again."""
        self._forgotten += 1
        self._kept.pop(key, None)
