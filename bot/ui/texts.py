"""The catalogue of what several features share: every sentence and label of :mod:`bot.ui`."""

from __future__ import annotations

from bot.ui.translation import plural, text

# -- a time of day and a time zone

TIME = text("Time of day")
TIME_DESCRIPTION = text("With 24 hours, or with am or pm")
TIME_EXAMPLE = text("19:00 or 7 pm")
CITY = text("A big city in your time zone")
CITY_DESCRIPTION = text("I follow its summer time as well")
CITY_EXAMPLE = text("Berlin, New York, Sydney …")
WHICH_ZONE = text("Which of these is yours?")
UNKNOWN_ZONE = text(
    "I do not know a time zone called {query}. Which of these places has the same time as you?"
)
ZONE_MENU = text("Pick a time zone")
ZONE: dict[bool, str] = {
    True: text("{time} there now; with summer time"),
    False: text("{time} there now; the same all year"),
}
NEXT_TODAY = text("The next one comes today. It is {time} there now.")
NEXT_TOMORROW = text("The next one comes tomorrow. It is {time} there now.")
NEXT_LATER = plural(
    "The next one comes in {count} day. It is {time} there now.",
    "The next one comes in {count} days. It is {time} there now.",
)
