"""A rule that looks at a draft, and its findings: the places that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.deck.draft import Draft
from bot.deck.rule import Rule, Severity, Stage, Step


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule. ``at`` leads to it: keys and list positions from the root."""

    path: str
    at: tuple[Step, ...]
    message: str
    cure: str = ""
    """Only where it says more than the rule's own cure."""


Look = Callable[[Draft], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class DraftRule(Rule):
    """A rule with the function that finds what breaks it in a draft."""

    look: Look = lambda _draft: ()


def rule(
    number: str,
    *,
    why: str,
    cure: str,
    severity: Severity = "error",
    stage: Stage = "load",
) -> Callable[[Look], DraftRule]:
    """Make a rule of the function that looks for what breaks it; its docstring is the title."""

    def declare(look: Look) -> DraftRule:
        title = (look.__doc__ or "").strip().removesuffix(".")
        return DraftRule(number, title, why, cure, severity, stage, look)

    return declare
