"""The catalogue of privacy: every sentence about it that people read."""

from __future__ import annotations

from bot.ui.translation import plural, text

GROUP_DESCRIPTION = text("See, export or erase the data stored about you")
SHOW_DESCRIPTION = text("See what is stored about you")
EXPORT_DESCRIPTION = text("Get all your data as a file; only you see it")
ERASE_DESCRIPTION = text("Erase all your data, in every server")

FILE_ABOUT = text(
    "Everything that this bot has stored about you, by table. "
    "Ids are Discord's, times are UTC, durations are seconds."
)
"""At the top of the file."""
EXPORTED = plural(
    "Everything I have stored about you: {count} row. Only you see this. `/scores export` has "
    "your answers in words.",
    "Everything I have stored about you: {count} rows. Only you see this. `/scores export` has "
    "your answers in words.",
)

TITLE = text("What I store about you")
NOTHING_STORED = text("Nothing at all.")
FOOTER = text("From all servers together. Only you see this.")
REPORTS = text("Your reports")
CARD_OPEN = text("• card {card}, {sent}: open")
CARD_RESOLVED = text("• card {card}, {sent}: **resolved** {closed}")
QUESTION_OPEN = text("• question {question}, {sent}: open")
QUESTION_RESOLVED = text("• question {question}, {sent}: **resolved** {closed}")
OLDER = plural("and {count} older report", "and {count} older reports")
HOW_LONG = text("How long I keep it")
RETENTION = plural(
    "After {count} day, an answer in a quiz loses its link to you and its points leave the "
    "boards; an answer in practice is deleted. The rest stays until you erase it.",
    "After {count} days, an answer in a quiz loses its link to you and its points leave the "
    "boards; an answer in practice is deleted. The rest stays until you erase it.",
)
NEVER = text("What I never store")
NEVER_STORED = text(
    "What you look up, the messages you write, who you talk to, and anything about your health. "
    "My log does not say who used me."
)
EXPORT = text("Export everything")
ASK_TO_ERASE = text("Erase everything …")

QUESTION = text("Erase everything about you?")
WHAT_GOES = text(
    "This erases the following in every server, for good:\n{stored}\n\n"
    "You leave every board, reminders stop, and a running quiz continues without you. Messages "
    "that I have posted in channels stay there: boards with your alias or name, and reports "
    "shown to moderators without your name. Moderators can delete them."
)
NOTHING_KNOWN = text("• nothing at present")
NOT_YET = text("Nothing has been erased yet. Only you see this.")
ERASE = text("Erase everything")
KEEP = text("Keep everything")
ERASED = text(
    "✅ Everything I had stored about you is erased, in every server. You are welcome to use me "
    "again at any time; you will start from scratch."
)
NOTHING_ERASED = text("Nothing was erased.")
