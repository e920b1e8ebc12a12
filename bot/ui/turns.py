"""Whose turn it is when many press at once, and who is told first that an answer comes.

Discord shows "This interaction failed" where nothing has acknowledged a press after three seconds.
So only so many are answered at the same time, in the order in which they came, and whoever has
waited for half of that time is told that the bot is thinking: that costs a fifth of an answer, and
the answer itself may then come for fifteen minutes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

import discord
import structlog
from discord.utils import utcnow

from bot.ui.discord_errors import REQUEST_ERRORS, describe
from bot.ui.message import PreparedResponse

if TYPE_CHECKING:
    from prometheus_client import Counter

    from bot.ui.context import BotClient

AT_ONCE: Final = 128
"""So many are answered at the same time, and as many deferred: each takes a connection."""
PATIENCE: Final = 1.5
"""Seconds after which an answer is deferred, half of what Discord gives."""
TOKEN_LIFE: Final = 15 * 60.0
"""Seconds in which an answer that was deferred can be told; nobody waits longer for their turn."""
MOST_LAG: Final = 1.0
"""Seconds; whatever was on its way for longer is too late."""
DRIFT: Final = 0.001
"""How much faster than Discord's a clock may go."""
KEY: Final = "turn"

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Turn:
    """One interaction, from its arrival to the end of its answer."""

    interaction: discord.Interaction
    due: float = 0.0
    """When its answer is deferred, on the clock of the event loop."""
    may_be_deferred: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by whoever sends the first response: there can be only one."""
    sleep: asyncio.Task[None] | None = None
    """Cancelled when its turn comes; None if it did not have to wait."""
    holds_place: bool = False
    is_deferred: bool = False
    is_told: bool = False
    """Whether something was said after it was deferred."""
    has_ended: bool = False


def turn_of(interaction: discord.Interaction) -> Turn:
    """Return the turn of an interaction; one of its own to what nobody has given one."""
    turn: Turn | None = interaction.extras.get(KEY)
    if turn is None:
        turn = interaction.extras[KEY] = Turn(interaction)
    return turn


class Turns:
    """Gives each interaction its turn, and defers the answers that come late."""

    def __init__(self, deferred: Counter) -> None:
        self._deferred = deferred
        self._watched: deque[Turn] = deque()
        """Whose answers may have to be deferred, in the order in which they came."""
        self._waiting: deque[Turn] = deque()
        self._overdue: deque[Turn] = deque()
        self._answering = 0
        self._deferring: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._least_lag = float("inf")
        self._lag_at = 0.0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._waiting)

    async def run(self, interaction: discord.Interaction, action: Callable[[], Awaitable[T]]) -> T:
        """Return what ``action`` returns, which answers the interaction when its turn comes."""
        loop = asyncio.get_running_loop()
        turn = turn_of(interaction)
        turn.may_be_deferred = True
        turn.due = loop.time() + PATIENCE - self._lag_of(interaction)
        self._watched.append(turn)
        if self._timer is None:
            self._timer = loop.call_at(turn.due, self._defer_late)
        try:
            await self._begin(turn)
            return await action()
        finally:
            turn.has_ended = True
            self._free(turn)
            await _stop_thinking(turn)

    def _lag_of(self, interaction: discord.Interaction) -> float:
        """Return for how many seconds an interaction was on its way, beside the quickest one.

        So it does not matter how far the clock here is from Discord's, as long as it goes as fast:
        the quickest is forgotten by a thousandth of the time. If the clock leaps, answers may be
        deferred early for a while, and none that takes less than half a second.
        """
        seconds = (utcnow() - interaction.created_at).total_seconds()
        now = asyncio.get_running_loop().time()
        forgotten = (now - self._lag_at) * DRIFT
        self._lag_at, self._least_lag = now, min(self._least_lag + forgotten, seconds)
        return min(seconds - self._least_lag, MOST_LAG)

    async def _begin(self, turn: Turn) -> None:
        if self._answering >= AT_ONCE or self._waiting or self._overdue:
            turn.sleep = asyncio.create_task(asyncio.sleep(TOKEN_LIFE))
            self._waiting.append(turn)
            try:
                await asyncio.wait((turn.sleep,))
            finally:
                turn.sleep.cancel()
        else:
            self._take_place(turn)

    def _take_place(self, turn: Turn) -> None:
        turn.holds_place = True
        self._answering += 1

    def _free(self, turn: Turn) -> None:
        """Take a turn out of those that are answered at the same time, and let others follow."""
        if turn.holds_place:
            turn.holds_place = False
            self._answering -= 1
            self._go_on()

    def _go_on(self) -> None:
        """Defer what is late first, then begin what waits."""
        while self._overdue and len(self._deferring) < AT_ONCE:
            task = asyncio.create_task(self._defer(self._overdue.popleft()))
            self._deferring.add(task)
            task.add_done_callback(self._deferring.discard)
            task.add_done_callback(lambda _: self._go_on())
        while self._waiting and not self._overdue and self._answering < AT_ONCE:
            turn = self._waiting.popleft()
            # Whoever waited may have been cancelled.
            if turn.sleep is not None and not turn.has_ended:
                self._take_place(turn)
                turn.sleep.cancel()

    def _defer_late(self) -> None:
        loop, self._timer = asyncio.get_running_loop(), None
        now = loop.time()
        while self._watched and (self._watched[0].has_ended or self._watched[0].due <= now):
            turn = self._watched.popleft()
            if turn.has_ended or turn.interaction.response.is_done():
                continue
            self._overdue.append(turn)
            # What takes so long waits for others, and may not keep those who wait from their turn.
            self._free(turn)
        self._go_on()
        if self._watched:
            self._timer = loop.call_at(self._watched[0].due, self._defer_late)

    async def _defer(self, turn: Turn) -> None:
        # If somebody sends the answer itself, it is on its way.
        if turn.has_ended or turn.lock.locked():
            return
        async with turn.lock:
            if turn.interaction.response.is_done():
                return
            try:
                await _send_deferral(turn.interaction)
            except REQUEST_ERRORS as error:
                log.info("interaction not deferred", why=describe(error))
            else:
                turn.is_deferred = True
                self._deferred.labels(turn.interaction.type.name).inc()


@cache
def _prepare_deferral() -> PreparedResponse:
    """Return "… is thinking", which one person sees: nothing tells others what somebody did."""
    flags = discord.MessageFlags(ephemeral=True).value
    return PreparedResponse(
        discord.InteractionResponseType.deferred_channel_message, {"flags": flags}
    )


async def _send_deferral(interaction: discord.Interaction) -> None:
    client: BotClient = interaction.client  # type: ignore[assignment]
    if not await client.respond(interaction, _prepare_deferral()):
        await interaction.response.defer(ephemeral=True, thinking=True)


async def _stop_thinking(turn: Turn) -> None:
    """Take "… is thinking" away where there was nothing to say."""
    async with turn.lock:
        if turn.is_deferred and not turn.is_told:
            with suppress(*REQUEST_ERRORS):
                await turn.interaction.delete_original_response()
