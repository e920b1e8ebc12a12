"""Reading a time of day that somebody typed: ``19:00``, ``7.30``, ``7 pm``, ``noon``."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from bot.errors import AmbiguousTime, UnknownTime

LONGEST = 24
"""Characters: "7:30 in the afternoon" and a little room."""

_WORDS = {"noon": time(12), "midday": time(12), "12 noon": time(12)} | dict.fromkeys(
    ("midnight", "12 midnight", "24", "24:00", "24.00", "24h", "2400"), time(0)
)
_TIME = re.compile(r"(?P<hour>\d{1,2})(?: ?[:.,h]? ?(?P<minute>\d{2}))?(?P<rest>\D.*|)")
_MORNING = {"a", "am", "in the morning"}
_EVENING = {"p", "pm", "in the afternoon", "in the evening"}
_CLOCK = {"", "h", "uhr", "hrs", "hours"}
"""What may stand behind a time on a 24-hour clock."""
_OCLOCK = "oclock"


def read_time(typed: str) -> time:
    """Return the time of day that is meant; without am or pm, it is on a 24-hour clock.

    Raise :class:`~bot.errors.AmbiguousTime` for "7 o'clock", which is said of two times of the day,
    and :class:`~bot.errors.UnknownTime` for what is none.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).casefold().split())
    if text in _WORDS:
        return _WORDS[text]
    match = _TIME.fullmatch(text)
    if match is None:
        raise UnknownTime(typed)
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    rest = re.sub(r"[^\w\s]", "", match["rest"]).strip()
    if hour > 23 or minute > 59:
        raise UnknownTime(typed)
    if rest in _CLOCK:
        return time(hour, minute)
    spoken = 1 <= hour <= 12
    if rest == _OCLOCK and spoken:
        said = f"{hour}.{minute:02}" if minute else str(hour)
        raise AmbiguousTime(typed, (f"{said} am", f"{said} pm"))
    if rest == _OCLOCK:
        return time(hour, minute)
    if rest in _MORNING and hour <= 12:
        return time(hour % 12, minute)
    if rest in _EVENING and hour:
        # "19:00 pm" says the same thing twice.
        return time(hour % 12 + 12, minute)
    raise UnknownTime(typed)
