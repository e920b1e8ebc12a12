"""When something daily is due, by the local clock of whoever wants it.

What is planned and what is said about it come from :func:`next_due` alone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

REMINDER_LATE: Final = timedelta(hours=2)
"""A reminder that could not go out in time is sent up to this much later, else left out."""
QUESTION_LATE: Final = timedelta(hours=6)
"""The same for the question of the day."""
AHEAD: Final = timedelta(hours=1)
"""What lies further ahead than this was noted by a clock that was wrong, and is not believed."""
A_DAY: Final = timedelta(days=1)


class Daily(Protocol):
    """Something that is wanted once a day."""

    @property
    def at(self) -> time:
        """Return the time on the wall in :attr:`zone`."""

    @property
    def zone(self) -> str:
        """Return the name of a zone of the IANA database."""

    @property
    def since(self) -> datetime | None:
        """Return when the time and zone were chosen: nothing is due that was before. None: long."""

    @property
    def last(self) -> datetime | None:
        """Return when the last one was due, in whatever zone held then; None if there was none."""


def next_due(daily: Daily, now: datetime, late: timedelta) -> datetime:
    """Return when the next one is due, in UTC; a moment that has passed means at once.

    There is one on each date of the zone that holds now: none on the date of the last one. What
    could not be done within ``late`` is left out. A time that the clocks skip in spring comes an
    hour later by the clock, one that they repeat in autumn comes the first time.

    Raise :class:`zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    there = ZoneInfo(daily.zone)
    since, last = believe(daily.since, now), believe(daily.last, now)
    day = now.astimezone(there).date() - A_DAY
    while True:
        due = datetime.combine(day, daily.at, there).astimezone(UTC)
        in_time = now <= due + late and (since is None or due > since)
        if in_time and (last is None or _date(due, there) > _date(last, there)):
            return due
        day += A_DAY


def count_days_to_next(daily: Daily, now: datetime, late: timedelta) -> int:
    """Return in how many days the next one comes, as seen in its zone: 0 is today.

    Raise :class:`zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    there = ZoneInfo(daily.zone)
    comes = max(next_due(daily, now, late), now)
    return (_date(comes, there) - _date(now, there)).days


def since_when(before: Daily | None, at: time, zone: str, now: datetime) -> datetime | None:
    """Return :attr:`Daily.since` of a choice: choosing the same again changes nothing."""
    if before is not None and (before.at, before.zone) == (at, zone):
        return before.since
    return now


def believe(noted: datetime | None, now: datetime) -> datetime | None:
    """Return a moment that was noted in the past; None if it lies ahead, for a clock was wrong."""
    return None if noted is None or noted > now + AHEAD else noted


def _date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
