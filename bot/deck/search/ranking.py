"""An inverted index: which entry says which word, how strongly, and how much that tells."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.deck.search.entries import Entry
from bot.deck.search.folding import fold, stem, stems, words

Meanings = Mapping[str, Mapping[str, float]]
"""For each stem that was asked: the stems of the deck that it may mean, how surely (0 to 1)."""

# BM25's saturation and length parameters (Robertson and Zaragoza 2009), found by trial.
SATURATION, LENGTH = 2.0, 0.6

# A word in the title tells more of the subject than one said in passing.
TITLE, NAME, HEADING, SUMMARY, SAID = 4, 2, 2, 3, 1


@dataclass(frozen=True, slots=True)
class NameFit:
    """How well one name of an entry fits what was asked."""

    place: int
    name: str
    covered: float
    """How much of the name was asked for: 0 to 1."""
    said: float
    """How telling the words are that it shares."""
    asked: tuple[str, ...]
    """Those words, as they were asked."""


class Postings:
    """All entries by their words."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._strength: dict[str, dict[int, float]] = defaultdict(dict)
        self._names: list[tuple[int, str, float]] = []
        self._named: dict[str, list[int]] = defaultdict(list)
        counts = [_count(entry) for entry in entries]
        usual = sum(count.total() for count in counts) / max(1, len(counts))
        for place, count in enumerate(counts):
            length = 1 - LENGTH + LENGTH * count.total() / usual
            for word, strength in count.items():
                said = self._strength[stem(word)]
                said[place] = said.get(place, 0.0) + strength / length
        self.words = frozenset(word for count in counts for word in count)
        """Every word that an entry says, as it is written (folded)."""
        total = len(entries)
        self._telling = {
            word: math.log(1 + total / len(said)) for word, said in self._strength.items()
        }
        # As telling as a word that one entry alone has: of "weather tomorrow" little is understood.
        self._unknown = math.log(1 + total)
        for place, entry in enumerate(entries):
            for name in entry.names:
                self._add_name(place, name)

    def _add_name(self, place: int, name: str) -> None:
        said = set(stems(name))
        for word in said:
            self._named[word].append(len(self._names))
        self._names.append((place, name, sum(self.telling(word) for word in said)))

    def telling(self, word: str) -> float:
        """How much a word narrows the search down: rare ones do (inverse document frequency)."""
        return self._telling.get(word, self._unknown)

    def understood(self, asked: Meanings) -> float:
        """How much of what was asked the deck knows, and how surely: 0 to 1."""
        whole = said = 0.0
        for word, meant in asked.items():
            worth = self._worth(word, meant)
            whole += worth
            said += worth * max(meant.values(), default=0.0)
        return said / whole if whole else 1.0

    def score(self, asked: Meanings) -> dict[int, float]:
        """For each entry (by its place) that answers at all: 0 to 2.

        One part is how much of what was asked it speaks of, the other how well its best name fits.
        """
        whole = sum(self._worth(word, meant) for word, meant in asked.items()) or 1.0
        scores: dict[int, float] = defaultdict(float)
        for meant in asked.values():
            for place, said in self._best_said(meant).items():
                scores[place] += said / whole
        best: dict[int, float] = {}
        for fit in self.named(asked):
            best[fit.place] = max(best.get(fit.place, 0.0), fit.covered * fit.said / whole)
        for place, named in best.items():
            scores[place] += named
        return dict(scores)

    def named(self, asked: Meanings) -> list[NameFit]:
        """The names that share a word with what was asked."""
        found: dict[int, dict[str, float]] = defaultdict(dict)
        for word, meant in asked.items():
            for number, said in self._best_named(meant).items():
                found[number][word] = said
        fits = []
        for number, shared in found.items():
            place, name, full = self._names[number]
            said = sum(shared.values())
            fits.append(NameFit(place, name, min(1.0, said / full), said, tuple(shared)))
        return fits

    def _worth(self, word: str, meant: Mapping[str, float]) -> float:
        return max((self.telling(each) for each in meant), default=self.telling(word))

    def _best_said(self, meant: Mapping[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, sure in meant.items():
            worth = sure * self.telling(word)
            for place, strength in self._strength.get(word, {}).items():
                said = worth * strength / (strength + SATURATION)
                best[place] = max(best.get(place, 0.0), said)
        return best

    def _best_named(self, meant: Mapping[str, float]) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, sure in meant.items():
            worth = sure * self.telling(word)
            for name in self._named.get(word, ()):
                best[name] = max(best.get(name, 0.0), worth)
        return best


def _count(entry: Entry) -> Counter[str]:
    """Each word (not yet its stem) and how strongly the entry speaks of it."""
    strength: Counter[str] = Counter()
    title, *aliases = entry.names
    for folded, weight in (
        ((title,), TITLE),
        (aliases, NAME),
        (map(fold, entry.headings), HEADING),
    ):
        for text in folded:
            for word in words(text):
                strength[word] += weight
    for place, sentence in enumerate(entry.sentences):
        for word in sentence.words:
            strength[word] += SUMMARY if place == 0 else SAID
    return strength
