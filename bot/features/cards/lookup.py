"""Find what somebody typed (a page of the deck, a part of the comparisons, a topic); suggest it.

A topic is what a quiz, a practice or a leaderboard is about: everything, a group, a card or a
comparison.
"""

from __future__ import annotations

from collections.abc import Iterable

from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Deck
from bot.errors import UnknownCard, UnknownCondition, UnsignedCard
from bot.features.cards import texts
from bot.features.cards.comparison_view import matrix_of
from bot.learning.questions import EVERYTHING, item_bank_of
from bot.ui.message import OPTION_TEXT, cut

Choices = list[app_commands.Choice[str]]


def find_page_id(library: Library, query: str) -> str:
    """Return the id of the card or comparison of this name.

    Only an exact name counts. Raise :class:`~bot.errors.UnsignedCard` if the page of this name is
    not served, else :class:`~bot.errors.UnknownCard`, with near ones.
    """
    found = library.index.find(query)
    if found.exact is not None and found.exact.kind != "term":
        return found.exact.id
    if library.withheld(query):
        raise UnsignedCard
    raise UnknownCard(query, tuple(hit.id for hit in found.hits if hit.kind != "term"))


def find_comparison(
    library: Library, condition: str | None, feature: str | None
) -> tuple[str | None, str | None]:
    """Return the ids of a condition and a feature that are compared, by ids, names or aliases.

    Raise :class:`~bot.errors.UnknownCondition`, which names what is served, or
    :class:`~bot.errors.UnsignedCard` for what waits for a signature.
    """
    try:
        return _identify(library.deck, condition, feature)
    except UnknownCondition as unknown:
        try:
            _identify(library.whole, condition, feature)
        except UnknownCondition:
            raise unknown from None
        raise UnsignedCard from None


def _identify(
    deck: Deck, condition: str | None, feature: str | None
) -> tuple[str | None, str | None]:
    matrix = matrix_of(deck)
    ids = (
        matrix.condition(condition).id if condition else None,
        matrix.feature(feature).id if feature else None,
    )
    matrix.extract(*ids)
    return ids


def find_topic(library: Library, typed: str | None) -> str:
    """Return the id of a topic; of everything when nothing was typed.

    Raise :class:`~bot.errors.UnknownCard`, with near names, or
    :class:`~bot.errors.UnsignedCard`.
    """
    typed = typed or EVERYTHING
    wanted = typed.strip().casefold()
    if wanted == EVERYTHING:
        return EVERYTHING
    for group in library.deck.groups.values():
        if wanted in (group.id, group.title.casefold()):
            return group.id
    return find_page_id(library, typed)


def suggest_pages(library: Library, typed: str) -> Choices:
    """Return cards and comparisons."""
    return [_as_choice(each.value, each.label) for each in library.index.suggest(typed)]


def suggest_terms(library: Library, typed: str) -> Choices:
    """Return terms of the glossary and abbreviations."""
    return [_as_choice(each.value, each.label) for each in library.index.suggest_terms(typed)]


def suggest_conditions(library: Library, typed: str) -> Choices:
    """Return conditions that can be compared with the first one."""
    others = tuple(matrix_of(library.deck).conditions.values())[1:]
    return _match(typed, ((each.id, each.name, (each.short, *each.aliases)) for each in others))


def suggest_features(library: Library, typed: str) -> Choices:
    """Return features of the comparisons."""
    rows = matrix_of(library.deck).features.values()
    return _match(typed, ((row.id, row.feature, row.aliases) for row in rows))


def suggest_topics(library: Library, typed: str) -> Choices:
    """Return groups, then cards and comparisons; only those that have questions.

    A card that bears the id of its group means the group.
    """
    items = item_bank_of(library.deck).items.values()
    with_questions = {topic for item in items for topic in item.topics}
    wanted = " ".join(typed.casefold().split())
    groups = [
        _as_choice(group.id, texts.WHOLE_GROUP.format(emoji=group.emoji, group=group.title))
        for group in library.deck.groups.values()
        if group.id in with_questions and wanted in group.title.casefold()
    ]
    pages = [
        page
        for page in suggest_pages(library, typed)
        if page.value in with_questions and page.value not in library.deck.groups
    ]
    return groups + pages


def _as_choice(value: str, label: str) -> app_commands.Choice[str]:
    return app_commands.Choice(name=cut(label, OPTION_TEXT), value=value)


def _match(typed: str, named: Iterable[tuple[str, str, tuple[str, ...]]]) -> Choices:
    """Return those of (id, label, other names) that contain ``typed``; prefixes come first."""
    wanted = " ".join(typed.casefold().split())
    ranked = []
    for value, label, others in named:
        names = [name.casefold() for name in (value, label, *others)]
        if any(wanted in name for name in names):
            inside = not any(name.startswith(wanted) for name in names)
            ranked.append((inside, _as_choice(value, label)))
    return [choice for _, choice in sorted(ranked, key=lambda pair: pair[0])]
