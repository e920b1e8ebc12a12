"""What goes on every day by itself: reminders to practise, by direct message."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord
import structlog
from discord.utils import utcnow

from bot.deck.library import Library
from bot.errors import StoreError
from bot.features.review.view import draw_due
from bot.learning.questions import item_bank_of
from bot.learning.repetition import is_due
from bot.learning.schedule import next_reminder
from bot.store import Store
from bot.ui.channel import make_nonce
from bot.ui.discord_errors import REQUEST_ERRORS, ErrorKind, classify, describe

log = structlog.get_logger(__name__)

LONGEST_SLEEP = timedelta(hours=1)
"""A machine that was suspended, or whose clock was set, is late by no more than this."""
RETRY_AFTER = timedelta(minutes=5)


class Reminders:
    """Sends each reminder once a day, at the time that the person chose, if something is due.

    Between two reminders nothing runs but one sleep, and not even that when nobody wants any.
    """

    def __init__(self, client: discord.Client, library: Library, store: Store) -> None:
        self._client = client
        self._library = library
        self._store = store
        self._turn = asyncio.Lock()
        self._timer: asyncio.Task[None] | None = None
        self._closed = False

    async def plan(self) -> None:
        """Sleeps until the next reminder. To be called at the start and after every change."""
        async with self._turn:
            self._stop_timer()
            await self._plan()

    def close(self) -> None:
        """Sends no more. A reminder that is going out is cut off; it does not go out again."""
        self._closed = True
        self._stop_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _plan(self, *, retry: bool = False) -> None:
        now = utcnow()
        try:
            wake_at = min((moment for _, moment, _, _ in await self._list(now)), default=None)
        except StoreError:
            wake_at, retry = now, True
        if wake_at is not None and not self._closed:
            soonest = now + RETRY_AFTER if retry else now
            self._timer = asyncio.create_task(
                self._wait(max(soonest, min(wake_at, now + LONGEST_SLEEP)))
            )

    async def _wait(self, until: datetime) -> None:
        await asyncio.sleep((until - utcnow()).total_seconds())
        async with self._turn:
            # From here on no change cancels this task: it is not the timer any more.
            self._timer = None
            try:
                sent = await self._send_all()
            except Exception:
                # Whoever it was is noted and left out; the others must not go without for ever.
                log.exception("reminders failed")
                sent = False
            await self._plan(retry=not sent)

    async def _list(self, now: datetime) -> list[tuple[int, datetime, date, ZoneInfo]]:
        """Everybody who wants reminders, with the moment, day and time zone of their next one."""
        listed = []
        for person in await self._store.people.reminder_schedules():
            reminder = person.reminder
            try:
                planned = next_reminder(reminder.at, reminder.zone, person.last_on, now)
            except ZoneInfoNotFoundError:
                log.warning("time zone unknown to this machine", zone=reminder.zone)
            else:
                listed.append((person.person_id, *planned, ZoneInfo(reminder.zone)))
        return listed

    async def _send_all(self) -> bool:
        """Reminds all whose time has come; False if the store fails: they must wait."""
        now = utcnow()
        try:
            for person_id, moment, day, zone in await self._list(now):
                if moment <= now:
                    await self._remind(person_id, day, now.astimezone(zone))
        except StoreError:
            return False
        return True

    async def _remind(self, person_id: int, day: date, now: datetime) -> None:
        # Noted first: after a crash in between, a reminder is missed rather than sent twice.
        if not await self._store.people.note_reminded(person_id, day):
            return
        due = await self._count_due(person_id, now)
        if due == 0:
            return
        try:
            channel = await self._client.create_dm(discord.Object(person_id))
            message = draw_due(self._library.deck, due)
            await channel.send(**message.for_new(), nonce=make_nonce("due", person_id, day))
        except REQUEST_ERRORS as error:
            kind = classify(error)
            if kind is ErrorKind.OUTAGE or not isinstance(error, discord.HTTPException):
                log.warning("reminder not sent", why=describe(error))
                return
            log.info("reminder refused", status=error.status, code=error.code)
            if kind is ErrorKind.DM_CLOSED:
                await self._store.people.stop_reminders(person_id)
        else:
            log.info("reminder sent")

    async def _count_due(self, person_id: int, now: datetime) -> int:
        """How many questions come back today; one that left the deck comes back no more."""
        memories = await self._store.reviews.memories(person_id)
        items = item_bank_of(self._library.deck).items
        return sum(is_due(each, now) for item, each in memories.items() if item in items)
