"""Rules about ids and links.

An id means one thing, what is named is there, and a source's link opens the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from urllib.parse import parse_qs, urlsplit

from rapidfuzz import fuzz, process

from bot.deck.confusables import reads_as
from bot.deck.draft import COMPARISONS, GLOSSARY, LEFT_OUT, QUIZ, SOURCES, Draft
from bot.deck.folder import DECK_INFO
from bot.deck.form import DeckForm
from bot.deck.info import DeckInfo, KeyCards
from bot.deck.model import Comparison, Level
from bot.deck.rule import At, Finding, rule

Named = tuple[str, str, At]
"""An id or name, and the path and place where it is given or named."""


def _families(draft: Draft) -> Iterator[tuple[str, list[Named]]]:
    """Yield ids and names that must differ from each other, and what they belong to."""
    yield "page", [(page.id, path, (*at, "id")) for path, at, page in draft.pages()]
    yield _in_list("source", SOURCES, ("sources",), draft.sources or ())
    yield _in_list("term", GLOSSARY, ("terms",), draft.terms)
    yield "term's name", list(_names_of_terms(draft))
    yield _in_list("abbreviation", GLOSSARY, ("abbreviations",), draft.abbreviations, "short")
    yield _in_list("question", QUIZ, ("questions",), draft.questions)
    yield _in_list("left-out fact", LEFT_OUT, ("retired",), draft.left_out)
    yield _in_list("group", DECK_INFO, ("groups",), draft.info.groups if draft.info else ())
    for number, table in enumerate(draft.comparisons):
        at = ("comparisons", number)
        yield _in_list("column", COMPARISONS, (*at, "columns"), table.columns)
        yield _in_list("column's name", COMPARISONS, (*at, "columns"), table.columns, "name")
        yield _in_list("column's name", COMPARISONS, (*at, "columns"), table.columns, "short")
        yield _in_list("row", COMPARISONS, (*at, "rows"), table.rows)
        yield _in_list("feature", COMPARISONS, (*at, "rows"), table.rows, "feature")


def _names_of_terms(draft: Draft) -> Iterator[Named]:
    """Yield each term's name and aliases, once where they are spellings of one another."""
    for place, term in enumerate(draft.terms):
        at: At = ("terms", place)
        ways: list[tuple[At, str]] = [(("aliases", n), name) for n, name in enumerate(term.aliases)]
        own = {
            reads_as(name): (way, name) for way, name in [*reversed(ways), (("term",), term.term)]
        }
        for way, name in own.values():
            yield name, GLOSSARY, (*at, *way)


def _in_list(
    kind: str, path: str, at: At, parts: Iterable[DeckForm], key: str = "id"
) -> tuple[str, list[Named]]:
    return kind, [(getattr(one, key), path, (*at, n, key)) for n, one in enumerate(parts)]


@rule(
    "DECK014",
    why="Its author believes that it is served.",
    cure="Name it as README.md says, or move it out of the folder.",
    stage="check",
)
def stray(draft: Draft) -> Iterable[Finding]:
    """A file or folder stands where nobody reads it."""
    for each in draft.strays:
        if each.is_folder:
            cure = "Put its cards into en/, and move the folder out of here."
            yield Finding(each.path, (), "Nobody reads this folder.", cure)
        else:
            yield Finding(each.path, (), "Nobody reads this file.")


@rule(
    "DECK020",
    why="Only one of the two would be served.",
    cure="Give one of them another id, or join them.",
)
def twice(draft: Draft) -> Iterable[Finding]:
    """An id, term, abbreviation, condition or feature is given twice."""
    for kind, named in _families(draft):
        first: dict[tuple[str, ...], str] = {}
        for name, path, at in named:
            key = reads_as(name)
            if key in first:
                yield Finding(path, at, f"The {kind} `{name}` already stands in {first[key]}.")
            first.setdefault(key, f"{path}:{draft.line(path, at)}")


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
        if spot.fact.id in first:
            free = draft.free_fact_id(spot.fact.id)
            message = f"The fact {spot.fact.id} already stands in {first[spot.fact.id]}."
            cure = f"Give the newer fact an id that was never used, such as {free}."
            yield Finding(spot.path, (*spot.at, "id"), message, cure)
        first.setdefault(spot.fact.id, f"{spot.path}:{draft.line(spot.path, spot.at)}")


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


def _unknown(what: str, named: Iterable[Named], known: set[str]) -> Iterator[Finding]:
    for name, path, at in named:
        if name not in known:
            near = process.extractOne(name, sorted(known), scorer=fuzz.ratio, score_cutoff=70)
            cure = f"Did you mean `{near[0]}`?" if near else ""
            yield Finding(path, at, f"There is no {what} `{name}`.", cure)


def _cited(draft: Draft) -> Iterator[Named]:
    """Yield every mention of a source."""
    for path, at, citing in draft.citing():
        for place, source in enumerate(citing.sources):
            yield source, path, (*at, "sources", place)


@rule(
    "DECK030",
    why="A number without its source is no evidence.",
    cure="Add the source, or name the right one.",
)
def unknown_source(draft: Draft) -> Iterable[Finding]:
    """A source is named that is not in sources.yaml."""
    if draft.sources is None:
        return ()
    return _unknown("source", _cited(draft), {source.id for source in draft.sources})


def _linked(draft: Draft) -> Iterator[Named]:
    """Yield every mention of a card or comparison."""
    for path, at, page in draft.pages():
        for place, near in enumerate(page.related):
            yield near, path, (*at, "related", place)
        for place, column in enumerate(page.columns if isinstance(page, Comparison) else ()):
            if column.card is not None:
                yield column.card, path, (*at, "columns", place, "card")
    if draft.info is not None:
        yield from _linked_by_all(draft.info)


def _linked_by_all(info: DeckInfo) -> Iterator[Named]:
    """Yield every mention of a card or comparison in what holds for the whole deck."""
    for place, page_id in enumerate(info.front_desk):
        yield page_id, DECK_INFO, ("front_desk", place)
    for place, watched in enumerate(info.watch):
        for part, near in enumerate(watched.cards):
            yield near, DECK_INFO, ("watch", place, "cards", part)
    for key in (each.name for each in fields(KeyCards)):
        if (page_id := getattr(info.key_cards, key)) is not None:
            yield page_id, DECK_INFO, ("key_cards", key)
    if info.diary is not None and info.diary.tasks_of is not None:
        yield info.diary.tasks_of, DECK_INFO, ("diary", "tasks_of")


@rule(
    "DECK031",
    why="A button would lead nowhere.",
    cure="Name one that exists, or remove the mention.",
)
def unknown_page(draft: Draft) -> Iterable[Finding]:
    """A card or comparison is named that the deck does not have."""
    cards = draft.card_ids()
    pages = cards | {table.id for table in draft.comparisons}
    yield from _unknown("card or comparison", _linked(draft), pages)
    named = ((one.card, QUIZ, (*at, "card")) for at, one in draft.each_question())
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
    grouped = ((page.group, path, (*at, "group")) for path, at, page in draft.pages())
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
    used = {source for source, _, _ in _cited(draft)}
    for place, source in enumerate(draft.sources or ()):
        if source.id not in used:
            yield Finding(SOURCES, ("sources", place), f"Nothing names the source {source.id}.")


@rule(
    "DECK037",
    why="What leads nowhere is left out in silence, and an exception that fits nothing may one day "
    "let through what nobody has looked at.",
    cure="Name one that exists, with its exact words, or remove the mention.",
    stage="check",
)
def unknown_fact(draft: Draft) -> Iterable[Finding]:
    """deck.yaml names a fact, a question, or words of it that the deck does not have."""
    if draft.info is None or draft.broken:
        return
    texts: dict[str, list[str]] = {}
    for statement in draft.statements():
        texts.setdefault(statement.id, []).append(statement.text)
    diary = draft.info.diary
    named = [(diary.why, DECK_INFO, ("diary", "why"))] if diary and diary.why else []
    named += [(name, DECK_INFO, ("no_doses", name)) for name in draft.info.no_doses]
    yield from _unknown("fact or question", named, set(texts))
    for name, words in draft.info.no_doses.items():
        if name in texts and not any(words in text for text in texts[name]):
            yield Finding(DECK_INFO, ("no_doses", name), f"{name} does not say `{words}`.")


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
