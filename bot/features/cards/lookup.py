"""From what somebody typed to a page of the deck, and the suggestions while they type.

What a quiz, a practice or a board can be about: everything, a shelf, a card or a table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from discord import app_commands

from bot.deck.library import Library
from bot.deck.search.index import Hit, Suggestion
from bot.errors import UnknownCard, UnsignedCard
from bot.features.cards.comparison_view import matrix_of
from bot.learning.questions import EVERYTHING, item_bank_of
from bot.ui.plain_text import cut

Choices = list[app_commands.Choice[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a query led to. Only an exact hit may be opened at once."""

    exact: Hit | None
    hits: tuple[Hit, ...]
    withheld: str | None
    """The page of exactly this name, if it waits for a signature and is not served."""

    def page(self, asked: str) -> str:
        """The id of the card or comparison that was meant.

        Raises :class:`~bot.errors.UnknownCard`, with near ones, unless the hit was exact, and
        :class:`~bot.errors.UnsignedCard` if what has this name is not served.
        """
        if self.exact is not None and self.exact.kind != "term":
            return self.exact.id
        if self.withheld is not None:
            raise UnsignedCard(self.withheld)
        raise UnknownCard(asked, tuple(hit.id for hit in self.hits if hit.kind != "term"))


def find_page(library: Library, query: str) -> Found:
    """Looks a query up in what is served."""
    found = library.index.find(query)
    return Found(found.exact, found.hits, library.withheld(query))


def suggest_pages(library: Library, typed: str) -> Choices:
    """Cards and comparisons."""
    return _offer(library.index.suggest(typed))


def suggest_terms(library: Library, typed: str) -> Choices:
    """Words of the glossary and short forms."""
    return _offer(library.index.suggest_terms(typed))


def suggest_conditions(library: Library, typed: str) -> Choices:
    """Conditions that can be put beside the first one."""
    others = tuple(matrix_of(library.deck).conditions.values())[1:]
    return _pick(typed, ((each.id, each.name, (each.short, *each.aliases)) for each in others))


def suggest_features(library: Library, typed: str) -> Choices:
    """Features of the comparisons."""
    rows = matrix_of(library.deck).features.values()
    return _pick(typed, ((row.id, row.feature, row.aliases) for row in rows))


def _offer(suggestions: Iterable[Suggestion]) -> Choices:
    return [
        app_commands.Choice(name=cut(each.label, 100), value=each.value) for each in suggestions
    ]


def _pick(typed: str, named: Iterable[tuple[str, str, tuple[str, ...]]]) -> Choices:
    """Those whose name, or another name of theirs, contains what was typed; prefixes first."""
    sought = " ".join(typed.casefold().split())
    ranked = []
    for value, label, others in named:
        names = [name.casefold() for name in (value, label, *others)]
        if any(sought in name for name in names):
            first = not any(name.startswith(sought) for name in names)
            ranked.append((first, app_commands.Choice(name=cut(label, 100), value=value)))
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]


def suggest_topics(library: Library, typed: str) -> Choices:
    """Shelves first, then cards and tables; only those that have questions.

    A card that bears the id of its shelf means the shelf.
    """
    asked = _asked(library)
    sought = " ".join(typed.casefold().split())
    shelves = [
        app_commands.Choice(name=cut(f"{group.emoji} {group.title} (all)", 100), value=group.id)
        for group in library.deck.groups.values()
        if group.id in asked and sought in group.title.casefold()
    ]
    pages = [
        page
        for page in suggest_pages(library, typed)
        if page.value in asked and page.value not in library.deck.groups
    ]
    return shelves + pages


def find_topic(library: Library, said: str | None) -> str:
    """The id of the topic that was meant; of everything when nothing was said.

    Raises :class:`~bot.errors.UnknownCard`, with near names.
    """
    said = said or EVERYTHING
    sought = said.strip().casefold()
    if sought == EVERYTHING:
        return EVERYTHING
    for group in library.deck.groups.values():
        if sought in (group.id, group.title.casefold()):
            return group.id
    return find_page(library, said).page(said)


def _asked(library: Library) -> set[str]:
    return {topic for item in item_bank_of(library.deck).items.values() for topic in item.topics}
