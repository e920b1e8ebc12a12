"""A rule of the deck: its number, what it refuses and why, the cure, and how a draft breaks it.

Rules are declared beside what they look at (``yaml_reader``, ``loader``, ``rules/``), gathered
once in ``bot.deck.rules`` and explained to card writers in ``cards/README.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from bot.errors import DeckError, Fault

if TYPE_CHECKING:
    from bot.deck.draft import Draft

Severity = Literal["error", "warning"]
Stage = Literal["load", "check"]
At = tuple[str | int, ...]
"""The keys and list positions that lead to a value from the root of its file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule."""

    path: str
    at: At
    message: str
    cure: str = ""
    """Only where it says more than the rule's own cure."""


Look = Callable[["Draft"], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule.

    ``stage`` tells when it is looked at. ``load``: each time the deck is loaded, because a deck
    that breaks it is unsafe or impossible to serve. ``check``: only by ``imnm-bot check``, because
    it is slow or a matter for reviewers.
    """

    number: str
    title: str
    why: str
    cure: str
    severity: Severity = "error"
    stage: Stage = "load"
    look: Look = lambda _draft: ()
    """Find what breaks it in a draft; nothing for what is found while files are read."""

    def fault(self, path: str, line: int, message: str, cure: str = "") -> Fault:
        return Fault(self.number, path, line, message, cure or self.cure, self.severity)

    def error(self, path: str, line: int, message: str) -> DeckError:
        """Return what to raise when nothing more can be read of a file."""
        return DeckError((self.fault(path, line, message),))


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


def rules_of(*modules: ModuleType) -> tuple[Rule, ...]:
    """Return the rules that the modules declare or import, each once: none can be forgotten."""
    named = [each for module in modules for each in vars(module).values()]
    return tuple(dict.fromkeys(each for each in named if isinstance(each, Rule)))
