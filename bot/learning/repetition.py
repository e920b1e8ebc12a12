"""Spaced repetition: when a question comes back to one person.

FSRS does the arithmetic (Ye, Su and Cao, A Stochastic Shortest Path Algorithm for Optimizing Spaced
Repetition Scheduling, KDD 2022), without its learning steps of minutes: nothing here hurries
anybody, so the shortest interval is a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from random import Random

import fsrs

from bot.learning.questions import Item

NEW_A_DAY = 10
MISSED_LATELY = timedelta(days=30)


class Grade(IntEnum):
    """How well something was recalled; the numbers are those of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of one person's memory of one question.

    ``stability`` is in days, ``difficulty`` runs from 1 to 10; both are ``None`` before the first
    recall.
    """

    due: datetime
    stability: float | None = None
    difficulty: float | None = None
    reviewed_at: datetime | None = None
    lapses: int = 0


_SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def recall(before: Memory | None, grade: Grade, now: datetime) -> Memory:
    """The memory after one recall at ``now``, in whose zone a day begins and ends.

    What was asked yesterday evening has rested for a day this morning: FSRS, which counts full 24
    hours, would take that for cramming.
    """
    at = now.astimezone(UTC)
    known = before or Memory(due=at)
    last = known.reviewed_at
    if last is not None and last.astimezone(now.tzinfo).date() < now.date():
        last = min(last, at - timedelta(days=1))
    card = fsrs.Card(
        card_id=0,
        state=fsrs.State.Learning if known.reviewed_at is None else fsrs.State.Review,
        stability=known.stability,
        difficulty=known.difficulty,
        due=known.due,
        last_review=last,
    )
    after, _ = _SCHEDULER.review_card(card, fsrs.Rating(grade), review_datetime=at)
    return Memory(
        due=after.due,
        stability=after.stability,
        difficulty=after.difficulty,
        reviewed_at=at,
        lapses=known.lapses + (grade is Grade.AGAIN),
    )


def plan_review(
    chosen: Sequence[Item],
    memories: Mapping[str, Memory],
    *,
    now: datetime,
    length: int,
    new_today: int,
    rng: Random,
) -> list[Item]:
    """What to ask one person now: what is due, longest overdue first, then new questions.

    Of two that ask the same thing only the first, since it gives the other one away.
    ``new_today`` counts questions that this person met for the first time today; no more than
    ``NEW_A_DAY`` are added in a day.
    """
    due = [item for item in chosen if item.id in memories and is_due(memories[item.id], now)]
    due.sort(key=lambda item: memories[item.id].due)
    fresh = [item for item in chosen if item.id not in memories]
    rng.shuffle(fresh)
    due = list_themes(due, ())
    allowed = max(0, NEW_A_DAY - new_today)
    return (due + list_themes(fresh, due)[:allowed])[:length]


def list_themes(items: Iterable[Item], asked: Iterable[Item]) -> list[Item]:
    """The first of each theme, of those themes that are not ``asked`` already."""
    themes = {item.theme for item in asked}
    kept = []
    for item in items:
        if item.theme not in themes:
            themes.add(item.theme)
            kept.append(item)
    return kept


def is_due(memory: Memory, now: datetime) -> bool:
    """Whether a question comes back today, or should have before.

    People are told a day, so it is there from the morning of that day on, in the zone of ``now``.
    """
    return days_until(memory.due, now) == 0


def days_until(due: datetime, now: datetime) -> int:
    """Whole days from today's date to the date of ``due``, in the zone of ``now``; 0 when due."""
    return max(0, (due.astimezone(now.tzinfo).date() - now.date()).days)
