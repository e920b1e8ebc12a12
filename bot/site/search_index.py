"""The search of the site: an index of all words, which a script of the site reads.

It is smaller and simpler than the search of the bot (:mod:`bot.deck.search`): what somebody types
never leaves the browser. Words of an emergency are met with the notices of the deck all the same,
also some that are harmless: it does not tell a question or a denial from a cry for help.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from bot.deck.model import Deck, path_on_site
from bot.deck.search.entries import SearchEntry, card_entry, comparison_entry, term_entry
from bot.deck.search.spelling import STOP_WORDS, fold
from bot.site.glossary import anchor_of
from bot.site.page import GLOSSARY

VARIABLE: Final = "searchIndex"
TITLE, NAME, HEADING, SUMMARY = 12, 8, 4, 4
"""How much a word counts by where it stands; anywhere else it counts 1."""
MOST: Final = 3
"""How often a word of the text counts at most."""
NOTICES: Final = ("urgent_notice", "crisis_notice", "overdose_notice")
PLACEHOLDERS: Final = frozenset({"num", "big"})


def make_index(deck: Deck) -> bytes:
    """Return the index as a script: one value of JSON, which also a page on a disk may load."""
    written = json.dumps(_index(deck), ensure_ascii=False, separators=(",", ":"))
    return f"globalThis.{VARIABLE}={written};\n".encode()


def _index(deck: Deck) -> dict[str, object]:
    pages: list[list[str]] = []
    words: dict[str, list[int]] = {}
    names: dict[str, list[int]] = {}

    def add(path: str, summary: str, group: str, entry: SearchEntry) -> None:
        number = len(pages)
        pages.append([path, entry.title, summary, group])
        for word, weight in _weigh(entry).items():
            words.setdefault(word, []).extend((number, weight))
        for name in entry.names:
            names.setdefault(name, []).append(number)

    for card in deck.cards.values():
        add(path_on_site(card.id), card.summary, deck.group_of(card).title, card_entry(card))
    for table in deck.comparisons.values():
        title = deck.group_of(table).title
        add(path_on_site(table.id), table.summary, title, comparison_entry(table))
    for term in deck.terms.values():
        add(f"{GLOSSARY}#{anchor_of(term)}", term.plain, "", term_entry(term))
    for short in deck.abbreviations.values():
        add(f"{GLOSSARY}#{anchor_of(short)}", short.long, "", term_entry(short))
    info = deck.info
    return {
        "pages": pages,
        "words": dict(sorted(words.items())),
        "names": names,
        "everyday": _phrases(info.everyday_words),
        "exact": sorted({word for each in info.never_mixed for name in each for word in _w(name)}),
        "ignored": sorted(STOP_WORDS),
        "flags": [
            [_w(way), NOTICES.index(flag.notice)]
            for flag in info.red_flags
            for way in (flag.phrase, *flag.written)
        ],
        "possible": [
            [_concepts(line), NOTICES.index(flag.notice)]
            for flag in info.red_flags
            for line in flag.possible
        ],
        "concepts": {
            name: [way for way in map(_w, info.concepts.get(name, (name,))) if _is_said(way)]
            for flag in info.red_flags
            for line in flag.possible
            for name in _concepts(line)
        },
    }


def _concepts(line: str) -> list[str]:
    """Return the concepts that make a sign together: "near: saliva + hard to"."""
    return [each.strip() for each in line.removeprefix("near:").split("+")]


def _is_said(way: list[str]) -> bool:
    """Return whether people say it just so: it holds words, and stands for no number."""
    return bool(way) and not PLACEHOLDERS & set(way)


def _w(text: str) -> list[str]:
    return fold(text).split()


def _weigh(entry: SearchEntry) -> Counter[str]:
    """Return how much each word counts for an entry; words that say nothing are left out."""
    found: Counter[str] = Counter()
    for sentence in entry.sentences:
        found.update(set(sentence.words))
    for word in found:
        found[word] = min(found[word], MOST)
    for weight, said in (
        (SUMMARY, (entry.sentences[0].text,)),
        (HEADING, entry.headings),
        (NAME, entry.names),
        (TITLE, (entry.title,)),
    ):
        found.update({word: weight for text in said for word in _w(text)})
    return Counter({word: n for word, n in found.items() if word not in STOP_WORDS})


def _phrases(everyday: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Return the words of the cards by each phrase that people say for them."""
    return {
        " ".join(folded): fold(name)
        for name, ways in everyday.items()
        for way in ways
        if "*" not in way and _is_said(folded := _w(way))
    }
