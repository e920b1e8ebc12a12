"""A rule of the deck: its number, what it refuses and why, and the cure.

Rules are declared beside what they look at (``yaml_reader``, ``loader``, ``rules/``), gathered
once in ``bot.deck.rules`` and explained to card writers in ``cards/README.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.errors import Fault

Severity = Literal["error", "warning"]
Stage = Literal["load", "check"]
Step = str | int


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule.

    ``stage`` tells when it is looked at. ``load``: each time the deck is loaded, because a deck
    that breaks it is unsafe or impossible to serve. ``check``: only by ``imnm-bot check``, because
    it is slow or a matter for reviewers. What the reader finds by itself is a plain rule; one that
    looks at a draft is a :class:`~bot.deck.draft_rule.DraftRule`.
    """

    number: str
    title: str
    why: str
    cure: str
    severity: Severity = "error"
    stage: Stage = "load"

    def fault(self, path: str, line: int, message: str, cure: str = "") -> Fault:
        return Fault(self.number, path, line, message, cure or self.cure, self.severity)
