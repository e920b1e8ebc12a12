"""Finds cards, comparisons and terms, while somebody types and when they have asked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.deck.model import Abbreviation, Deck, Level, Term
from bot.deck.search.ranking import (
    Catalogue,
    Kind,
    Meanings,
    SearchEntry,
    card_entry,
    comparison_entry,
    term_entry,
)
from bot.deck.search.red_flags import Recognition, RedFlags
from bot.deck.search.spelling import MOST_MENDED, LookAlikes, Spelling, fold, stem, stems, words
from bot.errors import UnknownTerm

# Discord's limits of choices and of a slash option's text.
MOST_SUGGESTIONS = 25
LONGEST_QUERY = 6000
# A question says what it is about in its first words; a pasted page must not take seconds.
MOST_WORDS = 32
LONGEST_TYPED = 100

# What is meant by a mistyped or unfinished word is a guess.
CORRECTED, UNFINISHED = 0.8, 0.8
# A term stands for its other names when this much of one was asked for, and a little less surely.
HALF_NAMED, SYNONYM = 0.5, 0.8
# Terms answer with one line; a card that fits as well answers better.
TERM_WEIGHT = 0.2
# Of at most 2.6: a term that shares only a common word with the query does not explain it.
FAINTEST_TERM = 0.75


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A choice offered while somebody types: ``value`` is an id, ``label`` is shown."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that answers a query, and the sentence of it that does."""

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
    """Made once for a deck; asking changes nothing, so it may be shared."""

    def __init__(self, deck: Deck) -> None:
        self._cards = Catalogue(
            [card_entry(card) for card in deck.cards.values()]
            + [comparison_entry(table) for table in deck.comparisons.values()]
        )
        commands = {card.id for card in deck.topics}
        self._topics = [entry for entry in self._cards.entries if entry.id in commands]
        named = {fold(term.term) for term in deck.terms.values()}
        shorts = [short for short in deck.abbreviations.values() if fold(short.short) not in named]
        glossary: list[Term | Abbreviation] = [*deck.terms.values(), *shorts]
        self._terms = Catalogue([term_entry(term) for term in glossary])
        self._glossary = dict(
            zip((entry.id for entry in self._terms.entries), glossary, strict=True)
        )
        self._sorted = sorted(self._cards.postings.words | self._terms.postings.words)
        self._stems = frozenset(map(stem, self._sorted))
        self._spelling = Spelling(self._sorted, deck.info.never_mixed)
        self._flags = RedFlags(deck.info, frozenset(self._sorted))

    def red_flag(self, text: str) -> Recognition | None:
        """Return the red flag of the deck that ``text`` raises most surely, if any."""
        return self._flags.recognise(text)

    def find(self, query: str, limit: int = 5) -> Findings:
        """What answers ``query``, best first; nothing when nothing does."""
        folded = fold(query[:LONGEST_QUERY])
        mixed = self._spelling.meant(folded)
        asked = self._with_terms(self._meanings(folded), mixed)
        named = self._cards.named(folded) or self._terms.named(folded)
        ranked = self._cards.answering(folded, asked, mixed)
        terms = self._terms.ranked(folded, asked, mixed)
        ranked += [(score * TERM_WEIGHT, term) for score, term in terms if score >= FAINTEST_TERM]
        ranked.sort(key=lambda each: -each[0])
        hits = [self._hit(entry, asked) for _, entry in ranked[:limit]]
        return Findings(
            exact=self._hit(named, asked) if named is not None else None,
            hits=tuple(hits),
        )

    def suggest(self, typed: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Cards and comparisons; those with commands of their own while nothing is typed."""
        return self._suggest(self._cards, typed, self._topics, limit)

    def suggest_terms(self, typed: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """Terms and abbreviations; the first of the glossary while nothing is typed."""
        return self._suggest(self._terms, typed, self._terms.entries, limit)

    def term(self, asked: str) -> Term | Abbreviation:
        """The term or abbreviation of this name, id, alias or long form.

        Raises :class:`~bot.errors.UnknownTerm` with up to five near ones.
        """
        if asked in self._glossary:
            return self._glossary[asked]
        folded = fold(asked)
        entry = self._terms.named(folded)
        if entry is None:
            near = self.suggest_terms(asked, 5) if folded else ()
            raise UnknownTerm(asked, tuple(each.value for each in near))
        return self._glossary[entry.id]

    def _suggest(
        self, catalogue: Catalogue, typed: str, untyped: Sequence[SearchEntry], limit: int
    ) -> tuple[Suggestion, ...]:
        folded = fold(typed[:LONGEST_TYPED])
        limit = min(limit, MOST_SUGGESTIONS)
        entries = untyped
        if folded:
            asked = self._meanings(folded, unfinished=not typed[-1:].isspace())
            mixed = self._spelling.meant(folded)
            entries = catalogue.suggested(folded, asked, mixed, limit)
        return tuple(Suggestion(entry.id, entry.label) for entry in entries[:limit])

    def _meanings(self, folded: str, *, unfinished: bool = False) -> Meanings:
        """The words of a query, and the stems that each may mean, mistyped or not yet whole."""
        said = list(dict.fromkeys(words(folded)))[:MOST_WORDS]
        corrections = MOST_MENDED
        asked: dict[str, dict[str, float]] = {}
        for word, following in pairwise([*said, ""]):
            meant = asked.setdefault(word, {})
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
            meant = asked.setdefault(last, {})
            for word in self._beginning(last):
                meant.setdefault(stem(word), UNFINISHED)
        return asked

    def _beginning(self, letters: str) -> list[str]:
        first, last = (bisect_left(self._sorted, end) for end in (letters, letters + chr(0x10FFFF)))
        return self._sorted[first:last]

    def _with_terms(self, asked: Meanings, mixed: LookAlikes) -> Meanings:
        """Lets a term of the glossary stand for its other names: "magnetic resonance", "MRI"."""
        widened = {word: dict(meant) for word, meant in asked.items()}
        for fit in self._terms.postings.named(asked):
            if fit.covered < HALF_NAMED or mixed.hold(fit.name):
                continue
            entry = self._terms.entries[fit.place]
            for name in entry.firsts:
                for word in fit.asked:
                    for other in stems(name):
                        widened[word].setdefault(other, SYNONYM * fit.covered)
        return widened

    def _hit(self, entry: SearchEntry, asked: Meanings) -> Hit:
        worth: dict[str, float] = {}
        for meant in asked.values():
            for word, sure in meant.items():
                telling = sure * self._cards.postings.telling(word)
                worth[word] = max(worth.get(word, 0.0), telling)

        def fit(place: int) -> tuple[float, bool, int]:
            sentence = entry.sentences[place]
            said = sum(worth.get(word, 0.0) for word in set(map(stem, sentence.words)))
            return said, sentence.level is Level.PLAIN, -place

        best = entry.sentences[max(range(len(entry.sentences)), key=fit)]
        return Hit(entry.id, entry.kind, entry.title, best.shown(), best.level)
