"""Answer with a page of the deck: by its id, by a search, or for words of an emergency.

A page is a card or a comparison; that it was read is counted.
"""

from __future__ import annotations

from dataclasses import replace

import discord

from bot.deck.library import Library
from bot.deck.model import Level
from bot.errors import MayNotPost, StoreError, UnsignedCard
from bot.features.cards import texts
from bot.features.cards.browse_view import draw_hits, draw_no_card
from bot.features.cards.card_view import draw_card, draw_card_text
from bot.features.cards.comparison_view import draw_comparison, draw_comparison_text, matrix_of
from bot.features.cards.reference_view import draw_term
from bot.features.cards.start_view import KIND, draw_way_back
from bot.ui.channel import list_custom_ids
from bot.ui.context import library_of, recognise_red_flag, store_of
from bot.ui.message import ROWS, RenderedMessage, put_above
from bot.ui.preferences import ReplyPreferences, preferences_for, respond
from bot.ui.refusals import draw_notice, draw_possible_emergency
from bot.ui.reply import answers_privately, edit_or_reply, may_post, reply, reply_in_parts


async def open_page(
    interaction: discord.Interaction,
    page_id: str,
    preferences: ReplyPreferences,
    heading: RenderedMessage | None = None,
) -> None:
    """Answer a command with a page, under the words of a ``heading`` if there is one.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard`.
    """
    post = preferences.private and may_post(interaction)
    messages = _draw_page(
        interaction, page_id, preferences.level, text_only=preferences.text_only, post=post
    )
    if heading is not None:
        messages = put_above(heading, messages)
    for message in messages:
        await reply(interaction, message, private=preferences.private)
    await _count_view(interaction, page_id)


async def hand_page_to(
    interaction: discord.Interaction,
    reader: discord.abc.User,
    page_id: str,
    preferences: ReplyPreferences,
) -> None:
    """Answer a command with a page for somebody, who is named above it and not pinged.

    Raise as :func:`open_page`, and :class:`~bot.errors.MayNotPost` if it is for everybody to see
    where the person may not write.
    """
    if not preferences.private:
        if interaction.guild_id is not None and not may_post(interaction):
            raise MayNotPost
        # How the other person reads is not known: the card has a button for its text.
        preferences = replace(preferences, text_only=False)
    heading = RenderedMessage(content=texts.FOR.format(person=reader.mention))
    await open_page(interaction, page_id, preferences, heading)


async def open_comparison(
    interaction: discord.Interaction,
    condition: str | None,
    feature: str | None,
    preferences: ReplyPreferences,
) -> None:
    """Answer a command with a part of the comparison tables, named by ids."""
    deck = library_of(interaction).deck
    level, post = preferences.level, preferences.private and may_post(interaction)
    if preferences.text_only:
        messages = draw_comparison_text(deck, condition, feature, level=level, post=post)
    else:
        messages = (draw_comparison(deck, condition, feature, level=level, post=post),)
    for message in messages:
        await reply(interaction, message, private=preferences.private)


async def open_page_in_place(interaction: discord.Interaction, page_id: str, level: Level) -> None:
    """Answer a press with a page, which takes the place of the pressed one where it may.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard`.
    """
    text_only = (await preferences_for(interaction)).text_only
    post = answers_privately(interaction) and may_post(interaction)
    messages = _draw_page(interaction, page_id, level, text_only=text_only, post=post)
    *others, last = messages
    messages = (*others, keep_way_back(interaction, last))
    if text_only:
        await reply_in_parts(interaction, messages)
    else:
        await edit_or_reply(interaction, messages[0])
    await _count_view(interaction, page_id)


def keep_way_back(interaction: discord.Interaction, message: RenderedMessage) -> RenderedMessage:
    """Return what answers a press, with a way back to the start if the pressed message had one."""
    pressed = list_custom_ids(interaction.message) if interaction.message else []
    from_start = any(each.partition(":")[0] == KIND for each in pressed)
    if not from_start or len(message.rows) == ROWS:
        return message
    return replace(message, rows=(*message.rows, (draw_way_back(),)))


def draw_public_page(
    interaction: discord.Interaction, page_id: str, level: Level
) -> tuple[str, RenderedMessage]:
    """Return the title of a page, and the page for all who read a channel.

    Raise :class:`~bot.errors.UnknownCard` or :class:`~bot.errors.UnsignedCard`.
    """
    library = library_of(interaction)
    (message,) = _draw_page(interaction, page_id, level, text_only=False, post=False)
    return (library.deck.comparisons.get(page_id) or library.serve(page_id)).title, message


def _draw_page(
    interaction: discord.Interaction, page_id: str, level: Level, *, text_only: bool, post: bool
) -> tuple[RenderedMessage, ...]:
    library = library_of(interaction)
    deck = library.deck
    table = deck.comparisons.get(page_id)
    if table is not None:
        opening = matrix_of(deck).opening(table)
        if text_only:
            return draw_comparison_text(deck, *opening, level=level, post=post)
        return (draw_comparison(deck, *opening, level=level, post=post),)
    card = library.serve(page_id)
    if text_only:
        return draw_card_text(deck, card, level, post=post)
    return (draw_card(deck, card, level, post=post),)


async def _count_view(interaction: discord.Interaction, page_id: str) -> None:
    """Count that somebody in a server opened a page; who it was is not stored.

    It is done last: nobody waits for it, and a page is shown whether or not it can be counted.
    """
    if interaction.guild_id is None:
        return
    try:
        await store_of(interaction).card_views.count(
            interaction.guild_id, page_id, discord.utils.utcnow()
        )
    except StoreError:
        # The store has logged its trouble; a count is not worth a person's attention.
        return


async def answer_red_flag(interaction: discord.Interaction, *typed: str | None) -> bool:
    """Answer privately if what a person typed may be an emergency; return whether it may.

    A certain one gets its notice alone. So does one that is only possible if it is about suicide or
    an overdose: no search result is of use there. Any other possible one gets the result of a
    search for the same words, under the urgent line, whatever command they were typed in; where
    the deck does not say them, of a search for the sign that they may mean.
    """
    library = library_of(interaction)
    for words, found in recognise_red_flag(interaction, *typed):
        if found.certain or found.flag.notice != "urgent_notice":
            await reply(interaction, draw_notice(library.whole, found.flag.notice), private=True)
        else:
            preferences = await preferences_for(interaction, private=True)
            query = words if library.index.find(words).hits else found.flag.phrase
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
    found = library.index.find(query, level=preferences.level)
    preferences = hide_own_words(library, query, preferences)
    if found.exact is not None and found.exact.kind != "term":
        await open_page(interaction, found.exact.id, preferences, warning)
        return
    if found.exact is not None:
        message = draw_term(library.deck, library.index.term(found.exact.id))
    elif warning is None and library.withheld(query):
        raise UnsignedCard
    elif found.hits:
        message = draw_hits(library.deck, query, found.hits, post=may_post(interaction))
    else:
        message = draw_no_card(library.deck, query, found, preferences.level)
    for each in put_above(warning, (message,)) if warning is not None else (message,):
        await respond(interaction, each, preferences)


def hide_own_words(library: Library, typed: str, preferences: ReplyPreferences) -> ReplyPreferences:
    """Return the preferences for what somebody typed: words of their own are answered privately.

    A page that was picked from the suggestions, or is called by its title, is no secret. Discord
    shows the options of a command to whoever sees its answer.
    """
    if library.index.is_title(typed):
        return preferences
    return replace(preferences, private=True)
