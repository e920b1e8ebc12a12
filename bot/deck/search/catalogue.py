"""Entries in order, looked up by name, by words, and by what is typed so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum, auto

from rapidfuzz.fuzz import WRatio, ratio, token_set_ratio
from rapidfuzz.process import extract_iter

from bot.deck.search.entries import Entry
from bot.deck.search.ranking import Meanings, Postings
from bot.deck.search.spelling import LookAlikes

# How alike names are, of 100: below, what rapidfuzz calls alike looks unlike to people.
ALIKE = 80
SHORTEST_ALIKE = 4

# A question that runs like a name ("why do my legs give out") counts on top of its words, by its
# letters and by its set of words; beyond this length it runs like none.
RUNS_ALIKE = 45
# Without a word in common a name must run more alike.
ALIKE_ALONE = 60
LONGEST_ALIKE = 150
LETTERS, WORDS = 0.4, 0.2

# Of at most 2.6: what shares only a common word with the query does not answer it. The less of the
# query is understood, the more must fit, and more still where no name of the entry was said:
# whoever asks for the weather is told that nothing was found.
FAINTEST, NOT_UNDERSTOOD, NOT_NAMED = 0.15, 0.3, 0.6
NAMED = 0.6


class Fit(IntEnum):
    """How a suggestion fits what is typed, best first."""

    EXACT = auto()
    EXACT_ALIAS = auto()
    PREFIX = auto()
    PREFIX_ALIAS = auto()
    WORDS = auto()
    SAID = auto()


class Catalogue:
    """The cards and comparisons, or the terms."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.postings = Postings(self.entries)
        self._places: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            for name in entry.names:
                self._places.setdefault(name, []).append(place)

    def named(self, folded: str) -> Entry | None:
        """The one entry of this name; None when none has it or when nothing tells which.

        Of terms the first will do: a word and its abbreviation say the same.
        """
        called = [self.entries[place] for place in self._places.get(folded, ())]
        owners = [entry for entry in called if folded in entry.firsts]
        for some in (owners, called):
            if len(some) == 1 or (some and some[0].kind == "term"):
                return some[0]
        return None

    def ranked(self, folded: str, asked: Meanings, mixed: LookAlikes) -> list[tuple[float, Entry]]:
        """All that answers, best first, with its score: more than 1 is a good answer."""
        scores = self.postings.score(asked)
        if SHORTEST_ALIKE <= len(folded) <= LONGEST_ALIKE:
            for scorer, weight in ((ratio, LETTERS), (token_set_ratio, WORDS)):
                for place, alike in self._alike(folded, mixed, scorer, RUNS_ALIKE).items():
                    if place in scores or alike >= ALIKE_ALONE:
                        runs = (alike - RUNS_ALIKE) / (100 - RUNS_ALIKE)
                        scores[place] = scores.get(place, 0.0) + weight * runs
        order = sorted(scores, key=lambda place: (-scores[place], place))
        return [(scores[place], self.entries[place]) for place in order]

    def answering(
        self, folded: str, asked: Meanings, mixed: LookAlikes
    ) -> list[tuple[float, Entry]]:
        """Those of :meth:`ranked` that answer more than faintly."""
        missed = 1 - self.postings.understood(asked)
        named = {
            self.entries[fit.place].id for fit in self.postings.named(asked) if fit.covered >= NAMED
        }
        return [
            (score, entry)
            for score, entry in self.ranked(folded, asked, mixed)
            if score >= FAINTEST + missed * (NOT_UNDERSTOOD if entry.id in named else NOT_NAMED)
        ]

    def suggested(self, folded: str, asked: Meanings, mixed: LookAlikes, limit: int) -> list[Entry]:
        """What may be meant by what is typed so far, best first."""
        fits = self._fits(folded)
        scores = self.postings.score(asked)
        for place in scores:
            fits.setdefault(place, Fit.SAID)
        order = sorted(fits, key=lambda place: (fits[place], -scores.get(place, 0.0), place))
        if len(order) < limit and len(folded) >= SHORTEST_ALIKE:
            alike = self._alike(folded, mixed, WRatio, ALIKE)
            near = [place for place in alike if place not in fits]
            order += sorted(near, key=lambda place: (-alike[place], place))
        return [self.entries[place] for place in order[:limit]]

    def _fits(self, folded: str) -> dict[int, Fit]:
        """The best fit of each entry that has a name beginning, or made of words beginning, so."""
        words = [f" {word}" for word in folded.split()]
        fits: dict[int, Fit] = {}
        for name, places in self._places.items():
            if not all(word in f" {name}" for word in words):
                continue
            for place in places:
                own = name in self.entries[place].firsts
                if name == folded:
                    fit = Fit.EXACT if own else Fit.EXACT_ALIAS
                elif name.startswith(folded):
                    fit = Fit.PREFIX if own else Fit.PREFIX_ALIAS
                else:
                    fit = Fit.WORDS
                fits[place] = min(fits.get(place, fit), fit)
        return fits

    def _alike(
        self, folded: str, mixed: LookAlikes, scorer: Callable[..., float], least: float
    ) -> dict[int, float]:
        """The best likeness of any of its names, for each entry; never of a look-alike."""
        best: dict[int, float] = {}
        for name, alike, _ in extract_iter(
            folded, self._places.keys(), scorer=scorer, processor=None, score_cutoff=least
        ):
            if mixed.hold(name):
                continue
            for place in self._places[name]:
                best[place] = max(best.get(place, 0.0), alike)
        return best
