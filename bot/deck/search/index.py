"""Search cards, comparisons and terms: complete queries, and what is typed so far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.deck.info import OutOfScope
from bot.deck.model import Abbreviation, Deck, Level, Term
from bot.deck.search.confidence import Asked
from bot.deck.search.english import load_english
from bot.deck.search.entries import (
    Kind,
    SearchEntry,
    Sentence,
    card_entry,
    comparison_entry,
    term_entry,
)
from bot.deck.search.inverted_index import ExpandedQuery, phrase_key
from bot.deck.search.phrases import PLEASANTRIES, ScopeLimits, everyday_words, phrase_words
from bot.deck.search.ranking import EntryCollection
from bot.deck.search.red_flags import Recognition, RedFlags
from bot.deck.search.spelling import (
    MAX_CORRECTIONS,
    STOP_WORDS,
    LookAlikes,
    Spelling,
    fold,
    stem,
    stems,
    words,
)
from bot.errors import UnknownTerm

# Discord's limits of choices and of a slash option's text.
MAX_SUGGESTIONS = 25
MAX_QUERY = 6000
# A question says what it is about in its first words; a pasted page must not take seconds.
MAX_WORDS, MAX_PHRASED = 32, 64
MAX_TYPED = 100

# What is meant by a mistyped or unfinished word is a guess.
CORRECTED, UNFINISHED = 0.8, 0.8
# What people say for a word of the deck is less sure than the word.
EVERYDAY = 0.8
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
    out_of_scope: OutOfScope | None = None
    """What it asks for, if no card answers that."""
    nearest: str | None = None
    """Where nothing answers, the id of the card or comparison that comes nearest."""
    question: str | None = None
    """Where nothing answers, the question of the doctor's card that comes nearest."""


class Index:
    """The search over one deck; immutable once made, so it may be shared."""

    def __init__(self, deck: Deck) -> None:
        self._english = english = load_english()
        self._cards = EntryCollection(
            [card_entry(card) for card in deck.cards.values()]
            + [comparison_entry(table) for table in deck.comparisons.values()],
            english,
        )
        commands = {card.id for card in deck.topics}
        self._topics = [entry for entry in self._cards.entries if entry.id in commands]
        named = {fold(term.term) for term in deck.terms.values()}
        shorts = [short for short in deck.abbreviations.values() if fold(short.short) not in named]
        glossary: list[Term | Abbreviation] = [*deck.terms.values(), *shorts]
        self._terms = EntryCollection([term_entry(term) for term in glossary], english)
        self._glossary = dict(
            zip((entry.id for entry in self._terms.entries), glossary, strict=True)
        )
        self._sorted = sorted(self._cards.index.words | self._terms.index.words)
        self._words = frozenset(self._sorted)
        self._stems = frozenset(map(stem, self._sorted))
        self._spelling = Spelling(self._sorted, deck.info.never_mixed, english)
        doctor = deck.key_card("doctor")
        facts = doctor.facts(Level.PLAIN) if doctor is not None else ()
        self._questions = [Sentence(fact.text) for fact in facts]
        self._everyday = everyday_words(deck.info)
        self._scope = ScopeLimits(deck.info.out_of_scope)
        self._flags = RedFlags(deck.info, self._words, english)

    def red_flag(self, text: str) -> Recognition | None:
        """Return the red flag of the deck that ``text`` raises most surely, if any."""
        return self._flags.recognise(text)

    def is_title(self, typed: str) -> bool:
        """Return whether something is the id, title or command of a page; an alias is none."""
        folded = fold(typed)
        entry = self._cards.named(folded)
        return entry is not None and folded in entry.own_names

    def find(self, query: str, limit: int = 5, level: Level = Level.PLAIN) -> Findings:
        """Return what answers a query, best first, each with its best sentence of a level."""
        folded = fold(query[:MAX_QUERY])
        named = self._cards.named(folded) or self._terms.named(folded)
        asked = PLEASANTRIES.sub("", folded).strip()
        expanded = self._expand(asked)
        subject = self._scope.subject(phrase_words(asked), own=self._cards.index.owns(expanded))
        if named is None and (subject or all(word in STOP_WORDS for word in expanded)):
            return Findings(None, (), subject)
        look_alikes = self._spelling.meant(folded)
        expanded = self._add_synonyms(expanded, look_alikes)
        known = Asked.read(asked, expanded, self._cards.index.weigh(expanded), self._english)
        ranked = self._cards.answering(asked, expanded, known, look_alikes)
        terms = self._terms.answering(asked, expanded, known, look_alikes)
        ranked += [(score * TERM_WEIGHT, term) for score, term in terms if score >= MIN_TERM_SCORE]
        ranked.sort(key=lambda each: -each[0])
        if named is None and not ranked:
            return self._nearest(expanded, look_alikes)
        return Findings(
            exact=self._hit(named, expanded, level) if named is not None else None,
            hits=tuple(self._hit(entry, expanded, level) for _, entry in ranked[:limit]),
        )

    def _nearest(self, expanded: ExpandedQuery, look_alikes: LookAlikes) -> Findings:
        """Return where to look for what no card surely answers."""
        scores = self._cards.index.score(expanded)
        positions = [
            position
            for position in sorted(scores, key=lambda each: -scores[each])
            if not any(map(look_alikes.hold, self._cards.entries[position].own_names))
        ]
        return Findings(
            exact=None,
            hits=(),
            nearest=self._cards.entries[positions[0]].id if positions else None,
            question=self._question(expanded),
        )

    def _question(self, expanded: ExpandedQuery) -> str | None:
        weights = self._weights(expanded)
        best = max(self._questions, key=lambda each: each.weight(weights), default=None)
        return best.shown() if best is not None and best.weight(weights) else None

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
        expanded, explained = self._say_in_the_decks_words(folded)
        for word, following in pairwise([*query_words, ""]):
            if word in explained and stem(word) not in self._stems:
                continue
            meant = expanded.setdefault(word, {})
            if stem(word) in self._stems and not self._is_another(word):
                meant[stem(word)] = 1.0
            elif corrections:
                corrections -= 1
                for near, alike in self._spelling.near(word).items():
                    meant.setdefault(stem(near), CORRECTED * alike)
            # Written apart: "osteo arthritis".
            joined = stem(word + following)
            if following and joined in self._stems:
                meant[joined] = 1.0
        if unfinished and folded:
            self._finish(folded.rsplit(" ", 1)[-1], expanded)
        return expanded

    def _say_in_the_decks_words(self, folded: str) -> tuple[dict[str, dict[str, float]], set[str]]:
        """Return what everyday phrases of a query mean, and the words of these phrases."""
        expanded: dict[str, dict[str, float]] = {}
        explained: set[str] = set()
        for phrase in self._everyday.find(phrase_words(folded)[:MAX_PHRASED]):
            explained.update(phrase.said)
            for other in phrase.value:
                expanded[phrase_key(phrase.said, other)] = {other: EVERYDAY}
        return expanded, explained

    def _finish(self, unfinished: str, expanded: dict[str, dict[str, float]]) -> None:
        """Add the deck's words that begin as the last word of a query does."""
        meant = expanded.setdefault(unfinished, {})
        start, end = (
            bisect_left(self._sorted, each) for each in (unfinished, unfinished + chr(0x10FFFF))
        )
        for word in self._sorted[start:end]:
            meant.setdefault(stem(word), UNFINISHED)

    def _is_another(self, word: str) -> bool:
        """Return whether a word only shares its stem with the deck's: a "plane" is no "plan"."""
        if not word.endswith("e") or word[:-1] not in self._words:
            return False
        place = bisect_left(self._sorted, word)
        return not (place < len(self._sorted) and self._sorted[place].startswith(word))

    def _add_synonyms(self, expanded: ExpandedQuery, look_alikes: LookAlikes) -> ExpandedQuery:
        """Add the other names of the glossary's terms: a short form for the long one."""
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

    def _weights(self, expanded: ExpandedQuery) -> dict[str, float]:
        """Return how much each stem that a query may mean tells, and how surely it is meant."""
        weights: dict[str, float] = {}
        for meant in expanded.values():
            for word, sure in meant.items():
                weights[word] = max(weights.get(word, 0.0), sure * self._cards.index.idf(word))
        return weights

    def _hit(self, entry: SearchEntry, expanded: ExpandedQuery, level: Level) -> Hit:
        weights = self._weights(expanded)

        def rank(position: int) -> tuple[bool, float, bool, int]:
            sentence = entry.sentences[position]
            weight = sentence.weight(weights)
            # The other level speaks only where this one says nothing of it.
            own = sentence.level is level
            return own and weight > 0, weight, own, -position

        best = entry.sentences[max(range(len(entry.sentences)), key=rank)]
        return Hit(entry.id, entry.kind, entry.title, best.shown(), best.level)
