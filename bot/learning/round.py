"""One question of a quiz and the answers it got."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Pace(StrEnum):
    """How long a question stays open."""

    RELAXED = "relaxed"
    BRISK = "brisk"
    HOST = "host"
    DAILY = "daily"
    """The question of the day: alone in its quiz, for nobody in particular to steer."""

    @property
    def limit(self) -> timedelta | None:
        return {
            Pace.RELAXED: timedelta(seconds=60),
            Pace.BRISK: timedelta(seconds=20),
            Pace.DAILY: timedelta(hours=24),
        }.get(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's choice: an index into the options as shown, counted from 0."""

    choice: int
    at: datetime
    first_at: datetime
    taken: timedelta
    """From the question's opening to the last press, pauses left out."""
    changes: int = 0


@dataclass(slots=True)
class Round:
    """One question of a quiz, with the answers it got."""

    item: str
    options: int
    right: int
    """The index of the right option as shown."""
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    held: timedelta = timedelta(0)
    """How long it was paused: that time counts for nobody."""
    answers: dict[int, Answer] = field(default_factory=dict)

    def counts(self) -> tuple[int, ...]:
        """How many people chose each option, in the order shown."""
        chosen = [answer.choice for answer in self.answers.values()]
        return tuple(chosen.count(option) for option in range(self.options))

    @property
    def hits(self) -> int:
        """How many people chose the right option."""
        return self.counts()[self.right]


def hardest_of(rounds: Sequence[Round]) -> int | None:
    """The closed question with the smallest share of right answers; of equals the most answered.

    ``None`` when every answer was right, or none was given: then no question was hard.
    """
    missed = [
        (asked.hits / len(asked.answers), -len(asked.answers), position)
        for position, asked in enumerate(rounds)
        if asked.closed_at is not None and asked.hits < len(asked.answers)
    ]
    return min(missed)[2] if missed else None
