"""Whether the clock of the machine may be believed, before anything is deleted by it.

A machine without a battery, or a wrong time server, may start years ahead: whoever deletes what is
old by such a clock deletes everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

LEAP: Final = timedelta(days=7)
"""A clock that is further ahead of the last moment that was believed is doubted."""
PROBATION: Final = timedelta(days=1)
"""How long a doubted clock must go on steadily to be believed."""
DRIFT: Final = timedelta(hours=1)
"""How far it may stray from the seconds that have passed meanwhile."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at both clocks."""

    at: datetime
    """What the clock says, which somebody may set."""
    steady: float
    """Seconds on a clock that nobody can set: :func:`time.monotonic`."""


class ClockTrust:
    """Judges readings of one process, in the order in which they are taken."""

    def __init__(self, seen: datetime | None, confirmed: date | None = None) -> None:
        """``seen`` is the last moment that was believed, in whatever process; None: never.

        ``confirmed`` is a date that the person who runs the bot has said is right.
        """
        self.seen = seen
        self._confirmed = confirmed
        self._doubted: Reading | None = None

    def believes(self, reading: Reading) -> bool:
        """Return whether what the clock says may be believed; then it is :attr:`seen`."""
        if not (self._is_near(reading.at) or self._is_confirmed(reading.at)):
            if self._doubted is None or not self._is_steady(self._doubted, reading):
                self._doubted = reading
            if reading.at - self._doubted.at < PROBATION - DRIFT:
                return False
        self.seen, self._doubted = reading.at, None
        return True

    def _is_near(self, at: datetime) -> bool:
        # One that is behind makes nothing old before its time.
        return self.seen is None or at <= self.seen + LEAP

    def _is_confirmed(self, at: datetime) -> bool:
        confirmed = self._confirmed
        return confirmed is not None and abs(at.date() - confirmed) <= LEAP

    @staticmethod
    def _is_steady(before: Reading, after: Reading) -> bool:
        passed = timedelta(seconds=after.steady - before.steady)
        return abs((after.at - before.at) - passed) <= DRIFT
