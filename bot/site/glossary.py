"""The glossary on one page: terms in plain and in clinical words, and short forms."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from bot.deck.model import Abbreviation, Deck, Source, Term
from bot.site import texts
from bot.site.page import GLOSSARY, Page, draw_text


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as it is shown."""

    anchor: str
    word: str
    plain: Markup
    clinical: Markup | None
    sources: tuple[Source, ...]
    dagger: bool


def anchor_of(word: Term | Abbreviation) -> str:
    """Return where the glossary has a word; no two words of a deck have the same place."""
    if isinstance(word, Term):
        return f"term-{word.id}"
    # "CK" and "ck" may be two short forms, and "β2" has a letter that an address would spell out.
    spelled = (
        each if re.fullmatch(r"[a-z0-9]", each) else f"-{ord(each):x}-" for each in word.short
    )
    return f"short-{''.join(spelled).strip('-')}"


def make_glossary_page(deck: Deck) -> Page:
    """Return the page; a word stands under its first letter."""
    terms = [
        Entry(
            anchor_of(term),
            term.term,
            draw_text(term.plain),
            draw_text(term.clinical),
            tuple(deck.sources[each] for each in term.sources),
            bool(term.general),
        )
        for term in sorted(deck.terms.values(), key=lambda each: each.term.casefold())
    ]
    shorts = [
        Entry(anchor_of(short), short.short, draw_text(short.long), None, (), dagger=False)
        for short in sorted(deck.abbreviations.values(), key=lambda each: each.short.casefold())
    ]
    letters: dict[str, list[Entry]] = {}
    for entry in terms:
        letters.setdefault(entry.word[0].upper(), []).append(entry)
    return Page(
        GLOSSARY,
        "glossary.html",
        texts.GLOSSARY,
        texts.GLOSSARY_DESCRIPTION,
        {
            "letters": letters,
            "shorts": shorts,
            "general": any(entry.dagger for entry in terms),
        },
    )
