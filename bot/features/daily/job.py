"""The question of the day: asked by the clock on a server's wall, closed and answered a day later.

Every step is written down before it is shown, so a restart finds it; nothing of it is in memory
alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfoNotFoundError

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import NoQuestions, StoreError
from bot.features.daily.view import belongs_to, draw_daily
from bot.learning.questions import EVERYBODY, EVERYTHING, choose_items, draw_items, item_bank_of
from bot.learning.schedule import next_reminder
from bot.learning.scoring import Scoring
from bot.learning.session import Pace, PhaseReason
from bot.store import DailySchedule, OpenDailyQuiz, QuizPlan, Store, StoredQuiz
from bot.ui.channel import BotChannel, ChannelLost, DiscordOutage, MessageGone, make_nonce
from bot.ui.message import RenderedMessage
from bot.ui.timer import Timer

LATE = timedelta(hours=6)
"""A question that could not be asked in time is asked up to this much later, else left out."""
LONGEST_SLEEP = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=1)
RETRY_FAULT_AFTER = timedelta(hours=1)
"""After a fault of ours: trying at once would only fill the log."""
AT_ONCE = 5
"""So many channels are written to at the same time."""
SEED_BITS = 32

_RNG = SystemRandom()
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do at a moment; ``name`` is the same until it is done."""

    name: tuple[str, int]
    due: datetime
    do: Callable[[], Awaitable[None]]


class DailyQuestions:
    """Asks each server's question once a day, and shows its answer when it has closed."""

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._turn = asyncio.Lock()
        self._timer = Timer(self._run, longest_sleep=LONGEST_SLEEP)
        self._held: dict[tuple[str, int], datetime] = {}
        """Tasks that failed, and when they are tried again."""

    async def plan(self) -> None:
        """Sleeps until the next task. To be called at the start and after every change."""
        async with self._turn:
            await self._plan()

    async def close(self) -> None:
        """Finishes what is under way, and begins nothing new."""
        await self._timer.finish()

    def stop(self) -> None:
        """Begins nothing new."""
        self._timer.close()

    async def _plan(self) -> None:
        now = utcnow()
        try:
            soonest = min((task.due for task in await self._list(now)), default=None)
        except StoreError:
            soonest = now + RETRY_AFTER
        self._timer.set(soonest)

    async def _run(self) -> None:
        async with self._turn:
            now = utcnow()
            limit = asyncio.Semaphore(AT_ONCE)
            try:
                due = [task for task in await self._list(now) if task.due <= now]
            except StoreError:
                # The store has logged its trouble.
                due = []
            await asyncio.gather(*(self._do(task, limit) for task in due))
            await self._plan()

    async def _do(self, task: Task, limit: asyncio.Semaphore) -> None:
        """Does one task; whatever keeps it from being done holds up no other."""
        async with limit:
            try:
                await task.do()
            except (DiscordOutage, StoreError) as error:
                log.info("daily question waits", task=task.name[0], why=type(error).__name__)
                self._held[task.name] = utcnow() + RETRY_AFTER
            except Exception:
                log.exception("daily question failed", task=task.name[0])
                self._held[task.name] = utcnow() + RETRY_FAULT_AFTER
            else:
                self._held.pop(task.name, None)

    async def _list(self, now: datetime) -> list[Task]:
        """All that is to be done some time, what closes first: its answer comes before the next."""
        tasks = [
            self._task("show", each.quiz_id, _due(each, now), self._showing(each))
            for each in await self._store.daily_quizzes.list_open()
        ]
        for schedule in await self._store.daily_quizzes.schedules():
            at, zone = schedule.settings.at, schedule.settings.zone
            try:
                moment, _ = next_reminder(at, zone, schedule.last_on, now, LATE)
            except ZoneInfoNotFoundError:
                log.warning("time zone unknown to this machine", zone=zone)
            else:
                tasks.append(self._task("ask", schedule.guild_id, moment, self._asking(schedule)))
        return tasks

    def _task(
        self, what: str, number: int, due: datetime, do: Callable[[], Awaitable[None]]
    ) -> Task:
        name = (what, number)
        return Task(name, max(due, self._held.get(name, due)), do)

    # -- asking

    def _asking(self, schedule: DailySchedule) -> Callable[[], Awaitable[None]]:
        async def ask() -> None:
            now, settings = utcnow(), schedule.settings
            _, day = next_reminder(settings.at, settings.zone, schedule.last_on, now, LATE)
            try:
                plan = await self._draw(schedule)
            except NoQuestions:
                # No card is signed yet, where only signed ones are served.
                await self._store.daily_quizzes.skip(schedule.guild_id, day)
                return
            stored = await self._store.daily_quizzes.open(plan, day, now)
            if stored is not None:
                log.info("daily question asked", quiz=stored.id)
                # Should this fail, it is a task of its own from now on.
                with suppress(DiscordOutage):
                    await self._show(stored, doubtful=False)

        return ask

    async def _draw(self, schedule: DailySchedule) -> QuizPlan:
        """A question that was not asked here for long. Raises NoQuestions when there is none."""
        fitting = choose_items(
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
            items=tuple(draw_items(fitting, 1, seen, _RNG)),
            seeds=(_RNG.getrandbits(SEED_BITS),),
        )

    # -- showing

    def _showing(self, quiz: OpenDailyQuiz) -> Callable[[], Awaitable[None]]:
        async def show() -> None:
            stored = await self._store.quizzes.get(quiz.quiz_id)
            if stored is None or stored.session.over:
                return
            now = utcnow()
            if stored.session.rounds[0].closed_at is None and stored.session.advance(now):
                await self._store.quizzes.save(stored, now)
                log.info("daily question closed", quiz=stored.id)
            await self._show(stored, doubtful=True)

        return show

    async def _show(self, stored: StoredQuiz, *, doubtful: bool) -> None:
        """Brings the message in line; ``doubtful`` if one may be there whose id was not noted.

        Raises :class:`DiscordOutage` and StoreError: call it again later.
        """
        place = BotChannel(self._client, stored.guild_id, stored.channel_id)
        closed = stored.session.rounds[0].closed_at is not None
        known = stored.message_ids[0]
        try:
            if known is None and doubtful:
                known = await place.find(lambda each: belongs_to(each, stored.id))
            if known is None and not closed:
                known = await self._post(place, stored)
            elif known is not None and closed:
                with suppress(MessageGone):
                    await place.edit(known, await self._draw_message(stored))
        except ChannelLost as error:
            log.info("daily question lost", quiz=stored.id, why=str(error))
            await self._end(stored, PhaseReason.LOST)
            return
        if known is not None and stored.message_ids[0] is None:
            await self._store.quizzes.note_message(stored.id, 0, known)
        if closed:
            await self._end(stored, PhaseReason.DONE)

    async def _post(self, place: BotChannel, stored: StoredQuiz) -> int:
        message = await self._draw_message(stored)
        try:
            return await place.post(message, make_nonce("daily", stored.id))
        except MessageGone:
            # Somebody deleted what the nonce stands for before we could note its id.
            again = utcnow().isoformat()
            return await place.post(message, make_nonce("daily", stored.id, again))

    async def _draw_message(self, stored: StoredQuiz) -> RenderedMessage:
        before = await self._store.daily_quizzes.previous_message(stored.guild_id, stored.id)
        where = before and f"{stored.guild_id}/{before[0]}/{before[1]}"
        address = where and f"https://discord.com/channels/{where}"
        return draw_daily(self._library.deck, stored, address)

    async def _end(self, stored: StoredQuiz, why: PhaseReason) -> None:
        """Nothing is left to do for it; the answers that it got are counted."""
        now = utcnow()
        stored.session.stop(now, why)
        await self._store.quizzes.save(stored, now)


def _due(quiz: OpenDailyQuiz, now: datetime) -> datetime:
    """When a question needs something next: at once if it was not posted, or closed unseen."""
    return now if quiz.closed or not quiz.posted else quiz.closes_at
