"""An inverted index (BM25) over the words and names of entries, and what it knows of a query."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.deck.search.english import English
from bot.deck.search.entries import SearchEntry
from bot.deck.search.spelling import STOP_WORDS, fold, stem, stems, words

ExpandedQuery = Mapping[str, Mapping[str, float]]
"""For each word or phrase of a query: the stems that it may mean, and how surely (0 to 1)."""

# BM25's saturation and length parameters (Robertson and Zaragoza 2009), found by trial.
SATURATION, LENGTH = 2.0, 0.6

# In English.information: an illness, and one that is hardly ever spoken of.
ILLNESS, RARE_ILLNESS = 4.0, 5.0
# Of what it tells: an ordinary word that the deck does not say is mostly the way of putting it, an
# illness that it does not say is another subject.
ORDINARY, FOREIGN = 0.5, 1.5
# How sure it must be that a word of the deck is meant, to call it said.
SURE = 0.8
# Of the weight of the deck's rarest word: known words that tell less are vague.
TELLING = 0.5
# Of the same: a word that tells so much is rare.
RARE = 0.7
# The least weight of a phrase that stands in the deck's table: it was put there because it tells.
PHRASE = 1.5

# In the key of a phrase.
MEANS = " = "

# A word in the title tells more of the subject than one said in passing.
TITLE, NAME, HEADING, SUMMARY, SAID = 4, 2, 2, 3, 1


@dataclass(frozen=True, slots=True)
class NameMatch:
    """How well one name of an entry matches a query."""

    position: int
    name: str
    covered: float
    """The share of the name's weight that the query holds: 0 to 1."""
    said: float
    """The summed weight of the words that it shares with the query."""
    query: tuple[str, ...]
    """Those words, as the query has them."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the deck knows of a query."""

    missed: float
    """The share of its weight that the deck does not know: 0 to 1."""
    vague: float
    """How little its known words tell of a subject: 0 to 1."""
    telling: bool
    """Whether it holds a rare word of the deck."""
    foreign: bool
    """Whether it names an illness that the deck does not, and nothing of the deck's own."""
    garbled: bool
    """Whether it holds a word that is neither the deck's nor English: mostly a slip."""
    own: bool
    """Whether it holds a word that is the deck's own."""


class InvertedIndex:
    """Which entry holds which stem, and how strongly; the names by their stems as well."""

    def __init__(self, entries: Sequence[SearchEntry], english: English) -> None:
        self._english = english
        frequencies: dict[str, dict[int, float]] = defaultdict(dict)
        self._names: list[tuple[int, str, float]] = []
        self._named: dict[str, dict[int, float]] = defaultdict(dict)
        counts = [_count(entry) for entry in entries]
        average = sum(count.total() for count in counts) / max(1, len(counts))
        for position, count in enumerate(counts):
            length = 1 - LENGTH + LENGTH * count.total() / average
            for word, frequency in count.items():
                said = frequencies[stem(word)]
                said[position] = said.get(position, 0.0) + frequency / length
        self.words = frozenset(word for count in counts for word in count)
        """Every word that an entry says, as it is written (folded)."""
        names = {word for entry in entries for name in entry.names for word in words(name)}
        self._own = {
            stem(word)
            for word in names - STOP_WORDS
            if word.isalpha() and english.information.get(word, RARE_ILLNESS) >= RARE_ILLNESS
        }
        total = len(entries)
        told: dict[str, float] = {}
        for word in self.words:
            information = english.information.get(word) or math.inf
            told[stem(word)] = min(information, told.get(stem(word), math.inf))
        self._idf = {
            word: min(math.log(1 + total / len(said)), told[word])
            for word, said in frequencies.items()
        }
        self._saturated = {
            word: {position: times / (times + SATURATION) for position, times in said.items()}
            for word, said in frequencies.items()
        }
        # As rare as a word of one entry alone: of "weather tomorrow" little is covered.
        self._unknown = math.log(1 + total)
        for position, entry in enumerate(entries):
            for name in entry.names:
                self._add_name(position, name)

    def _add_name(self, position: int, name: str) -> None:
        said = set(stems(name))
        for word in said:
            self._named[word][len(self._names)] = 1.0
        self._names.append((position, name, sum(self.idf(word) for word in said)))

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a stem: the rarer, the more it tells."""
        return self._idf.get(word, self._unknown)

    def owns(self, query: ExpandedQuery) -> bool:
        """Return whether a query holds a word that is the deck's own, such as a medicine."""
        return any(
            sure >= SURE and word in self._own
            for meant in query.values()
            for word, sure in meant.items()
        )

    def weigh(self, query: ExpandedQuery) -> Weighed:
        """Return what the deck knows of a query."""
        own = self.owns(query)
        whole = known = 0.0
        foreign = garbled = telling = False
        for word, meant in query.items():
            # Beside the deck's own words an illness is no other subject.
            weight = min(self._weight(word, meant), self._unknown if own else math.inf)
            surest = max(meant.values(), default=0.0)
            whole += weight
            known += weight * surest
            information = self._english.information.get(word)
            telling |= surest >= SURE and weight >= RARE * self._unknown
            foreign |= not meant and information is not None and information >= ILLNESS
            garbled |= surest < 1.0 and information is None and not phrase_said(word)
        return Weighed(
            missed=1 - known / whole if whole else 1.0,
            vague=max(0.0, 1 - known / (TELLING * self._unknown or 1.0)),
            telling=telling,
            foreign=foreign and not own,
            garbled=garbled,
            own=own,
        )

    def score(self, query: ExpandedQuery) -> dict[int, float]:
        """Return a score of 0 to 2 for each entry, by its position, that answers at all.

        One half is the share of the query that it holds, the other how well its best name matches.
        """
        scores = self.said(query)
        whole = self._whole(query)
        best: dict[int, float] = defaultdict(float)
        for match in self.named(query):
            named = match.covered * match.said / whole
            best[match.position] = max(best[match.position], named)
        for position, named in best.items():
            scores[position] = scores.get(position, 0.0) + named
        return scores

    def said(self, query: ExpandedQuery) -> dict[int, float]:
        """Return the share of a query that each entry says, by its position: 0 to 1."""
        whole = self._whole(query)
        shares: dict[int, float] = defaultdict(float)
        for word, meant in query.items():
            for position, said in self._best(word, meant, self._saturated).items():
                shares[position] += said / whole
        return dict(shares)

    def named(self, query: ExpandedQuery) -> list[NameMatch]:
        """Return the names that share a word with a query."""
        found: dict[int, dict[str, float]] = defaultdict(dict)
        for word, meant in query.items():
            for number, said in self._best(word, meant, self._named).items():
                found[number][word] = said
        matches = []
        for number, shared in found.items():
            position, name, full = self._names[number]
            said = sum(shared.values())
            matches.append(NameMatch(position, name, min(1.0, said / full), said, tuple(shared)))
        return matches

    def _whole(self, query: ExpandedQuery) -> float:
        return sum(self._weight(word, meant) for word, meant in query.items()) or 1.0

    def _weight(self, word: str, meant: Mapping[str, float]) -> float:
        if meant:
            return max(_least(word), *map(self.idf, meant))
        if word in self._english.uncounted:
            return 0.0
        information = self._english.information.get(word)
        if information is None:
            return self._unknown
        if information >= ILLNESS:
            return self._unknown * FOREIGN
        return information * ORDINARY

    def _best(
        self, typed: str, meant: Mapping[str, float], postings: Mapping[str, Mapping[int, float]]
    ) -> dict[int, float]:
        """Return for each position the weight of the word that says most of what is meant."""
        best: dict[int, float] = defaultdict(float)
        for word, sure in meant.items():
            weight = sure * max(self.idf(word), _least(typed))
            for position, share in postings.get(word, {}).items():
                best[position] = max(best[position], weight * share)
        return best


def phrase_key(said: Iterable[str], meant: str) -> str:
    """Return the key of a phrase in an :data:`ExpandedQuery`, where it stands for one stem."""
    return f"{' '.join(said)}{MEANS}{meant}"


def phrase_said(typed: str) -> tuple[str, ...]:
    """Return the words of the phrase that a key stands for; none if it is that of a word."""
    said, phrase, _ = typed.partition(MEANS)
    return tuple(said.split()) if phrase else ()


def _least(typed: str) -> float:
    return PHRASE if phrase_said(typed) else 0.0


def _count(entry: SearchEntry) -> Counter[str]:
    """Return the weighted frequency of each word (not yet its stem) in an entry."""
    frequency: Counter[str] = Counter()
    title, *aliases = entry.names
    for folded, weight in (
        ((title,), TITLE),
        (aliases, NAME),
        (map(fold, entry.headings), HEADING),
    ):
        for text in folded:
            for word in words(text):
                frequency[word] += weight
    for position, sentence in enumerate(entry.sentences):
        for word in sentence.words:
            frequency[word] += SUMMARY if position == 0 else SAID
    return frequency
