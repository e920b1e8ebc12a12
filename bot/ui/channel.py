"""Messages that the bot posts and edits by itself: through the channel, with no interaction.

An interaction's token is dead after 15 minutes; a channel stays. Every send carries a nonce that
Discord enforces: discord.py repeats a POST that ended in a server error, and the first try may
have arrived (Discord's documentation of Create Message).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress

import discord

from bot.errors import (
    BotError,
    BotMayNot,
    DiscordRefuses,
    MessageDeleted,
    NotTaken,
    Refusal,
    ThreadClosed,
)
from bot.ui import texts
from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify, describe
from bot.ui.message import RenderedMessage
from bot.ui.permissions import may_attach
from bot.ui.retry import try_once, try_twice

LOOK_BACK = 100
"""How many of a channel's latest messages are searched for one whose id was never stored: as many
as Discord returns at once."""


class MessageGone(BotError):
    """The message is not there any more, or cannot be changed; another can be posted."""


class ThreadArchived(MessageGone):
    """The message is in a thread that sleeps, and that opens again when something is posted."""


class ChannelLost(BotError):
    """The channel, or the right to write in it, is gone; ``kind`` is what Discord's error means."""

    def __init__(self, why: str, kind: ErrorKind) -> None:
        super().__init__(why)
        self.kind = kind


class DiscordOutage(BotError):
    """Discord cannot be reached or has troubles of its own; a message may have arrived or not."""


class BotChannel:
    """A channel or thread that the bot writes in, known by its id alone."""

    def __init__(
        self,
        client: discord.Client,
        guild_id: int,
        channel_id: int,
        *,
        insistent: bool = False,
    ) -> None:
        """``insistent`` is for whoever sends several requests and begins anew if one fails."""
        self._client = client
        self._send = try_twice if insistent else try_once
        self._channel = client.get_partial_messageable(channel_id, guild_id=guild_id)

    async def post(
        self, message: RenderedMessage, nonce: str, *, reply_to: int | None = None
    ) -> int:
        """Post a message; return its id, or that of the one that was posted with the same nonce.

        ``reply_to`` is the id of a message here to reply to; its author is not pinged. Raise
        :class:`ChannelLost` and :class:`DiscordOutage`; :class:`MessageGone` if the one with the
        same nonce was deleted meanwhile.
        """

        async def send() -> discord.Message:
            # Made anew for each try: a picture can be read only once.
            parts = await message.for_new(may_attach=self._may_attach)
            if reply_to is not None:
                parts["reference"] = self._channel.get_partial_message(reply_to)
            return await self._channel.send(**parts, nonce=nonce)

        with _translating_errors():
            posted = await self._send(send)
        if lacks_embeds(message, posted):
            with suppress(*REQUEST_ERRORS):
                await posted.delete()
            raise ChannelLost("posted without its embeds", ErrorKind.NO_PERMISSION)
        return posted.id

    async def post_once(self, message: RenderedMessage, *key: object) -> int:
        """Return the id of the one message for this key, posted now or before.

        Raises :class:`ChannelLost` and :class:`DiscordOutage`; then call it again later.
        """
        try:
            return await self.post(message, make_nonce(*key))
        except MessageGone:
            # Somebody deleted it before we could store its id: post another one.
            again = discord.utils.utcnow().isoformat()
            return await self.post(message, make_nonce(*key, again))

    async def edit(self, message_id: int, message: RenderedMessage) -> None:
        """Edit a message.

        Raise :class:`MessageGone`, :class:`ChannelLost` and :class:`DiscordOutage`.
        """

        async def change() -> discord.Message:
            parts = await message.for_edit(may_attach=self._may_attach)
            return await self._channel.get_partial_message(message_id).edit(**parts)

        # A thread that was archived opens again when something is posted in it.
        with _translating_errors(gone={ErrorKind.MESSAGE_GONE, ErrorKind.THREAD_ARCHIVED}):
            edited = await self._send(change)
        if lacks_embeds(message, edited):
            raise ChannelLost("edited without its embeds", ErrorKind.NO_PERMISSION)

    async def find(
        self, matches: Callable[[discord.Message], bool], after: int | None = None
    ) -> int | None:
        """Return the id of the bot's latest message that matches.

        With ``after``, it is younger than whatever has that id. None if there is none, or if the
        bot may not read the channel's history. Raise :class:`DiscordOutage`.
        """
        try:
            with _translating_errors():
                return await self._send(lambda: self._find(matches, after))
        except ChannelLost:
            # The bot may post where it may not read; if it may not, posting will say so.
            return None

    async def _find(
        self, matches: Callable[[discord.Message], bool], after: int | None
    ) -> int | None:
        since = None if after is None else discord.Object(after)
        async for message in self._channel.history(
            limit=LOOK_BACK, after=since, oldest_first=False
        ):
            if self._is_ours(message) and matches(message):
                return message.id
        return None

    @property
    def _may_attach(self) -> bool:
        return may_attach(self._client, self._channel.id)

    def _is_ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id


def make_nonce(*parts: object) -> str:
    """Return a nonce that is the same for the same parts: 24 of the 25 characters allowed."""
    return hashlib.blake2s(":".join(map(str, parts)).encode(), digest_size=12).hexdigest()


def has_button(matches: Callable[[str], bool]) -> Callable[[discord.Message], bool]:
    """Return whether a message has a button whose ``custom_id`` matches, as a function of it."""
    return lambda message: any(map(matches, list_custom_ids(message)))


def lacks_embeds(meant: RenderedMessage, shown: discord.Message) -> bool:
    """Return whether Discord has left out the embeds: it does so where Embed Links is missing."""
    return bool(meant.embeds) and not shown.embeds


def list_custom_ids(message: discord.Message) -> list[str]:
    """Return the ``custom_id`` of each button under a message."""
    return [
        button.custom_id
        for row in message.components
        if isinstance(row, discord.ActionRow)
        for button in row.children
        if isinstance(button, discord.Button) and button.custom_id
    ]


@contextmanager
def _translating_errors(
    gone: Collection[ErrorKind] = (ErrorKind.MESSAGE_GONE,),
) -> Iterator[None]:
    """Raise what Discord's error means for a message; let a fault of ours through.

    ``gone`` are the kinds that mean :class:`MessageGone`.
    """
    try:
        yield
    except REQUEST_ERRORS as error:
        kind = classify(error)
        if kind in gone:
            archived = kind is ErrorKind.THREAD_ARCHIVED
            raise (ThreadArchived if archived else MessageGone)(describe(error)) from error
        if kind is ErrorKind.OUTAGE:
            raise DiscordOutage(describe(error)) from error
        if kind is ErrorKind.FAULT:
            raise
        # Whatever else Discord says, nothing can be written there any more.
        raise ChannelLost(describe(error), kind) from error


def refusal_of(kind: ErrorKind, needed: Iterable[str]) -> Refusal:
    """Return the refusal for a person when Discord refuses what they asked for.

    ``needed`` are Discord's names of the permissions that it takes.
    """
    match kind:
        case ErrorKind.NO_ACCESS:
            return BotMayNot((texts.VIEW_CHANNEL,))
        case ErrorKind.NO_PERMISSION:
            return BotMayNot(tuple(needed))
        case ErrorKind.THREAD_ARCHIVED | ErrorKind.THREAD_LOCKED:
            return ThreadClosed()
        case ErrorKind.REPLY_GONE:
            return MessageDeleted()
        case ErrorKind.OUTAGE:
            return NotTaken()
        case _:
            return DiscordRefuses()
