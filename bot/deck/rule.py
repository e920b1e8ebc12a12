"""A rule of the deck: its number, what it refuses and why, and the cure.

Rules are declared beside what they look at (``reading``, ``shape``, ``rules/``), gathered once in
``bot.deck.rules`` and explained to card writers in ``cards/README.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.errors import Fault

if TYPE_CHECKING:
    from bot.deck.draft import Draft

Severity = Literal["error", "warning"]
Stage = Literal["load", "check"]
Step = str | int


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule. ``at`` leads to it: keys and list positions from the root."""

    path: str
    at: tuple[Step, ...]
    message: str
    cure: str = ""
    """Only where it says more than the rule's own cure."""


Look = Callable[["Draft"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule.

    ``stage`` tells when it is looked at. ``load``: each time the deck is loaded, because a deck
    that breaks it is unsafe or impossible to serve. ``check``: only by ``imnm-bot check``, because
    it is slow or a matter for reviewers. ``look`` is None for what the reader finds by itself.
    """

    number: str
    title: str
    why: str
    cure: str
    severity: Severity = "error"
    stage: Stage = "load"
    look: Look | None = None

    def fault(self, path: str, line: int, message: str, cure: str = "") -> Fault:
        return Fault(self.number, path, line, message, cure or self.cure, self.severity)


def rule(
    number: str,
    *,
    why: str,
    cure: str,
    severity: Severity = "error",
    stage: Stage = "load",
) -> Callable[[Look], Rule]:
    """Make a rule of the function that looks for what breaks it; its docstring is the title."""

    def declare(look: Look) -> Rule:
        title = (look.__doc__ or "").strip().removesuffix(".")
        return Rule(number, title, why, cure, severity, stage, look)

    return declare
