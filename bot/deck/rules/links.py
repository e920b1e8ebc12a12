"""Rules about links: what is named is there, and a source's link opens the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs, urlsplit

from rapidfuzz import fuzz, process

from bot.deck.draft import COMPARISONS, DECK_INFO, GLOSSARY, QUIZ, SOURCES, Draft
from bot.deck.rule import At, Finding, rule

Named = tuple[str, str, At]
"""An id, and the path and place that names it."""


def _unknown(what: str, named: Iterable[Named], known: set[str]) -> Iterator[Finding]:
    for name, path, at in named:
        if name not in known:
            near = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=70)
            cure = f"Did you mean `{near[0]}`?" if near else ""
            yield Finding(path, at, f"There is no {what} `{name}`.", cure)


def cited(draft: Draft) -> Iterator[Named]:
    """Yield every mention of a source."""
    for path, at, sources in _bibliography(draft):
        for place, source in enumerate(sources):
            yield source, path, (*at, "sources", place)


def _bibliography(draft: Draft) -> Iterator[tuple[str, At, tuple[str, ...]]]:
    """Yield the sources of each thing that has some, and where it stands."""
    for spot in draft.fact_places():
        yield spot.path, spot.at, spot.fact.sources
    for path, card in draft.cards.items():
        for place, change in enumerate(card.changed):
            yield path, ("changed", place), change.sources
    for place, term in enumerate(draft.terms):
        yield GLOSSARY, ("terms", place), term.sources
    for number, table in enumerate(draft.comparisons):
        for place, row in enumerate(table.rows):
            yield COMPARISONS, ("comparisons", number, "rows", place), row.sources
    for place, question in enumerate(draft.questions):
        yield QUIZ, ("questions", place), question.sources
    if draft.info is not None:
        for key in ("crisis_notice", "overdose_notice"):
            yield DECK_INFO, (key,), getattr(draft.info, key).sources


@rule(
    "DECK030",
    why="A number without its source is no evidence.",
    cure="Add the source, or name the right one.",
)
def unknown_source(draft: Draft) -> Iterable[Finding]:
    """A source is named that is not in sources.yaml."""
    if draft.sources is None:
        return ()
    return _unknown("source", cited(draft), {source.id for source in draft.sources})


def _linked(draft: Draft) -> Iterator[Named]:
    """Yield every mention of a card or comparison."""
    for path, card in draft.cards.items():
        for place, near in enumerate(card.related):
            yield near, path, ("related", place)
    for place, watched in enumerate(draft.info.watch if draft.info else ()):
        for part, near in enumerate(watched.cards):
            yield near, DECK_INFO, ("watch", place, "cards", part)
    for number, table in enumerate(draft.comparisons):
        for place, near in enumerate(table.related):
            yield near, COMPARISONS, ("comparisons", number, "related", place)
        for place, column in enumerate(table.columns):
            if column.card is not None:
                at = ("comparisons", number, "columns", place, "card")
                yield column.card, COMPARISONS, at


@rule(
    "DECK031",
    why="A button would lead nowhere.",
    cure="Name one that exists, or remove the mention.",
)
def unknown_page(draft: Draft) -> Iterable[Finding]:
    """A card or comparison is named that the deck does not have."""
    yield from _unknown("card or comparison", _linked(draft), draft.page_ids())
    cards = draft.card_ids()
    named = [(one.card, QUIZ, ("questions", n, "card")) for n, one in enumerate(draft.questions)]
    yield from _unknown("card", named, cards)


@rule(
    "DECK032",
    why="The way on would lead back.",
    cure="Remove it from `related`.",
)
def itself(draft: Draft) -> Iterable[Finding]:
    """A card names itself as related."""
    for path, card in draft.cards.items():
        if card.id in card.related:
            yield Finding(path, ("related",), f"`{card.id}` is related to itself.")


@rule(
    "DECK033",
    why="The group gives the page its emoji and colour.",
    cure="Name a group of deck.yaml, or add one there.",
)
def unknown_group(draft: Draft) -> Iterable[Finding]:
    """A group is named that deck.yaml does not have."""
    if draft.info is None:
        return
    grouped: list[Named] = [(card.group, path, ("group",)) for path, card in draft.cards.items()]
    grouped += [
        (table.group, COMPARISONS, ("comparisons", n, "group"))
        for n, table in enumerate(draft.comparisons)
    ]
    yield from _unknown("group", grouped, {group.id for group in draft.info.groups})


@rule(
    "DECK034",
    why="Old buttons and pins follow it.",
    cure="Let it lead straight to the card that took the place, and drop ids that live again.",
)
def wrongly_moved(draft: Draft) -> Iterable[Finding]:
    """`moved` does not lead from a card that is gone to one that is there."""
    if draft.info is None:
        return
    cards = draft.card_ids()
    for gone, successor in draft.info.moved.items():
        at = ("moved", gone)
        if gone in cards:
            yield Finding(DECK_INFO, at, f"The card `{gone}` is said to have moved but is there.")
        if successor not in cards:
            yield Finding(DECK_INFO, at, f"`{gone}` leads to `{successor}`, which is no card.")


@rule(
    "DECK035",
    why="It was perhaps meant for a fact that now lacks it.",
    cure="Name it where it belongs, or remove it.",
    severity="warning",
    stage="check",
)
def unused_source(draft: Draft) -> Iterable[Finding]:
    """A source is never used."""
    if draft.broken:  # what cannot be read may well use it
        return
    used = {source for source, _, _ in cited(draft)}
    for place, source in enumerate(draft.sources or ()):
        if source.id not in used:
            yield Finding(SOURCES, ("sources", place), f"Nothing names the source {source.id}.")


_SEARCHES = re.compile(
    r"(?:^|\.)(?:google|bing|duckduckgo|yahoo|yandex|baidu|ecosia|startpage|kagi|perplexity"
    r"|openevidence)\.[a-z.]+$"
)
COPIES = (
    "academia.edu",
    "booksci.cn",
    "coursehero.com",
    "discovery.researcher.life",
    "docslib.org",
    "facebook.com",
    "issuu.com",
    "libgen.is",
    "localnewswave.com",
    "medium.com",
    "medworm.com",
    "newsbreak.com",
    "quizlet.com",
    "reddit.com",
    "researchgate.net",
    "sci-hub.se",
    "scite.ai",
    "scribd.com",
    "semanticscholar.org",
    "slideshare.net",
    "studocu.com",
    "studylib.net",
    "x.com",
)
"""Hosts that gather or copy what others wrote: their pages move, and nobody answers for them."""
_SEARCH_KEYS = frozenset({"q", "term", "query", "search", "s", "keyword", "keywords", "topic_name"})
_LISTS = frozenset(
    {"search", "results", "topic", "topics", "tag", "tags", "category", "archive", "list"}
)
_HOME = re.compile(
    r"^/(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|home|default)(?:\.\w+)?/?)?$", re.IGNORECASE
)
AT_HOME = ("crisis service", "patient organisation", "poison centre line")
"""Kinds of sources that are a service itself: their home page is what a reader needs."""


def opens_nothing(url: str, kind: str = "") -> str:
    """Return what a link opens in the place of something particular; empty if it is particular."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if _SEARCHES.search(host):
        return "a search engine"
    if any(host == copy or host.endswith(f".{copy}") for copy in COPIES):
        return f"a copy or a collection: {host}"
    if _SEARCH_KEYS & set(parse_qs(parts.query)):
        return "a search"
    steps = [step.casefold() for step in parts.path.split("/") if step]
    if steps and (steps[0] in _LISTS or steps[-1] in _LISTS):
        return "a list"
    if _HOME.match(parts.path or "/") and not parts.query and kind not in AT_HOME:
        return "a home page"
    return ""


@rule(
    "DECK036",
    why="A reader or reviewer who follows it must find the page that carries the fact.",
    cure="Link the page itself, best by its DOI. Until it is found, say why in `stand_in`.",
    stage="check",
)
def no_particular_page(draft: Draft) -> Iterable[Finding]:
    """A source's link opens a search, a home page, a list or a copy."""
    for place, source in enumerate(draft.sources or ()):
        opened = opens_nothing(source.url, source.kind)
        if opened and not source.stand_in:
            message = f"The link of {source.id} opens {opened}."
            yield Finding(SOURCES, ("sources", place, "url"), message)
        elif source.stand_in and not opened:
            message = f"The link of {source.id} is no stand-in."
            yield Finding(SOURCES, ("sources", place, "stand_in"), message, "Remove `stand_in`.")
