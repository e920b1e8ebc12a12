"""The controls under cards, comparisons, lists and search results."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.deck.library import Library
from bot.deck.model import Card, Deck, Level
from bot.errors import UnknownCard
from bot.features.cards.browse_view import draw_group, draw_posted_hits, pages_of_group
from bot.features.cards.card_view import draw_card, draw_card_sources, draw_card_text
from bot.features.cards.comparison_view import (
    draw_comparison,
    draw_comparison_sources,
    draw_comparison_text,
    read_id,
)
from bot.features.cards.lookup import find_comparison
from bot.features.cards.pages import keep_way_back, open_page_in_place
from bot.features.cards.reference_view import WHOLE, draw_sources, draw_term, draw_words
from bot.features.cards.start_view import KIND, draw_start
from bot.ui.context import library_of
from bot.ui.controls import PersistentControl
from bot.ui.preferences import preferences_for, respond_in_place, respond_privately
from bot.ui.reply import (
    answers_privately,
    edit_or_reply,
    may_post,
    post_to_channel,
    reply_in_parts,
)

PAGE_ID = r"[a-z0-9-]{1,32}"
PAGE = rf"(?P<page>{PAGE_ID})"
LEVEL = r"(?P<level>plain|clinical)"


class OpenPage(PersistentControl, template=rf"c1:{PAGE}:{LEVEL}"):
    """Open a page at a level: the other level of a card, or a result of a search."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_page_in_place(interaction, self.state["page"], Level(self.state["level"]))


class PickPage(PersistentControl, template=rf"m1:{PAGE}:{LEVEL}"):
    """Open the card or comparison that was picked in a menu."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_page_in_place(interaction, self.pick(str), Level(self.state["level"]))


class PickGroup(PersistentControl, template=rf"g1:{LEVEL}"):
    """List the pages of the group that was picked in a menu."""

    async def answer(self, interaction: discord.Interaction) -> None:
        deck = library_of(interaction).deck
        picked = self.pick(str)
        group = deck.groups.get(picked)
        if group is None or not any(pages_of_group(deck, group)):
            raise UnknownCard(picked)
        message = draw_group(deck, group, Level(self.state["level"]))
        await respond_in_place(interaction, keep_way_back(interaction, message))


class OpenStart(PersistentControl, template=KIND):
    """Open the page for somebody who was just diagnosed, or go back to it."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await respond_in_place(interaction, draw_start(library_of(interaction).deck))


class OpenFromStart(PersistentControl, template=rf"{KIND}:{PAGE}"):
    """Open the card of a question, in the words that the person reads."""

    async def answer(self, interaction: discord.Interaction) -> None:
        level = (await preferences_for(interaction)).level
        await open_page_in_place(interaction, self.state["page"], level)


def _card_of(
    interaction: discord.Interaction, state: Mapping[str, str]
) -> tuple[Deck, Card, Level]:
    """Return the deck, the card that a button stands under, and its level.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard`.
    """
    library = library_of(interaction)
    return library.deck, library.serve(state["page"]), Level(state["level"])


class ListSources(PersistentControl, template=rf"s1:{PAGE}:{LEVEL}"):
    """List the sources of a card, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await respond_privately(interaction, draw_card_sources(*_card_of(interaction, self.state)))


class ReadAsText(PersistentControl, template=rf"t1:{PAGE}:{LEVEL}"):
    """Send a card as plain text, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await reply_in_parts(interaction, draw_card_text(*_card_of(interaction, self.state)))


class ExplainWords(PersistentControl, template=rf"w1:{PAGE}:{LEVEL}"):
    """Explain the words of a card, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await respond_privately(interaction, draw_words(*_card_of(interaction, self.state)))


class PostCard(PersistentControl, template=rf"p1:{PAGE}:{LEVEL}"):
    """Post a card that one person was reading to the channel."""

    async def answer(self, interaction: discord.Interaction) -> None:
        message = draw_card(*_card_of(interaction, self.state))
        await post_to_channel(interaction, message)


class PostHits(PersistentControl, template=rf"ph1:(?P<pages>{PAGE_ID}(?:,{PAGE_ID}){{0,9}})"):
    """Post what a search found to the channel, without the words that were searched for."""

    async def answer(self, interaction: discord.Interaction) -> None:
        deck = library_of(interaction).deck
        await post_to_channel(interaction, draw_posted_hits(deck, self.state["pages"].split(",")))


class ExplainTerm(PersistentControl, template=r"d1:(?P<term>.{1,96})"):
    """Open a term of the glossary that a search found."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        word = library.index.term(self.state["term"])
        await respond_in_place(interaction, draw_term(library.deck, word))


class TurnSourcesPage(PersistentControl, template=rf"sp1:{PAGE}:(?P<number>\d{{1,4}})"):
    """Turn to another page of a long list of sources."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        page_id = self.state["page"]
        card = None if page_id == WHOLE else library.serve(page_id)
        message = draw_sources(library.deck, card, self.read("number", int))
        await respond_in_place(interaction, message)


CONDITION = r"(?P<condition>[a-z0-9-]{1,32})"
FEATURE = r"(?P<feature>[a-z0-9-]{1,32})"
MAYBE_LEVEL = rf"(?::{LEVEL})?"


async def _open_comparison(
    interaction: discord.Interaction, condition: str | None, feature: str | None, level: Level
) -> None:
    """Answer a press with a comparison, which takes the place of the pressed one where it may.

    Raise :class:`~bot.errors.UnknownCondition` or :class:`~bot.errors.UnsignedCard`.
    """
    library = library_of(interaction)
    condition, feature = find_comparison(library, condition, feature)
    post = answers_privately(interaction) and may_post(interaction)
    if (await preferences_for(interaction)).text_only:
        messages = draw_comparison_text(library.deck, condition, feature, level=level, post=post)
        await reply_in_parts(interaction, messages)
    else:
        message = draw_comparison(library.deck, condition, feature, level=level, post=post)
        await edit_or_reply(interaction, message)


def _level_of(state: Mapping[str, str | None]) -> Level:
    """Return the level of a comparison's control; those of before had none, and were plain."""
    return Level(state["level"] or Level.PLAIN)


def _compared(library: Library, state: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the condition and the feature of the comparison that a button stands under."""
    return find_comparison(library, read_id(state["condition"]), read_id(state["feature"]))


class PickPair(PersistentControl, template=rf"xp1:{FEATURE}{MAYBE_LEVEL}"):
    """Compare another condition, by the same feature."""

    async def answer(self, interaction: discord.Interaction) -> None:
        feature = read_id(self.state["feature"])
        await _open_comparison(interaction, self.pick(read_id), feature, _level_of(self.state))


class PickFeature(PersistentControl, template=rf"xf1:{CONDITION}{MAYBE_LEVEL}"):
    """Compare the same conditions by another feature."""

    async def answer(self, interaction: discord.Interaction) -> None:
        condition = read_id(self.state["condition"])
        await _open_comparison(interaction, condition, self.pick(read_id), _level_of(self.state))


class TurnComparison(PersistentControl, template=rf"xl1:{CONDITION}:{FEATURE}:{LEVEL}"):
    """Show a comparison at its other level: few rows in plain words, or the clinical table."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await _open_comparison(
            interaction,
            read_id(self.state["condition"]),
            read_id(self.state["feature"]),
            _level_of(self.state),
        )


class ListComparisonSources(PersistentControl, template=rf"xs1:{CONDITION}:{FEATURE}{MAYBE_LEVEL}"):
    """List the sources of a comparison, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        message = draw_comparison_sources(library.deck, *_compared(library, self.state))
        await respond_privately(interaction, message)


class ReadComparisonAsText(PersistentControl, template=rf"xt1:{CONDITION}:{FEATURE}{MAYBE_LEVEL}"):
    """Send a comparison as plain text, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        messages = draw_comparison_text(
            library.deck, *_compared(library, self.state), level=_level_of(self.state)
        )
        await reply_in_parts(interaction, messages)


class PostComparison(PersistentControl, template=rf"xw1:{CONDITION}:{FEATURE}{MAYBE_LEVEL}"):
    """Post a comparison that one person was reading to the channel."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        message = draw_comparison(
            library.deck, *_compared(library, self.state), level=_level_of(self.state)
        )
        await post_to_channel(interaction, message)


CONTROLS = (
    OpenPage,
    PickPage,
    PickGroup,
    OpenStart,
    OpenFromStart,
    ListSources,
    ReadAsText,
    ExplainWords,
    PostCard,
    PostHits,
    ExplainTerm,
    TurnSourcesPage,
    PickPair,
    PickFeature,
    TurnComparison,
    ListComparisonSources,
    ReadComparisonAsText,
    PostComparison,
)
