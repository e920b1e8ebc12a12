"""Something that can be asked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be asked. ``options[0]`` is the right one; they are shown shuffled."""

    id: str
    """Permanent: ``Q017``, or ``<table>.<row>.<condition>.<form>`` for a made one."""
    card: str
    """The card or comparison that **Show card** opens."""
    topics: frozenset[str]
    """Ids of the cards, tables and groups it belongs to."""
    difficulty: str
    audience: str
    text: str
    options: tuple[str, ...]
    explanation: str
    sources: tuple[str, ...]
    theme: str
    """Two items of one theme ask the same thing; a quiz holds one of them."""

    @property
    def true_false(self) -> bool:
        return set(self.options) == {"True", "False"}

    @property
    def revision(self) -> str:
        """Eight hex digits that change whenever what is asked or explained changes."""
        said = (self.id, self.text, *self.options, self.explanation, *self.sources)
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:8]
