"""Greets each server that adds the bot: one message, where the bot may write, and never a second.

That a server is greeted is stored before anything is posted, so a process that is killed in between
has greeted nobody; none is greeted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Final

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.features.welcome.view import draw_greeting
from bot.store import Store
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, make_nonce
from bot.ui.command_tree import BotCommandTree
from bot.ui.permissions import missing_permissions

JUST_ADDED: Final = timedelta(days=1)
"""Servers that added the bot while it was away are greeted so long afterwards: an older one is
merely new to this database."""
MOST_TRIED: Final = 3
"""Channels: where Discord refuses one in which the bot seems to have the permissions."""

log = structlog.get_logger(__name__)


class Greeter:
    """Posts the greeting."""

    def __init__(
        self, client: discord.Client, tree: BotCommandTree, library: Library, store: Store
    ) -> None:
        self._client = client
        self._tree = tree
        self._library = library
        self._servers = store.servers

    async def greet(self, guild: discord.Guild) -> None:
        """Greet a server that has just added the bot, unless that was done.

        Where the bot may write nowhere, nothing is posted, now or later. Raise StoreError.
        """
        if not await self._servers.note_greeted(guild.id, utcnow()):
            return
        for channel_id in islice(_list_channels(guild), MOST_TRIED):
            try:
                await self.post(guild.id, channel_id)
            except ChannelLost:
                continue
            except (MessageGone, DiscordOutage) as problem:
                log.info("greeting not posted", why=str(problem))
            return

    async def greet_if_new(self, guild: discord.Guild) -> None:
        """Greet a server that added the bot while it was away; raise as :meth:`greet`."""
        me = guild.me
        added = me.joined_at if isinstance(me, discord.Member) else None
        if added is not None and utcnow() - added < JUST_ADDED:
            await self.greet(guild)

    async def post(self, guild_id: int, channel_id: int) -> int:
        """Post the greeting in a channel and return its id.

        Raise as :meth:`~bot.ui.channel.BotChannel.post`.
        """
        message = draw_greeting(self._library.deck, self._tree.mention)
        nonce = make_nonce("greeting", channel_id, utcnow().isoformat())
        return await BotChannel(self._client, guild_id, channel_id).post(message, nonce)


def _list_channels(guild: discord.Guild) -> Iterator[int]:
    """Yield the channels in which the bot may write: where Discord greets members, then the first.

    Channels of announcements are left out: their followers read elsewhere.
    """
    system = guild.system_channel
    channels = [*([system] if system is not None else []), *guild.text_channels]
    for channel_id in dict.fromkeys(each.id for each in channels if not each.is_news()):
        if not missing_permissions(guild, channel_id):
            yield channel_id
