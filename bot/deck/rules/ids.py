"""Rules about ids: each means one thing, and means it for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.deck.draft import (
    COMPARISONS,
    DECK_INFO,
    GLOSSARY,
    LEFT_OUT,
    QUIZ,
    SOURCES,
    Draft,
)
from bot.deck.model import Level
from bot.deck.rule import At, Finding, rule

Named = tuple[str, str, At]
"""An id, and the path and place where it is given."""


def _families(draft: Draft) -> Iterator[tuple[str, list[Named]]]:
    """Yield ids that must differ from each other, and what they are ids of."""
    tables = draft.comparisons
    pages: list[Named] = [(card.id, path, ("id",)) for path, card in draft.cards.items()]
    pages += [(table.id, COMPARISONS, ("comparisons", n, "id")) for n, table in enumerate(tables)]
    yield "page", pages
    sources = draft.sources or ()
    yield "source", [(one.id, SOURCES, ("sources", n, "id")) for n, one in enumerate(sources)]
    yield "term", [(one.id, GLOSSARY, ("terms", n, "id")) for n, one in enumerate(draft.terms)]
    yield (
        "term's name",
        [
            (one.term.casefold(), GLOSSARY, ("terms", n, "term"))
            for n, one in enumerate(draft.terms)
        ],
    )
    yield (
        "abbreviation",
        [
            (one.short.casefold(), GLOSSARY, ("abbreviations", n, "short"))
            for n, one in enumerate(draft.abbreviations)
        ],
    )
    yield (
        "question",
        [(one.id, QUIZ, ("questions", n, "id")) for n, one in enumerate(draft.questions)],
    )
    yield (
        "left-out fact",
        [(one.id, LEFT_OUT, ("retired", n, "id")) for n, one in enumerate(draft.left_out)],
    )
    groups = draft.info.groups if draft.info else ()
    yield "group", [(one.id, DECK_INFO, ("groups", n, "id")) for n, one in enumerate(groups)]
    for number, table in enumerate(tables):
        at = ("comparisons", number)
        yield (
            "column",
            [
                (one.id, COMPARISONS, (*at, "columns", n, "id"))
                for n, one in enumerate(table.columns)
            ],
        )
        yield (
            "row",
            [(one.id, COMPARISONS, (*at, "rows", n, "id")) for n, one in enumerate(table.rows)],
        )


@rule(
    "DECK020",
    why="Only one of the two would be served.",
    cure="Give one of them another id, or join them.",
)
def twice(draft: Draft) -> Iterable[Finding]:
    """An id, term or abbreviation is given twice."""
    for kind, named in _families(draft):
        first: dict[str, tuple[str, At]] = {}
        for name, path, at in named:
            if name in first:
                place, where = first[name]
                line = draft.line(place, where)
                message = f"The {kind} `{name}` already stands in {place}:{line}."
                yield Finding(path, at, message)
            first.setdefault(name, (path, at))


@rule(
    "DECK021",
    why="Whoever gets a fault report must find the card.",
    cure="Rename the file or correct the id.",
)
def misnamed(draft: Draft) -> Iterable[Finding]:
    """A card's file is not named after its id."""
    for path, card in draft.cards.items():
        if path != f"en/{card.id}.yaml":
            yield Finding(path, ("id",), f"The card `{card.id}` stands in the file {path}.")


@rule(
    "DECK022",
    why="Quiz answers, reviews and signatures point at facts by their id.",
    cure="Give the newer fact an id that was never used.",
)
def fact_twice(draft: Draft) -> Iterable[Finding]:
    """A fact id is used twice."""
    first: dict[str, str] = {}
    for spot in draft.fact_places():
        line = draft.line(spot.path, spot.at)
        if spot.fact.id in first:
            free = draft.free_fact_id(spot.fact.id)
            message = f"The fact {spot.fact.id} already stands in {first[spot.fact.id]}."
            cure = f"Give the newer fact an id that was never used, such as {free}."
            yield Finding(spot.path, (*spot.at, "id"), message, cure)
        first.setdefault(spot.fact.id, f"{spot.path}:{line}")


@rule(
    "DECK023",
    why="P marks plain facts and C clinical ones; patients must not be shown the latter.",
    cure="Move the fact to the other level, or give it a new id of this level.",
)
def wrong_level(draft: Draft) -> Iterable[Finding]:
    """A fact's id does not fit the level that it stands on."""
    for spot in draft.fact_places():
        mark = "P" if spot.level is Level.PLAIN else "C"
        if f"-{mark}" not in spot.fact.id:
            message = f"The fact {spot.fact.id} stands under `{spot.level.value}`."
            yield Finding(spot.path, (*spot.at, "id"), message)
