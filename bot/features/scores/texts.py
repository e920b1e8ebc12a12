"""The catalogue of scores: every sentence about them that people read."""

from __future__ import annotations

from bot.ui.translation import plural, text

GROUP_DESCRIPTION = text("Points, progress and exports")
LEADERBOARD_DESCRIPTION = text("Who has the most points in this server")
PERIOD_DESCRIPTION = text("This week, this month or all time (default: this week)")
TOPIC_DESCRIPTION = text("A group or a card (default: everything)")
ME_DESCRIPTION = text("Your answers, and the questions that are due")
EXPORT_DESCRIPTION = text("Get your answers as a file; only you see it")
FILE_DESCRIPTION = text("Which file (default: your answers)")
QUESTIONS_DESCRIPTION = text("Which questions for Anki (default: those you have met)")
INSIGHTS_DESCRIPTION = text("What this server finds hard (moderators)")
MY_ANSWERS_FILE = text("my answers (CSV)")
PACKAGE_FILE = text("questions for Anki, as a package (.apkg)")
TEXT_FILE = text("questions for Anki, as a text file")
SERVER_FILE = text("this server's results (needs Manage Server)")
MET = text("those I have met")
MISSED = text("those I missed and have not got right since")
ALL = text("all there are")

# -- the leaderboard

BOARD_TITLE = text("{period} · {topic}")
ALL_TIME = text("All time")
THIS_WEEK = text("This week")
THIS_MONTH = text("This month")
WEEK = text("{year}, week {week}")
EMPTY_BOARD = text("Nobody is on this board yet. `/quiz` starts a quiz.")
BOARD_FOOTER = plural(
    "Page {page} of {pages} · {count} person\n"
    "Points come from quizzes in this server. Percentages start at 5 answers.\n"
    "Alias, name or hidden: choose in /settings me",
    "Page {page} of {pages} · {count} people\n"
    "Points come from quizzes in this server. Percentages start at 5 answers.\n"
    "Alias, name or hidden: choose in /settings me",
)
RANK = text("**{place}. {name}**\n{points}")
OWN_RANK = text("**{place}. {name} (you)**\n{points}")
YOU = text("You")
NO_ANSWER_HERE = text("You have not answered any quiz question here in this period.")
OWN_PLACE = text("Place {place} · {points}.")
OWN_HIDDEN_PLACE = text("Place {place} · {points}. You are hidden: only you see this.")
POST = text("Post to channel")

# -- one's own scores

MY_TITLE = text("Your scores")
TITLE_OF = text("Scores of {name}")
TOTAL = text("**{right} of {answered} right**\n{kinds}")
IN_BOTH = text(
    "In quizzes {quiz_right} of {quiz_answered}, in practice {review_right} of {review_answered}."
)
IN_QUIZZES = text("In quizzes {quiz_right} of {quiz_answered}.")
IN_PRACTICE = text("In practice {review_right} of {review_answered}.")
NO_ANSWER = text(
    "You have not answered a question yet. `/review` is a calm place to start: only you see it, "
    "and there is no timer."
)
BY_TOPIC = text("By topic")
GROUP_BAR = text("{bar} {right} of {answered} {topic}")
BEST = text("Best known")
WORST = text("Worth another look")
TOPIC_ACCURACY = text("{topic}: {accuracy}")
DAYS = text("The last {days} days: answers on {active}")
DUE = text("Due for practice")
DUE_NOW = plural("{count} question now.", "{count} questions now.")
NOTHING_MET = text("Nothing yet.")
DUE_LATER = text("Nothing now; the next question comes back {when}.")
REVIEW_NOW = text("Practise now")

# -- what a server finds hard

INSIGHTS = text("What this server finds hard")
HARDEST = text(
    "The hardest questions of the quizzes here. Numbers appear only where five or more people "
    "have answered."
)
TOO_FEW = text(
    "No question has been answered by five people here yet, and I show no numbers of smaller "
    "groups."
)
SELECTIVITY_FOOTER = text(
    "Selectivity (point-biserial correlation, from 20 people on, -1 to 1): how well a question "
    "tells those who know much from those who know little. Near 0 or below: the question may be "
    "unclear."
)
UNREAD = text("Cards that nobody opened in 30 days")
ALL_READ = text("None: every card was read.")
UNREAD_CARDS = text("{cards}.")
MORE_UNREAD = plural("{cards} and {count} more.", "{cards} and {count} more.")
INSIGHT = text("{place}. {question}")
INSIGHT_SHARE = plural(
    "{right} of {answered} right ({percent}) · {count} person",
    "{right} of {answered} right ({percent}) · {count} people",
)
RIGHT_OPTION = text("✅ {option}")
MISTAKEN_FOR = plural(
    "Most often mistaken for: {option} ({count} time)",
    "Most often mistaken for: {option} ({count} times)",
)
SELECTIVITY = text("Selectivity: {number}")

# -- files

ALL_ANSWERS = plural(
    "Everything you have answered: {count} line. Only you see this.",
    "Everything you have answered: {count} lines. Only you see this.",
)
SERVER_RESULTS = plural(
    "{count} answer from this server's quizzes, under an alias only. Answers of people who are "
    "hidden on boards come without one.",
    "{count} answers from this server's quizzes, under aliases only. Answers of people who are "
    "hidden on boards come without one.",
)
LATEST_RESULTS = plural(
    "The latest {count} answer from this server's quizzes, under an alias only. Answers of people "
    "who are hidden on boards come without one.",
    "The latest {count} answers from this server's quizzes, under aliases only. Answers of people "
    "who are hidden on boards come without one.",
)
ANKI_MET = plural(
    "The {count} question you have met, for {anki}.",
    "The {count} questions you have met, for {anki}.",
)
ANKI_MISSED = plural(
    "The {count} question you missed and have not got right since, for {anki}.",
    "The {count} questions you missed and have not got right since, for {anki}.",
)
ANKI_ALL = plural(
    "The {count} question there is, for {anki}.", "All {count} questions, for {anki}."
)
OPEN_PACKAGE = text(
    "Open the file, and Anki imports it. Export it again later to update your cards."
)
OPEN_TEXT = text(
    "In Anki choose File, then Import. `/scores export` also makes a package that opens directly. "
    "Export it again later to update your cards."
)
ALL_LEFT = text(
    "All questions for this file have been removed from the cards, so there is no file. "
    "`/scores export` with **all there are** gives you today's questions, and `/review` asks you "
    "some."
)
NONE_YET = text(
    "There are no such questions yet, so there is no file. `/scores export` with **all there "
    "are** gives you today's questions, and `/review` asks you some."
)
HISTORY_COLUMNS = (
    text("at (UTC)"),
    text("where"),
    text("question id"),
    text("card"),
    text("question"),
    text("my answer"),
    text("right"),
    text("changed"),
    text("seconds"),
    text("points"),
)
RESULTS_COLUMNS = (
    text("at (UTC)"),
    text("quiz"),
    text("number"),
    text("question id"),
    text("card"),
    text("question"),
    text("who"),
    text("answer"),
    text("right"),
    text("points"),
)
