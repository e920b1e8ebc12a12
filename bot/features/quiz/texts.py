"""The catalogue of quizzes that are played together: every sentence about them that people read."""

from __future__ import annotations

from bot.learning.scoring import Scoring
from bot.learning.session import Pace
from bot.ui.translation import plural, text

# -- the command

DESCRIPTION = text("Play a quiz together in this channel, or open one for days")
TOPIC = text("A group or a card (default: everything)")
LENGTH = text("How many questions, {fewest} to {most} (default: {usual})")
PACE = text("How long a question stays open (default: relaxed)")
AUDIENCE = text("Who the questions are written for (default: this server's choice)")
SCORING = text("What a right answer is worth (default: accuracy)")
TEAMS = text("Play in teams, {fewest} to {most} (default: everybody for themselves)")
WHERE = text("Together here or in a thread, or open for days, each at their own pace")
AGAIN = text("Use the settings of one of your last quizzes; options you add replace them")
PACE_CHOICES: dict[str, str] = {
    Pace.RELAXED: text("relaxed: 60 seconds each"),
    Pace.BRISK: text("brisk: 20 seconds each"),
    Pace.HOST: text("host: no timer, the host moves on"),
}
AUDIENCE_CHOICES = {
    "patient": text("patients"),
    "student": text("students"),
    "both": text("both"),
}
SCORING_CHOICES: dict[str, str] = {
    Scoring.ACCURACY: text("accuracy: all right answers count the same"),
    Scoring.SPEED: text("speed: faster right answers score more"),
}
HERE = text("here")
IN_THREAD = text("in a thread")
OPEN_FOR = plural("open for {count} day", "open for {count} days")

# -- an earlier quiz in the list of `again`, in few words: a phone shows fifty characters

PRESET_LENGTH = plural("{count} question", "{count} questions")
PRESET_PACES: dict[Pace, str] = {
    Pace.RELAXED: text("60 seconds"),
    Pace.BRISK: text("20 seconds"),
    Pace.HOST: text("no timer"),
}
PRESET_TEAMS = plural("{count} team", "{count} teams")
PRESET_SPEED = text("speed")
PRESET_THREAD = text("thread")

# -- what the host is told

BEGUN = text(
    "Your quiz is ready in {channel}. **Start now**, **Pause** and **Stop** work for you and for "
    "people with Manage Messages."
)
NOT_SHOWN_YET = text(
    "Discord accepts no messages there right now. The quiz appears once it does again."
)
NO_THREAD = text("I may not open a thread here, so the quiz is in the channel itself.")
NO_THREAD_FOR_YOU = text("You may not open threads here, so the quiz is in the channel itself.")
NO_THREAD_NOW = text(
    "Discord opens no thread here right now, so the quiz is in the channel itself."
)
NO_THREAD_IN_THIS = text("A thread cannot be opened from here, so the quiz is right here.")
THREAD_NAME = text("Quiz: {topic}")
NONE_FOR_AUDIENCE = {
    "patient": text(
        "There are no questions for patients on this topic yet, so the quiz asks those for "
        "students."
    ),
    "student": text(
        "There are no questions for students on this topic yet, so the quiz asks those for "
        "patients."
    ),
}
FEWER = plural(
    "This topic has fewer than {asked_for} questions, so the quiz has {count} question.",
    "This topic has fewer than {asked_for} questions, so the quiz has {count} questions.",
)
RUNNING = text("A quiz is running in this channel already, and a channel has one at a time.")
GO_TO_QUIZ = text("Go to the quiz")

# -- the lobby

LOBBY = text("Quiz: {topic}")
LENGTH_OF_QUIZ = plural(
    "**{count} question**, {pace}, {audience}", "**{count} questions**, {pace}, {audience}"
)
PACES: dict[Pace, str] = {
    Pace.RELAXED: text("60 seconds each"),
    Pace.BRISK: text("20 seconds each"),
    Pace.HOST: text("no timer: the host moves on"),
    Pace.DAILY: text("a day each"),
}
AUDIENCES = {
    "patient": text("for patients"),
    "student": text("for students"),
    "both": text("for everybody"),
}
ALL_THERE_ARE = text("This topic has fewer than {asked_for} questions, so these are all of them.")
HOW = text(
    "Anyone can answer, at any time: press your answer. You can change your answer until the "
    "question closes."
)
SCORES: dict[Scoring, str] = {
    Scoring.ACCURACY: text("A right answer is worth {full} points, however long it takes."),
    Scoring.SPEED: text(
        "A right answer is worth {slowest} to {full} points: the faster, the more."
    ),
}
NO_SPEED = text("Without a timer, speed does not count: a right answer is worth {full} points.")
NAMES = {
    True: text("This server's boards show names. `/settings me` gives you an alias, or hides you."),
    False: text(
        "Boards show you under an alias such as “Quiet Heron”. `/settings me` changes that."
    ),
}
STARTS = text("It starts automatically {when}.")
HOST_STARTS = text("It starts when the host presses **Start now**.")
HAS_STARTED = text("It has started.")
NOT_STARTED: dict[bool, str] = {
    True: text("Nobody started it."),
    False: text("It was stopped before it began."),
}
"""Whether it ended because nobody did anything."""
PLAYERS = plural("**{count} person is in.**", "**{count} people are in.**")
JOIN = text("I'm in")
JOINED = text("You're in. Boards show you as **{name}**. `/settings me` changes that.")
JOINED_HIDDEN = text("You're in. Boards leave you out, as you chose.")
LEAVE = text("Leave")
LEFT = text("You have left. If you answer a question, you are in again.")
SOON = text("soon")

# -- teams

TEAM = {
    1: text("🔵 Circle"),
    2: text("🟩 Square"),
    3: text("🔶 Diamond"),
    4: text("⭐ Star"),
}
"""Each is a word and a shape: nobody has to tell colours apart, which are in aliases as well."""
JOIN_TEAM = text("Join {team}")
PICK_TEAM = plural(
    "**{count} team.** Join one below; you can change until the quiz starts. If you pick none, "
    "your first answer puts you in the smallest.",
    "**{count} teams.** Join one below; you can change until the quiz starts. If you pick none, "
    "your first answer puts you in the smallest.",
)
TEAM_SIZE = plural("{team}: {count} person", "{team}: {count} people")
TEAM_EMPTY = text("{team}: nobody yet")
JOINED_TEAM = text("You're in {team}. Boards show you as **{name}**. `/settings me` changes that.")
JOINED_TEAM_HIDDEN = text("You're in {team}. Boards leave you out, as you chose.")
YOUR_TEAM = text("You play for {team}.")
PUT_IN_TEAM = text("You play for {team}: it had the fewest people.")
TEAM_PLACE = text("Your team is {team}, {place} of {teams}.")
TEAM_LINE = plural(
    "**{place}.** {team}: {points} points ({count} person)",
    "**{place}.** {team}: {points} points ({count} people)",
)
TEAM_ABSENT = text("{team}: nobody answered")
TEAM_POINTS = text("A team's points are the average of everybody who answered for it.")
TEAM_BOARD = text("**Teams**")
PEOPLE_BOARD = text("**People**")

# -- the host's buttons

START_NOW = text("Start now")
NEXT = text("Next")
PAUSE = text("Pause")
RESUME = text("Resume")
STOP = text("Stop")

# -- a question

QUESTION = text("Question {place} of {total}")
ANSWERED_QUESTION = text("Question {place} of {total}: the answer")
CLOSES = text("Closes {when}.")
HOST_CLOSES = text("Open until the host presses **Next**.")
ANSWERS = plural("{count} person has answered.", "{count} people have answered.")
NO_ANSWERS = text("Nobody has answered yet.")
RIGHT_ANSWER = text("✅ {option} (right answer)")
NOBODY_ANSWERED = text("Nobody answered.")
NEXT_QUESTION = text("The next question comes {when}.")
NEXT_RESULT = text("The result comes {when}.")
HOST_NEXT_QUESTION = text("**Next** shows the next question.")
HOST_NEXT_RESULT = text("**Next** shows the result.")
SHOW_CARD = text("Show card")

PAUSED = text("⏸️ **Paused.**")
UNANSWERED = text("⏸️ **Nobody answered two questions in a row, so the quiz waits.**")
IDLE = text("⏸️ **Nothing happened for an hour, so the quiz waits.**")
HOW_TO_RESUME = text(
    "The host or somebody with Manage Messages can press **Resume**. Otherwise it ends {when}, "
    "with the scores so far."
)
TROUBLE = text(
    "⚠️ Discord has trouble right now. The quiz is safe, and continues automatically once "
    "Discord accepts messages again."
)
LOST = text(
    "I could no longer write in the channel of this quiz, so it had to end. The scores so far are "
    "kept."
)

# -- the private note of one person

CHOSEN = text("You chose {option}. You can change it until the question closes.")
RIGHT = text("**Right, +{points}.**")
WRONG = text("**Not this time.** The right answer is {option}.")
PLACE = text("You are {name}, {place} of {people}.")
LEFT_OUT = text("Boards leave you out, as you chose.")

# -- the result

RESULT = text("Result: {topic}")
DONE = plural(
    "That was the quiz: {count} question. Thank you for playing.",
    "That was the quiz: {count} questions. Thank you for playing.",
)
STOPPED = plural(
    "The quiz was stopped after {asked} of {count} question.",
    "The quiz was stopped after {asked} of {count} questions.",
)
FORGOTTEN = plural(
    "Nothing happened for an hour, so the quiz is over after {asked} of {count} question.",
    "Nothing happened for an hour, so the quiz is over after {asked} of {count} questions.",
)
LOST_AFTER = plural(
    "I could no longer write in the channel of this quiz, so it had to end. The scores so far are "
    "kept. It got to {asked} of {count} question.",
    "I could no longer write in the channel of this quiz, so it had to end. The scores so far are "
    "kept. It got to {asked} of {count} questions.",
)
NOBODY_PLAYED = text("Nobody answered this time.")
LINE = text("**{place}.** {name}: {score}")
MORE = plural("and {count} more person.", "and {count} more people.")
UNLISTED = plural(
    "{count} person played and chose not to be listed.",
    "{count} people played and chose not to be listed.",
)
EQUAL_POINTS = text("Where points are equal, fewer changed answers come first.")
HARDEST = text("**The hardest question:** {accuracy}")
RIGHT_OPTION = text("✅ {option}")
REVIEW_MISSED = text("Practise what I missed")
PLAY_AGAIN = text("Play again")
MY_SCORES = text("My scores")
