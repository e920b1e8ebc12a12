"""A line of ``imnm-bot doctor``: how well something is, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How well something is. Only what is wrong makes the exit code 1."""

    RIGHT = "right"
    LOOK = "look at"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one look at the bot found, and what to do about it."""

    about: str
    grade: Health
    says: str
    do: str = ""
