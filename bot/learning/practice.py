"""One person's practice: what they asked for, what comes next, and how it went.

Nothing of a practice is stored but the recalls it led to. What was asked for is written into every
button (:meth:`Practice.write`), and the rest is worked out from what the person has answered since
it began; so a practice goes on after a restart, and after a week.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from random import Random
from zlib import crc32

from bot.learning.questions import EVERYBODY, EVERYTHING, Item, choose_items, shuffle_options
from bot.learning.repetition import Memory, list_themes, plan_review

LONGEST = 30
USUAL = 5

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
WRITTEN = r"[0-9a-z]{1,9}\.\d{1,2}\.[dmq]\.[a-z0-9-]{1,32}"
"""What :meth:`Practice.write` writes, as a pattern: at most 47 characters."""


class Want(StrEnum):
    """Which questions a practice is about; the letter stands in its buttons."""

    DUE = "d"
    """What is due, then new ones."""
    MISSED = "m"
    """What was missed lately."""
    QUIZ = "q"
    """What was missed in one quiz, whose number is the ``subject``."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What somebody asked to practise."""

    began: datetime
    """In whole milliseconds, as the buttons carry it."""
    length: int = USUAL
    want: Want = Want.DUE
    subject: str = EVERYTHING
    """A topic; or the number of a quiz."""

    @classmethod
    def begin(
        cls, now: datetime, length: int = USUAL, want: Want = Want.DUE, subject: str = EVERYTHING
    ) -> Practice:
        """A practice that begins now."""
        return cls(_from_stamp(_to_stamp(now)), length, want, subject)

    @classmethod
    def read(cls, written: str) -> Practice:
        """The practice that :meth:`write` wrote; it must match :data:`WRITTEN`."""
        stamp, length, want, subject = written.split(".")
        return cls(_from_stamp(int(stamp, 36)), int(length), Want(want), subject)

    def write(self) -> str:
        """The practice as a short text for a button."""
        stamp = _to_base36(_to_stamp(self.began))
        return f"{stamp}.{self.length}.{self.want}.{self.subject}"

    def order(self, item: Item) -> tuple[int, ...]:
        """The order in which an item's options are shown, the same throughout this practice."""
        return shuffle_options(item, _to_stamp(self.began) ^ crc32(item.id.encode()))


def choose(
    practice: Practice, items: Mapping[str, Item], missed: Sequence[str], done: Collection[str]
) -> list[Item]:
    """The items that a practice may still ask.

    ``missed`` are ids, in the order to ask them; of no account unless that is what is wanted.
    Whatever is ``done`` is left out, and so is what would be given away by it. Raises
    :class:`~bot.errors.NoQuestions` when the topic has no questions at all.
    """
    chosen = (
        choose_items(items, topic=practice.subject, audience=EVERYBODY)
        if practice.want is not Want.QUIZ
        else list(items.values())
    )
    if practice.want is not Want.DUE:
        fitting = {item.id: item for item in chosen}
        chosen = [fitting[each] for each in missed if each in fitting]
    themes = {items[each].theme for each in done if each in items}
    return [item for item in chosen if item.theme not in themes]


def plan(
    practice: Practice,
    chosen: Sequence[Item],
    memories: Mapping[str, Memory],
    *,
    done: int,
    new_today: int,
    now: datetime,
) -> list[Item]:
    """What a practice asks from here on, in this order; nothing when it is over.

    ``chosen`` comes from :func:`choose`; ``done`` counts what was answered since it began.
    """
    left = max(0, practice.length - done)
    if practice.want is not Want.DUE:
        return list_themes(chosen, ())[:left]
    return plan_review(
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
