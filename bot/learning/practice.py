"""One person's practice: its scope and length, and which questions come next.

Nothing of a practice is stored but its recalls. What was asked for is encoded in every button
(:meth:`Practice.encode`), and the rest follows from what the person has answered since it began; so
a practice goes on after a restart, and after a week.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from zlib import crc32

from bot.learning.questions import EVERYBODY, EVERYTHING, Item, choose_items, shuffle_options
from bot.learning.repetition import Memory, one_per_theme, plan_items

LONGEST = 30
USUAL = 5

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ENCODED = r"[0-9a-z]{1,9}\.\d{1,2}\.[dmq]\.[a-z0-9-]{1,32}"
"""What :meth:`Practice.encode` returns, as a pattern: at most 47 characters."""


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

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", _from_stamp(_to_stamp(self.began)))

    @classmethod
    def decode(cls, encoded: str) -> Practice:
        """Return the practice that :meth:`encode` encoded; it must match :data:`ENCODED`.

        Raise :class:`ValueError` if its quiz has no number that a quiz can have.
        """
        stamp, length, scope, subject = encoded.split(".")
        if scope == PracticeScope.QUIZ and not 0 < int(subject) < 2**63:
            raise ValueError("no number of a quiz")
        return cls(_from_stamp(int(stamp, 36)), int(length), PracticeScope(scope), subject)

    def encode(self) -> str:
        """Return the practice as a short text for a button."""
        stamp = _to_base36(_to_stamp(self.began))
        return f"{stamp}.{self.length}.{self.scope}.{self.subject}"

    def order(self, item: Item) -> tuple[int, ...]:
        """Return the order of an item's options, the same throughout this practice."""
        return shuffle_options(item, _to_stamp(self.began) ^ crc32(item.id.encode()))


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
        chosen,
        memories,
        now=now,
        length=left,
        new_today=new_today,
        rng=Random(_to_stamp(practice.began)),  # noqa: S311  an order is no secret
    )


def _to_stamp(at: datetime) -> int:
    return (at - datetime.fromtimestamp(0, UTC)) // timedelta(milliseconds=1)


def _from_stamp(stamp: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=stamp)


def _to_base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"
