"""Marks on what people read, by which gettext's tools collect it for a translator.

Each feature keeps its sentences in its ``texts.py``, and :mod:`bot.ui.refusals` those of refusals,
whole and with named places for facts: other languages have another order of words and more than two
plural forms. ``make catalogue`` collects them with Babel. English is the only language so far, so a
mark returns what it marks.
"""

from __future__ import annotations

from dataclasses import dataclass


def text(message: str) -> str:
    """Mark a sentence, a label or a description; fill its named places with ``str.format``."""
    return message


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence whose words depend on a number."""

    one: str
    many: str

    def format(self, count: int, **facts: object) -> str:
        """Return the sentence for ``count``, which stands at ``{count}``: ``1,204 people``."""
        message = self.one if count == 1 else self.many
        return message.format(count=f"{count:,}", **facts)


def plural(one: str, many: str) -> Plural:
    """Mark a sentence with a number, as it reads for one and for any other number."""
    return Plural(one, many)
