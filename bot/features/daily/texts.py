"""The catalogue of the question of the day: every sentence about it that people read."""

from __future__ import annotations

from bot.ui.translation import text

OPEN = text("Question of the day")
ANSWERED = text("Question of the day: the answer")
HOW_TO_ANSWER = text(
    "Press an answer: only you see which. You can change it until the question closes {when}; "
    "then the answer appears here."
)
HOW_TO_ANSWER_SOON = text(
    "Press an answer: only you see which. You can change it until the question closes soon; "
    "then the answer appears here."
)
LAST_QUESTION = text("The last question")
REVIEW = text("Practise what I missed")
