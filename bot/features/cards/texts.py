"""The catalogue of the cards: every sentence about them that people read."""

from __future__ import annotations

from bot.deck.model import Level
from bot.ui.translation import plural, text

# -- commands

GROUP_DESCRIPTION = text("Sourced reference cards about {subject}")
START_DESCRIPTION = text("Newly diagnosed? Start here; only you see it")
COMPARE_DESCRIPTION = text("Compare conditions, feature by feature")
CONDITION_OPTION = text("The condition to compare with {anchor} (default: {others})")
ANY_CONDITION_OPTION = text("The condition to compare with the first one")
OTHERS = text("{others} and {last}")
FEATURE_OPTION = text("One feature, such as {examples} (default: all)")
ANY_FEATURE_OPTION = text("One feature (default: all)")
EXAMPLES = text("{others} or {last}")
SEARCH_DESCRIPTION = text("Find a card in your own words")
QUERY_OPTION = text("A word, a name or a question")
CARD_DESCRIPTION = text("Open any card by its name")
NAME_OPTION = text("Type a few letters and pick")
TERM_DESCRIPTION = text("Explain a word or a short form")
SOURCES_DESCRIPTION = text("List where the facts come from")
SOURCES_OPTION = text("The card whose sources to list (default: all cards)")
HANDOUT_DESCRIPTION = text("Print questions for your doctor; only you see them")
ABOUT_DESCRIPTION = text("Who made these cards, and how")
HELP_DESCRIPTION = text("What I can do, and what I store about you")
LEVEL_OPTION = text(
    "In plain words or in clinical terms (default: as in your settings, otherwise plain)"
)
LEVEL_CHOICE: dict[Level, str] = {Level.PLAIN: text("plain"), Level.CLINICAL: text("clinical")}
PRIVATE_OPTION = text(
    "Show the answer only to you (default: as in your settings, otherwise to everybody)"
)
START_PRIVATE_OPTION = text("Show the answer only to you (default: yes)")
READER_OPTION = text("The person this card is for; they are not pinged, and everybody sees it")
WHOLE_GROUP = text("{emoji} {group} (all)")
"""In a list of topics: all cards of a group."""

# -- a card

IN_LEVEL: dict[Level, str] = {
    Level.PLAIN: text("In plain words"),
    Level.CLINICAL: text("In clinical terms"),
}
TITLE_AS_TEXT: dict[Level, str] = {
    Level.PLAIN: text("{title} (in plain words)"),
    Level.CLINICAL: text("{title} (in clinical terms)"),
}
FOR = text("For {person}")
NUMBERS = text("**Emergency numbers:** {numbers}")
ACTION = text("One thing you can do")
ACTION_FIELD = text("👉 {action}")
THEN_AND_NOW = text("Then and now")
WHEN_TO_GET_HELP = text("When to get help")
RED_FLAGS_COMMAND = text("`/{group} {command}` shows **when to get urgent help**.")
RED_FLAGS_CARD = text("`/{group} card {page}` shows **when to get urgent help**.")
SOURCES = text("Sources")
WORDS = text("Hard words")
AS_TEXT = text("As text")
POST = text("Post to channel")
MORE_CARDS = text("More cards")

# -- sources and words

ALL_SOURCES = text("All sources")
SOURCES_OF = text("Sources of “{title}”")
NO_SOURCES = text("No sources.")
SOURCES_FOOTER = plural(
    "Page {page} of {pages} · {count} source · Version {version}",
    "Page {page} of {pages} · {count} sources · Version {version}",
)
MORE_SOURCES = text("…and more: `/{group} sources` lists them all.")
VERSION = text("Version {version}")
WORDS_OF = text("Hard words in “{title}”")
MORE_WORDS = plural(
    "…and {count} more: `/{group} term` explains it.",
    "…and {count} more: `/{group} term` explains them.",
)
NO_WORDS = text("No word of this card is in the glossary. `/{group} term` explains other words.")

# -- comparisons

SHOW_LEVEL: dict[Level, str] = {
    Level.PLAIN: text("In plain words"),
    Level.CLINICAL: text("Clinical table"),
}
PLAIN_ROWS = text(
    "These are {shown} of {whole} rows, in plain words. **{button}** shows all of them."
)
SIDE_BY_SIDE = text("{feature}: side by side")
MORE_ROWS = plural("And {count} more", "And {count} more")
PICK_A_ROW = text("Pick a feature in the menu.")
GENERAL = text("{statement} (wholly or partly general knowledge)")
COMPARE_WITH = text("Compare {condition} with…")
PAIR = text("{one} and {other}")
ALL_CONDITIONS = text("All conditions")
ONE_FEATURE = text("One feature")
ALL_FEATURES = text("All features")

# -- ways to a card

CARDS_OF_GROUP = text("Cards in “{group}”")
BROWSE = text("Browse all cards")
FOUND = text("What I found")
FOUND_FOR = text("Results for {query}. Tap a title below to read it.")
POSTED_CARDS = text("Cards that may help")
TAP = text("Tap a title below to read it.")
NO_CARD = text("I have no card on {query} yet.")
ASK_DOCTOR = text("You could ask your doctor: **{question}**")
OTHER_WORDS = text("Try one or two other words, or look through the cards below.")

# -- the page for somebody who was just diagnosed

START = text("Newly diagnosed? Start here")
START_LEAD = text(
    "Tap a question and its card opens right here. There is no need to read it all today."
)
BACK_TO_START = text("Back to the start")
WHAT_IS_THIS = text("What is this?")
WHAT_HELPS = text("What helps")
QUESTIONS = text("Questions for my doctor")

# -- questions to print

HANDOUT = text("Make a handout")
HANDOUT_TITLE = text("Questions to take along")
HANDOUT_LEAD = text(
    "Pick what you want to ask, and I make a page to print: your questions with boxes to tick, "
    "room for your own questions, your medicines and your team's phone number, and an empty diary "
    "of {diary} on a second page.\nOnly you see it. What you pick is not stored.\n"
    "Paper: **{paper}**."
)
HANDOUT_LEAD_ONE_PAGE = text(
    "Pick what you want to ask, and I make a page to print: your questions with boxes to tick, "
    "and room for your own questions, your medicines and your team's phone number.\n"
    "Only you see it. What you pick is not stored.\nPaper: **{paper}**."
)
PICK_QUESTIONS = text("Pick your questions")
TAKE_ALL = text("Take all questions")
USE_PAPER = text("Use {paper} paper")
READY = text("Your pages to print, on {paper} paper. Only you see this.")
NOT_PRINTED = text("I could not make the page this time. Here are your questions, to copy:")

# -- a card that answers somebody's message

ANSWER_MENU = text("Answer with a card")
ALARM = text(
    "⚠️ **This message may speak of an emergency.** Please answer the person yourself, right now. "
    "These words may help you:"
)
NO_ALARM = text(
    "I see no sign of an emergency in this message. I can miss one, so please read it yourself."
)
CHOOSE = text("Tap a card to post it as a reply. Nobody is pinged, and only you see this list.")
NOTHING_FITS = text(
    "I have no card that fits. {card} opens any card, and its `for` option names a person."
)
POSTED = text("Posted as a reply: {link}")
MESSAGE_PRIVACY = text("The message itself is neither stored nor logged.")

# -- about

ABOUT = text("About these cards")
REVIEWED = text("What “reviewed” means")
NOT_REVIEWED = text("No clinician has signed off")
REPORT = text("Found an error?")
LICENCE = text("Licence")
REFERENCES = text("References")
VERSION_OF = text("Version {version}, {date} · {revision}")

# -- help

HELP = text("What I can do")
HELP_LEAD: dict[str, str] = {
    "home": text(
        "I show short cards about {subject}, in plain words and in clinical terms, each with its "
        "sources. I also run quizzes.\n\n"
        "What brings you here?"
    ),
    "new": text(
        "{start} answers the first questions after a diagnosis: what is this, when to get help, "
        "what helps, and what to ask your doctor. Only you see it.\n\n"
        "**The buttons under a card** switch between plain words and clinical terms, list the "
        "sources, explain hard words, and show the card as text for a screen reader. They work "
        "however old the card is. On a card that somebody else asked for, they open a copy just "
        "for you.\n\n"
        "**Just for you:** add `private: True` to any command, or set it for good in {me}."
    ),
    "learn": text(
        "{quiz} plays a quiz together in a channel, also in teams, or opens one for days\n"
        "{review} lets you practise alone, with no timer\n"
        "{mine} shows your points and progress\n"
        "{leaderboard} shows who leads\n"
        "{take} gives you your history as a file\n"
        "{me} sets how I answer you, and a daily reminder"
    ),
    "moderate": text(
        "{server} sets cards, quizzes and a question of the day for this server\n"
        "{board} posts a front desk: one tap to the cards\n"
        "{pin} pins a card that updates automatically; {list}, {refresh} and {remove} look after "
        "the pins\n"
        "{insights} shows what confuses your group\n\n"
        "**In the menu of a message**\n"
        "**Answer with a card** shows you alone which cards fit a question; one tap replies.\n"
        "**Keep this card up to date** pins a card that I posted earlier."
    ),
    "privacy": text(
        "**About you:** your answers in quizzes and practice, your choices in {me}, an alias for "
        "boards, and reports you send.\n"
        "**About servers:** which ones I am in, what was set there, and how often a card is "
        "opened, not by whom.\n"
        "**Not stored:** what you look up. I read no messages, except one that somebody uses "
        "**Answer with a card** on. My log does not say who used me.\n\n"
        "{show} tells you what is stored about you, {take_out} hands it over as a file, and "
        "{erase} deletes it."
    ),
}
"""By the part of help; the page of ways to find something is made of ``FIND``."""
FIND: dict[str, str] = {
    "search": text("{command} finds a card from your own words"),
    "card": text("{command} opens any card by its name"),
    "compare": text("{command} puts conditions side by side"),
    "term": text("{command} explains a word or a short form"),
    "handout": text("{command} prints the questions for your doctor"),
    "sources": text("{command} lists where the facts come from"),
    "about": text("{command} says who made the cards, and how"),
}
"""By the subcommand; a deck may be without some of them."""
HELP_TABS: dict[str, str] = {
    "new": text("I'm new"),
    "find": text("Find something"),
    "learn": text("Learn and quiz"),
    "moderate": text("For moderators"),
    "privacy": text("Privacy"),
}
"""The label of the button that opens each page, which is its title too."""
TOPICS = text("Cards with a command of their own: {topics}")
PRIVACY_POLICY = text("Privacy policy")
TERMS_OF_SERVICE = text("Terms of service")
