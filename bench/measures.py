"""Numbers and how they are judged."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

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
    spread: tuple[float, float] | None = None
    """The least and the greatest of all runs; the value is their median."""
    failure: str = ""
    """Why nothing was measured: that is a miss as well."""

    @property
    def missed(self) -> bool:
        if self.failure:
            return True
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    @property
    def verdict(self) -> str:
        """PASS or MISS; nothing for what is only told."""
        judged = self.failure or self.limit is not None
        return "" if not judged else "MISS" if self.missed else "PASS"

    def row(self) -> str:
        if self.failure:
            return f"{self.name:<46}not measured: {self.failure}   MISS"
        floor = "" if self.floor is None else f"{self.floor:.2f}"
        spread = "" if self.spread is None else f"{self.spread[0]:.2f}..{self.spread[1]:.2f}"
        return (
            f"{self.name:<46}{self.value:>10.2f} {self.unit:<5}{spread:>18}{floor:>9}   "
            f"{self.target:<24}{self.verdict}"
        ).rstrip()

    def as_json(self) -> dict[str, Any]:
        """Return it with its verdict, as values of JSON."""
        return asdict(self) | {"verdict": self.verdict}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Measure:
        """Return what :meth:`as_json` wrote."""
        known = {key: value for key, value in values.items() if key != "verdict"}
        spread = known["spread"]
        return cls(**known | {"spread": None if spread is None else tuple(spread)})


def of_runs(
    name: str,
    values: Sequence[float],
    unit: str,
    *,
    floor: float | None = None,
    limit: float | None = None,
    at_least: bool = False,
    target: str = "",
) -> Measure:
    """Return the median of several runs with their spread."""
    spread = min(values), max(values)
    return Measure(name, middle(values), unit, floor, limit, at_least, target, spread)


def percentile(times: Sequence[float], share: float) -> float:
    """Give the value below which `share` (0 to 1) of all values lie."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def middle(times: Sequence[float]) -> float:
    return statistics.median(times)


def table(measures: Sequence[Measure]) -> str:
    head = f"{'':<46}{'bot':>10} {'':<5}{'of all runs':>18}{'floor':>9}   target"
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
