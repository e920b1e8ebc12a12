"""**Answer with a card**: an entry in the menu of a message, for whoever helps other people.

Discord hands over the one message that the entry was used on, without the privileged intent. Its
words are looked up and forgotten: nothing of them is stored, logged or put in a ``custom_id``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

import discord
from discord import app_commands

from bot.deck.library import Library
from bot.deck.model import Card, Level
from bot.deck.search.index import Hit
from bot.errors import MayNotPost, NotTaken, WordlessMessage
from bot.features.cards import texts
from bot.features.cards.answer_view import (
    FIRST_CARDS,
    KIND,
    MOST_ANSWERS,
    draw_answers,
    draw_posted,
    word_notice,
)
from bot.features.cards.pages import draw_public_page
from bot.ui.channel import (
    BotChannel,
    ChannelLost,
    DiscordOutage,
    MessageGone,
    make_nonce,
    refusal_of,
)
from bot.ui.command_tree import BotCommandTree, raise_original
from bot.ui.context import client_of, library_of, recognise_red_flag, store_of
from bot.ui.controls import PersistentControl
from bot.ui.permissions import (
    channel_of,
    check_bot_may,
    may_send,
    permissions_to_reply,
    server_of,
)
from bot.ui.preferences import respond_privately
from bot.ui.reply import as_postable, defer_privately, reply
from bot.ui.snowflakes import make_link, read_snowflake

SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
MOST_SENTENCES = 12
"""Of a long message, so that finding cards takes no time that anybody notices."""


def add_answer_menu(tree: BotCommandTree) -> None:
    """Add the entry to the menu of messages, in servers that the bot is a member of."""
    menu = app_commands.ContextMenu(
        name=texts.ANSWER_MENU,
        callback=suggest_answers,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        ),
    )
    menu.error(raise_original)
    tree.add_command(menu)


async def suggest_answers(interaction: discord.Interaction, message: discord.Message) -> None:
    """Show, to the person alone, whether a message is alarming, and the cards that fit it.

    Raise :class:`~bot.errors.WordlessMessage` and as :func:`_check_rights`.
    """
    guild_id = server_of(interaction)
    _check_rights(interaction)
    words = message.content.strip()
    if not words:
        raise WordlessMessage
    library = library_of(interaction)
    defaults = await store_of(interaction).servers.defaults(guild_id)
    level = defaults.level or Level.PLAIN
    flags = recognise_red_flag(interaction, words)
    name = flags[0][1].flag.notice if flags else None
    listed = draw_answers(
        library.deck,
        message.id,
        _find_answers(
            library, words, level, first=library.deck.key_card(FIRST_CARDS[name]) if name else None
        ),
        level,
        card_command=client_of(interaction).tree.mention(f"{library.whole.info.command} card"),
        notice=word_notice(library.whole, name) if name else "",
    )
    await respond_privately(interaction, listed)


def _find_answers(library: Library, words: str, level: Level, first: Card | None) -> list[Hit]:
    """Return the cards that fit best, ``first`` before all.

    What a message asks stands in its questions; a long one says much beside.
    """
    sentences = [each[0].strip() for each in SENTENCE.finditer(words)]
    asked = [each for each in sentences if each.endswith("?")]
    others = [each for each in sentences if not each.endswith("?")]
    found: dict[str, Hit] = {}
    if first is not None:
        found[first.id] = Hit(first.id, "card", first.title, first.summary, level)
    for query in chain(asked, [words], others[:MOST_SENTENCES]):
        for hit in _pages_of(library, query, level):
            found.setdefault(hit.id, hit)
        if len(found) >= MOST_ANSWERS:
            break
    return list(found.values())[:MOST_ANSWERS]


def _pages_of(library: Library, query: str, level: Level) -> Iterator[Hit]:
    findings = library.index.find(query, level=level)
    for hit in (findings.exact, *findings.hits):
        if hit is not None and hit.kind != "term":
            yield hit


def _check_rights(interaction: discord.Interaction) -> None:
    """Check that the person may write here, and that the bot may reply here.

    Raise :class:`~bot.errors.MayNotPost` and :class:`~bot.errors.BotMayNot`.
    """
    if not may_send(interaction):
        raise MayNotPost
    check_bot_may(interaction, permissions_to_reply(interaction))


class PostAnswer(
    PersistentControl,
    template=rf"{KIND}:(?P<message>\d{{1,20}}):(?P<page>[a-z0-9-]{{1,32}}):(?P<level>plain|clinical)",
):
    """Post a card as a reply to the message that the list is about."""

    async def answer(self, interaction: discord.Interaction) -> None:
        guild_id, channel_id = server_of(interaction), channel_of(interaction)
        _check_rights(interaction)
        message_id, page_id = self.read("message", read_snowflake), self.state["page"]
        level = Level(self.state["level"])
        title, page = draw_public_page(interaction, page_id, level)
        # Drawing and posting may take longer than the three seconds for an answer.
        await defer_privately(interaction)
        channel = BotChannel(interaction.client, guild_id, channel_id)
        # The same card under the same message is posted once, however often it is pressed.
        nonce = make_nonce("answer", message_id, page_id, level)
        try:
            posted = await channel.post(as_postable(interaction, page), nonce, reply_to=message_id)
        except ChannelLost as lost:
            raise refusal_of(lost.kind, permissions_to_reply(interaction)) from None
        except (MessageGone, DiscordOutage):
            raise NotTaken from None
        link = make_link(guild_id, channel_id, posted)
        await reply(interaction, draw_posted(title, link), private=True)


CONTROLS = (PostAnswer,)
