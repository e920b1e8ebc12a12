"""Answers in the order of their writes: one at a time for each person or server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

_LOCKS: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
"""By Discord's id of the person or server; forgotten when nobody holds or awaits one."""


@asynccontextmanager
async def one_at_a_time(owner_id: int) -> AsyncIterator[None]:
    """Write and answer before the next press about the same settings does.

    Presses at the same moment edit the same message. Without this, an edit that was drawn from an
    older state may reach Discord last and stay on the screen.
    """
    lock = _LOCKS.setdefault(owner_id, asyncio.Lock())
    async with lock:
        yield
