"""Points, ranking and ties, and the periods that leaderboards count."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from math import sqrt

FULL_POINTS = 1000
"""What a right answer is worth; in speed scoring, what the fastest one is worth."""
SLOWEST_POINTS = 500
ROUNDING = 1e-9
"""Of a square of sums: less is an error of floating point."""
FEWEST_ANSWERS = 5
"""With fewer answers the share of right ones says nothing."""


class Scoring(StrEnum):
    """How a right answer is rewarded."""

    ACCURACY = "accuracy"
    SPEED = "speed"


def points_for(*, right: bool, scoring: Scoring, taken: timedelta, limit: timedelta | None) -> int:
    """Return the points of one answer: 0 if wrong, 1000 if right (500 to 1000 in speed scoring).

    ``taken`` runs from the moment the question opened to the last press. Without a ``limit`` (the
    host's pace) there is nothing to be fast against, and a right answer is worth 1000.
    """
    if not right:
        return 0
    if scoring is Scoring.ACCURACY or limit is None or limit <= timedelta(0):
        return FULL_POINTS
    share = min(max(taken / limit, 0.0), 1.0)
    return round(FULL_POINTS - share * (FULL_POINTS - SLOWEST_POINTS))


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did in one quiz."""

    person: int
    points: int = 0
    right: int = 0
    answered: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A tally with its place on the leaderboard; people who tie share a place."""

    place: int
    tally: Tally


def rank_tallies(tallies: Iterable[Tally]) -> tuple[Standing, ...]:
    """Rank people: more points first, then fewer changes; whoever still ties shares a place.

    Places are counted as in sport: two firsts are followed by a third.
    """
    ordered = sorted(tallies, key=lambda tally: (-tally.points, tally.changes, tally.person))
    standings: list[Standing] = []
    for _, tied in groupby(ordered, key=lambda tally: (tally.points, tally.changes)):
        place = len(standings) + 1
        standings += [Standing(place, tally) for tally in tied]
    return tuple(standings)


def discrimination(
    people: int, right: int, rest: float, rest_squared: float, right_rest: float
) -> float | None:
    """Return the point-biserial correlation of an item with the rest of the quiz, -1 to 1.

    From sums over all people: how many they are, how many were right on this item, the share that
    each had right on the other items, its square, and the shares of those who were right alone.
    ``None`` when everybody or nobody was right, or the rest does not vary: it is undefined then.
    Source: Crocker and Algina, Introduction to Classical and Modern Test Theory (1986).
    """
    item_variance = people * right - right * right
    rest_variance = people * rest_squared - rest * rest
    # What rounding leaves of no variance at all.
    if item_variance <= 0 or rest_variance <= ROUNDING * rest * rest:
        return None
    return (people * right_rest - right * rest) / sqrt(item_variance * rest_variance)


class Period(StrEnum):
    """A week or a month of the UTC calendar, or all time."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def key(self, at: datetime) -> str:
        """Return the name of the one that ``at`` falls in: ``2026-W48``, ``2026-11`` or ``all``.

        Weeks are those of ISO 8601, from Monday on; the week of New Year's Day may belong to the
        year before.
        """
        day = at.astimezone(UTC)
        if self is Period.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        return f"{day.year:04}-{day.month:02}" if self is Period.MONTH else "all"
