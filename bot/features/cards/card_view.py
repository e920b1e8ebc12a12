"""A card as people see it: an embed for a phone, and the controls under it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import discord
from discord import ui

from bot.deck.model import Card, Deck, Fact, Level
from bot.features.cards.menus import draw_more_cards
from bot.features.cards.words import has_words
from bot.ui.embeds import draw_page, foot, tell_review, urge
from bot.ui.marks import mark, number
from bot.ui.message import Control, Rendered

THEN_AND_NOW = "Then and now"
TURN = {Level.PLAIN: "In clinical terms", Level.CLINICAL: "In plain words"}


def draw_card(
    deck: Deck, card: Card, level: Level, *, private: bool, may_post: bool = True
) -> Rendered:
    """A card of this deck at one level.

    A ``private`` copy, which only one person sees, offers to post it where ``may_post`` says that
    this person may.
    """
    return _draw(deck, card.id, level, post=private and may_post)


# A card is opened far more often than it changes; a reloaded deck is another key.
@lru_cache(maxsize=128)
def _draw(deck: Deck, card_id: str, level: Level, *, post: bool) -> Rendered:
    card = deck.cards[card_id]
    menu = draw_more_cards(deck, card, level)
    buttons = _draw_buttons(deck, card, level, post=post)
    return Rendered(
        embeds=(_draw_embed(deck, card, level),),
        rows=((menu,), buttons) if menu.options else (buttons,),
    )


def rests_on_general_knowledge(card: Card, level: Level) -> bool:
    """Whether any fact of this level carries the dagger."""
    return any(fact.general for fact in card.facts(level))


def review_of(card: Card) -> str:
    """Who reviewed the card as it is now, and when."""
    return tell_review(card.reviewed_on, card.reviewed_by if card.signed else None)


def _draw_embed(deck: Deck, card: Card, level: Level) -> discord.Embed:
    numbers = number(card.source_ids(level))
    lead = card.lead.at(level)
    page = draw_page(
        deck.group_of(card),
        card.title,
        f"{urge(deck)}\n\n{lead}" if card.urgent else lead,
        foot(
            deck,
            review_of(card),
            card.revision,
            general=rests_on_general_knowledge(card, level),
        ),
    )
    for section in card.sections(level):
        bullets = "\n".join(_draw_fact(fact, numbers) for fact in section.facts)
        page.add_field(name=section.title, value=bullets, inline=False)
    if card.changed:
        bullets = "\n".join(
            f"• {mark(change.at(level), change.sources, numbers)}" for change in card.changed
        )
        page.add_field(name=THEN_AND_NOW, value=bullets, inline=False)
    return page


def _draw_fact(fact: Fact, numbers: Mapping[str, int]) -> str:
    return f"• {mark(fact.text, fact.sources, numbers, general=bool(fact.general))}"


def _draw_buttons(deck: Deck, card: Card, level: Level, *, post: bool) -> tuple[Control, ...]:
    place = f"{card.id}:{level}"
    buttons: list[Control] = [
        ui.Button(
            label=TURN[level],
            style=discord.ButtonStyle.primary,
            custom_id=f"c1:{card.id}:{level.other}",
        ),
        ui.Button(label="Sources", custom_id=f"s1:{place}"),
    ]
    if has_words(deck, card, level):
        buttons.append(ui.Button(label="Words", custom_id=f"w1:{place}"))
    buttons.append(ui.Button(label="As text", custom_id=f"t1:{place}"))
    if post:
        buttons.append(ui.Button(label="Post to channel", custom_id=f"p1:{place}"))
    return tuple(buttons)
