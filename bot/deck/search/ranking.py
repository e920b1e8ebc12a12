"""Rank the entries of the deck for a query: cards and comparisons, or terms and abbreviations.

An entry is scored by the inverted index, by how well its best name matches, and by how alike the
query and a name run. A gate keeps back what shares too little with the query to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import IntEnum, auto

from rapidfuzz.fuzz import WRatio, ratio, token_set_ratio
from rapidfuzz.process import extract_iter

from bot.deck.search.confidence import BESIDE, Asked
from bot.deck.search.english import English
from bot.deck.search.entries import SearchEntry
from bot.deck.search.inverted_index import ExpandedQuery, InvertedIndex
from bot.deck.search.spelling import LookAlikes, words

# How alike names are, of 100: below, what rapidfuzz calls alike looks unlike to people.
MIN_SUGGESTION_RATIO = 80
MIN_RATIO_LENGTH = 4

# A question that runs like a name ("why do my legs give out") counts on top of its words, by its
# letters and by its set of words; beyond this length it runs like none.
MIN_RATIO = 45
# Without a word in common a name must run more alike.
MIN_RATIO_ALONE = 60
MAX_RATIO_LENGTH = 150
LETTERS, WORDS = 0.4, 0.2


class MatchKind(IntEnum):
    """How a suggestion matches what is typed, best first."""

    EXACT = auto()
    EXACT_ALIAS = auto()
    PREFIX = auto()
    PREFIX_ALIAS = auto()
    WORDS = auto()
    SAID = auto()


class EntryCollection:
    """The entries that are searched together: the cards and comparisons, or the terms."""

    def __init__(self, entries: Sequence[SearchEntry], english: English) -> None:
        self.entries = tuple(entries)
        self.index = InvertedIndex(self.entries, english)
        self._positions: dict[str, list[int]] = {}
        for position, entry in enumerate(self.entries):
            for name in entry.names:
                self._positions.setdefault(name, []).append(position)

    def named(self, folded: str) -> SearchEntry | None:
        """Return the one entry of this name; None if none has it or several do.

        Of terms the first will do: a word and its abbreviation say the same.
        """
        called = [self.entries[position] for position in self._positions.get(folded, ())]
        owners = [entry for entry in called if folded in entry.own_names]
        for some in (owners, called):
            if len(some) == 1 or (some and some[0].kind == "term"):
                return some[0]
        return None

    def answering(
        self, folded: str, query: ExpandedQuery, asked: Asked, look_alikes: LookAlikes
    ) -> list[tuple[float, SearchEntry]]:
        """Return what is likely to answer, best first, with its score; above 1 is a good one."""
        if asked.weighed.foreign:
            return []
        candidates = self.candidates(folded, query, asked, look_alikes)
        sure = {each: asked.log_odds(evidence) for each, (_, evidence) in candidates.items()}
        surest = max(sure.values(), default=0.0)
        if surest < 0 and not asked.is_looked_up and not self._is_quoted(folded, candidates):
            return []
        shown = (each for each in sure if sure[each] >= min(0.0, surest) - BESIDE)
        best = sorted(shown, key=lambda position: (-candidates[position][0], position))
        return [(candidates[position][0], self.entries[position]) for position in best]

    def _is_quoted(self, folded: str, positions: Iterable[int]) -> bool:
        """Return whether several words stand in one of the entries just as they were typed."""
        typed = words(folded)
        return len(typed) > 1 and any(
            sentence.holds(typed)
            for position in positions
            for sentence in self.entries[position].sentences
        )

    def candidates(
        self, folded: str, query: ExpandedQuery, asked: Asked, look_alikes: LookAlikes
    ) -> dict[int, tuple[float, tuple[float, ...]]]:
        """Return the score of each entry that shares something, and the evidence for it."""
        scores = self.index.score(query)
        running = self._running_alike(folded, look_alikes, scores)
        said = self.index.said(query)
        named: dict[int, float] = {}
        for match in self.index.named(query):
            named[match.position] = max(named.get(match.position, 0.0), match.covered)
        found = {}
        for position in scores.keys() | running.keys():
            runs = running.get(position, 0.0)
            evidence = asked.evidence(said.get(position, 0.0), named.get(position, 0.0), runs)
            found[position] = (scores.get(position, 0.0) + runs, evidence)
        return found

    def _running_alike(
        self, folded: str, look_alikes: LookAlikes, found: Collection[int]
    ) -> dict[int, float]:
        """Return how alike the query and a name run, of each entry; ``found`` share a word."""
        running: dict[int, float] = {}
        if MIN_RATIO_LENGTH <= len(folded) <= MAX_RATIO_LENGTH:
            for scorer, weight in ((ratio, LETTERS), (token_set_ratio, WORDS)):
                alike = self._similar(folded, look_alikes, scorer, MIN_RATIO)
                for position, share in alike.items():
                    if position in found or share >= MIN_RATIO_ALONE:
                        runs = weight * (share - MIN_RATIO) / (100 - MIN_RATIO)
                        running[position] = running.get(position, 0.0) + runs
        return running

    def suggested(
        self, folded: str, query: ExpandedQuery, look_alikes: LookAlikes, limit: int
    ) -> list[SearchEntry]:
        """Return what may be meant by what is typed so far, best first."""
        matches = self._match_kinds(folded)
        scores = self.index.score(query)
        for position in scores:
            matches.setdefault(position, MatchKind.SAID)
        order = sorted(
            matches, key=lambda position: (matches[position], -scores.get(position, 0.0), position)
        )
        if len(order) < limit and len(folded) >= MIN_RATIO_LENGTH:
            alike = self._similar(folded, look_alikes, WRatio, MIN_SUGGESTION_RATIO)
            near = [position for position in alike if position not in matches]
            order += sorted(near, key=lambda position: (-alike[position], position))
        return [self.entries[position] for position in order[:limit]]

    def _match_kinds(self, folded: str) -> dict[int, MatchKind]:
        """Return the best match of each entry with a name, or words of one, that begin so."""
        begun = [f" {word}" for word in folded.split()]
        matches: dict[int, MatchKind] = {}
        for name, positions in self._positions.items():
            if not all(word in f" {name}" for word in begun):
                continue
            for position in positions:
                own = name in self.entries[position].own_names
                if name == folded:
                    match = MatchKind.EXACT if own else MatchKind.EXACT_ALIAS
                elif name.startswith(folded):
                    match = MatchKind.PREFIX if own else MatchKind.PREFIX_ALIAS
                else:
                    match = MatchKind.WORDS
                matches[position] = min(matches.get(position, match), match)
        return matches

    def _similar(
        self, folded: str, look_alikes: LookAlikes, scorer: Callable[..., float], least: float
    ) -> dict[int, float]:
        """Return the best ratio of any of its names for each entry; never of a look-alike."""
        best: dict[int, float] = {}
        for name, alike, _ in extract_iter(
            folded, self._positions.keys(), scorer=scorer, processor=None, score_cutoff=least
        ):
            if look_alikes.hold(name):
                continue
            for position in self._positions[name]:
                best[position] = max(best.get(position, 0.0), alike)
        return best
