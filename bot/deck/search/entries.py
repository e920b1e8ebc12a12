"""The entries of a search (cards, comparisons, terms, abbreviations), with what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.deck.model import Abbreviation, Card, Comparison, Level, Term
from bot.deck.search.spelling import fold, stem, words

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

    def holds(self, typed: Sequence[str]) -> bool:
        """Return whether it says these words one after another."""
        return (
            set(typed) <= set(self.words) and f" {' '.join(typed)} " in f" {' '.join(self.words)} "
        )

    def weight(self, weights: Mapping[str, float]) -> float:
        """Return the summed weight of its stems that are sought."""
        return sum(weights.get(word, 0.0) for word in set(map(stem, self.words)))

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
