"""The catalogue of practice: every sentence about it that people read."""

from __future__ import annotations

from bot.learning.practice import PracticeScope
from bot.learning.repetition import Grade
from bot.ui.translation import plural, text

COMMAND = text("Practise alone: questions that are due, then new ones")
TOPIC_OPTION = text("A group or a card (default: everything)")
LENGTH_OPTION = text("How many questions (default: {usual})")
WHAT_OPTION = text("What is due, or what you missed lately (default: due)")
AUDIENCE_OPTION = text("Who new questions are written for (default: as you or the server chose)")
WHAT_CHOICES = {
    "due": text("what is due, then new questions"),
    "missed": text("what I missed lately"),
}
AUDIENCE_CHOICES = {
    "patient": text("patients"),
    "student": text("students"),
    "both": text("both"),
}

QUESTION = text("Question {place} of {total}")
ONLY_YOU = text("Only you see this, and there is no timer.")
CHANGED = text("_The question on your screen has just been changed. Here is the next one._")
NONE_FOR_AUDIENCE = {
    "patient": text(
        "_There are no questions for patients on this topic yet. These are for students._"
    ),
    "student": text(
        "_There are no questions for students on this topic yet. These are for patients._"
    ),
}

RIGHT, WRONG = text("Right"), text("Not this time")
RIGHT_ANSWER = text("✅ {option} (right answer)")
YOUR_ANSWER = text("{option} (your answer)")
COMES_BACK = text("**It comes back {when}.**")
RATED = {
    Grade.HARD: text("**Rated hard: it comes back {when}.**"),
    Grade.EASY: text("**Rated easy: it comes back {when}.**"),
}
RATINGS = {Grade.HARD: text("Hard"), Grade.EASY: text("Easy")}
CHOSEN_RATING = {Grade.HARD: text("Hard ✓"), Grade.EASY: text("Easy ✓")}
NEXT = text("Next")
SHOW_CARD = text("Show card")

ANOTHER_WAY = text("**Said another way:**")
SET_ASIDE = text(
    "**You have missed this question many times, so it is set aside and does not come back on "
    "its own.** Read its card, {card}, whenever you like. Then press **Ask me again**."
)
SET_ASIDE_ALONE = text(
    "**You have missed this question many times, so it is set aside and does not come back on "
    "its own.** Press **Ask me again** whenever you like."
)
ASK_AGAIN = text("Ask me again")
ASK_ALL_AGAIN = text("Ask again what was set aside ({count})")
COUNT_SET_ASIDE = plural(
    "{count} question is set aside, because you missed it many times.",
    "{count} questions are set aside, because you missed them many times.",
)
BROUGHT_BACK_TITLE = text("Back in your practice")
BROUGHT_BACK = plural("{count} question is due again.", "{count} questions are due again.")
NOTHING_SET_ASIDE = text("Nothing is set aside now.")

END = text("{right} of {total} right")
ALL_RIGHT = text("Everything was right.")
ONE_COMES_BACK = text("This one comes back {when}.")
ALL_COME_BACK = text("These {number} come back {when}.")
FIRST_COMES_BACK = text("These {number} come back, the first {when}.")
NUMBERS = {
    2: text("two"),
    3: text("three"),
    4: text("four"),
    5: text("five"),
    6: text("six"),
    7: text("seven"),
    8: text("eight"),
    9: text("nine"),
    10: text("ten"),
}
MORE_DUE = text("More is due now, whenever you like.")
NEXT_COMES_BACK = text("The next question comes back {when}.")
DONE = text("All done for now")
NOTHING = {
    PracticeScope.DUE: text("Nothing is due now."),
    PracticeScope.MISSED: text(
        "Nothing to go over: whatever you missed lately, you have got right since."
    ),
    PracticeScope.QUIZ: text("You have no wrong answer in that quiz to go over."),
}
NOTHING_ON_TOPIC = {
    PracticeScope.DUE: text("Nothing on this topic is due now."),
    PracticeScope.MISSED: text(
        "Nothing to go over on this topic: whatever you missed lately, you have got right since."
    ),
}
GONE = text("What you missed in that quiz is not asked any more: the cards have changed since.")
NEW_TODAY = plural(
    "You have met {count} new question today; more come tomorrow.",
    "You have met {count} new questions today; more come tomorrow.",
)
PRACTISE_MORE = text("Practise more")
PRACTISE_DUE = text("Practise what is due")
PRACTISE_NOW = text("Practise now")
MY_SCORES, ANKI_FILE = text("My scores"), text("Anki file")

DUE = plural("{count} question is due", "{count} questions are due")
DUE_TEXT = text("Practise now, or another day: nothing is lost.")
DUE_FOOTER = text("You asked for this daily reminder. It comes only when something is due.")
NO_MORE_REMINDERS = text("No more reminders")

TODAY, TOMORROW = text("today"), text("tomorrow")
IN_DAYS = plural("in {count} day", "in {count} days")
