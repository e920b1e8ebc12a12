"""The messages of one quiz: each is posted once, then edited in place.

Who stands where on the board of a quiz, and under which name.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import discord

from bot.deck.library import Library
from bot.errors import StoreError
from bot.features.quiz.result_view import MOST_LISTED, draw_result
from bot.features.quiz.result_view import ResultRow as BoardPlace
from bot.features.quiz.views import Message, belongs_to, draw_lobby, draw_question
from bot.learning.scoring import rank_tallies
from bot.learning.session import Session
from bot.store import BoardVisibility, Store, StoredQuiz
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, make_nonce
from bot.ui.message import RenderedMessage
from bot.ui.names import name_people


async def place_people(
    client: discord.Client, store: Store, quiz: StoredQuiz, met: Mapping[int, str]
) -> tuple[list[BoardPlace], int]:
    """The lines of the board, and how many people played without standing on it.

    Hidden people hold no place, or a gap would tell of them.
    ``met`` holds display names as Discord told them with a press; the store keeps none.
    """
    tallies = quiz.session.tallies()
    if not tallies:
        return [], 0
    people = [tally.person for tally in tallies]
    faces = await store.display_names.of(quiz.guild_id, people, names=quiz.names)
    listed = rank_tallies(
        tally for tally in tallies if faces[tally.person].board is not BoardVisibility.HIDDEN
    )
    shown = [each.tally.person for each in listed[:MOST_LISTED]]
    named = await name_people(
        client, quiz.guild_id, {person: faces[person] for person in shown}, met
    )
    places = [
        BoardPlace(each.place, named[each.tally.person], each.tally)
        for each in listed[:MOST_LISTED]
    ]
    return places, len(tallies) - len(places)


@dataclass(slots=True)
class QuizMessages:
    """Brings the channel in line with a session. Every method may be called again at any time."""

    client: discord.Client
    library: Library
    store: Store
    quiz: StoredQuiz
    doubtful: bool = False
    """Whether there may be a message whose id was not noted: it is looked for before posting."""
    asked_for: int | None = None
    """The length that was asked for, if the topic has fewer questions."""
    met: dict[int, str] = field(default_factory=dict)
    """Display names as told with the presses of this process, for servers that show names."""
    _left: set[Message] = field(default_factory=set)
    """Messages that the quiz has gone on from, with the buttons of its host still on them."""

    @property
    def is_posted(self) -> bool:
        """Whether the message that the quiz stands on is known to be in the channel."""
        return self._known(stage_of(self.quiz.session)) is not None

    async def show(self) -> None:
        """Everything that people should see now.

        Raises :class:`ChannelLost` and :class:`DiscordOutage`, and StoreError: call it again later.
        """
        session = self.quiz.session
        now = stage_of(session)
        await self._put(now, self._draw(now))
        for message in sorted(self._left - {now}, key=str):
            await self._tidy(message)
            self._left.discard(message)
        # The last of all: a quiz that has its result is never looked at again.
        if session.over and session.asked:
            await self._put("board", await self._draw_board())

    async def show_counts(self) -> None:
        """Only the message of the question that is open."""
        now = stage_of(self.quiz.session)
        await self._put(now, self._draw(now))

    async def say_farewell(self) -> None:
        """Says that the quiz is over where it still can: in its message, or where it came from."""
        now = stage_of(self.quiz.session)
        latest = now if self._known(now) is not None else before(now)
        known = self._known(latest)
        if known is not None:
            with suppress(MessageGone, ChannelLost, DiscordOutage):
                await self._place.edit(known, self._draw(latest))
        if self.quiz.home_id == self.quiz.channel_id:
            return
        home = BotChannel(self.client, self.quiz.guild_id, self.quiz.home_id)
        with suppress(MessageGone, ChannelLost, DiscordOutage):
            await home.post(await self._draw_board(), make_nonce(self.quiz.id, "farewell"))

    def leave(self, message: Message) -> None:
        """The quiz goes on from this message: the buttons of the host come off it."""
        self._left.add(message)

    @property
    def _place(self) -> BotChannel:
        return BotChannel(self.client, self.quiz.guild_id, self.quiz.channel_id)

    def _draw(self, message: Message, *, live: bool = True) -> RenderedMessage:
        deck = self.library.deck
        if isinstance(message, int):
            return draw_question(deck, self.quiz, message, live=live)
        return draw_lobby(deck, self.quiz, asked_for=self.asked_for)

    async def _draw_board(self) -> RenderedMessage:
        places, unlisted = await place_people(self.client, self.store, self.quiz, self.met)
        return draw_result(self.library.deck, self.quiz, places, unlisted)

    async def _put(self, message: Message, drawn: RenderedMessage) -> None:
        """Edits the message, or posts it where it is not there (any more)."""
        known = self._known(message)
        if known is None and self.doubtful:
            quiz_id = self.quiz.id
            known = await self._place.find(lambda each: belongs_to(each, quiz_id, message))
            if known is not None:
                await self._note(message, known)
        if known is not None:
            try:
                await self._place.edit(known, drawn)
            except MessageGone:
                pass
            else:
                return
        await self._note(message, await self._post(message, drawn, known))

    async def _post(self, message: Message, drawn: RenderedMessage, gone: int | None) -> int:
        try:
            try:
                return await self._place.post(drawn, make_nonce(self.quiz.id, message, gone))
            except MessageGone:
                # Somebody deleted what the nonce stands for before we could note its id.
                again = discord.utils.utcnow().isoformat()
                return await self._place.post(drawn, make_nonce(self.quiz.id, message, again))
        except DiscordOutage:
            self.doubtful = True
            raise

    async def _tidy(self, message: Message) -> None:
        known = self._known(message)
        if known is None:
            return
        try:
            await self._place.edit(known, self._draw(message, live=False))
        except MessageGone:
            # Nobody misses it: the quiz has gone on.
            return

    def _known(self, message: Message) -> int | None:
        if isinstance(message, int):
            return self.quiz.message_ids[message]
        if message == "lobby":
            return self.quiz.lobby_message_id
        return self.quiz.board_message_id

    async def _note(self, message: Message, message_id: int) -> None:
        if isinstance(message, int):
            self.quiz.message_ids[message] = message_id
        elif message == "lobby":
            self.quiz.lobby_message_id = message_id
        else:
            self.quiz.board_message_id = message_id
        try:
            await self.store.quizzes.note_message(self.quiz.id, message, message_id)
        except StoreError:
            # It will be found by its buttons after a restart; the store has logged its trouble.
            return


def stage_of(session: Session) -> Message:
    """The message that a quiz stands on."""
    return "lobby" if session.position < 0 else session.position


def before(message: Message) -> Message:
    """The message that a quiz stood on before this one."""
    return message - 1 if isinstance(message, int) and message > 0 else "lobby"
