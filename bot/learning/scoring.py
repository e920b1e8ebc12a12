"""Points, boards and ties.

The stretches of time that boards count.
"""

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
    """Points of one answer: 0 when wrong; when right 1000, or 500-1000 by time in speed scoring.

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
    """A tally with its place on the board; people who tie share a place."""

    place: int
    tally: Tally


def tally_of(person: int, marks: Iterable[tuple[int, bool, int]]) -> Tally:
    """Sum ``(points, right, changes)`` of a person's answers."""
    listed = list(marks)
    return Tally(
        person=person,
        points=sum(points for points, _, _ in listed),
        right=sum(right for _, right, _ in listed),
        answered=len(listed),
        changes=sum(changes for _, _, changes in listed),
    )


def board_of(tallies: Iterable[Tally]) -> tuple[Standing, ...]:
    """Everybody in order: more points first, then fewer changes; whoever still ties shares a place.

    Places are counted as in sport: two firsts are followed by a third.
    """
    ordered = sorted(tallies, key=lambda tally: (-tally.points, tally.changes, tally.person))
    board: list[Standing] = []
    for index, tally in enumerate(ordered):
        previous = board[-1] if board else None
        ties = previous is not None and (previous.tally.points, previous.tally.changes) == (
            tally.points,
            tally.changes,
        )
        place = previous.place if previous is not None and ties else index + 1
        board.append(Standing(place, tally))
    return tuple(board)


def discrimination(marks: Sequence[tuple[bool, float]]) -> float | None:
    """The point-biserial correlation of a question with the rest of the quiz, -1 to 1.

    ``marks`` are ``(right on this question, share right on the other questions)``, one per person.
    ``None`` when everybody or nobody was right, or the rest does not vary: it says nothing then.
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
    """A week or a month of the UTC calendar, or everything."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"

    def key(self, at: datetime) -> str:
        """The name of the one that ``at`` falls in: ``2026-W48``, ``2026-11`` or ``all``.

        Weeks are those of ISO 8601, from Monday on; the week of New Year's Day may belong to the
        year before.
        """
        day = at.astimezone(UTC)
        if self is Period.WEEK:
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        return f"{day.year:04}-{day.month:02}" if self is Period.MONTH else "all"
