"""A word of the glossary, or a short form and what it stands for."""

from __future__ import annotations

import discord

from bot.deck.model import Abbreviation, Deck, Term
from bot.features.cards.list_views import list_sources
from bot.ui.embeds import draw_page
from bot.ui.marks import mark, number
from bot.ui.message import Rendered


def draw_term(deck: Deck, word: Term | Abbreviation) -> Rendered:
    """What the word means, in plain and in clinical words, and where that comes from.

    A short form whose long form the glossary knows is explained as well.
    """
    group = next(iter(deck.groups.values()))
    version = f"{deck.masthead.disclaimer_short}\nDeck {deck.masthead.version}"
    if isinstance(word, Abbreviation):
        page = draw_page(group, word.short, word.long, version)
        term = _find_term(deck, word)
    else:
        page = draw_page(group, word.term, None, version)
        term = word
    if term is not None:
        _explain(deck, term, page)
    return Rendered(embeds=(page,))


def _find_term(deck: Deck, short: Abbreviation) -> Term | None:
    """The glossary's entry for a short form: named like its long form, or with it in brackets."""
    bracketed = [f"({name})" for name in short.short.split(" / ")]
    for term in deck.terms.values():
        if term.term.casefold() == short.long.casefold():
            return term
        if any(name in term.term for name in bracketed):
            return term
    return None


def _explain(deck: Deck, term: Term, page: discord.Embed) -> None:
    numbers = number(term.sources)
    general = bool(term.general)
    for name, said in (("In plain words", term.plain), ("In clinical terms", term.clinical)):
        page.add_field(
            name=name, value=mark(said, term.sources, numbers, general=general), inline=False
        )
    if numbers or general:
        page.add_field(
            name="Sources", value="\n".join(list_sources(deck, numbers, general)), inline=False
        )
