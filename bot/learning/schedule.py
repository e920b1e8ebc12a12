"""When something daily is due in local time, and reading times and time zones that people type."""

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
"""How similar, of 100, a city's name must be to what was typed to be suggested."""

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
"""Short names of time zones, and the IANA zones that keep that time, summer time included."""


def next_reminder(
    at: time, zone: str, last: date | None, now: datetime, late: timedelta = LATE
) -> tuple[datetime, date]:
    """Return when the next reminder is due (if that is past, now), and the day it counts for.

    ``last`` is the day of the last reminder in ``zone``; there is one a day, and one that could not
    be sent within ``late`` is left out. A time that the clocks skip in spring comes an hour later
    by the clock, one that they repeat in autumn comes the first time. Raises
    :class:`zoneinfo.ZoneInfoNotFoundError` for an unknown zone.
    """
    there = ZoneInfo(zone)
    day = now.astimezone(there).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, at, there).astimezone(UTC)
        if now <= moment + late and (last is None or day > last):
            return moment, day
        day += timedelta(days=1)


def latest_day(at: time, zone: str, now: datetime) -> date:
    """Return the latest date in ``zone`` on which ``at`` has passed."""
    there = now.astimezone(ZoneInfo(zone))
    return there.date() if there.time() >= at else there.date() - timedelta(days=1)


def time_in(zone: str, now: datetime) -> time | None:
    """Return the local time in a zone; None if this machine does not know the zone."""
    try:
        return now.astimezone(ZoneInfo(zone)).time()
    except ZoneInfoNotFoundError:
        return None


def read_time(typed: str) -> time:
    """Return the time of day that ``19:00``, ``8:30``, ``8.30``, ``0830`` or ``8`` stands for.

    Raises :class:`~bot.errors.UnknownTime`.
    """
    match = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?", typed.strip(), re.ASCII)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        raise UnknownTime(typed)
    return time(int(match[1]), int(match[2] or 0))


def find_zones(typed: str, most: int = 25) -> tuple[str, ...]:
    """Return the time zones that somebody may mean: one, several to pick from, or none.

    Understood are a name as in the IANA database ("Europe/Berlin") or its city ("berlin", "New
    York") in any case, and a short form such as "EST"; a misspelt city finds similar ones.
    """
    query = _fold(typed)
    if query in SHORT:
        return SHORT[query]
    names = _zone_names()
    if query in names:
        return (names[query],)
    same_city = [name for folded, name in names.items() if _city(folded) == query]
    if same_city or not query:
        return tuple(same_city[:most])
    containing = [name for folded, name in names.items() if query in folded]
    if containing:
        return tuple(containing[:most])
    cities = {_city(folded): name for folded, name in names.items()}
    near = process.extract(query, cities.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=NEAR)
    return tuple(cities[city] for city, _, _ in near)


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    """Return every zone that is named after a place, by its folded name, in order.

    Zones such as EST are left out: they have no summer time.
    """
    places = (name for name in available_timezones() if "/" in name)
    return {_fold(name): name for name in sorted(places) if not name.startswith("Etc/")}


def _city(folded: str) -> str:
    return folded.rpartition("/")[2]


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    return "_".join(plain.replace("_", " ").split())
