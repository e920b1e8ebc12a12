"""Daily reminders to practise, sent as direct messages."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import StoreError
from bot.features.review.view import draw_due
from bot.learning.questions import item_bank_of
from bot.learning.repetition import is_due
from bot.learning.schedule import REMINDER_LATE, next_due
from bot.store import ReminderSchedule, Store
from bot.ui.channel import make_nonce
from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify, describe, is_lasting
from bot.ui.timer import Timer

log = structlog.get_logger(__name__)

LONGEST_SLEEP = timedelta(hours=1)
LONGEST_SLEEP_SHARED = timedelta(minutes=1)
"""Another process may take what people choose."""
RETRY_AFTER = timedelta(minutes=5)
MOST_REFUSALS = 3
"""Reminders that Discord refuses in a row, one a day, until they are switched off."""


class Reminders:
    """Sends each reminder once a day, at the time that the person chose, if something is due.

    Between two reminders nothing runs but one sleep, and not even that when nobody wants any.
    """

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._lock = asyncio.Lock()
        self._timer = Timer(
            self._run, longest_sleep=LONGEST_SLEEP_SHARED if store.shared else LONGEST_SLEEP
        )

    async def plan(self) -> None:
        """Set the timer for the next reminder: at the start and after every change."""
        async with self._lock:
            await self._set_timer()

    def close(self) -> None:
        """Send no more. A reminder that is being sent is cut off, and not sent again."""
        self._timer.cancel()

    async def _set_timer(self, not_before: datetime | None = None) -> None:
        now = utcnow()
        try:
            planned = await self._list(now)
        except StoreError:
            self._timer.set(now + RETRY_AFTER)
            return
        next_at = min((due for _, due in planned), default=None)
        if next_at is not None and not_before is not None:
            next_at = max(next_at, not_before)
        self._timer.set(next_at)

    async def _run(self) -> None:
        async with self._lock:
            retry_at = None
            try:
                await self._send_all()
            except StoreError:
                # The store has logged its trouble.
                retry_at = utcnow() + RETRY_AFTER
            except Exception:
                # Whoever it was is noted and left out; the others must not go without for ever.
                log.exception("reminders failed")
                retry_at = utcnow() + RETRY_AFTER
            await self._set_timer(not_before=retry_at)

    async def _list(self, now: datetime) -> list[tuple[ReminderSchedule, datetime]]:
        """Return who wants reminders, and when the next one is due."""
        listed = []
        for schedule in await self._store.people.reminder_schedules():
            try:
                due = next_due(schedule.reminder, now, REMINDER_LATE)
            except ZoneInfoNotFoundError:
                log.warning("time zone unknown to this machine", zone=schedule.reminder.zone)
            else:
                listed.append((schedule, due))
        return listed

    async def _send_all(self) -> None:
        """Remind everybody whose time has come. Raises StoreError: the rest must wait."""
        now = utcnow()
        for schedule, due in await self._list(now):
            if due <= now:
                await self._remind(schedule, due, now)

    async def _remind(self, schedule: ReminderSchedule, due: datetime, now: datetime) -> None:
        self._store.ownership.check(None)
        # Noted first: after a crash in between, a reminder is missed rather than sent twice.
        if not await self._store.people.note_reminded(schedule, due):
            return
        person_id = schedule.person_id
        questions = await self._count_due(
            person_id, now.astimezone(ZoneInfo(schedule.reminder.zone))
        )
        if questions == 0:
            return
        try:
            channel = await self._client.create_dm(discord.Object(person_id))
            message = draw_due(self._library.deck, questions)
            nonce = make_nonce("due", person_id, due)
            await channel.send(**await message.for_new(), nonce=nonce)
        except REQUEST_ERRORS as error:
            if not (isinstance(error, discord.HTTPException) and is_lasting(error)):
                log.warning("reminder not sent", why=describe(error))
                return
            log.info("reminder refused", status=error.status, code=error.code)
            # That the person takes no messages is certain; anything else may be over in a day.
            most = 1 if classify(error) is ErrorKind.DM_CLOSED else MOST_REFUSALS
            await self._store.people.note_refused(person_id, most)
        else:
            log.info("reminder sent")
            await self._store.people.note_sent(person_id)

    async def _count_due(self, person_id: int, now: datetime) -> int:
        """Return how many questions are due; those that left the deck are not."""
        memories = await self._store.reviews.memories(person_id)
        items = item_bank_of(self._library.deck).items
        return sum(is_due(each, now) for item, each in memories.items() if item in items)
