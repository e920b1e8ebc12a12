"""For which servers this process acts: for all, unless several share them by their shards.

Whatever the bot does by itself asks here, before it begins and when it lists what there is to do.
Reminders go to people in private, which is a matter of shard 0, as Discord has it:
https://docs.discord.com/developers/events/gateway#sharding
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import ColumnElement, Integer, false, literal

from bot.errors import OwnedElsewhere


def shard_of(guild_id: int | None, count: int) -> int:
    """Return the shard of a server, or of private messages: Discord's formula."""
    return ((guild_id or 0) >> 22) % count


class Ownership:
    """The shards for whose servers this process acts, and until when it may believe that."""

    def __init__(self) -> None:
        self._count = 1
        self._shards: set[int] | None = None
        self._until = 0.0

    @property
    def shards(self) -> frozenset[int] | None:
        """Those that are ours, if several processes share them; None: all are."""
        return None if self._shards is None else frozenset(self._shards)

    def share(self, count: int) -> None:
        """Own nothing but what is added from now on, of so many shards."""
        self._count, self._shards = count, set()

    def add(self, shard_id: int) -> None:
        """Act for the servers of a shard."""
        if self._shards is not None:
            self._shards.add(shard_id)

    def remove(self, shard_id: int) -> None:
        """Act no more for the servers of a shard."""
        if self._shards is not None:
            self._shards.discard(shard_id)

    def confirm(self, until: float) -> None:
        """Believe in what is ours until then, on the clock of ``time.monotonic()``."""
        self._until = until

    def has(self, shard_id: int) -> bool:
        """Return whether a shard is ours at this moment."""
        shards = self._shards
        return shards is None or (shard_id in shards and time.monotonic() < self._until)

    def covers(self, guild_id: int | None) -> bool:
        """Return whether this process acts for a server; None: for people in private."""
        return self._shards is None or self.has(shard_of(guild_id, self._count))

    def check(self, guild_id: int | None) -> None:
        """Raise :class:`~bot.errors.OwnedElsewhere` unless this process acts for a server."""
        if not self.covers(guild_id):
            raise OwnedElsewhere

    def clauses(self, guild_id: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
        """Return what to add to a WHERE so that it finds rows of our servers alone."""
        if self._shards is None:
            return ()
        ours = [shard for shard in sorted(self._shards) if self.has(shard)]
        if not ours:
            return (false(),)
        return ((guild_id.bitwise_rshift(literal(22, Integer)) % self._count).in_(ours),)
