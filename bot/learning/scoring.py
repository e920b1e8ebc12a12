"""Points, ranking and ties, and the periods that leaderboards count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

FULL_POINTS = 1000
"""What a right answer is worth; in speed scoring, what the fastest one is worth."""
SLOWEST_POINTS = 500


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
    points: int
    right: int
    answered: int
    changes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A tally with its place on the leaderboard; people who tie share a place."""

    place: int
    tally: Tally


def sum_answers(person: int, answers: Sequence[tuple[int, bool, int]]) -> Tally:
    """Return the tally of a person's answers, each ``(points, right, changes)``."""
    return Tally(
        person=person,
        points=sum(points for points, _, _ in answers),
        right=sum(right for _, right, _ in answers),
        answered=len(answers),
        changes=sum(changes for _, _, changes in answers),
    )


def rank_tallies(tallies: Iterable[Tally]) -> tuple[Standing, ...]:
    """Rank people: more points first, then fewer changes; whoever still ties shares a place.

    Places are counted as in sport: two firsts are followed by a third.
    """
    ordered = sorted(tallies, key=lambda tally: (-tally.points, tally.changes, tally.person))
    standings: list[Standing] = []
    for index, tally in enumerate(ordered):
        previous = standings[-1] if standings else None
        ties = previous is not None and (previous.tally.points, previous.tally.changes) == (
            tally.points,
            tally.changes,
        )
        place = previous.place if previous is not None and ties else index + 1
        standings.append(Standing(place, tally))
    return tuple(standings)


def discrimination(marks: Sequence[tuple[bool, float]]) -> float | None:
    """Return the point-biserial correlation of an item with the rest of the quiz, -1 to 1.

    ``marks`` are ``(right on this item, share right on the other items)``, one per person.
    ``None`` when everybody or nobody was right, or the rest does not vary: it is undefined then.
    Source: Crocker and Algina, Introduction to Classical and Modern Test Theory (1986).
    """
    count = len(marks)
    if count == 0:
        return None
    mean = sum(rest for _, rest in marks) / count
    spread = (sum((rest - mean) ** 2 for _, rest in marks) / count) ** 0.5
    hits = [rest for right, rest in marks if right]
    misses = [rest for right, rest in marks if not right]
    if spread == 0 or not hits or not misses:
        return None
    gap = sum(hits) / len(hits) - sum(misses) / len(misses)
    share = len(hits) / count
    return float(gap / spread * (share * (1 - share)) ** 0.5)


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
