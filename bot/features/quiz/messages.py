"""The messages of one quiz in its channel: each is posted once, then edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import discord

from bot.deck.library import Library
from bot.errors import StoreError
from bot.features.quiz.result_view import MOST_LISTED, draw_result
from bot.features.quiz.texts import TROUBLE
from bot.features.quiz.views import (
    MessageKey,
    belongs_to,
    draw_lobby,
    draw_question,
)
from bot.learning.scoring import Standing, Tally, rank_tallies
from bot.learning.session import Session
from bot.store import BoardVisibility, DisplayName, Store, StoredQuiz
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, has_button
from bot.ui.message import RenderedMessage
from bot.ui.preferences import name_people


async def rank_shown(
    store: Store, quiz: StoredQuiz, tallies: Sequence[Tally]
) -> tuple[tuple[Standing, ...], dict[int, DisplayName]]:
    """Rank the people whom boards show, and return how they show each of all.

    Hidden people hold no place, or a gap would tell of them.
    """
    people = [tally.person for tally in tallies]
    display_names = await store.display_names.of(quiz.guild_id, people, names=quiz.names)
    standings = rank_tallies(
        tally
        for tally in tallies
        if display_names[tally.person].board is not BoardVisibility.HIDDEN
    )
    return standings, display_names


@dataclass(slots=True)
class QuizMessages:
    """Brings the channel in line with a session. Every method may be called again at any time."""

    client: discord.Client
    library: Library
    store: Store
    quiz: StoredQuiz
    may_be_posted: bool = False
    """Whether there may be a message whose id was not stored: look for it before posting."""
    asked_for: int | None = None
    """The length that was asked for, if the topic has fewer questions."""
    seen_names: dict[int, str] = field(default_factory=dict)
    """Display names that came with presses since the start, for servers that show names."""
    _left: set[MessageKey] = field(default_factory=set)
    """Messages that the quiz has gone on from and that may still have the host's buttons."""

    @property
    def is_posted(self) -> bool:
        """Whether the message that the quiz stands on is known to be in the channel."""
        return self._id_of(current_message(self.quiz.session)) is not None

    async def show(self) -> None:
        """Bring all messages up to date.

        Raises :class:`ChannelLost`, :class:`DiscordOutage` and StoreError; after the last two,
        call it again later.
        """
        session = self.quiz.session
        current = current_message(session)
        await self._edit_or_post(current, self._draw(current))
        for key in sorted(self._left - {current}, key=str):
            await self._remove_host_buttons(key)
            self._left.discard(key)
        # The result comes last: a quiz that has it is not resumed after a restart.
        if session.over and session.asked:
            await self._edit_or_post("board", await self._draw_result())

    async def show_counts(self) -> None:
        """Bring only the message of the open question up to date."""
        current = current_message(self.quiz.session)
        await self._edit_or_post(current, self._draw(current))

    async def announce_loss(self) -> None:
        """Say that the quiz is over where that is possible: in its message, and in its home."""
        current = current_message(self.quiz.session)
        latest = current if self._id_of(current) is not None else previous_message(current)
        message_id = self._id_of(latest)
        if message_id is not None:
            with suppress(MessageGone, ChannelLost, DiscordOutage):
                await self._channel.edit(message_id, self._draw(latest))
        if self.quiz.home_id == self.quiz.channel_id:
            return
        home = BotChannel(self.client, self.quiz.guild_id, self.quiz.home_id)
        with suppress(ChannelLost, DiscordOutage):
            await home.post_once(await self._draw_result(), self.quiz.id, "farewell")

    async def show_trouble(self) -> None:
        """Say under the latest message that Discord has troubles; the next edit takes it away.

        Raise :class:`MessageGone`, :class:`ChannelLost` and :class:`DiscordOutage`.
        """
        current = current_message(self.quiz.session)
        latest = current if self._id_of(current) is not None else previous_message(current)
        message_id = self._id_of(latest)
        if message_id is None:
            raise MessageGone
        await self._channel.edit(message_id, replace(self._draw(latest), content=TROUBLE))

    def mark_left(self, key: MessageKey) -> None:
        """Note that the quiz goes on from this message: the host's buttons are to be removed."""
        self._left.add(key)

    @property
    def _channel(self) -> BotChannel:
        quiz = self.quiz
        return BotChannel(self.client, quiz.guild_id, quiz.channel_id, insistent=True)

    def _draw(self, key: MessageKey, *, live: bool = True) -> RenderedMessage:
        deck = self.library.deck
        if isinstance(key, int):
            return draw_question(deck, self.quiz, key, live=live)
        return draw_lobby(deck, self.quiz, asked_for=self.asked_for)

    async def _draw_result(self) -> RenderedMessage:
        tallies = self.quiz.session.tallies()
        standings, display_names = await rank_shown(self.store, self.quiz, tallies)
        listed = standings[:MOST_LISTED]
        shown = {each.tally.person: display_names[each.tally.person] for each in listed}
        names = await name_people(self.client, self.quiz.guild_id, shown, self.seen_names)
        unlisted = len(tallies) - len(listed)
        return draw_result(self.library.deck, self.quiz, listed, names, unlisted)

    async def _edit_or_post(self, key: MessageKey, message: RenderedMessage) -> None:
        """Edit the message, or post it where it is not there, or not any more."""
        message_id = self._id_of(key)
        if message_id is None and self.may_be_posted:
            quiz_id = self.quiz.id
            message_id = await self._channel.find(
                has_button(lambda each: belongs_to(each, quiz_id, key))
            )
            if message_id is not None:
                await self._store_id(key, message_id)
        if message_id is not None:
            try:
                await self._channel.edit(message_id, message)
            except MessageGone:
                pass
            else:
                return
        try:
            posted = await self._channel.post_once(message, self.quiz.id, key, message_id)
        except DiscordOutage:
            self.may_be_posted = True
            raise
        await self._store_id(key, posted)

    async def _remove_host_buttons(self, key: MessageKey) -> None:
        message_id = self._id_of(key)
        if message_id is None:
            return
        # A message that is gone is not missed: the quiz has gone on.
        with suppress(MessageGone):
            await self._channel.edit(message_id, self._draw(key, live=False))

    def _id_of(self, key: MessageKey) -> int | None:
        if isinstance(key, int):
            return self.quiz.message_ids[key]
        return self.quiz.lobby_message_id if key == "lobby" else self.quiz.board_message_id

    async def _store_id(self, key: MessageKey, message_id: int) -> None:
        if isinstance(key, int):
            self.quiz.message_ids[key] = message_id
        elif key == "lobby":
            self.quiz.lobby_message_id = message_id
        else:
            self.quiz.board_message_id = message_id
        # If it fails, the message is found by its buttons after a restart.
        with suppress(StoreError):
            await self.store.quizzes.note_message(self.quiz.id, key, message_id)


def current_message(session: Session) -> MessageKey:
    """Return the message that a quiz stands on."""
    return "lobby" if session.position < 0 else session.position


def previous_message(key: MessageKey) -> MessageKey:
    """Return the message that a quiz stood on before this one."""
    return key - 1 if isinstance(key, int) and key > 0 else "lobby"
