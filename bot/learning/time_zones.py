"""Reading a time zone that somebody typed: its name, a city, a country, or a short form.

What is certain is told from what is only likely: nothing that was guessed is saved unasked. Names
come from the time zone database (https://www.iana.org/time-zones): its tables of zones, countries
and older names, which the package tzdata carries.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from rapidfuzz import fuzz, process

MOST = 25
"""Zones to pick from: Discord's limit for a menu."""
MOST_SIMILAR = 12
"""Zones of similar names; the rest of the menu goes around the world."""
NEAR = 70
"""How similar, of 100, a name must be to what was typed to be offered."""

WORLD = (
    "Europe/London", "Europe/Paris", "Europe/Athens", "Europe/Moscow", "Asia/Dubai",
    "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Asia/Tokyo",
    "Australia/Sydney", "Pacific/Auckland", "Pacific/Honolulu", "America/Anchorage",
    "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
    "America/Halifax", "America/Sao_Paulo", "Africa/Lagos", "Africa/Johannesburg",
    "Africa/Nairobi", "Africa/Cairo",
)  # fmt: skip
"""Zones to pick from when nothing similar is known: a big city for most times that are kept."""

CERTAIN = {
    "utc": "UTC", "z": "UTC", "zulu": "UTC",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "et": "America/New_York", "eastern": "America/New_York", "eastern time": "America/New_York",
    "ct": "America/Chicago", "central": "America/Chicago",
    "central time": "America/Chicago",
    "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles",
}  # fmt: skip
"""Short forms that are said of one time alone, or hardly ever of another."""
SEVERAL = {
    "gmt": ("UTC", "Europe/London"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "mt": ("America/Denver", "America/Phoenix"),
    "georgia": ("Asia/Tbilisi", "America/New_York"),
    "victoria": ("Australia/Melbourne", "America/Vancouver", "Indian/Mahe"),
    "san juan": ("America/Puerto_Rico", "America/Argentina/San_Juan"),
    "cordoba": ("America/Argentina/Cordoba", "Europe/Madrid"),
    "merida": ("America/Merida", "Europe/Madrid", "America/Caracas"),
    "la paz": ("America/La_Paz", "America/Mazatlan"),
}  # fmt: skip
"""Names of several places of which the database knows one, and short forms that it does not use."""
COUNTRIES = {
    "uk": "GB", "united kingdom": "GB", "great britain": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northern ireland": "GB", "usa": "US", "us": "US", "america": "US",
    "united states of america": "US", "czechia": "CZ", "holland": "NL", "uae": "AE",
    "emirates": "AE", "turkiye": "TR", "burma": "MM", "swaziland": "SZ", "ivory coast": "CI",
    "dr congo": "CD", "drc": "CD", "democratic republic of the congo": "CD",
    "republic of the congo": "CG", "timor leste": "TL", "cabo verde": "CV", "macao": "MO",
    "vatican": "VA", "bosnia": "BA", "macedonia": "MK", "russian federation": "RU",
    "viet nam": "VN", "trinidad": "TT", "antigua": "AG", "republic of ireland": "IE",
    "saint vincent and grenadines": "VC", "brasil": "BR", "palestinian territories": "PS",
}  # fmt: skip
"""Short English names of countries beside those of the database, and their ISO 3166 codes."""

_PLACES = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe"}
    | {"Indian", "Pacific"}
)
"""Areas whose zones are named after places; others such as ``US`` have names of regions."""
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?")
_DASHES = r"[\u2010-\u2015\u2212]"
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")


@dataclass(frozen=True, slots=True)
class ZoneMatch:
    """What was found for a text."""

    zone: str | None = None
    """The one zone that is meant for certain."""
    offered: tuple[str, ...] = ()
    """Otherwise, zones to pick from, at most :data:`MOST`, each with a time of its own."""
    understood: bool = True
    """Whether the zones on offer bear the name that was typed, and are not only similar."""


def find_zones(typed: str, now: datetime) -> ZoneMatch:
    """Return the time zone that somebody means, or those to ask about.

    Zones that keep the same time on every day of the coming year count as one: the first.
    """
    name = _zone_names().get("_".join(typed.casefold().split()))
    if name is not None:
        return ZoneMatch(name)
    query = _fold(typed)
    if query in CERTAIN:
        return ZoneMatch(CERTAIN[query])
    if (offset := _read_offset(typed)) is not None:
        matches, certain = _keep_offset(offset, now)
    elif query in SEVERAL:
        matches, certain = SEVERAL[query], False
    else:
        places = _places()
        sure = (*places.certain.get(query, ()), *_abbreviations(now.date()).get(query, ()))
        matches = (*sure, *places.likely.get(query, ()))
        certain = set(matches) == set(sure)
    distinct = _distinct(matches, now)
    if len(distinct) == 1 and certain:
        return ZoneMatch(distinct[0])
    if distinct:
        return ZoneMatch(offered=distinct[:MOST])
    offered = _distinct((*_distinct(_similar(query), now)[:MOST_SIMILAR], *WORLD), now)
    return ZoneMatch(offered=offered[:MOST], understood=False)


def is_zone(name: str) -> bool:
    """Return whether this machine knows a zone of exactly this name."""
    return name in _known()


def name_zone(zone: str) -> str:
    """Return a zone's name as people read it: ``America/New York``, ``UTC+2``."""
    fixed = _FIXED.fullmatch(zone)
    if fixed is not None:
        # POSIX counts west of Greenwich, people count east of it.
        return f"UTC{'-' if fixed[1] == '+' else '+'}{fixed[2]}"
    return zone.replace("_", " ")


def time_in(zone: str, now: datetime) -> time | None:
    """Return the local time in a zone; None if this machine does not know the zone."""
    try:
        return now.astimezone(ZoneInfo(zone)).time()
    except ZoneInfoNotFoundError:
        return None


def has_summer_time(zone: str, now: datetime) -> bool:
    """Return whether the clocks of a zone are changed within the coming year."""
    return len({offset for _, offset, _ in _coming_year(zone, now.date())}) > 1


# --- what the database knows ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Places:
    """Zones by folded names."""

    certain: dict[str, list[str]]
    """By cities, countries, and zones without an area such as ``Japan``."""
    likely: dict[str, list[str]]
    """By regions, codes of countries, and cities that are small or share their name."""
    described: dict[str, list[str]]
    """By the database's comments, such as "Canary Islands"."""


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    """Return every zone with an area or a rule in its name, by that name in small letters."""
    return {
        name.casefold(): name for name in _known() if "/" in name or any(map(str.isdigit, name))
    }


@lru_cache(maxsize=1)
def _places() -> _Places:
    certain: defaultdict[str, list[str]] = defaultdict(list)
    likely: defaultdict[str, list[str]] = defaultdict(list)
    described: defaultdict[str, list[str]] = defaultdict(list)
    by_country: defaultdict[str, list[str]] = defaultdict(list)
    for code, _, zone, *comment in _read_table("zone.tab"):
        if is_zone(zone):
            by_country[code].append(zone)
            if comment:
                described[_fold(comment[0])].append(zone)
    links = {name: zone for kind, zone, name in _read_links() if kind == "L" and is_zone(name)}
    current = {zone for zones in by_country.values() for zone in zones}
    first = {zones[0] for zones in by_country.values()}
    for name in (*sorted(current), *sorted(links.keys() - current)):
        zone = name if name in current else links[name]
        area, _, city = name.rpartition("/")
        if not area:
            # EST and the like have no summer time, and people mean the zone that has.
            if zone in current and name not in {"EST", "MST", "HST", "EET"}:
                certain[_fold(name)].append(zone)
            continue
        is_city = area in _PLACES - {"Antarctica", "Australia"} or (
            area == "Australia" and name in current
        )
        plain = is_city and (zone.count("/") == 1 or zone in first)
        (certain if plain else likely)[_fold(city)].append(zone)
    names, best = _name_countries(), frozenset(_representatives())
    for name, codes in names.items():
        zones = [zone for code in codes for zone in by_country[code]]
        certain[name] += sorted(zones, key=lambda zone: zone not in best)
    for code, zones in by_country.items():
        likely[code.casefold()] += [] if code.casefold() in names else zones
    return _Places(dict(certain), dict(likely), dict(described))


def _name_countries() -> dict[str, list[str]]:
    """Return the codes of countries by their folded names; "Korea" has two."""
    named: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in _read_table("iso3166.tab"):
        main, _, more = name.rstrip(")").partition(" (")
        named[_fold(main)].append(code)
        if more:
            named[_fold(f"{more} {main}")].append(code)
            named[_fold(f"{main} {more}")].append(code)
    for name, code in COUNTRIES.items():
        if code not in named[name]:
            named[name].append(code)
    return dict(named)


def _read_table(name: str) -> list[list[str]]:
    text = (files("tzdata") / "zoneinfo" / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _read_links() -> list[list[str]]:
    text = (files("tzdata") / "zoneinfo" / "tzdata.zi").read_text("utf-8")
    return [line.split() for line in text.splitlines() if line.startswith("L ")]


@lru_cache(maxsize=1)
def _abbreviations(day: date) -> dict[str, list[str]]:
    """Return zones by the short forms that they use in the year from a day on, such as EST."""
    zones: defaultdict[str, list[str]] = defaultdict(list)
    for zone in filter(is_zone, _representatives()):
        for name in {name for _, _, name in _coming_year(zone, day) if name.isalpha()}:
            zones[name.casefold()].append(zone)
    return dict(zones)


@lru_cache(maxsize=1)
def _representatives() -> tuple[str, ...]:
    """Return one zone for each time that is kept anywhere now, the best known first."""
    listed = (zone for _, _, zone, *_ in _read_table("zonenow.tab"))
    return tuple(dict.fromkeys((*WORLD, *listed)))


@lru_cache(maxsize=600)
def _coming_year(zone: str, day: date) -> tuple[tuple[date, timedelta, str], ...]:
    """Return from which day on a zone keeps which offset and short form, for a year."""
    there = ZoneInfo(zone)
    noon = datetime.combine(day, time(12), UTC)
    periods: list[tuple[date, timedelta, str]] = []
    for number in range(366):
        at = (noon + timedelta(days=number)).astimezone(there)
        offset, name = at.utcoffset() or timedelta(0), at.tzname() or ""
        if not periods or periods[-1][1:] != (offset, name):
            periods.append((day + timedelta(days=number), offset, name))
    return tuple(periods)


def _distinct(zones: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Return the zones without those that keep the same time as one before them."""
    kept: dict[tuple[tuple[date, timedelta], ...], str] = {}
    for zone in zones:
        if is_zone(zone):
            periods = _coming_year(zone, now.date())
            kept.setdefault(tuple((since, offset) for since, offset, _ in periods), zone)
    return tuple(kept.values())


# --- texts ----------------------------------------------------------------------------------------


def _read_offset(typed: str) -> timedelta | None:
    """Return what "UTC+2" or "-5:30" stands for; None if it is no offset that is kept anywhere."""
    text = re.sub(_DASHES, "-", unicodedata.normalize("NFKC", typed).casefold())
    match = _OFFSET.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    offset = offset if match[1] == "+" else -offset
    return offset if timedelta(hours=-12) <= offset <= timedelta(hours=14) else None


def _keep_offset(offset: timedelta, now: datetime) -> tuple[tuple[str, ...], bool]:
    """Return the zones that keep an offset all year, or else a part of it; and whether all year."""
    hours, rest = divmod(offset, timedelta(hours=1))
    if not rest:
        fixed = f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}" if hours else "UTC"
        return (fixed,), True
    kept = {
        zone: {each for _, each, _ in _coming_year(zone, now.date())}
        for zone in filter(is_zone, _representatives())
    }
    always = tuple(zone for zone, offsets in kept.items() if offsets == {offset})
    partly = tuple(zone for zone, offsets in kept.items() if offset in offsets)
    return (always, True) if always else (partly, False)


def _similar(query: str) -> list[str]:
    """Return zones with a name or comment that has words like these, the likeliest first."""
    places = _places()
    if not query:
        return []
    tables = (places.certain, places.likely, places.described)
    names = list(dict.fromkeys(name for table in tables for name in table))
    found = [name for name in names if len(query) > 2 and f" {query}" in f" {name}"]
    near = process.extract(
        query, names, scorer=fuzz.ratio, limit=MOST_SIMILAR // 2, score_cutoff=NEAR
    )
    found += [name for name, _, _ in near]
    return [zone for name in found for table in tables for zone in table.get(name, ())]


def _fold(text: str) -> str:
    """Return a name in small letters, without accents and signs, with single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    words = re.sub(r"[^\w\s]", "", re.sub(r"[-_/,()]", " ", plain)).replace("_", " ").split()
    words = ["st" if word == "saint" else word for word in words]
    return " ".join(words[1:] if words[:1] == ["the"] else words)
