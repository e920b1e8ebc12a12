"""The question of the day: asked at a server's local time, closed and answered a day later.

Every step is stored before it is shown, so that a restart finds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import SystemRandom
from typing import Literal
from zoneinfo import ZoneInfoNotFoundError

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import NoQuestions, StoreError
from bot.features.daily.view import belongs_to, draw_daily
from bot.learning.questions import EVERYBODY, EVERYTHING, choose_items, draw_items, item_bank_of
from bot.learning.schedule import A_DAY, AHEAD, QUESTION_LATE, believe, next_due
from bot.learning.scoring import Scoring
from bot.learning.session import Pace, PhaseReason
from bot.store import DailySchedule, QuizPlan, Store, StoredQuiz
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, has_button
from bot.ui.message import RenderedMessage
from bot.ui.timer import Timer

LONGEST_SLEEP = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=1)
RETRY_FAULT_AFTER = timedelta(hours=1)
"""After a fault of ours: trying at once would only fill the log."""
MOST_REFUSALS = 3
"""Questions that Discord refuses in a row, one a day, until it is switched off."""
AT_ONCE = 5
"""How many channels are written to at the same time."""
SEED_BITS = 32

_RNG = SystemRandom()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DailyStep:
    """Something to do at a moment, for the server or the quiz with an id."""

    kind: Literal["ask", "show"]
    id: int
    due: datetime
    take: Callable[[], Awaitable[None]]


class DailyQuestions:
    """Asks each server's question once a day, and shows its answer when it has closed."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._lock = asyncio.Lock()
        self._timer = Timer(self._run, longest_sleep=LONGEST_SLEEP)
        self._retry_at: dict[tuple[str, int], datetime] = {}
        """Steps that failed, by kind and id, and when to try them again."""

    async def plan(self) -> None:
        """Set the timer for the next step: at the start and after every change."""
        async with self._lock:
            await self._set_timer()

    async def close(self) -> None:
        """Begin nothing new, and finish what is under way."""
        await self._timer.finish()

    def stop(self) -> None:
        """Begin nothing new."""
        self._timer.close()

    async def _set_timer(self) -> None:
        now = utcnow()
        try:
            soonest = min((step.due for step in await self._list(now)), default=None)
        except StoreError:
            soonest = now + RETRY_AFTER
        self._timer.set(soonest)

    async def _run(self) -> None:
        async with self._lock:
            now = utcnow()
            limit = asyncio.Semaphore(AT_ONCE)
            try:
                due = [step for step in await self._list(now) if step.due <= now]
            except StoreError:
                # The store has logged its trouble.
                due = []
            await asyncio.gather(*(self._take(step, limit) for step in due))
            await self._set_timer()

    async def _take(self, step: DailyStep, limit: asyncio.Semaphore) -> None:
        """Take one step; if it fails, note when to try again, and let the others go on."""
        key = (step.kind, step.id)
        async with limit:
            try:
                await step.take()
            except (DiscordOutage, StoreError) as error:
                log.info("daily question waits", task=step.kind, why=type(error).__name__)
                self._retry_at[key] = utcnow() + RETRY_AFTER
            except Exception:
                log.exception("daily question failed", task=step.kind)
                self._retry_at[key] = utcnow() + RETRY_FAULT_AFTER
            else:
                self._retry_at.pop(key, None)

    async def _list(self, now: datetime) -> list[DailyStep]:
        """Return all steps to come, those to show first: an answer comes before the next question.

        A quiz is shown at once if it was not posted, or closed before its answer was shown.
        """
        steps = []
        for quiz in await self._store.daily_quizzes.list_open():
            # One that would be open for longer was opened while the clock was ahead.
            at_once = quiz.closed or not quiz.posted or quiz.closes_at > now + A_DAY + AHEAD
            due = now if at_once else quiz.closes_at
            steps.append(DailyStep("show", quiz.quiz_id, due, partial(self._update, quiz.quiz_id)))
        for schedule in await self._store.daily_quizzes.schedules():
            try:
                due = next_due(schedule.settings, now, QUESTION_LATE)
            except ZoneInfoNotFoundError:
                log.warning("time zone unknown to this machine", zone=schedule.settings.zone)
            else:
                ask = partial(self._ask, schedule, due)
                steps.append(DailyStep("ask", schedule.guild_id, due, ask))
        return [replace(step, due=self._held_until(step, now)) for step in steps]

    def _held_until(self, step: DailyStep, now: datetime) -> datetime:
        """Return when a step that has failed may be tried again."""
        retry_at = self._retry_at.get((step.kind, step.id), step.due)
        # Noted while the clock was ahead.
        return step.due if retry_at > now + RETRY_FAULT_AFTER else max(step.due, retry_at)

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
        chosen = choose_items(
            item_bank_of(self._library.deck).items, topic=EVERYTHING, audience=EVERYBODY
        )
        seen = await self._store.quizzes.last_asked(schedule.guild_id)
        defaults = await self._store.servers.defaults(schedule.guild_id)
        return QuizPlan(
            guild_id=schedule.guild_id,
            channel_id=schedule.settings.channel_id,
            home_id=schedule.settings.channel_id,
            host_id=None,
            topic=EVERYTHING,
            audience=EVERYBODY,
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
        channel = BotChannel(self._client, stored.guild_id, stored.channel_id)
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
        where = before and f"{stored.guild_id}/{before[0]}/{before[1]}"
        address = where and f"https://discord.com/channels/{where}"
        return draw_daily(self._library.deck, stored, address)

    async def _end(self, stored: StoredQuiz, reason: PhaseReason) -> None:
        """End the quiz, which counts its answers."""
        now = utcnow()
        stored.session.stop(now, reason)
        await self._store.quizzes.save(stored, now)
