"""The catalogue of the settings: every sentence about them that people read."""

from __future__ import annotations

from bot.deck.model import Level
from bot.learning.questions import Audience
from bot.store import BoardVisibility
from bot.ui.translation import plural, text

GROUP_DESCRIPTION = text("Your settings, and those of this server")
ME_DESCRIPTION = text("Your wording, privacy, boards and reminders")
SERVER_DESCRIPTION = text("Settings for everybody in this server (Manage Server)")

SAVED = text("✅ **Saved.** {change}")
SAVED_AT_ONCE = text("Each change is saved at once. Only you see this.")

# -- what a person chooses

MY_TITLE = text("Your settings")
MY_LEAD = text("These settings apply to you in every server.")
MY_LEVEL_SAVED: dict[Level | None, str] = {
    None: text("Cards use the server's wording."),
    Level.PLAIN: text("Cards use plain words."),
    Level.CLINICAL: text("Cards use clinical terms."),
}
MY_PRIVACY_SAVED: dict[bool | None, str] = {
    None: text("The server's default decides who sees your cards."),
    True: text("Only you see your cards."),
    False: text("Everybody sees your cards."),
}
MY_BOARD_SAVED: dict[BoardVisibility | None, str] = {
    None: text("Boards show you by the server's default."),
    BoardVisibility.ALIAS: text("Boards show your alias."),
    BoardVisibility.NAME: text("Boards show your name, {name}."),
    BoardVisibility.HIDDEN: text("Boards do not show you."),
}
NO_LETTER = text("Your name shows no letter or digit here, so boards show your alias instead.")
NO_LETTER_ALIAS = text(
    "Your name shows no letter or digit here, so boards show your alias instead. "
    "Here it is “{alias}”."
)
TEXT_SAVED: dict[bool, str] = {
    True: text("Cards come as plain text."),
    False: text("Cards come with buttons."),
}
REMINDER_SAVED = text("I will remind you at {time} ({zone}).")
NO_REMINDERS_SAVED = text("Reminders are off.")
REMINDERS_OFF = text("✅ Reminders are off. `/settings me` switches them on again.")
REMINDERS_STOPPED = text(
    "I could not send you reminders, so I switched them off. Please check that your direct "
    "messages are open to me; `/settings me` switches reminders on again."
)

CARDS = text("Cards")
CARDS_DEFAULT = text("Server default: usually plain words, seen by everybody.")
MY_LEVEL: dict[Level | None, str] = {
    None: text("In plain words, unless the server has another default."),
    Level.PLAIN: text("In plain words."),
    Level.CLINICAL: text("In clinical terms."),
}
MY_PRIVACY: dict[bool | None, str] = {
    None: text("Seen by everybody, unless the server has another default."),
    True: text("Seen only by you."),
    False: text("Seen by everybody."),
}
TEXT_IS_PRIVATE = text("Seen only by you, because text takes several messages.")
MY_QUESTIONS: dict[Level | None, str] = {
    None: text("`/review` asks the questions that the server chose."),
    Level.PLAIN: text("`/review` asks questions for patients."),
    Level.CLINICAL: text("`/review` asks questions for students."),
}
FORM: dict[bool, str] = {True: text("As plain text."), False: text("As cards with buttons.")}
OPTION_WINS = text("You can choose otherwise each time you use a command.")

ON_BOARDS = text("On boards")
MY_BOARD: dict[BoardVisibility | None, str] = {
    None: text("Server default: usually an alias such as “Quiet Heron”."),
    BoardVisibility.ALIAS: text("An alias such as “Quiet Heron”."),
    BoardVisibility.NAME: text("Your name: {name}."),
    BoardVisibility.HIDDEN: text("Hidden. You still collect points, and only you see your place."),
}
MY_BOARD_HERE: dict[BoardVisibility | None, str] = {
    None: text("Server default: usually your alias, which is “{alias}” here."),
    BoardVisibility.ALIAS: text("Your alias, which is “{alias}” here."),
}
"""The same where the alias is known."""

REMINDER = text("Reminder")
REMINDER_OFF = text(
    "Off. When it is on, I send you a direct message once a day if questions are due."
)
REMINDER_ON = text("Every day at {time} ({zone}), if questions are due.")
REMINDER_TITLE = text("When should I remind you?")
OTHER_TIME = text("Other time or zone")
SWITCH_TEXT: dict[bool, str] = {
    True: text("Cards as plain text"),
    False: text("Cards with buttons"),
}

MY_LEVEL_MENU: dict[Level | None, str] = {
    None: text("Wording: server default"),
    Level.PLAIN: text("Wording: plain words"),
    Level.CLINICAL: text("Wording: clinical terms"),
}
MY_LEVEL_HINT = text("Plain words, unless the server has another default")
MY_PRIVACY_MENU: dict[bool | None, str] = {
    None: text("Seen by: server default"),
    True: text("Seen by: only me"),
    False: text("Seen by: everybody"),
}
MY_PRIVACY_HINT: dict[bool | None, str] = {
    None: text("Everybody, unless the server has another default"),
    True: text("Nobody else sees what I look up"),
    False: text("Everybody in the channel where I ask"),
}
MY_BOARD_MENU: dict[BoardVisibility | None, str] = {
    None: text("On boards: server default"),
    BoardVisibility.ALIAS: text("On boards: my alias"),
    BoardVisibility.NAME: text("On boards: my name"),
    BoardVisibility.HIDDEN: text("On boards: hidden"),
}
MY_BOARD_HINT = text("An alias, unless the server shows names")
HIDDEN_HINT = text("Nobody else sees my points")
ALIAS_HINT = text("A made-up name such as Quiet Heron")
REMINDER_MENU_OFF = text("Reminder: off")
REMINDER_MENU = text("Reminder: {time}")

# -- what people who manage a server choose for it

SERVER_TITLE = text("Settings for this server")
SERVER_LEAD = text("These settings apply to everybody in this server.")
SERVER_FOOTER = text(
    "Each change is saved at once. Only you see this. What people choose for themselves in "
    "/settings me takes precedence for them."
)
WARNING = text("⚠️ {warning}")

LEVEL_SAVED: dict[Level, str] = {
    Level.PLAIN: text("Cards use plain words."),
    Level.CLINICAL: text("Cards use clinical terms."),
}
PRIVACY_SAVED: dict[bool, str] = {
    True: text("Only the person who asks for a card sees it."),
    False: text("Everybody in the channel sees the cards."),
}
BOARD_SAVED: dict[bool, str] = {
    True: text("Boards show names."),
    False: text("Boards show aliases."),
}
REPORTS_SAVED = text("Reports appear in {channel}.")
NO_REPORTS_SAVED = text("Reports go only to the people who write the cards.")
AUDIENCE_SAVED: dict[Audience | None, str] = {
    None: text("Questions follow the wording of the cards."),
    Audience.PATIENT: text("Questions are written for patients."),
    Audience.STUDENT: text("Questions are written for students."),
    Audience.BOTH: text("Questions are written for patients and for students."),
}
CHANNELS_SAVED = text("Quizzes can be played in {channels}.")
EVERY_CHANNEL_SAVED = text("Quizzes can be played in every channel.")
ROLE_SAVED = text("People with {role} can start quizzes.")
EVERY_ROLE_SAVED = text("Anyone can start quizzes.")
DAILY_SAVED = text("I will ask a question every day at {time} in {channel}.")
NO_DAILY_SAVED = text("The question of the day is off.")

LEVEL_AND_PRIVACY: dict[tuple[Level, bool], str] = {
    (Level.PLAIN, False): text("In plain words, seen by everybody in the channel."),
    (Level.PLAIN, True): text("In plain words, seen only by the person who asks."),
    (Level.CLINICAL, False): text("In clinical terms, seen by everybody in the channel."),
    (Level.CLINICAL, True): text("In clinical terms, seen only by the person who asks."),
}
BOARDS = text("Boards")
BOARD: dict[bool, str] = {
    True: text("Boards show names, unless a person chose otherwise."),
    False: text("Boards show aliases such as “Quiet Heron”, unless a person chose their name."),
}
REPORTS = text("Reports for moderators")
REPORTS_ON = text(
    "Reports from members appear in {channel}, without the sender's name. People with Manage "
    "Messages can resolve them."
)
REPORTS_OFF = text(
    "Reports go only to the people who write the cards. Pick a channel to see them here as well."
)
QUIZZES = text("Quizzes")
IN_EVERY_CHANNEL = text("Quizzes can be played in every channel and thread.")
IN_CHANNELS = text("Quizzes can be played in {channels} and their threads.")
IN_MORE_CHANNELS = plural(
    "Quizzes can be played in {channels}, {count} more channel, and their threads.",
    "Quizzes can be played in {channels}, {count} more channels, and their threads.",
)
STARTED_BY_ANYONE = text("Anyone can start or answer a quiz.")
STARTED_BY_ROLE = text("People with {role} can start a quiz; anyone can answer.")
QUESTIONS = text("Questions")
AUDIENCE: dict[Audience, str] = {
    Audience.PATIENT: text("They are written for patients."),
    Audience.STUDENT: text("They are written for students."),
    Audience.BOTH: text("They are written for patients and for students."),
}
AUDIENCE_OF_CARDS: dict[Level, str] = {
    Level.PLAIN: text("They are written for patients, because cards use plain words here."),
    Level.CLINICAL: text("They are written for students, because cards use clinical terms here."),
}
AUDIENCE_HOLDS = text(
    "This applies to `/quiz`, to the question of the day, and to `/review` of people who have "
    "not chosen their own wording. The option `audience` asks for others."
)
DAILY = text("Question of the day")
DAILY_OFF = text("Off. Pick a channel, then a time, and I ask one question there every day.")
DAILY_ON = text(
    "Every day at {time} ({zone}) in {channel}. After 24 hours the question closes and shows its "
    "answer."
)
DAILY_STOPPED = text(
    "For three days Discord did not let me post the question of the day, so I switched it off. "
    "`/settings server` switches it on again, in this or another channel."
)
DAILY_TITLE = text("When should the question come?")
CHANNEL_FIRST = text("Pick the channel for the question first, then its time.")

NO_ACCESS = text("I cannot write in {channel}: I need {permissions} there.")
PUBLIC_REPORTS = text("Everybody can read the reports in {channel}.")
NO_QUIZ_CHANNEL = text("The channels for quizzes are gone, so nobody can start one.")
NO_QUIZ_ROLE = text(
    "The role that can start quizzes is gone, so only people with Manage Server can start one."
)

LEVEL_HINT: dict[Level, str] = {
    Level.PLAIN: text("For patients and relatives"),
    Level.CLINICAL: text("For students and professionals"),
}
PRIVACY_MENU: dict[bool, str] = {
    False: text("Seen by: everybody"),
    True: text("Seen by: the person who asks"),
}
PRIVACY_HINT: dict[bool, str] = {
    False: text("Everybody in the channel where the card was asked for"),
    True: text("Nobody else sees what people look up"),
}
BOARD_MENU: dict[bool, str] = {
    False: text("Boards: aliases"),
    True: text("Boards: names"),
}
NAMES_HINT = text("People can choose an alias for themselves")
AUDIENCE_MENU: dict[Audience | None, str] = {
    None: text("Questions: like the cards"),
    Audience.PATIENT: text("Questions: for patients"),
    Audience.STUDENT: text("Questions: for students"),
    Audience.BOTH: text("Questions: for both"),
}
AUDIENCE_HINT: dict[Audience | None, str] = {
    None: text("Plain words: for patients; clinical terms: for students"),
    Audience.PATIENT: text("For patients and relatives"),
    Audience.STUDENT: text("For students and professionals"),
    Audience.BOTH: text("Both kinds in one quiz"),
}
REPORTS_MENU = text("Reports: pick a channel")
CHANNELS_MENU = text("Quizzes: every channel")
ROLE_MENU = text("Quizzes: anyone can start one")
DAILY_MENU = text("Question of the day: off")
TO_QUIZZES = text("Quizzes and question of the day")
TO_CARDS = text("Cards, boards and reports")
DAILY_TIME = text("Time of the question")
STOP_DAILY = text("No question of the day")
