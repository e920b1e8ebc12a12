"""The order in which pinned messages are edited."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from discord.utils import utcnow

from bot.store import Pin

REST: Final = timedelta(seconds=1)
"""Discord takes about five edits in five seconds in one channel, and a quiz may need some."""


class Walk:
    """Pins still to be edited: the oldest whose channel has had its rest comes first."""

    def __init__(self) -> None:
        self._pins: list[Pin] = []
        self._free_at: dict[int, datetime] = {}

    def __len__(self) -> int:
        return len(self._pins)

    def add(self, pins: Iterable[Pin]) -> None:
        """Pins that come after all that were added before."""
        self._pins.extend(pins)

    def is_ready(self) -> bool:
        """Whether there is one that need not wait."""
        return self._find(utcnow()) is not None

    async def next(self) -> Pin:
        """The next one, as soon as its channel has had its rest. There must be one."""
        now = utcnow()
        place = self._find(now)
        while place is None:
            free_at = min(self._free_at[pin.channel_id] for pin in self._pins)
            # A clock that was set back must not hold everything up.
            await asyncio.sleep(min(free_at - now, REST).total_seconds())
            now = utcnow()
            place = self._find(now)
        pin = self._pins.pop(place)
        self._free_at[pin.channel_id] = now + REST
        return pin

    def _find(self, now: datetime) -> int | None:
        for place, pin in enumerate(self._pins):
            if self._free_at.get(pin.channel_id, now) <= now:
                return place
        return None
