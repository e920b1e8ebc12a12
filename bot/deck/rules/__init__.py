"""Every rule of the deck, in the order of their numbers."""

from __future__ import annotations

from bot.deck import loader, yaml_reader
from bot.deck.draft import Draft
from bot.deck.draft_rule import DraftRule
from bot.deck.rule import Rule, Stage
from bot.deck.rules import cards, evidence, ids, links, meaning, questions, safety, signs, tables
from bot.errors import Fault

RULES: tuple[Rule, ...] = (
    *yaml_reader.RULES,
    *loader.RULES,
    *ids.RULES,
    *links.RULES,
    *cards.RULES,
    *evidence.RULES,
    *safety.RULES,
    *tables.RULES,
    *questions.RULES,
    *meaning.RULES,
    *signs.RULES,
)
"""All but those of ``bot.features.cards.check`` and ``readability``: serving a deck needs neither
discord nor textstat."""


def inspect(draft: Draft, *stages: Stage, also: tuple[Rule, ...] = ()) -> tuple[Fault, ...]:
    """Return all faults of the draft, in the order of files and lines."""
    faults = list(draft.faults)
    for rule in (*RULES, *also):
        if not isinstance(rule, DraftRule) or rule.stage not in stages:
            continue
        for finding in rule.look(draft):
            line = draft.line(finding.path, finding.at)
            faults.append(rule.fault(finding.path, line, finding.message, finding.cure))
    return tuple(sorted(faults, key=lambda fault: (fault.path, fault.line, fault.rule)))
