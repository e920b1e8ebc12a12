"""What becomes of a press: every one has an outcome, and none of them is an error of the bench."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from tests.live.interactions import DEFER, DEFER_UPDATE, Interaction
from tests.live.server import DiscordServer

PATIENCE = 10.0
"""Seconds: whatever was not answered by then never will be."""


class Outcome(StrEnum):
    """What Discord made of an interaction."""

    IN_TIME = "in time"
    DEFERRED = "deferred in time"
    LATE = "late"
    """The bot answered, and Discord refused it: the person read that the interaction failed."""
    LOST = "lost"
    """The bot never answered."""


async def wait_for(asked: Interaction, within: float = PATIENCE) -> None:
    """Wait for the answer, and no longer than that."""
    try:
        await asyncio.wait_for(asked.done.wait(), within)
    except TimeoutError:
        return


def outcome_of(discord: DiscordServer, asked: Interaction) -> Outcome:
    """Tell what became of an interaction that nobody waits for any more."""
    if asked.answer is not None:
        return Outcome.DEFERRED if asked.answer in {DEFER, DEFER_UPDATE} else Outcome.IN_TIME
    tried = any(asked.token in call.path for call in discord.rest.calls)
    return Outcome.LATE if tried else Outcome.LOST


def count(discord: DiscordServer, presses: Iterable[Interaction]) -> Counter[Outcome]:
    """Count the outcomes of presses."""
    return Counter(outcome_of(discord, asked) for asked in presses)


def seconds_of(asked: Interaction) -> float:
    """Return how long somebody waited: as long as the bench does where there was no answer."""
    return PATIENCE if asked.answered_at is None else asked.seconds
