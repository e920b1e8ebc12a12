"""What the controls under cards, lists and search results do.

What the controls under a comparison do.
"""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.deck.library import Library
from bot.deck.model import Deck, Level
from bot.errors import UnknownCard, UnknownCondition, UnsignedCard
from bot.features.cards.browse_view import draw_group, pages_of_group
from bot.features.cards.card_view import draw_card, draw_card_sources, draw_card_text
from bot.features.cards.comparison_view import (
    NONE,
    draw_comparison,
    draw_comparison_sources,
    draw_comparison_text,
    matrix_of,
)
from bot.features.cards.glossary_view import draw_term, draw_words
from bot.features.cards.pages import open_page_in_place
from bot.features.cards.sources_view import WHOLE, draw_sources
from bot.ui.context import library_of, post_to_channel, reply_in_parts
from bot.ui.controls import PersistentControl
from bot.ui.reply import lands_in_private, may_post, reply, turn

PAGE = r"(?P<page>[a-z0-9-]{1,32})"
LEVEL = r"(?P<level>plain|clinical)"


class TurnPage(PersistentControl, template=rf"c1:{PAGE}:{LEVEL}"):
    """Shows a card at a level: the other level of this one, or a result of a search."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_page_in_place(interaction, self.state["page"], Level(self.state["level"]))


class PickPage(PersistentControl, template=rf"m1:{PAGE}:{LEVEL}"):
    """Shows the card or comparison that was picked in a menu."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_page_in_place(interaction, self.chosen, Level(self.state["level"]))


class PickGroup(PersistentControl, template=rf"g1:{LEVEL}"):
    """Shows what stands on the shelf that was picked in a menu."""

    async def answer(self, interaction: discord.Interaction) -> None:
        deck = library_of(interaction).deck
        group = deck.groups.get(self.chosen)
        if group is None or not any(pages_of_group(deck, group)):
            raise UnknownCard(self.chosen)
        await turn(interaction, draw_group(deck, group, Level(self.state["level"])))


class ListSources(PersistentControl, template=rf"s1:{PAGE}:{LEVEL}"):
    """Lists the sources of a card, for the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        page = draw_card_sources(library.deck, card, Level(self.state["level"]))
        await reply(interaction, page, private=True)


class ReadAsText(PersistentControl, template=rf"t1:{PAGE}:{LEVEL}"):
    """Sends a card as plain text, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        await reply_in_parts(
            interaction, draw_card_text(library.deck, card, Level(self.state["level"]))
        )


class LookUpWords(PersistentControl, template=rf"w1:{PAGE}:{LEVEL}"):
    """Explains the words of a card, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        page = draw_words(library.deck, card, Level(self.state["level"]))
        await reply(interaction, page, private=True)


class PostCard(PersistentControl, template=rf"p1:{PAGE}:{LEVEL}"):
    """Shows a card that one person was reading to everybody in the channel."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        card = library.serve(self.state["page"])
        level = Level(self.state["level"])
        await post_to_channel(interaction, draw_card(library.deck, card, level, private=False))


class ExplainTerm(PersistentControl, template=r"d1:(?P<term>.{1,96})"):
    """Shows a word of the glossary that a search found."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        word = library.index.term(self.state["term"])
        await turn(interaction, draw_term(library.deck, word))


class PageSources(PersistentControl, template=rf"sp1:{PAGE}:(?P<number>\d{{1,4}})"):
    """Turns the pages of a long list of sources."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        wanted = self.state["page"]
        card = None if wanted == WHOLE else library.serve(wanted)
        await turn(interaction, draw_sources(library.deck, card, int(self.state["number"])))


CONDITION = r"(?P<condition>[a-z0-9-]{1,32})"
FEATURE = r"(?P<feature>[a-z0-9-]{1,32})"


def given(state: str) -> str | None:
    """An id out of a ``custom_id`` or a menu, or nothing where it says so."""
    return None if state == NONE else state


def find_part(
    library: Library, condition: str | None, feature: str | None
) -> tuple[str | None, str | None]:
    """The ids of a part of the comparisons that is served, by ids, names or aliases.

    Raises :class:`~bot.errors.UnknownCondition`, which names what is served, and
    :class:`~bot.errors.UnsignedCard` for what waits for a signature.
    """
    try:
        return _identify(library.deck, condition, feature)
    except UnknownCondition as unknown:
        try:
            _identify(library.whole, condition, feature)
        except UnknownCondition:
            raise unknown from None
        raise UnsignedCard(condition or feature or "compare") from None


def _identify(
    deck: Deck, condition: str | None, feature: str | None
) -> tuple[str | None, str | None]:
    matrix = matrix_of(deck)
    part = (
        matrix.condition(condition).id if condition else None,
        matrix.feature(feature).id if feature else None,
    )
    matrix.extract(*part)
    return part


async def open_comparison_in_place(
    interaction: discord.Interaction, condition: str | None, feature: str | None
) -> None:
    """Answers a press with another comparison, in place where that is right."""
    library, private = library_of(interaction), lands_in_private(interaction)
    page = draw_comparison(
        library.deck,
        *find_part(library, condition, feature),
        private=private,
        may_post=may_post(interaction),
    )
    await turn(interaction, page)


def _shown(library: Library, state: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The part of the comparisons that a button stands under."""
    return find_part(library, given(state["condition"]), given(state["feature"]))


class PickPair(PersistentControl, template=rf"xp1:{FEATURE}"):
    """Shows another condition, and the same feature."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_comparison_in_place(
            interaction, given(self.chosen), given(self.state["feature"])
        )


class PickFeature(PersistentControl, template=rf"xf1:{CONDITION}"):
    """Shows another feature, of the same conditions."""

    async def answer(self, interaction: discord.Interaction) -> None:
        await open_comparison_in_place(
            interaction, given(self.state["condition"]), given(self.chosen)
        )


class ListComparisonSources(PersistentControl, template=rf"xs1:{CONDITION}:{FEATURE}"):
    """Lists the sources of a comparison, for the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        page = draw_comparison_sources(library.deck, *_shown(library, self.state))
        await reply(interaction, page, private=True)


class ReadComparisonAsText(PersistentControl, template=rf"xt1:{CONDITION}:{FEATURE}"):
    """Sends a comparison as plain text, to the person who pressed alone."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        pages = draw_comparison_text(library.deck, *_shown(library, self.state))
        await reply_in_parts(interaction, pages)


class PostComparison(PersistentControl, template=rf"xw1:{CONDITION}:{FEATURE}"):
    """Shows a comparison that one person was reading to everybody in the channel."""

    async def answer(self, interaction: discord.Interaction) -> None:
        library = library_of(interaction)
        page = draw_comparison(library.deck, *_shown(library, self.state), private=False)
        await post_to_channel(interaction, page)


CONTROLS = (
    TurnPage,
    PickPage,
    PickGroup,
    ListSources,
    ReadAsText,
    LookUpWords,
    PostCard,
    ExplainTerm,
    PageSources,
    PickPair,
    PickFeature,
    ListComparisonSources,
    ReadComparisonAsText,
    PostComparison,
)
