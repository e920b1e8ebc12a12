"""``facts.lock.yaml``: every fact id ever used, with the wording that was last accepted for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from bot.deck.model import Form, Text

HEAD = """\
# Every fact id ever used, with the wording last accepted for it: an id never changes its meaning.
# Made by `imnm-bot check --accept`; README.md tells when to use it. Do not edit by hand.
"""


class Locked(Form):
    """One fact id: its accepted wording, and whether it has left the deck for good."""

    text: Text
    retired: bool = False


def write_lock(facts: Mapping[str, Locked]) -> str:
    """The file's text: sorted and quoted in one way, so that equal locks are equal bytes."""
    lines = [HEAD, "facts:" if facts else "facts: {}", "\n"]
    for fact_id in sorted(facts):
        # JSON's quoting is valid in YAML's double quotes.
        lines.append(
            f"  {fact_id}:\n    text: {json.dumps(facts[fact_id].text, ensure_ascii=False)}\n"
        )
        if facts[fact_id].retired:
            lines.append("    retired: yes\n")
    return "".join(lines)


def accept(
    lock: Mapping[str, Locked], now: Mapping[str, str], asked: Iterable[str]
) -> dict[str, Locked]:
    """The lock after the maintainer vouched for ``asked``.

    ``now`` holds the wording of every fact that the deck has today. An id that is asked for and
    not among them is retired; one that neither side knows raises KeyError.
    """
    accepted = dict(lock)
    for fact_id in asked:
        if fact_id in now:
            accepted[fact_id] = Locked(text=now[fact_id])
        else:
            accepted[fact_id] = Locked(text=accepted[fact_id].text, retired=True)
    return accepted
