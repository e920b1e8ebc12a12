"""Spaced repetition: when a question comes back to one person.

FSRS is the scheduler (Ye, Su and Cao, A Stochastic Shortest Path Algorithm for Optimizing Spaced
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
from bot.learning.schedule import believe

NEW_A_DAY = 10
"""How many questions a person meets for the first time in one day."""
LEECH_AFTER, LEECH_AGAIN = 8, 4
"""How often a question is missed until it is set aside, and then again after it was brought back.

Anki's numbers (https://docs.ankiweb.net/leeches.html): to ask it once more would teach no more."""
MISSED_LATELY = timedelta(days=30)
"""How far back a wrong answer counts as missed lately."""


class Grade(IntEnum):
    """How well a question was recalled; the numbers are those of FSRS."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True, slots=True)
class Memory:
    """The state that the scheduler keeps for one person and one question.

    ``stability`` is in days, ``difficulty`` runs from 1 to 10; both are ``None`` before the first
    recall.
    """

    due: datetime
    stability: float | None = None
    difficulty: float | None = None
    reviewed_at: datetime | None = None
    lapses: int = 0
    set_aside_at: datetime | None = None
    """When it was set aside as a leech: it is not due until it is brought back."""


_SCHEDULER = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def update_memory(before: Memory | None, grade: Grade, now: datetime) -> Memory:
    """Return the memory after one recall at ``now``, in whose zone a day begins and ends.

    From yesterday evening to this morning is an interval of a day here: FSRS counts full 24 hours,
    and would take that for a second recall on the same day.
    """
    at = now.astimezone(UTC)
    known = before or Memory(due=at)
    # One that lies ahead was noted while the clock was wrong.
    last = None if known.reviewed_at is None else min(known.reviewed_at, at)
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
    lapses = known.lapses + (grade is Grade.AGAIN)
    set_aside_at = None
    if grade is Grade.AGAIN:
        set_aside_at = at if is_leech(lapses) else known.set_aside_at
    after, _ = _SCHEDULER.review_card(card, fsrs.Rating(grade), review_datetime=at)
    return Memory(
        due=after.due,
        stability=after.stability,
        difficulty=after.difficulty,
        reviewed_at=at,
        lapses=lapses,
        set_aside_at=set_aside_at,
    )


def is_leech(lapses: int) -> bool:
    """Return whether a question is to be set aside that was just missed for the ``lapses``-th time.

    It is the eighth time, and each fourth time after that.
    """
    return lapses >= LEECH_AFTER and (lapses - LEECH_AFTER) % LEECH_AGAIN == 0


def plan_items(
    chosen: Sequence[Item],
    memories: Mapping[str, Memory],
    *,
    now: datetime,
    length: int,
    new_today: int,
    rng: Random,
) -> list[Item]:
    """Return what to ask one person now: due items, longest overdue first, then new ones.

    Of two items of one theme only the first, since it gives the other one away. ``new_today``
    counts the items that this person met for the first time today; no more than ``NEW_A_DAY`` are
    added in a day.
    """
    due = [item for item in chosen if item.id in memories and is_due(memories[item.id], now)]
    due.sort(key=lambda item: memories[item.id].due)
    new = [item for item in chosen if item.id not in memories]
    rng.shuffle(new)
    due = one_per_theme(due)
    allowed = max(0, NEW_A_DAY - new_today)
    return (due + one_per_theme(new, due)[:allowed])[:length]


def one_per_theme(items: Iterable[Item], before: Iterable[Item] = ()) -> list[Item]:
    """Return the first item of each theme, without the themes of the items ``before`` them."""
    themes = {item.theme for item in before}
    kept = []
    for item in items:
        if item.theme not in themes:
            themes.add(item.theme)
            kept.append(item)
    return kept


def is_due(memory: Memory, now: datetime) -> bool:
    """Return whether a question is due today or overdue, and not set aside.

    People are told a day, so it is due from the morning of that day on, in the zone of ``now``.
    """
    return memory.set_aside_at is None and days_left(memory, now) == 0


def days_left(memory: Memory, now: datetime) -> int:
    """Return in how many days a question comes back; 0 when it is due.

    It is due as well if it was last answered in the future: the clock was wrong then.
    """
    if memory.reviewed_at is not None and believe(memory.reviewed_at, now) is None:
        return 0
    return days_until(memory.due, now)


def days_until(due: datetime, now: datetime) -> int:
    """Return the days from today's date to that of ``due``, in the zone of ``now``; 0 when due."""
    return max(0, (due.astimezone(now.tzinfo).date() - now.date()).days)
