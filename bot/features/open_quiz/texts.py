"""The catalogue of quizzes that stay open: every sentence about them that people read."""

from __future__ import annotations

from bot.ui.translation import plural, text

# -- the public message while it is open

TITLE = text("Open quiz: {topic}")
LENGTH = plural("**{count} question**, {audience}.", "**{count} questions**, {audience}.")
AUDIENCES = {
    "patient": text("for patients"),
    "student": text("for students"),
    "both": text("for everybody"),
}
CLOSES = text("Open until {date} ({countdown}).")
HOW = text(
    "Press **Play** and answer alone, at your own pace: only you see your questions and answers. "
    "You can stop at any time; **Play** takes you back to where you were."
)
SCORING = text(
    "Each answer is final, and you see at once why it is right or wrong. A right one is worth "
    "{points} points, which count on this server's boards once the quiz has closed."
)
NAMES = {
    True: text("This server's boards show names. `/settings me` gives you an alias, or hides you."),
    False: text(
        "Boards show you under an alias such as “Quiet Heron”. `/settings me` changes that."
    ),
}
NOBODY_YET = text("Nobody has played yet.")
PLAYED = plural(
    "{count} person has played so far, and {finished} finished.",
    "{count} people have played so far, and {finished} finished.",
)
HIDDEN_RESULTS = text("Once you have answered everything, **Play** shows you the board so far.")
PLAY = text("Play")
CLOSE_NOW = text("Close now")

# -- what the host is told

BEGUN = text(
    "Your quiz is open in {channel} until {date}. It closes automatically and then shows the "
    "board. You and people with Manage Messages can press **Close now** before that."
)
NOT_SHOWN_YET = text(
    "Discord accepts no messages there right now. The quiz appears once it does again."
)
FEWER = plural(
    "This topic has fewer than {asked_for} questions, so the quiz has {count} question.",
    "This topic has fewer than {asked_for} questions, so the quiz has {count} questions.",
)
NO_TIMER = text(
    "An open quiz has no timer, so pace and speed do not matter: a right answer is worth {points} "
    "points."
)

NO_TEAMS = text("An open quiz has no teams: everybody plays for themselves.")

# -- what a player sees, alone

QUESTION = text("Question {place} of {total}")
ONLY_YOU = text("Only you see this, and there is no timer. Your answer is final.")
RIGHT = text("Right, +{points}")
WRONG = text("Not this time")
RIGHT_ANSWER = text("✅ {option} (right answer)")
RIGHT_AND_YOURS = text("✅ {option} (right answer, and yours)")
YOUR_ANSWER = text("{option} (your answer)")
NEXT = text("Next question")
SEE_RESULT = text("See my result")
SHOW_CARD = text("Show card")

OWN_RESULT = text("Your result: {accuracy}")
NOT_PLAYED_TITLE = text("You did not play this quiz")
NOT_PLAYED = text("It has closed, so you can read its questions and answers here all the same.")
POINTS = plural("**{count} point.**", "**{count} points.**")
UNFINISHED = plural(
    "You answered {count} question of {total} before the quiz closed. That counts.",
    "You answered {count} questions of {total} before the quiz closed. They count.",
)
PLACE_SO_FAR = text(
    "You are {name}, {place} of {people} who have finished so far. That can change until the quiz "
    "closes {countdown}."
)
PLACE = text("You are {name}, {place} of {people}.")
LEFT_OUT = text("Boards leave you out, as you chose in `/settings me`, so only you see this.")
BOARD_SO_FAR = text("**The board so far**")
BOARD = text("**The board**")
LOOK_AGAIN = text("Look again")
READ_ANSWERS = text("Questions and answers")
ANSWERED_RIGHT = text("Question {place} of {total}: right")
ANSWERED_WRONG = text("Question {place} of {total}: not this time")
UNANSWERED = text("Question {place} of {total}: not answered")
MY_RESULT = text("My result")

# -- the board

RESULT = text("Result: {topic}")
CLOSED = plural(
    "This open quiz has closed: {count} question. Thank you for playing.",
    "This open quiz has closed: {count} questions. Thank you for playing.",
)
CLOSED_EARLY = plural(
    "This open quiz was closed early: {count} question. Thank you for playing.",
    "This open quiz was closed early: {count} questions. Thank you for playing.",
)
NOBODY_PLAYED = text("Nobody played this time.")
LINE = text("**{place}.** {name}: {score}")
LINE_UNFINISHED = text("**{place}.** {name}: {score}, {answered} answered")
YOU = text("**{name} (you)**")
MORE = plural("and {count} more person.", "and {count} more people.")
UNLISTED = plural(
    "{count} person played and chose not to be listed.",
    "{count} people played and chose not to be listed.",
)
NOT_FINISHED = text("Those who did not finish count with what they answered.")
REVIEW_MISSED = text("Practise what I missed")
MY_SCORES = text("My scores")
NEW_ROUND = text("New round")

# -- closing early

ASK_TO_CLOSE = text("Close this quiz for everybody now? Nobody can answer after that.")
IN_THE_MIDDLE = plural(
    "{count} person has begun and not finished; what they answered counts.",
    "{count} people have begun and not finished; what they answered counts.",
)
KEEP_OPEN = text("Keep it open")
IS_CLOSED = text("The quiz is closed, and its message shows the board.")
STAYS_OPEN = text("The quiz stays open.")

# -- another round

ASK_FOR_DAYS = text(
    "Open another quiz like this one, with other questions? You would be its host. Choose for how "
    "long it stays open."
)
DAYS = plural("{count} day", "{count} days")
