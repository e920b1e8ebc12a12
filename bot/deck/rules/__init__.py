"""Every rule of the deck."""

from __future__ import annotations

from bot.deck import loader, yaml_reader
from bot.deck.draft import Draft
from bot.deck.rule import Rule, Stage, rules_of
from bot.deck.rules import cards, evidence, links, meaning, pictures, questions, safety, signs
from bot.errors import Fault

RULES = rules_of(
    yaml_reader, loader, links, cards, evidence, safety, questions, meaning, signs, pictures
)
"""All but those of ``bot.features.cards.check`` and ``readability``: serving a deck needs neither
discord nor textstat."""


def inspect(draft: Draft, *stages: Stage, also: tuple[Rule, ...] = ()) -> tuple[Fault, ...]:
    """Return all faults of the draft, in the order of files and lines."""
    faults = [*draft.faults, *draft.text_faults]
    for rule in (*RULES, *also):
        if rule.stage in stages:
            for finding in rule.look(draft):
                line = draft.line(finding.path, finding.at)
                faults.append(rule.fault(finding.path, line, finding.message, finding.cure))
    return tuple(sorted(faults, key=lambda fault: (fault.path, fault.line, fault.rule)))
