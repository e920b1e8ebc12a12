"""Search cards, comparisons and terms: complete queries, and what is typed so far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.deck.model import Abbreviation, Deck, Level, Term
from bot.deck.search.ranking import (
    EntryCollection,
    ExpandedQuery,
    Kind,
    SearchEntry,
    card_entry,
    comparison_entry,
    term_entry,
)
from bot.deck.search.red_flags import Recognition, RedFlags
from bot.deck.search.spelling import MAX_CORRECTIONS, LookAlikes, Spelling, fold, stem, stems, words
from bot.errors import UnknownTerm

# Discord's limits of choices and of a slash option's text.
MAX_SUGGESTIONS = 25
MAX_QUERY = 6000
# A question says what it is about in its first words; a pasted page must not take seconds.
MAX_WORDS = 32
MAX_TYPED = 100

# What is meant by a mistyped or unfinished word is a guess.
CORRECTED, UNFINISHED = 0.8, 0.8
# A term stands for its other names when this much of one was asked for, and a little less surely.
HALF_NAMED, SYNONYM = 0.5, 0.8
# Terms answer with one line; a card that fits as well answers better.
TERM_WEIGHT = 0.2
# Of at most 2.6: a term that shares only a common word with the query does not explain it.
MIN_TERM_SCORE = 0.75


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A choice offered while somebody types: ``value`` is an id, ``label`` is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers a query, and the sentence of it that does."""

    id: str
    kind: Kind
    title: str
    sentence: str
    level: Level


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer to a query."""

    exact: Hit | None
    """What has exactly this name; nothing else may be opened without being chosen."""
    hits: tuple[Hit, ...]


class Index:
    """The search over one deck; immutable once made, so it may be shared."""

    def __init__(self, deck: Deck) -> None:
        self._cards = EntryCollection(
            [card_entry(card) for card in deck.cards.values()]
            + [comparison_entry(table) for table in deck.comparisons.values()]
        )
        commands = {card.id for card in deck.topics}
        self._topics = [entry for entry in self._cards.entries if entry.id in commands]
        named = {fold(term.term) for term in deck.terms.values()}
        shorts = [short for short in deck.abbreviations.values() if fold(short.short) not in named]
        glossary: list[Term | Abbreviation] = [*deck.terms.values(), *shorts]
        self._terms = EntryCollection([term_entry(term) for term in glossary])
        self._glossary = dict(
            zip((entry.id for entry in self._terms.entries), glossary, strict=True)
        )
        self._sorted = sorted(self._cards.index.words | self._terms.index.words)
        self._stems = frozenset(map(stem, self._sorted))
        self._spelling = Spelling(self._sorted, deck.info.never_mixed)
        self._flags = RedFlags(deck.info, frozenset(self._sorted))

    def red_flag(self, text: str) -> Recognition | None:
        """Return the red flag of the deck that ``text`` raises most surely, if any."""
        return self._flags.recognise(text)

    def find(self, query: str, limit: int = 5) -> Findings:
        """Return what answers a query, best first."""
        folded = fold(query[:MAX_QUERY])
        look_alikes = self._spelling.meant(folded)
        expanded = self._add_synonyms(self._expand(folded), look_alikes)
        named = self._cards.named(folded) or self._terms.named(folded)
        ranked = self._cards.answering(folded, expanded, look_alikes)
        terms = self._terms.ranked(folded, expanded, look_alikes)
        ranked += [(score * TERM_WEIGHT, term) for score, term in terms if score >= MIN_TERM_SCORE]
        ranked.sort(key=lambda each: -each[0])
        return Findings(
            exact=self._hit(named, expanded) if named is not None else None,
            hits=tuple(self._hit(entry, expanded) for _, entry in ranked[:limit]),
        )

    def suggest(self, typed: str, limit: int = MAX_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Suggest cards and comparisons; those with own commands while nothing is typed."""
        return self._suggest(self._cards, typed, self._topics, limit)

    def suggest_terms(self, typed: str, limit: int = MAX_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Suggest terms and abbreviations; the first of the glossary while nothing is typed."""
        return self._suggest(self._terms, typed, self._terms.entries, limit)

    def term(self, name: str) -> Term | Abbreviation:
        """Return the term or abbreviation of this name, id, alias or long form.

        Raise :class:`~bot.errors.UnknownTerm` with up to five near ones.
        """
        if name in self._glossary:
            return self._glossary[name]
        folded = fold(name)
        entry = self._terms.named(folded)
        if entry is None:
            near = self.suggest_terms(name, 5) if folded else ()
            raise UnknownTerm(name, tuple(each.value for each in near))
        return self._glossary[entry.id]

    def _suggest(
        self, collection: EntryCollection, typed: str, untyped: Sequence[SearchEntry], limit: int
    ) -> tuple[Suggestion, ...]:
        folded = fold(typed[:MAX_TYPED])
        limit = min(limit, MAX_SUGGESTIONS)
        entries = untyped
        if folded:
            expanded = self._expand(folded, unfinished=not typed[-1:].isspace())
            look_alikes = self._spelling.meant(folded)
            entries = collection.suggested(folded, expanded, look_alikes, limit)
        return tuple(Suggestion(entry.id, entry.label) for entry in entries[:limit])

    def _expand(self, folded: str, *, unfinished: bool = False) -> ExpandedQuery:
        """Return the stems that each word of a query may mean, mistyped or not yet whole."""
        query_words = list(dict.fromkeys(words(folded)))[:MAX_WORDS]
        corrections = MAX_CORRECTIONS
        expanded: dict[str, dict[str, float]] = {}
        for word, following in pairwise([*query_words, ""]):
            meant = expanded.setdefault(word, {})
            if stem(word) in self._stems:
                meant[stem(word)] = 1.0
            elif corrections:
                corrections -= 1
                for near, alike in self._spelling.near(word).items():
                    meant.setdefault(stem(near), CORRECTED * alike)
            # Written apart: "dermato myositis".
            joined = stem(word + following)
            if following and joined in self._stems:
                meant[joined] = 1.0
        if unfinished and folded:
            last = folded.rsplit(" ", 1)[-1]
            meant = expanded.setdefault(last, {})
            start, end = (bisect_left(self._sorted, each) for each in (last, last + chr(0x10FFFF)))
            for word in self._sorted[start:end]:
                meant.setdefault(stem(word), UNFINISHED)
        return expanded

    def _add_synonyms(self, expanded: ExpandedQuery, look_alikes: LookAlikes) -> ExpandedQuery:
        """Add the other names of the glossary's terms: "MRI" for "magnetic resonance"."""
        widened = {word: dict(meant) for word, meant in expanded.items()}
        for match in self._terms.index.named(expanded):
            if match.covered < HALF_NAMED or look_alikes.hold(match.name):
                continue
            entry = self._terms.entries[match.position]
            for name in entry.own_names:
                for word in match.query:
                    for other in stems(name):
                        widened[word].setdefault(other, SYNONYM * match.covered)
        return widened

    def _hit(self, entry: SearchEntry, expanded: ExpandedQuery) -> Hit:
        weights: dict[str, float] = {}
        for meant in expanded.values():
            for word, sure in meant.items():
                idf = sure * self._cards.index.idf(word)
                weights[word] = max(weights.get(word, 0.0), idf)

        def rank(position: int) -> tuple[float, bool, int]:
            sentence = entry.sentences[position]
            weight = sum(weights.get(word, 0.0) for word in set(map(stem, sentence.words)))
            return weight, sentence.level is Level.PLAIN, -position

        best = entry.sentences[max(range(len(entry.sentences)), key=rank)]
        return Hit(entry.id, entry.kind, entry.title, best.shown(), best.level)
