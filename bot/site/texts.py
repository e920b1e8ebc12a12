"""The catalogue of the site: every sentence and label of its pages that is not the deck's own."""

from __future__ import annotations

from bot.ui.translation import plural, text

# -- what every page has

SKIP = text("Skip to the text")
NAVIGATION = text("Parts of this site")
TOPICS = text("All topics")
GLOSSARY = text("Hard words")
SEARCH = text("Search")
ABOUT = text("About")
URGENT = text("Urgent help")
PAGE_TITLE = text("{title} · {site}")
FOOTER = text("More about this site")
VERSION = text("Version {version} of {date}.")

# -- home

HOME_DESCRIPTION = plural(
    "{count} short card about {subject}, in plain words and in clinical terms, with its sources.",
    "{count} short cards about {subject}, in plain words and in clinical terms, each with its "
    "sources.",
)
PREVIEW_LINE = text("In plain words and in clinical terms, with sources")
START = text("Newly diagnosed? Start here")
START_LEAD = text("There is no need to read it all today.")
BROWSE = text("Browse by topic")
CARDS = plural("{count} page", "{count} pages")
TOPICS_DESCRIPTION = text("All cards and comparisons, by topic.")
GROUP_DESCRIPTION = text("Cards about “{group}”, in plain words and in clinical terms.")
FIND = text("Find a card in your own words")

# -- a card or a comparison

JUMP = text("On this page")
DUE = text("The next check is due by {due}.")
EMERGENCY_NUMBERS = text("Emergency numbers:")
SOURCE_MARK = text("Source {number}")
SOURCES_OF_PART = text("Sources:")
DAGGER_LABEL = text("Rests wholly or partly on general knowledge")
WORDS = text("Hard words on this page")
PICTURE_ALONE = text("Open the picture by itself")
RELATED = text("Related")
MORE_OF_GROUP = text("More in “{group}”")
MOVED = text("This card is now part of “{title}”.")
MOVED_LINK = text("Read “{title}”")
PLAIN_TABLE = text("In plain words")
CLINICAL_TABLE = text("The whole table")
FEATURE = text("Feature")
NOTHING_STATED = text("Nothing stated")
WIDE_TABLE = text("The table may be wider than your screen: move it sideways to see all columns.")

# -- words and sources

GLOSSARY_DESCRIPTION = text("Medical words and short forms, in plain and in clinical words.")
LETTERS = text("Letters")
SHORT_FORMS = text("Short forms")
CLINICAL = text("In clinical terms:")
SOURCES_DESCRIPTION = plural(
    "The {count} source that the cards rest on.", "The {count} sources that the cards rest on."
)

# -- search

SEARCH_DESCRIPTION = text("Find a card, a comparison or a word.")
SEARCH_LABEL = text("A word, a name or a question")
SEARCH_PRIVACY = text("What you type stays in your browser. It is not sent anywhere.")
NO_SCRIPT = text("The search needs JavaScript, which is off. All other pages work without it:")
FOUND_NONE = text("Nothing found. Try one or two other words, or look through all topics.")
FOUND_ONE = text("1 page found")
FOUND_MANY = text("{count} pages found")
RESULTS = text("What was found")
MORE_HELP = text("More help: {address}")

# -- the invitation

INVITATION = text("Add the bot to your server")
INVITATION_DESCRIPTION = text("These cards on Discord: for your server, or for yourself alone.")
INVITATION_LEAD = text(
    "The bot shows these cards on Discord, in plain words and in clinical terms, and runs quizzes. "
    "It reads no messages, and shows a card to you alone if you like."
)
ADD_TO_SERVER = text("Add it to a server")
ADD_TO_SERVER_HOW = text(
    "You need the Manage Server permission there. Discord asks you which server, and shows these "
    "rights. Keep all of them ticked, and everything works:"
)
RIGHTS: dict[str, str] = {
    "read_messages": text("View Channels, to see the channel it was asked in"),
    "send_messages": text("Send Messages, to post quiz questions and boards"),
    "embed_links": text("Embed Links, to show cards and questions"),
    "attach_files": text("Attach Files, to show pictures with the cards"),
    "read_message_history": text(
        "Read Message History, to find its own question again after a restart"
    ),
    "create_public_threads": text("Create Public Threads, to play a quiz in a thread of its own"),
    "send_messages_in_threads": text("Send Messages in Threads, to ask its questions there"),
    "pin_messages": text("Pin Messages, to keep a card at the top of a channel"),
}
"""By the name that discord.py has for a right."""
ADD_TO_ACCOUNT = text("Use it by yourself")
ADD_TO_ACCOUNT_HOW = text(
    "Add it to your own account, and the commands work in every chat of yours. Cards that you ask "
    "for with the option “private” are seen by you alone."
)
FIRST_COMMAND = text("Then type / in any channel and pick a command of the bot.")
NO_INVITATION = text(
    "Whoever publishes this site has named no bot to invite. You can run one of your own: it is "
    "free, and needs a small computer that is always on."
)
RUN_YOUR_OWN = text("Run your own bot")
STEPS: tuple[str, ...] = (
    text("Create an application in Discord's developer portal, and copy the token of its bot."),
    text("Install the bot on a computer that is always on, and hand it the token."),
    text("Invite it to your server with the rights that its documents name."),
)
TRY_IT = text("To try it on your own computer, without a token:")
TRY_COMMAND = text("pip install 'imnm-bot[preview]' && imnm-bot preview")
READ_MORE = text("Read more:")

# -- documents

DOCUMENTS = text("Documents")
DOCUMENTS_DESCRIPTION = text("For those who run the bot, write cards, review them, or build on it.")
FOR_EVERYBODY = text("For everybody")
FOR_OPERATORS = text("For those who run the bot")
FOR_AUTHORS = text("For those who write and review cards")
FOR_DEVELOPERS = text("For developers")
WRITING_CARDS = text("Writing cards")
TABLE_OF = text("Table: {heading}")
EXAMPLE_OF = text("Example: {heading}")

# -- what is not there

NOT_FOUND = text("This page is not here")
NOT_FOUND_LEAD = text("The address may be mistyped, or the page has moved. These pages may help:")

LANGUAGE = text("en")
"""The language of the pages, as BCP 47 names it."""
LOCALE = text("en_US")
"""The same as Open Graph names it."""
