"""The catalogue of the greeting: every sentence of it that people read."""

from __future__ import annotations

from bot.ui.translation import text

TITLE = text("Hello! Here is what I do")
LEAD = text(
    "**Cards:** short, sourced pages about {subject}, in plain words or in clinical terms.\n"
    "**Quizzes:** together in a channel, or alone with {review}. Boards show made-up names.\n"
    "**Privacy:** I read no messages and give no medical advice. {help} tells you more."
)
SET_UP = text("Set up this server")
SHOW_CARDS = text("Show the cards")
