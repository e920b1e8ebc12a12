"""Numbers and how they are judged."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import psutil

from tests.live.process import BotProcess

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the table. Without a `limit` it is told, not judged."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    at_least: bool = False
    target: str = ""

    @property
    def missed(self) -> bool:
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    def row(self) -> str:
        floor = "" if self.floor is None else f"{self.floor:.2f}"
        verdict = "" if self.limit is None else "MISS" if self.missed else "PASS"
        return (
            f"{self.name:<42}{self.value:>10.2f} {self.unit:<5}{floor:>10}   "
            f"{self.target:<28}{verdict}"
        ).rstrip()


def percentile(times: Sequence[float], share: float) -> float:
    """Give the value below which `share` (0 to 1) of all values lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def middle(times: Sequence[float]) -> float:
    return statistics.median(times)


def table(measures: Sequence[Measure]) -> str:
    head = f"{'':<42}{'bot':>10} {'':<5}{'floor':>10}   target"
    return "\n".join([head, *(measure.row() for measure in measures)])


def report(measures: Sequence[Measure]) -> int:
    """Print the table; return the exit code, 1 when a target was missed."""
    print(table(measures))
    return 1 if any(each.missed for each in measures) else 0


def resident(bot: BotProcess) -> float:
    """Give the resident memory of a bot in megabytes (of a million bytes)."""
    rss: int = psutil.Process(bot.pid).memory_info().rss
    return rss / MEGABYTE


def processor(bot: BotProcess) -> float:
    """Give the seconds of processor time used so far: steadier than a clock on a busy machine."""
    times = psutil.Process(bot.pid).cpu_times()
    used: float = times.user + times.system
    return used
