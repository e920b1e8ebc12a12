"""Interactions that come by a shard which is not ours, or not yet: kept for a moment.

While a shard changes hands it has two sessions, and Discord may send what people press to both. The
process that acts for the shard answers at once; the other one keeps it, and answers when the shard
is its own, unless the one before has done so. Whoever waits for longer is told that nothing was
recorded.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any, Final

import discord

from bot.runtime.discord_patches import ALREADY_ACKNOWLEDGED
from bot.store.ownership import Ownership
from bot.ui.discord_errors import REQUEST_ERRORS
from bot.ui.refusals import NOT_RECORDED
from bot.ui.reply import reply

HOLD: Final = 2.0
"""Seconds. Discord waits three for an answer."""
ASK_EVERY: Final = 0.05
REMEMBER: Final = 15.0
"""Seconds in which a new session may bring what the old one has answered."""


class HeldInteractions:
    """Keeps interactions until their shard is ours, and knows which were answered."""

    def __init__(
        self,
        ownership: Ownership,
        *,
        handle: Callable[[Any], None],
        refuse: Callable[[int, Any], Awaitable[None]],
        start: Callable[[Coroutine[Any, Any, None]], object],
    ) -> None:
        """``handle`` answers one; ``refuse`` tells whose shard does not become ours."""
        self._ownership = ownership
        self._handle = handle
        self._refuse = refuse
        self._start = start
        self._answered: deque[tuple[float, int, int]] = deque()
        """When, by which shard, and the id."""
        self._answered_before: defaultdict[int, set[int]] = defaultdict(set)

    def admits(self, shard_id: int, data: Any) -> bool:  # noqa: ANN401 - as Discord sent it
        """Return whether an interaction is to be answered here and now; else it is kept."""
        if self._ownership.has(shard_id):
            self._note(shard_id, data)
            return True
        self._start(self._hold(shard_id, data))
        return False

    def list_answered(self, shard_id: int) -> list[int]:
        """Return the interactions of a shard that were answered here lately."""
        return [each for _, shard, each in self._answered if shard == shard_id]

    def note_answered_before(self, shard_id: int, ids: Iterable[int]) -> None:
        """Answer none of these: the process before us has."""
        self._answered_before[shard_id].update(ids)

    def _note(self, shard_id: int, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        now = time.monotonic()
        while self._answered and self._answered[0][0] < now - REMEMBER:
            self._answered.popleft()
        self._answered.append((now, shard_id, _id_of(data)))

    async def _hold(self, shard_id: int, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        until = time.monotonic() + HOLD
        while not self._ownership.has(shard_id) and time.monotonic() < until:  # noqa: ASYNC110 - time ends it too
            await asyncio.sleep(ASK_EVERY)
        if not self._ownership.has(shard_id):
            await self._refuse(shard_id, data)
        elif _id_of(data) not in self._answered_before[shard_id]:
            self._note(shard_id, data)
            self._handle(data)


async def say_not_recorded(interaction: discord.Interaction) -> bool:
    """Say that nothing was recorded; return False if another process has answered.

    Suggestions just do not come. Where Discord takes no answer any more, nobody is left to tell.
    """
    if interaction.type is discord.InteractionType.autocomplete:
        return True
    try:
        await reply(interaction, NOT_RECORDED, private=True)
    except REQUEST_ERRORS as error:
        return getattr(error, "code", None) != ALREADY_ACKNOWLEDGED
    return True


def _id_of(data: Any) -> int:  # noqa: ANN401 - as Discord sent it
    """Return the id of an interaction; 0 if it has none that can be read."""
    found = str(data.get("id", "")) if isinstance(data, dict) else ""
    return int(found) if found.isdecimal() else 0
