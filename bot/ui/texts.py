"""The catalogue of what several features share: every sentence and label of :mod:`bot.ui`."""

from __future__ import annotations

from bot.ui.translation import plural, text

# -- pages of a list

BACK = text("Back")
NEXT = text("Next")

# -- answers that are late

HERE_IT_IS = text("Sorry for the wait. Here is what you asked for:")

# -- permissions, as Discord's own settings name them

VIEW_CHANNEL = text("View Channel")
SEND_MESSAGES = text("Send Messages")
SEND_IN_THREADS = text("Send Messages in Threads")
CREATE_THREADS = text("Create Public Threads")
EMBED_LINKS = text("Embed Links")
READ_HISTORY = text("Read Message History")
PIN_MESSAGES = text("Pin Messages")

# -- evidence

UNAPPROVED = text("Checked against sources {checked}. No doctor has approved it yet.")
APPROVED = text("Checked against sources {checked}. Approved by {name}, {role}, {approved}.")
DAGGER_LEGEND = text("{dagger} wholly or partly general knowledge, see Sources")
PARTLY_GENERAL = text("{statement} (partly general knowledge)")
SOURCES_LINE = text("Sources ({count})")
SOURCE = text("Source: {link}")
SOURCES = text("Sources: {links}")
SOURCES_AND_MORE = plural(
    "Sources: {links}, and {count} more", "Sources: {links}, and {count} more"
)

# -- questions and scores

EVERYTHING = text("Everything")
TRUE_OR_FALSE = text("True or false?")
WHY = text("**Why:** {reason}")
WHY_NOT = text("**Why not {option}:** {reason}")
ACCURACY = text("{right} of {answered} right")
ACCURACY_SHARE = text("{right} of {answered} right ({percent})")
SCORE = plural("{count} point · {accuracy}", "{count} points · {accuracy}")
DAYS_LEGEND = text("`{quiet}` none, `{busy}` 1 to {few}, `{busier}` {many} or more; today is last")

# -- a time of day and a time zone

TIME = text("Time of day")
TIME_DESCRIPTION = text("24-hour clock, or with am or pm")
TIME_EXAMPLE = text("19:00 or 7 pm")
CITY = text("A big city in your time zone")
CITY_DESCRIPTION = text("I follow its summer time too")
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
