"""The one error boundary of every interaction, whether command, button, menu or form.

In this order it drops an interaction that Discord delivers again; runs the action; puts a refusal
into words; hides any other failure behind a reference that the log carries too; and writes one line
to the log. The line, like the metrics, names what was used and how it went, never who used it or
what they typed: whoever runs the bot may see both.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import Any, Final, NoReturn

import discord
import structlog
from cachetools import LRUCache
from discord import app_commands
from prometheus_client import Counter, Histogram

from bot.errors import IncompleteEvent, Refusal, StoreError
from bot.ui.context import library_of
from bot.ui.discord_errors import REQUEST_ERRORS, is_too_late
from bot.ui.message import RenderedMessage
from bot.ui.refusals import COMMAND_CHANGED, NOT_RECORDED, draw_failure, draw_refusal
from bot.ui.reply import reply
from bot.ui.turns import Turns

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
"""Seconds. Discord waits three for the first answer to an interaction."""
UNIQUE_RESULTS: Final = ("failed", "too late")
"""Results that are followed by a reference or a code, another one each time."""

MOST_SERIES: Final = 1024
"""Series of which each is found at once."""

Action = Callable[[], Awaitable[Any]]
log = structlog.get_logger(__name__)


class InteractionMetrics:
    """Counts and durations of interactions since the start of the process.

    They stand in no registry until they are exported: one process may hold several bots in tests.
    """

    def __init__(self) -> None:
        self.count = Counter(
            "imnm_interactions",
            "Commands, presses, forms and suggestions",
            ["kind", "name", "result"],
            registry=None,
        )
        self.seconds = Histogram(
            "imnm_interaction_seconds",
            "From arrival to answer",
            ["kind"],
            buckets=BUCKETS,
            registry=None,
        )
        self.deferred = Counter(
            "imnm_interactions_deferred",
            "Answers that came so late that they were announced first",
            ["kind"],
            registry=None,
        )
        # To find a series by its labels takes longer than to count.
        self._count_of = lru_cache(MOST_SERIES)(self.count.labels)
        self._seconds_of = lru_cache(MOST_SERIES)(self.seconds.labels)

    def note(self, kind: str, name: str, result: str, seconds: float) -> None:
        """Count one interaction.

        A reference or code at the end of ``result``, as in "failed 3F09AB", is left out of the
        label: each would be a time series of its own.
        """
        label = next((each for each in UNIQUE_RESULTS if result.startswith(each)), result)
        self._count_of(kind, name, label).inc()
        self._seconds_of(kind).observe(seconds)


class ErrorBoundary:
    """Runs the action of each interaction once, and answers for whatever goes wrong in it."""

    def __init__(self, remember: int = 10_000) -> None:
        """``remember`` is how many of the latest interactions are known by their ids."""
        self._seen: LRUCache[int, None] = LRUCache(remember)
        self.metrics = InteractionMetrics()
        self.turns = Turns(self.metrics.deferred)
        # Bound once: to find out how to log costs as much as the line itself.
        self._log = log.bind()

    async def run(
        self,
        interaction: discord.Interaction,
        name: str,
        action: Action,
        *,
        may_be_deferred: bool = True,
    ) -> None:
        """Run ``action`` for this interaction, and answer in its place if it fails.

        ``name`` is the command or the kind of control. What may not be deferred does not wait for
        its turn. Raise nothing but cancellation.
        """
        if not self._is_new(interaction.id):
            self._log.info("interaction repeated", kind=interaction.type.name, name=name)
            return
        began = time.perf_counter()
        result = "cancelled"
        try:
            # discord.py has a falsy mark in its place where Discord did not say who it was.
            run = partial(_run, interaction, action if interaction.user else _refuse)
            result = await (self.turns.run(interaction, run) if may_be_deferred else run())
        finally:
            seconds = time.perf_counter() - began
            kind = interaction.type.name
            self.metrics.note(kind, name, result, seconds)
            self._log.info(
                "interaction", kind=kind, name=name, ms=round(seconds * 1000, 1), result=result
            )

    def _is_new(self, interaction_id: int) -> bool:
        if interaction_id in self._seen:
            return False
        self._seen[interaction_id] = None
        return True


async def _run(interaction: discord.Interaction, action: Action) -> str:
    """Run the action and answer for its failure; return the result for log and metrics."""
    try:
        await action()
    except Refusal as refusal:
        await _notify(interaction, draw_refusal(library_of(interaction).whole, refusal))
        return type(refusal).__name__
    except StoreError as trouble:
        # The store has logged what is wrong, once; a line for each press would bury it.
        await _notify(interaction, NOT_RECORDED)
        return type(trouble).__name__
    except (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch):
        await _notify(interaction, COMMAND_CHANGED)
        return "command changed"
    except Exception as error:
        if isinstance(error, discord.HTTPException) and is_too_late(error):
            return f"too late ({error.code})"
        reference = secrets.token_hex(3).upper()
        log.error("interaction failed", reference=reference, exc_info=error)  # noqa: TRY400
        await _notify(interaction, draw_failure(reference))
        return f"failed {reference}"
    return "done"


async def _refuse() -> NoReturn:
    raise IncompleteEvent


async def _notify(interaction: discord.Interaction, notice: RenderedMessage) -> None:
    try:
        if interaction.type is discord.InteractionType.autocomplete:
            if not interaction.response.is_done():
                await interaction.response.autocomplete([])
        else:
            await reply(interaction, notice, private=True)
    except REQUEST_ERRORS as error:
        status, code = getattr(error, "status", None), getattr(error, "code", None)
        log.info("nobody left to tell", status=status, code=code)
