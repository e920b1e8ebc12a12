"""Rank the entries of the deck for a query: cards and comparisons, or terms and abbreviations.

An entry is scored by an inverted index of its words (BM25), by how well its best name matches, and
by how alike the query and a name run.
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
    """A sentence of an entry, shown when the entry answers a query.

    A fact is shown whole: half of "Myth: ... Fact: ..." or of "Older texts say ... Today: ..."
    misleads when it stands alone.
    """

    __slots__ = ("level", "text", "words")

    def __init__(self, text: str, level: Level = Level.PLAIN) -> None:
        self.text = text
        self.level = level
        self.words = words(fold(text))

    def shown(self) -> str:
        """Return the text without Markdown, in at most 200 characters."""
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
    """Its title, id, command and aliases, folded and each once: the title first."""
    own_names: frozenset[str]
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
    own_names = [name for name in map(fold, (title, key, *own)) if name]
    names = dict.fromkeys(own_names + [name for name in map(fold, aliases) if name])
    return SearchEntry(
        id=key,
        kind=kind,
        title=title,
        label=(label or title)[:100],
        names=tuple(names),
        own_names=frozenset(own_names),
        headings=headings,
        sentences=tuple(sentences),
    )


def card_entry(card: Card) -> SearchEntry:
    """Return the entry of a card: its names, its section titles and all its sentences."""

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
    """Return the entry of a comparison: its names, its features and its cells."""

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
    """Return the entry of a term, or of an abbreviation by both its forms."""
    if isinstance(term, Abbreviation):
        label = f"{term.short}: {term.long}"
        said = [Sentence(label)]
        own = (term.long, *term.short.split(" / "))
        return _entry(term.short, "term", term.short, said, own=own, label=label)
    said = [Sentence(term.plain), Sentence(term.clinical, Level.CLINICAL)]
    return _entry(term.id, "term", term.term, said, aliases=term.aliases)


ExpandedQuery = Mapping[str, Mapping[str, float]]
"""For each stem that was query: the stems of the deck that it may mean, how surely (0 to 1)."""

# BM25's saturation and length parameters (Robertson and Zaragoza 2009), found by trial.
SATURATION, LENGTH = 2.0, 0.6

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


class InvertedIndex:
    """Which entry holds which stem, and how strongly; the names by their stems as well."""

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
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
        total = len(entries)
        self._idf = {word: math.log(1 + total / len(said)) for word, said in frequencies.items()}
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

    def coverage(self, query: ExpandedQuery) -> float:
        """Return the share of a query's weight that the deck knows, and how surely: 0 to 1."""
        whole = said = 0.0
        for word, meant in query.items():
            weight = self._weight(word, meant)
            whole += weight
            said += weight * max(meant.values(), default=0.0)
        return said / whole if whole else 1.0

    def score(self, query: ExpandedQuery) -> dict[int, float]:
        """Return a score of 0 to 2 for each entry, by its position, that answers at all.

        One half is the share of the query that it holds, the other how well its best name matches.
        """
        whole = sum(self._weight(word, meant) for word, meant in query.items()) or 1.0
        scores: dict[int, float] = defaultdict(float)
        for meant in query.values():
            for position, said in self._best(meant, self._saturated).items():
                scores[position] += said / whole
        best: dict[int, float] = defaultdict(float)
        for match in self.named(query):
            named = match.covered * match.said / whole
            best[match.position] = max(best[match.position], named)
        for position, named in best.items():
            scores[position] += named
        return dict(scores)

    def named(self, query: ExpandedQuery) -> list[NameMatch]:
        """Return the names that share a word with a query."""
        found: dict[int, dict[str, float]] = defaultdict(dict)
        for word, meant in query.items():
            for number, said in self._best(meant, self._named).items():
                found[number][word] = said
        matches = []
        for number, shared in found.items():
            position, name, full = self._names[number]
            said = sum(shared.values())
            matches.append(NameMatch(position, name, min(1.0, said / full), said, tuple(shared)))
        return matches

    def _weight(self, word: str, meant: Mapping[str, float]) -> float:
        return max((self.idf(each) for each in meant), default=self.idf(word))

    def _best(
        self, meant: Mapping[str, float], postings: Mapping[str, Mapping[int, float]]
    ) -> dict[int, float]:
        """Return for each position the weight of the word that says most of what is meant."""
        best: dict[int, float] = defaultdict(float)
        for word, sure in meant.items():
            weight = sure * self.idf(word)
            for position, share in postings.get(word, {}).items():
                best[position] = max(best[position], weight * share)
        return best


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

# Of at most 2.6: what shares only a common word with the query does not answer it. The less of the
# query is covered, the more must match, and more still where no name of the entry was said:
# whoever asks for the weather is told that nothing was found.
MIN_SCORE, MISSED_NAMED, MISSED_UNNAMED = 0.15, 0.3, 0.6
NAMED = 0.6


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

    def __init__(self, entries: Sequence[SearchEntry]) -> None:
        self.entries = tuple(entries)
        self.index = InvertedIndex(self.entries)
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

    def ranked(
        self, folded: str, query: ExpandedQuery, look_alikes: LookAlikes
    ) -> list[tuple[float, SearchEntry]]:
        """Return all that answers, best first, with its score: more than 1 is a good answer."""
        scores = self.index.score(query)
        if MIN_RATIO_LENGTH <= len(folded) <= MAX_RATIO_LENGTH:
            for scorer, weight in ((ratio, LETTERS), (token_set_ratio, WORDS)):
                for position, alike in self._similar(
                    folded, look_alikes, scorer, MIN_RATIO
                ).items():
                    if position in scores or alike >= MIN_RATIO_ALONE:
                        runs = (alike - MIN_RATIO) / (100 - MIN_RATIO)
                        scores[position] = scores.get(position, 0.0) + weight * runs
        order = sorted(scores, key=lambda position: (-scores[position], position))
        return [(scores[position], self.entries[position]) for position in order]

    def answering(
        self, folded: str, query: ExpandedQuery, look_alikes: LookAlikes
    ) -> list[tuple[float, SearchEntry]]:
        """Return those of :meth:`ranked` whose score is high enough for the query's coverage."""
        missed = 1 - self.index.coverage(query)
        named = {
            self.entries[match.position].id
            for match in self.index.named(query)
            if match.covered >= NAMED
        }
        return [
            (score, entry)
            for score, entry in self.ranked(folded, query, look_alikes)
            if score >= MIN_SCORE + missed * (MISSED_NAMED if entry.id in named else MISSED_UNNAMED)
        ]

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
        words = [f" {word}" for word in folded.split()]
        matches: dict[int, MatchKind] = {}
        for name, positions in self._positions.items():
            if not all(word in f" {name}" for word in words):
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
