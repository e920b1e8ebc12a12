"""Posts quizzes that stay open, keeps their counts up to date, and closes them in time.

Every step is stored before it is shown, so that a restart finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.features.open_quiz.board import read_board
from bot.features.open_quiz.views import belongs_to, draw_closed, draw_open
from bot.learning.schedule import believe
from bot.learning.session import Phase, PhaseReason
from bot.store import QuizPlan, Store, StoredQuiz
from bot.ui.channel import (
    BotChannel,
    ChannelLost,
    DiscordOutage,
    MessageGone,
    ThreadArchived,
    has_button,
)
from bot.ui.message import RenderedMessage
from bot.ui.steps import Step, StepJob

COUNTS_EVERY = timedelta(seconds=30)
"""Discord takes few edits of a message that is older than an hour (error 30046)."""

log = structlog.get_logger(__name__)


class OpenQuizJob(StepJob):
    """Keeps the public message of each quiz that stays open in line with the database."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        super().__init__(store.ownership)
        self._client = client
        self._library = library
        self._store = store
        self._outdated: dict[int, datetime] = {}
        """Quizzes whose message shows old counts, and when to edit it."""

    def log_wait(self, kind: str, why: str) -> None:
        log.info("open quiz waits", task=kind, why=why)

    def log_failure(self, kind: str) -> None:
        log.exception("open quiz failed", task=kind)  # noqa: LOG004 - it is being handled

    async def begin(self, plan: QuizPlan, open_for: timedelta) -> StoredQuiz:
        """Open a quiz, and post its message.

        Raises :class:`~bot.errors.TooManyOpenQuizzes`, and :class:`ChannelLost` when the message
        cannot be posted. When Discord does not take it now, it is posted later.
        """
        async with self._lock:
            now = utcnow()
            stored = await self._store.open_quizzes.create(plan, now + open_for, now)
            log.info("open quiz begun", quiz=stored.id, questions=len(stored.items))
            try:
                await self._post(stored, may_be_posted=False)
            except DiscordOutage as error:
                self.log_wait("post", type(error).__name__)
            except ChannelLost as error:
                await self._lose(stored, str(error))
                raise
            await self._set_timer()
        return stored

    async def resume(self) -> None:
        """Go on with every quiz that was open when the last process ended.

        Their counts may be older than the answers.
        """
        await self.redraw()

    async def redraw(self) -> None:
        """Edit the message of every open quiz: people may be gone from its counts."""
        now = utcnow()
        for quiz in await self._store.open_quizzes.list_open():
            self._outdated.setdefault(quiz.quiz_id, now)
        await self.plan()

    async def note_progress(self, quiz_id: int) -> None:
        """Note that somebody has begun or finished a quiz: its message shows that soon."""
        if quiz_id not in self._outdated:
            self._outdated[quiz_id] = utcnow() + COUNTS_EVERY
            await self.plan()

    async def close_early(self, quiz_id: int) -> None:
        """Close a quiz now, for the host or a moderator; nothing happens if it has closed."""
        async with self._lock:
            stored, now = await self._store.quizzes.get(quiz_id), utcnow()
            if stored is not None and stored.session.phase is Phase.OPEN:
                stored.session.close_early(now)
                await self._store.quizzes.save(stored, now)
                # Should this fail, it is a step that is due at once.
                with suppress(DiscordOutage):
                    await self._update(quiz_id)
            await self._set_timer()

    async def show_board_again(self, quiz_id: int) -> None:
        """Show the board of a quiz that is over, where the bot could not show it when it closed."""
        stored = await self._store.quizzes.get(quiz_id)
        if stored is not None and stored.session.over:
            with suppress(ChannelLost, DiscordOutage):
                await self._edit_to_board(stored)

    async def list_steps(self, now: datetime) -> Iterable[Step]:
        """Return when each quiz closes, and when its message is to be edited before that.

        A quiz is looked at at once if it was not posted, closed before its board was shown, or was
        opened while the clock was ahead.
        """
        steps = []
        for quiz in await self._store.open_quizzes.list_open():
            ahead = believe(quiz.since, now) is None
            due = now if quiz.counted or not quiz.posted or ahead else quiz.closes_at
            close = partial(self._update, quiz.quiz_id)
            steps.append(Step("close", quiz.quiz_id, quiz.guild_id, due, close))
            outdated = self._outdated.get(quiz.quiz_id)
            if outdated is not None and due > now:
                show = partial(self._show_counts, quiz.quiz_id)
                steps.append(Step("counts", quiz.quiz_id, quiz.guild_id, outdated, show))
        return steps

    # -- steps

    async def _update(self, quiz_id: int) -> None:
        """Close and count the quiz if it is time, question by question; then show how it stands."""
        stored = await self._store.quizzes.get(quiz_id)
        if stored is None or stored.session.over:
            return
        now, session = utcnow(), stored.session
        if session.since is not None and believe(session.since, now) is None:
            session.adjust_to_clock(now)
            await self._store.quizzes.save(stored, now)
        while session.advance(now):
            await self._store.quizzes.save(stored, now)
        if session.phase is Phase.REVEALED:
            await self._show_board(quiz_id)
            return
        try:
            await self._post(stored, may_be_posted=True)
        except ChannelLost as error:
            await self._lose(stored, str(error))

    async def _post(self, stored: StoredQuiz, *, may_be_posted: bool) -> None:
        """Post the message, unless it is there; edit it if it is.

        Raises :class:`ChannelLost` and :class:`DiscordOutage`; after the latter, call it again.
        """
        message_id = stored.lobby_message_id
        if message_id is None and may_be_posted:
            message_id = await self._find(stored)
        message = await self._draw_open(stored)
        if message_id is None:
            message_id = await self._channel_of(stored).post_once(message, "open", stored.id)
        else:
            with suppress(MessageGone):
                await self._channel_of(stored).edit(message_id, message)
        stored.lobby_message_id = message_id
        await self._store.quizzes.note_message(stored.id, "lobby", message_id)

    async def _show_counts(self, quiz_id: int) -> None:
        noted = self._outdated.pop(quiz_id)
        try:
            # The counts need nobody's answers.
            stored = await self._store.quizzes.get(quiz_id, person=0)
            if stored is None or stored.lobby_message_id is None:
                return
            # People play on where nothing can be edited: it closes at its time all the same.
            with suppress(MessageGone, ChannelLost):
                message = await self._draw_open(stored)
                await self._channel_of(stored).edit(stored.lobby_message_id, message)
        except BaseException:
            self._outdated[quiz_id] = noted
            raise

    async def _show_board(self, quiz_id: int) -> None:
        """Turn the message into the board, and end the quiz; where it is gone, end it silently."""
        # Read again: whoever was erased while it was counted is not on the board.
        stored = await self._store.quizzes.get(quiz_id)
        if stored is None:
            return
        try:
            await self._edit_to_board(stored)
        except ChannelLost as error:
            await self._lose(stored, str(error))
        else:
            await self._end(stored, stored.session.reason or PhaseReason.DONE)

    async def _edit_to_board(self, stored: StoredQuiz) -> None:
        """Turn the message into the board; post it anew in a thread that has fallen asleep."""
        message_id = stored.lobby_message_id or await self._find(stored)
        if message_id is None:
            return
        board = await read_board(self._client, self._store, stored, is_open=False)
        message, channel = draw_closed(self._library.deck, stored, board), self._channel_of(stored)
        try:
            await channel.edit(message_id, message)
        except ThreadArchived:
            with suppress(MessageGone):
                await channel.post_once(message, "board", stored.id)
        except MessageGone:
            return

    async def _lose(self, stored: StoredQuiz, why: str) -> None:
        """End a quiz that cannot be shown any more; its scores stay."""
        log.info("open quiz lost", quiz=stored.id, why=why)
        await self._end(stored, PhaseReason.LOST)

    async def _end(self, stored: StoredQuiz, reason: PhaseReason) -> None:
        now = utcnow()
        stored.session.stop(now, reason)
        await self._store.quizzes.save(stored, now)
        self._outdated.pop(stored.id, None)
        log.info("open quiz ended", quiz=stored.id, reason=str(reason))

    async def _find(self, stored: StoredQuiz) -> int | None:
        is_ours = has_button(lambda each: belongs_to(each, stored.id))
        return await self._channel_of(stored).find(is_ours)

    async def _draw_open(self, stored: StoredQuiz) -> RenderedMessage:
        participation = await self._store.open_quizzes.count_players(stored.id)
        return draw_open(self._library.deck, stored, participation)

    def _channel_of(self, stored: StoredQuiz) -> BotChannel:
        return BotChannel(self._client, stored.guild_id, stored.channel_id, insistent=True)
