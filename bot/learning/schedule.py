"""When a daily reminder goes out, by the clock on somebody's wall."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from rapidfuzz import fuzz, process

from bot.errors import UnknownTime

LATE = timedelta(hours=2)
"""A reminder that could not go out in time is sent up to this much later, else left out."""
NEAR = 70
"""How alike, of 100, a name must be to what was typed to be offered."""

_EAST, _MIDDLE, _MOUNTAIN, _WEST = (
    (f"America/{city}",) for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)
SHORT = {
    "utc": ("UTC",), "gmt": ("UTC", "Europe/London"), "uk": ("Europe/London",),
    "bst": ("Europe/London",), "cet": ("Europe/Berlin",), "cest": ("Europe/Berlin",),
    "est": _EAST, "edt": _EAST, "et": _EAST, "eastern": _EAST,
    "cst": (*_MIDDLE, "Asia/Shanghai"), "cdt": _MIDDLE, "ct": _MIDDLE, "central": _MIDDLE,
    "mst": (*_MOUNTAIN, "America/Phoenix"), "mdt": _MOUNTAIN, "mt": _MOUNTAIN,
    "pst": _WEST, "pdt": _WEST, "pt": _WEST, "pacific": _WEST,
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"), "jst": ("Asia/Tokyo",),
    "aest": ("Australia/Sydney", "Australia/Brisbane"),
}  # fmt: skip
"""What people call zones, and which places keep that time, summer time included."""


def next_reminder(
    at: time, zone: str, last: date | None, now: datetime, late: timedelta = LATE
) -> tuple[datetime, date]:
    """When to remind next (it may be past: then at once), and the day that it counts for.

    ``last`` is the day of the last reminder in ``zone``; there is one a day, and what could not go
    out within ``late`` is left out. A time that the clocks
    skip in spring comes an hour later by the clock, one that they repeat in autumn comes the first
    time. Raises :class:`zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    there = ZoneInfo(zone)
    day = now.astimezone(there).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, at, there).astimezone(UTC)
        if now <= moment + late and (last is None or day > last):
            return moment, day
        day += timedelta(days=1)


def last_begun(at: time, zone: str, now: datetime) -> date:
    """The latest date in ``zone`` on which ``at`` has passed: what is due begins after it."""
    there = now.astimezone(ZoneInfo(zone))
    return there.date() if there.time() >= at else there.date() - timedelta(days=1)


def time_in(zone: str, now: datetime) -> time | None:
    """What the clocks of a zone show; None if this machine does not know the zone."""
    try:
        return now.astimezone(ZoneInfo(zone)).time()
    except ZoneInfoNotFoundError:
        return None


def read_time(said: str) -> time:
    """A time of day from ``19:00``, ``8:30``, ``8.30``, ``0830`` or ``8``.

    Raises :class:`~bot.errors.UnknownTime`.
    """
    match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?", said.strip(), re.ASCII)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise UnknownTime(said)
    return time(int(match[1]), int(match[2] or 0))


def find_zones(said: str, most: int = 25) -> tuple[str, ...]:
    """The time zones that somebody may mean: one if it is certain, several to pick from, or none.

    A name as in the IANA database ("Europe/Berlin") or its city ("berlin", "New York") in any case,
    or a short form such as "EST"; what is misspelt finds what is near.
    """
    sought = _fold(said)
    if sought in SHORT:
        return SHORT[sought]
    names = _names()
    if sought in names:
        return (names[sought],)
    cities = [name for folded, name in names.items() if _city(folded) == sought]
    if cities or not sought:
        return tuple(cities[:most])
    holding = [name for folded, name in names.items() if sought in folded]
    if holding:
        return tuple(holding[:most])
    known = {_city(folded): name for folded, name in names.items()}
    near = process.extract(sought, known.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=NEAR)
    return tuple(known[city] for city, _, _ in near)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every zone that is named after a place, by its folded name, in order.

    Left out are names such as EST, which know no summer time.
    """
    places = (name for name in available_timezones() if "/" in name)
    return {_fold(name): name for name in sorted(places) if not name.startswith("Etc/")}


def _city(folded: str) -> str:
    return folded.rpartition("/")[2]


def _fold(said: str) -> str:
    letters = unicodedata.normalize("NFKD", said.casefold())
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return "_".join(plain.replace("_", " ").split())
