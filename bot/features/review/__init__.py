"""Private practice by spaced repetition, and its reminders."""
