"""Answer a search, and an emergency in whatever somebody typed."""

from __future__ import annotations

import discord

from bot.errors import UnsignedCard
from bot.features.cards.browse_view import draw_hits, draw_nothing_found
from bot.features.cards.glossary_view import draw_term
from bot.features.cards.pages import open_page
from bot.ui.context import library_of, recognise_red_flag
from bot.ui.message import RenderedMessage, put_above
from bot.ui.preferences import ReplyPreferences, preferences_for, respond
from bot.ui.refusals import draw_notice, draw_possible_emergency
from bot.ui.reply import reply


async def answer_red_flag(interaction: discord.Interaction, *typed: str | None) -> bool:
    """Answer privately if what a person typed may be an emergency; return whether it may.

    A certain one gets its notice alone. So does one that is only possible if it is about suicide or
    an overdose: no search result is of use there. Any other possible one gets the result of a
    search for the same words, under the urgent line, whatever command they were typed in; where
    the deck does not say them, of a search for the sign that they may mean.
    """
    library = library_of(interaction)
    for text, found in recognise_red_flag(interaction, *typed):
        if found.certain or found.flag.notice != "urgent_notice":
            await reply(interaction, draw_notice(library.whole, found.flag.notice), private=True)
        else:
            preferences = await preferences_for(interaction, private=True)
            query = text if library.index.find(text).hits else found.flag.phrase
            warning = draw_possible_emergency(library.whole)
            await answer_search(interaction, query, preferences, warning)
        return True
    return False


async def answer_search(
    interaction: discord.Interaction,
    query: str,
    preferences: ReplyPreferences,
    warning: RenderedMessage | None = None,
) -> None:
    """Answer with the page of exactly this name, else with the results; ``warning`` comes first.

    Raise :class:`~bot.errors.UnsignedCard` if what has this name is not served.
    """
    library = library_of(interaction)
    found = library.index.find(query)
    withheld = library.withheld(query)
    if found.exact is not None and found.exact.kind != "term":
        await open_page(interaction, found.exact.id, preferences, warning)
        return
    if found.exact is not None:
        message = draw_term(library.deck, library.index.term(found.exact.id))
    elif withheld is not None and warning is None:
        raise UnsignedCard(withheld)
    elif found.hits:
        message = draw_hits(library.deck, query, found.hits)
    else:
        message = draw_nothing_found(library.deck, query)
    for each in put_above(warning, (message,)) if warning is not None else (message,):
        await respond(interaction, each, preferences)
