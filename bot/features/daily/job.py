"""The question of the day: asked at a server's local time, closed and answered a day later.

Every step is stored before it is shown, so that a restart finds it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial
from random import SystemRandom
from zoneinfo import ZoneInfoNotFoundError

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import NoQuestions
from bot.features.daily.view import belongs_to, draw_daily
from bot.learning.questions import (
    EVERYTHING,
    choose_items,
    draw_items,
    find_audience,
    item_bank_of,
)
from bot.learning.schedule import A_DAY, AHEAD, QUESTION_LATE, believe, next_due
from bot.learning.scoring import Scoring
from bot.learning.session import Pace, PhaseReason
from bot.store import DailySchedule, QuizPlan, Store, StoredQuiz
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, has_button
from bot.ui.message import RenderedMessage
from bot.ui.snowflakes import make_link
from bot.ui.steps import Step, StepJob

MOST_REFUSALS = 3
"""Questions that Discord refuses in a row, one a day, until it is switched off."""
SEED_BITS = 32

_RNG = SystemRandom()
log = structlog.get_logger(__name__)


class DailyQuestions(StepJob):
    """Asks each server's question once a day, and shows its answer when it has closed."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        super().__init__(store.ownership)
        self._client = client
        self._library = library
        self._store = store

    def log_wait(self, kind: str, why: str) -> None:
        log.info("daily question waits", task=kind, why=why)

    def log_failure(self, kind: str) -> None:
        log.exception("daily question failed", task=kind)  # noqa: LOG004 - it is being handled

    async def list_steps(self, now: datetime) -> list[Step]:
        """Return all steps to come, those to show first: an answer comes before the next question.

        A quiz is shown at once if it was not posted, or closed before its answer was shown.
        """
        steps = []
        for quiz in await self._store.daily_quizzes.list_open():
            # One that would be open for longer was opened while the clock was ahead.
            at_once = quiz.closed or not quiz.posted or quiz.closes_at > now + A_DAY + AHEAD
            due = now if at_once else quiz.closes_at
            show = partial(self._update, quiz.quiz_id)
            steps.append(Step("show", quiz.quiz_id, quiz.guild_id, due, show))
        for schedule in await self._store.daily_quizzes.schedules():
            try:
                due = next_due(schedule.settings, now, QUESTION_LATE)
            except ZoneInfoNotFoundError:
                log.warning("time zone unknown to this machine", zone=schedule.settings.zone)
            else:
                ask = partial(self._ask, schedule, due)
                steps.append(Step("ask", schedule.guild_id, schedule.guild_id, due, ask))
        return steps

    # -- asking

    async def _ask(self, schedule: DailySchedule, due: datetime) -> None:
        try:
            plan = await self._draw(schedule)
        except NoQuestions:
            # No card is signed yet, where only signed ones are served.
            await self._store.daily_quizzes.skip(schedule, due)
            return
        stored = await self._store.daily_quizzes.open(plan, schedule, due, utcnow())
        if stored is not None:
            log.info("daily question asked", quiz=stored.id)
            # Should this fail, it is a step of its own from now on.
            with suppress(DiscordOutage):
                await self._show(stored, may_be_posted=False)

    async def _draw(self, schedule: DailySchedule) -> QuizPlan:
        """Draw a question that was not asked here for long. Raises NoQuestions if there is none."""
        defaults = await self._store.servers.defaults(schedule.guild_id)
        audience = find_audience(self._library, topic=EVERYTHING, audience=defaults.asks_for)
        chosen = choose_items(
            item_bank_of(self._library.deck).items, topic=EVERYTHING, audience=audience
        )
        seen = await self._store.quizzes.last_asked(schedule.guild_id)
        return QuizPlan(
            guild_id=schedule.guild_id,
            channel_id=schedule.settings.channel_id,
            home_id=schedule.settings.channel_id,
            host_id=None,
            topic=EVERYTHING,
            audience=audience,
            names=bool(defaults.board_names),
            pace=Pace.DAILY,
            scoring=Scoring.ACCURACY,
            items=tuple(draw_items(chosen, 1, seen, _RNG)),
            seeds=(_RNG.getrandbits(SEED_BITS),),
        )

    # -- showing

    async def _update(self, quiz_id: int) -> None:
        """Close the question if it is time, and show it as it stands."""
        stored = await self._store.quizzes.get(quiz_id)
        if stored is None or stored.session.over:
            return
        now, session = utcnow(), stored.session
        ahead = session.since is not None and believe(session.since, now) is None
        if ahead:
            session.adjust_to_clock(now)
        closes = session.rounds[0].closed_at is None and session.advance(now)
        if ahead or closes:
            await self._store.quizzes.save(stored, now)
        if closes:
            log.info("daily question closed", quiz=stored.id)
        await self._show(stored, may_be_posted=True, redraw=ahead)

    async def _show(self, stored: StoredQuiz, *, may_be_posted: bool, redraw: bool = False) -> None:
        """Post the question, or edit its message once it is closed or is to be drawn anew.

        ``may_be_posted`` is whether there may be a message whose id was not stored. Raises
        :class:`DiscordOutage` and StoreError: call it again later.
        """
        channel = BotChannel(
            self._client,
            stored.guild_id,
            stored.channel_id,
            insistent=self.was_held_up("show", stored.id),
        )
        closed = stored.session.rounds[0].closed_at is not None
        message_id = stored.message_ids[0]
        try:
            if message_id is None and may_be_posted:
                message_id = await channel.find(
                    has_button(lambda each: belongs_to(each, stored.id))
                )
            if message_id is None and not closed:
                message = await self._draw_message(stored)
                message_id = await channel.post_once(message, "daily", stored.id)
            elif message_id is not None and (closed or redraw):
                with suppress(MessageGone):
                    await channel.edit(message_id, await self._draw_message(stored))
        except ChannelLost as error:
            log.info("daily question lost", quiz=stored.id, why=str(error))
            await self._end(stored, PhaseReason.LOST)
            if message_id is None:
                await self._note_refused(stored)
            return
        if message_id is not None and stored.message_ids[0] is None:
            await self._store.quizzes.note_message(stored.id, 0, message_id)
            await self._store.daily_quizzes.note_posted(stored.guild_id)
        if closed:
            await self._end(stored, PhaseReason.DONE)

    async def _note_refused(self, stored: StoredQuiz) -> None:
        """Count a question that could not be posted; after several it is switched off."""
        refused = self._store.daily_quizzes.note_refused
        if await refused(stored.guild_id, stored.channel_id, MOST_REFUSALS):
            log.info("daily question switched off", quiz=stored.id)

    async def _draw_message(self, stored: StoredQuiz) -> RenderedMessage:
        before = await self._store.daily_quizzes.previous_message(stored.guild_id, stored.id)
        address = before and make_link(stored.guild_id, *before)
        return draw_daily(self._library.deck, stored, address)

    async def _end(self, stored: StoredQuiz, reason: PhaseReason) -> None:
        """End the quiz, which counts its answers."""
        now = utcnow()
        stored.session.stop(now, reason)
        await self._store.quizzes.save(stored, now)
