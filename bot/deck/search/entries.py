"""What search knows of each card, comparison, term and abbreviation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.deck.model import Abbreviation, Card, Comparison, Level, Term
from bot.deck.search.folding import fold, words

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
class Entry:
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
) -> Entry:
    firsts = [name for name in map(fold, (title, key, *own)) if name]
    names = dict.fromkeys(firsts + [name for name in map(fold, aliases) if name])
    return Entry(
        id=key,
        kind=kind,
        title=title,
        label=(label or title)[:100],
        names=tuple(names),
        firsts=frozenset(firsts),
        headings=headings,
        sentences=tuple(sentences),
    )


def card_entry(card: Card) -> Entry:
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


def comparison_entry(table: Comparison) -> Entry:
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


def term_entry(term: Term | Abbreviation) -> Entry:
    """A term by its name, id and aliases; an abbreviation by both its forms."""
    if isinstance(term, Abbreviation):
        label = f"{term.short}: {term.long}"
        said = [Sentence(label)]
        own = (term.long, *term.short.split(" / "))
        return _entry(term.short, "term", term.short, said, own=own, label=label)
    said = [Sentence(term.plain), Sentence(term.clinical, Level.CLINICAL)]
    return _entry(term.id, "term", term.term, said, aliases=term.aliases)
