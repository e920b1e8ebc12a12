"""The one door that every interaction comes through, whether command, button or menu.

In this order it: acts once, however often Discord delivers the same interaction; lets the action
run; puts a refusal into words; hides any other failure behind a reference that the log carries
too; and writes one line to the log. The line names what was used and how it went, never who used
it or what they typed.

What the door has let in: how often, how it went and how long it took, in plain numbers.

Nothing here names a person or a server, so all of it may be shown to whoever runs the bot.
"""

from __future__ import annotations

import secrets
import time
from bisect import bisect_left
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import discord
import structlog
from discord import app_commands

from bot.errors import Refusal, StoreError
from bot.ui.discord_errors import REQUEST_ERRORS, is_too_late
from bot.ui.message import RenderedMessage
from bot.ui.refusals import draw_changed, draw_failure, draw_refusal, draw_trouble
from bot.ui.reply import reply

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
"""Seconds. Discord waits three for the first answer to an interaction."""
WORDS: Final = ("failed", "too late")
"""Results behind which there is a reference or a code, another one each time."""


@dataclass(slots=True)
class Times:
    """How long something took, each time: a histogram."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    """How many took at most each of :data:`BOUNDS` and longer than the one before; then longer."""
    total: float = 0.0
    """Seconds of all together."""

    def add(self, seconds: float) -> None:
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


@dataclass(slots=True)
class Pulse:
    """Counts since the start of the process."""

    results: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By kind of interaction, name of the command or control, and result."""
    times: defaultdict[str, Times] = field(default_factory=lambda: defaultdict(Times))
    """By kind of interaction."""

    def note(self, kind: str, name: str, result: str, seconds: float) -> None:
        """``result`` may carry a reference or a code behind its word: "failed 3F09AB"."""
        word = next((each for each in WORDS if result.startswith(each)), result)
        self.results[kind, name, word] += 1
        self.times[kind].add(seconds)


log = structlog.get_logger(__name__)

Action = Callable[[], Awaitable[Any]]


class ErrorBoundary:
    """Lets interactions in, each once, and answers for whatever goes wrong behind it."""

    def __init__(self, remember: int = 10_000) -> None:
        """``remember`` is how many of the latest interactions are known by their ids."""
        self._remember = remember
        self._seen: OrderedDict[int, None] = OrderedDict()
        self.pulse = Pulse()

    async def run(self, interaction: discord.Interaction, name: str, action: Action) -> None:
        """Runs ``action`` for this interaction and answers in its place if it cannot.

        Raises nothing but cancellation.
        """
        if not self._is_new(interaction.id):
            log.info("interaction repeated", kind=interaction.type.name, name=name)
            return
        began = time.perf_counter()
        result = "cancelled"
        try:
            result = await self._answer(interaction, action)
        finally:
            seconds = time.perf_counter() - began
            kind = interaction.type.name
            self.pulse.note(kind, name, result, seconds)
            log.info(
                "interaction", kind=kind, name=name, ms=round(seconds * 1000, 1), result=result
            )

    def _is_new(self, interaction_id: int) -> bool:
        if interaction_id in self._seen:
            return False
        self._seen[interaction_id] = None
        if len(self._seen) > self._remember:
            self._seen.popitem(last=False)
        return True

    @staticmethod
    async def _answer(interaction: discord.Interaction, action: Action) -> str:
        try:
            await action()
        except Refusal as refusal:
            await _tell(interaction, draw_refusal(refusal))
            return type(refusal).__name__
        except StoreError as trouble:
            # The store has logged what is wrong, once; a line for each press would bury it.
            await _tell(interaction, draw_trouble())
            return type(trouble).__name__
        except (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch):
            await _tell(interaction, draw_changed())
            return "command changed"
        except Exception as error:  # noqa: BLE001 - the one error_boundary: nothing may leave unanswered
            if isinstance(error, discord.HTTPException) and is_too_late(error):
                return f"too late ({error.code})"
            return await _report_failure(interaction, error)
        return "done"


async def _report_failure(interaction: discord.Interaction, error: Exception) -> str:
    reference = secrets.token_hex(3).upper()
    log.error("interaction failed", reference=reference, exc_info=error)
    await _tell(interaction, draw_failure(reference))
    return f"failed {reference}"


async def _tell(interaction: discord.Interaction, notice: RenderedMessage) -> None:
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            if not interaction.response.is_done():
                await interaction.response.autocomplete([])
        else:
            await reply(interaction, notice, private=True)
    except REQUEST_ERRORS as error:
        status, code = getattr(error, "status", None), getattr(error, "code", None)
        log.info("nobody left to tell", status=status, code=code)
