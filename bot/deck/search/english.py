"""English words outside the deck: whether a word is one, and how much it tells of a subject.

Made by ``python -m bench.english`` from kept word lists, and shipped as data. The weights of
``subject_words.txt`` are those of :mod:`bot.deck.search.confidence`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

WORDS, HOMOPHONES, SUBJECTS = "english_words.txt", "homophones.txt", "subject_words.txt"
# Begins the line of family, days and times: they tell of nobody's illness.
UNCOUNTED = "quiet"
# Letters of the shortest English word that may be another with two letters swapped.
SWAPPED = 5


@dataclass(frozen=True, slots=True)
class English:
    """Words of English with the information in each, and words that sound the same."""

    information: Mapping[str, float]
    """For each word how much it tells: 0 for a name, 0.25 for "get", 3.5 for rare words, 4 for
    illnesses. About -log10 of its frequency in speech (Zipf scale, turned round)."""
    uncounted: frozenset[str] = frozenset()
    """Words such as "aunt" or "tuesday", which change no subject."""
    homophones: Mapping[str, frozenset[str]] = field(default_factory=dict)
    subject: Mapping[str, float] = field(default_factory=dict)
    """How much more a word is said of the deck's subject than of others, in log odds."""

    def is_word(self, word: str) -> bool:
        """Return whether a folded word is an English one, and so hardly a slip of typing."""
        return word in self.information

    def sound_alike(self, word: str, other: str) -> bool:
        """Return whether two English words are spoken alike, as "stares" and "stairs"."""
        return other in self.homophones.get(word, ())

    def may_be_mistyped(self, word: str, other: str) -> bool:
        """Return whether ``word`` is no English one, or one that sounds so or has letters swapped.

        "I fell" speaks of no falling levels, "beach" of no bleach, and "drive" of no drivers.
        """
        return (
            not self.is_word(word)
            or self.sound_alike(word, other)
            or (len(word) >= SWAPPED and sorted(word) == sorted(other))
        )


@cache
def load_english() -> English:
    """Return the words that are shipped; read once in a process."""
    information: dict[str, float] = {}
    subject: dict[str, float] = {}
    uncounted: frozenset[str] = frozenset()
    for head, listed in _rows(WORDS):
        if head == UNCOUNTED:
            uncounted = frozenset(listed)
        else:
            information.update(dict.fromkeys(listed, float(head)))
    for head, listed in _rows(SUBJECTS):
        subject.update(dict.fromkeys(listed, float(head)))
    alike: dict[str, set[str]] = {}
    for first, others in _rows(HOMOPHONES):
        group = {first, *others}
        for word in group:
            alike.setdefault(word, set()).update(group)
    homophones = {word: frozenset(group) for word, group in alike.items()}
    return English(information, uncounted, homophones, subject)


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the first word of each line of a list, and the others."""
    path = Path(__file__).parent / name
    for line in path.read_text(encoding="ascii").splitlines():
        head, *listed = line.split(" ")
        yield head, listed
