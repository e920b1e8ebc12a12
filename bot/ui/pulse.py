"""What the door has let in: how often, how it went and how long it took, in plain numbers.

Nothing here names a person or a server, so all of it may be shown to whoever runs the bot.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

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
