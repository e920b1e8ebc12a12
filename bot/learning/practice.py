"""One person's practice: its scope and length, and which questions come next.

Nothing of a practice is stored but its recalls. What was asked for is encoded in every button
(:meth:`Practice.encode`), and the rest follows from what the person has answered in it; so a
practice goes on after a restart, and after a week, and beside another one on another device.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from zlib import crc32

from bot.learning.questions import (
    EVERYBODY,
    EVERYTHING,
    Item,
    choose_items,
    is_written_for,
    shuffle_options,
)
from bot.learning.repetition import Memory, one_per_theme, plan_items

LONGEST = 30
USUAL = 5

LARGEST_ID = 2**63
"""The database and Discord have no id as large as this."""
STAMP = timedelta(milliseconds=1)
"""The unit in which buttons carry when a practice began."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ENCODED = (
    r"[0-9a-z]{1,9}(?:-[0-9a-z]{1,13})?\.\d{1,2}\.[dmq]\.[a-z0-9-]{1,32}(?:\.(?:patient|student))?"
)
"""What :meth:`Practice.encode` returns, as a pattern: at most 69 characters."""


class PracticeScope(StrEnum):
    """Which questions a practice asks; the letter stands in its buttons."""

    DUE = "d"
    """Questions that are due, then new ones."""
    MISSED = "m"
    """Questions that were missed lately."""
    QUIZ = "q"
    """Questions that were missed in one quiz, whose number is the ``subject``."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What somebody asked to practise, and when."""

    began: datetime
    """In whole milliseconds, as the buttons carry it."""
    length: int = USUAL
    scope: PracticeScope = PracticeScope.DUE
    subject: str = EVERYTHING
    """A topic; or the number of a quiz."""
    id: int | None = None
    """That of the interaction that began it; None in buttons that were drawn before it was kept."""
    audience: str = EVERYBODY
    """For whom its new questions are written. What somebody has met comes back to them anyway."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", _from_stamp(_to_stamp(self.began)))

    @classmethod
    def decode(cls, encoded: str) -> Practice:
        """Return the practice that :meth:`encode` encoded; it must match :data:`ENCODED`.

        Raise :class:`ValueError` if it, or its quiz, has no number that one can have.
        """
        begun, length, scope, subject, *audience = encoded.split(".")
        stamp, _, written = begun.partition("-")
        number = int(written, 36) if written else None
        if number is not None and number >= LARGEST_ID:
            raise ValueError("no id of an interaction")
        if scope == PracticeScope.QUIZ and not 0 < int(subject) < LARGEST_ID:
            raise ValueError("no number of a quiz")
        since = _from_stamp(int(stamp, 36))
        asked_for = audience[0] if audience else EVERYBODY
        return cls(since, int(length), PracticeScope(scope), subject, number, asked_for)

    def encode(self) -> str:
        """Return the practice as a short text for a button."""
        begun = _to_base36(_to_stamp(self.began))
        if self.id is not None:
            begun += f"-{_to_base36(self.id)}"
        audience = "" if self.audience == EVERYBODY else f".{self.audience}"
        return f"{begun}.{self.length}.{self.scope}.{self.subject}{audience}"

    def order(self, item: Item) -> tuple[int, ...]:
        """Return the order of an item's options, the same throughout this practice."""
        return shuffle_options(item, _to_stamp(self.began) ^ crc32(item.id.encode()))


@dataclass(frozen=True, slots=True)
class ReviewHistory:
    """What is known of a person's reviews, as far as a practice depends on it."""

    memories: Mapping[str, Memory]
    """By the ids of the items."""
    missed: Sequence[str]
    """Items in the order to ask them; the scope DUE does not use them."""
    new_today: int
    """Items that were met for the first time today."""


@dataclass(frozen=True, slots=True)
class EarlierState:
    """How one item stood before it was answered in another practice."""

    item_id: str
    memory: Memory | None
    """None if it was new."""
    missed: bool
    """Whether it was among those missed lately."""
    today: bool
    """Whether the answer was given today."""


def leave_out(history: ReviewHistory, elsewhere: Iterable[EarlierState]) -> ReviewHistory:
    """Return the history without what was answered ``elsewhere`` since a practice began.

    ``elsewhere`` comes in the order of the answers. So two practices at once each ask what they
    said at their beginning, whichever of them ends first.
    """
    first: dict[str, EarlierState] = {}
    for state in elsewhere:
        first.setdefault(state.item_id, state)
    memories = {item: memory for item, memory in history.memories.items() if item not in first}
    memories |= {item: state.memory for item, state in first.items() if state.memory is not None}
    missed = [item for item in history.missed if item not in first]
    missed += [item for item, state in first.items() if state.missed]
    new = sum(state.memory is None and state.today for state in first.values())
    return ReviewHistory(memories, missed, max(0, history.new_today - new))


def choose_remaining(
    practice: Practice, items: Mapping[str, Item], missed: Sequence[str], done: Collection[str]
) -> list[Item]:
    """Return the items that a practice may still ask.

    ``missed`` are ids in the order to ask them; the scope DUE does not use them. Items whose id is
    in ``done`` are left out, and so are others of their theme, whose answer they give away. Raises
    :class:`~bot.errors.NoQuestions` when the topic has no questions at all.
    """
    chosen = (
        choose_items(items, topic=practice.subject, audience=EVERYBODY)
        if practice.scope is not PracticeScope.QUIZ
        else list(items.values())
    )
    if practice.scope is not PracticeScope.DUE:
        by_id = {item.id: item for item in chosen}
        chosen = [by_id[each] for each in missed if each in by_id]
    themes = {items[each].theme for each in done if each in items}
    return [item for item in chosen if item.theme not in themes]


def plan_practice(
    practice: Practice,
    chosen: Sequence[Item],
    memories: Mapping[str, Memory],
    *,
    done: int,
    new_today: int,
    now: datetime,
) -> list[Item]:
    """Return what a practice asks from here on, in order; nothing when it is over.

    ``chosen`` comes from :func:`choose_remaining`; ``done`` counts the answers since it began.
    """
    left = max(0, practice.length - done)
    if practice.scope is not PracticeScope.DUE:
        return one_per_theme(chosen)[:left]
    return plan_items(
        [item for item in chosen if item.id in memories or is_written_for(item, practice.audience)],
        memories,
        now=now,
        length=left,
        new_today=new_today,
        rng=Random(_to_stamp(practice.began)),  # noqa: S311  an order is no secret
    )


def _to_stamp(at: datetime) -> int:
    return (at - datetime.fromtimestamp(0, UTC)) // STAMP


def _from_stamp(stamp: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + stamp * STAMP


def _to_base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
