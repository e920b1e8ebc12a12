"""An inverted index: which entry says which word, how strongly, and how much that tells.

Entries in order, looked up by name, by words, and by what is typed so far.

What search knows of each card, comparison, term and abbreviation.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import Literal

from rapidfuzz.fuzz import WRatio, ratio, token_set_ratio
from rapidfuzz.process import extract_iter

from bot.deck.model import Abbreviation, Card, Comparison, Level, Term
from bot.deck.search.spelling import LookAlikes, fold, stem, stems, words

Kind = Literal["card", "comparison", "term"]

LONGEST = 200


class Sentence:
    """Something that an entry says, to be shown when it answers a query.

    A fact is shown whole: half of "Myth: ... Fact: ..." or of "Older texts say ... Today: ..."
    misleads when it stands alone.
    """

    __slots__ = ("level", "text", "words")

    def __init__(self, text: str, level: Level = Level.PLAIN) -> None:
        self.text = text
        self.level = level
        self.words = words(fold(text))

    def shown(self) -> str:
        """Without Markdown, and at most 200 characters."""
        plain = " ".join(self.text.replace("**", "").split())
        if len(plain) <= LONGEST:
            return plain
        return plain[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\u2026"


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found."""

    id: str
    kind: Kind
    title: str
    label: str
    """What a suggestion shows."""
    names: tuple[str, ...]
    """What it is called, folded and each once: its title first."""
    firsts: frozenset[str]
    """Those of the names that are its own (title, id, command): they win over mere aliases."""
    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    """The summary first, then the rest in reading order."""


def _entry(
    key: str,
    kind: Kind,
    title: str,
    sentences: Iterable[Sentence],
    *,
    own: Iterable[str] = (),
    aliases: Iterable[str] = (),
    label: str = "",
    headings: tuple[str, ...] = (),
) -> SearchEntry:
    firsts = [name for name in map(fold, (title, key, *own)) if name]
    names = dict.fromkeys(firsts + [name for name in map(fold, aliases) if name])
    return SearchEntry(
        id=key,
        kind=kind,
        title=title,
        label=(label or title)[:100],
        names=tuple(names),
        firsts=frozenset(firsts),
        headings=headings,
        sentences=tuple(sentences),
    )


def card_entry(card: Card) -> SearchEntry:
    """A card by its title, id, command, aliases and section titles, and all that it says."""

    def say() -> Iterator[Sentence]:
        yield Sentence(card.summary)
        for level in Level:
            yield Sentence(card.lead.at(level), level)
            for fact in card.facts(level):
                yield Sentence(fact.text, level)
            for change in card.changed:
                yield Sentence(change.at(level), level)

    return _entry(
        card.id,
        "card",
        card.title,
        say(),
        own=(card.command,) if card.command else (),
        aliases=card.aliases,
        headings=tuple(section.title for level in Level for section in card.sections(level)),
    )


def comparison_entry(table: Comparison) -> SearchEntry:
    """A comparison by its title, id and aliases, the names of its features, and its cells."""

    def say() -> Iterator[Sentence]:
        yield Sentence(table.summary)
        for row in table.rows:
            for column in table.columns:
                if column.id in row.cells:
                    yield Sentence(f"{row.feature}, {column.short}: {row.cells[column.id]}")

    return _entry(
        table.id,
        "comparison",
        table.title,
        say(),
        aliases=table.aliases,
        headings=tuple(row.feature for row in table.rows),
    )


def term_entry(term: Term | Abbreviation) -> SearchEntry:
    """A term by its name, id and aliases; an abbreviation by both its forms."""
    if isinstance(term, Abbreviation):
        label = f"{term.short}: {term.long}"
        said = [Sentence(label)]
        own = (term.long, *term.short.split(" / "))
        return _entry(term.short, "term", term.short, said, own=own, label=label)
    said = [Sentence(term.plain), Sentence(term.clinical, Level.CLINICAL)]
    return _entry(term.id, "term", term.term, said, aliases=term.aliases)


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

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
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


def _count(entry: SearchEntry) -> Counter[str]:
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

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
        self.entries = tuple(entries)
        self.postings = Postings(self.entries)
        self._places: dict[str, list[int]] = {}
        for place, entry in enumerate(self.entries):
            for name in entry.names:
                self._places.setdefault(name, []).append(place)

    def named(self, folded: str) -> SearchEntry | None:
        """The one entry of this name; None when none has it or when nothing tells which.

        Of terms the first will do: a word and its abbreviation say the same.
        """
        called = [self.entries[place] for place in self._places.get(folded, ())]
        owners = [entry for entry in called if folded in entry.firsts]
        for some in (owners, called):
            if len(some) == 1 or (some and some[0].kind == "term"):
                return some[0]
        return None

    def ranked(
        self, folded: str, asked: Meanings, mixed: LookAlikes
    ) -> list[tuple[float, SearchEntry]]:
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
    ) -> list[tuple[float, SearchEntry]]:
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

    def suggested(
        self, folded: str, asked: Meanings, mixed: LookAlikes, limit: int
    ) -> list[SearchEntry]:
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
