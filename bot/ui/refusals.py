"""The text of every refusal and failure: one or two kind sentences, shown in private.

It says what to do next, never what went wrong inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot import errors
from bot.deck.info import NoticeName
from bot.deck.model import Deck
from bot.errors import Refusal
from bot.ui.embeds import draw_urgent_line
from bot.ui.markup import embolden, escape
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import quote
from bot.ui.translation import text

MOST_SUGGESTED = 5
"""How many near names are worth reading on a phone."""

DEFAULT_TEXT = text("That is not possible right now. `/{group} help` shows what is.")
TEXTS: dict[type[Refusal], str] = {
    errors.UnknownCard: text(
        "I have no card called {query}.{near} "
        "Try `/{group} search` with a word or two, or `/{group} help` for all cards."
    ),
    errors.UnknownTerm: text(
        "My glossary has no {query}.{near} Type the first letters in `/{group} term` and pick from "
        "the list, or try `/{group} search`."
    ),
    errors.UnknownCondition: text(
        "I cannot compare {query}.{known} "
        "Leave the option empty in `/{group} compare` and pick from the menus."
    ),
    errors.UnknownPreset: text(
        "I know no earlier quiz of yours called {query}. Pick one from the list of `again`, or "
        "leave that option out."
    ),
    errors.UnknownZone: text(
        "I do not know the time zone {query} any more. Name a big city with the same time as you, "
        "such as Berlin, New York or Sydney."
    ),
    errors.UnknownTime: text(
        "I could not read {query} as a time. Write it like 8:30, 19:00 or 7 pm."
    ),
    errors.AmbiguousTime: text(
        "{query} could be in the morning or in the evening.{near} Use the 24-hour clock, or add am "
        "or pm."
    ),
    errors.UnsignedCard: text(
        "That is still waiting for a clinician's approval, and this bot shows only what is "
        "approved. `/{group} help` lists the cards that are."
    ),
    errors.MayNotPost: text(
        "You may not post cards in this channel. You can read this one here, or use the command in "
        "a channel where you may send messages."
    ),
    errors.DiscordRefuses: text(
        "Discord does not allow that there, so nothing was changed. Whoever manages the server "
        "may find the reason in its AutoMod or safety settings."
    ),
    errors.ThreadClosed: text(
        "That thread is closed, so nothing was changed. Open it again, then try once more."
    ),
    errors.WordlessMessage: text(
        "That message has no words that I can look up, only a picture or something like it. "
        "`/{group} search` finds a card from your own words."
    ),
    errors.MessageDeleted: text(
        "That message has been deleted, so there is nothing to answer any more."
    ),
    errors.BotMayNot: text(
        "I need {rights} in {channel_id}. "
        "Somebody who manages the channel can give me that in its permissions."
    ),
    errors.MayNotWriteIn: text(
        "You cannot read and write in {channel_id} yourself, so I cannot post there for you. "
        "Pick another channel, or ask somebody who may."
    ),
    errors.MayNotPin: text(
        "You need the permission Pin Messages in {channel_id}; Manage Messages is not enough any "
        "more. Somebody who manages the server can give it to one of your roles, or to you in the "
        "channel's permissions."
    ),
    errors.PinsFull: text(
        "This channel has {limit} pins, as many as Discord allows, so nothing was posted. Unpin "
        "one in the channel's list of pins, then try again."
    ),
    errors.TooManyReports: text(
        "You have sent {limit} reports today, thank you. Please send the next one tomorrow."
    ),
    errors.NothingSaid: text("The form was empty, so nothing was stored. A few words are enough."),
    errors.ExportTooLarge: text(
        "That would be a larger file than Discord takes. Please ask whoever runs this bot for it: "
        "they can hand it to you in another way."
    ),
    errors.ServersOnly: text(
        "That belongs to a server, and this is a direct message. Use it in a channel of the "
        "server; `/review` and `/scores me` work here too."
    ),
    errors.MayNotManage: text(
        "That is for people with the permission Manage Server here. `/scores me`, "
        "`/scores leaderboard` and `/settings me` are for everybody."
    ),
    errors.MayNotModerate: text(
        "That is for people with the permission Manage Messages or Manage Server here."
    ),
    errors.NotMember: text(
        "I am not a member of this server, so it has no settings. Somebody with Manage Server can "
        "add me to it; `/settings me` works for you everywhere."
    ),
    errors.UnknownControl: text(
        "I do not know that button or menu any more, so nothing was changed. Please use the "
        "command again; `/{group} help` lists them all."
    ),
    errors.IncompleteEvent: text(
        "Discord did not tell me enough about that, so nothing was changed. Please try it again."
    ),
    errors.ReportGone: text(
        "That report is not stored any more: whoever sent it had everything about them erased. "
        "Please delete this message too."
    ),
    errors.NoQuestions: text(
        "I have no questions on that topic yet. Leave the topic out, or pick one from the "
        "suggestions."
    ),
    errors.QuestionClosed: text(
        "That question has closed, so this did not count. The next one is for you."
    ),
    errors.NotOpen: text(
        "That question is not open now, so this did not count. The latest question is the one to "
        "answer."
    ),
    errors.QuizPaused: text(
        "The quiz is paused, so this did not count. What you chose before still does; it goes on "
        "when the host presses **Resume**."
    ),
    errors.QuizOver: text(
        "This quiz is over. **Play again** under its result, or `/quiz`, starts another."
    ),
    errors.QuizStarted: text(
        "The quiz has started, so nobody changes teams or leaves any more. You need not answer if "
        "you would rather not play."
    ),
    errors.QuizLost: text(
        "I could no longer write in the channel of this quiz, so it had to end. The scores so far "
        "are kept; `/quiz` starts another one where I may write."
    ),
    errors.QuizRunning: text(
        "A quiz is running in this channel already. Wait until it is over, or use `/quiz` in "
        "another channel."
    ),
    errors.OpenQuizClosed: text(
        "This quiz has closed, so this did not count. What you answered before does: its message "
        "now shows the board."
    ),
    errors.TooManyOpenQuizzes: text(
        "This server has {limit} open quizzes, as many as it may have at a time. Wait until one "
        "closes, or ask whoever started it to press **Close now**."
    ),
    errors.MayNotStart: text(
        "You may not write in this channel, so you cannot start a quiz here. Use `/quiz` in a "
        "channel where you may, or practise alone with `/review`."
    ),
    errors.QuizElsewhere: text(
        "In this server quizzes are played in {channels}. Use `/quiz` there, or practise alone "
        "with `/review` anywhere."
    ),
    errors.QuizRoleOnly: text(
        "In this server people with the role <@&{role_id}> start quizzes; everybody may answer. "
        "You can practise alone with `/review`."
    ),
    errors.UnknownPin: text(
        "I could not find that pin in this server. `/pin list` shows all of them."
    ),
    errors.NotKeepable: text(
        "I can keep a message up to date only if it is a card or a comparison that I posted here "
        "with its buttons. `/pin card` posts and pins one."
    ),
    errors.RefreshRunning: text(
        "The pins of this server are already being refreshed. The person who asked first gets the "
        "report."
    ),
    errors.NotTaken: text(
        "Discord is not accepting that right now, so nothing was changed. Please try again in a "
        "moment."
    ),
    errors.NotHost: text(
        "Only the person who started this quiz, or somebody with the permission Manage Messages, "
        "can do that. Your answers count as before."
    ),
}
"""Each takes the facts of its refusal by their names, as :func:`_describe_facts` words them, and
``group``, the command that opens the cards."""
NOT_RECORDED = RenderedMessage(
    content=text(
        "That was not recorded: I cannot save anything just now. "
        "Please press or try again in a moment."
    )
)
"""The database cannot be used."""
COMMAND_CHANGED = RenderedMessage(
    content=text(
        "That command has just changed. Please try it again in a minute; "
        "reopening Discord shows the new one."
    )
)
"""A command was changed, and Discord still shows it as it was."""
FAILURE = text(
    "Something went wrong. Reference {reference}. Please try again. If it keeps happening, send "
    "this reference to whoever runs the bot."
)
EMERGENCY = text(
    "**If this is happening now, please do not wait for an answer here.**\n{urgent_line}"
)
THIS_CHANNEL = text("this channel")
AND_OTHERS = text("{channels} and others")
LAST_OF_SEVERAL = text("{others} and {last}")
KNOWN = text("I can compare {options}.")
MORE_KNOWN = text("I can compare {options}, …")
DID_YOU_MEAN = text("Did you mean {options}?")


def draw_refusal(deck: Deck, refusal: Refusal) -> RenderedMessage:
    """Draw the notice that something cannot be done."""
    message = TEXTS.get(type(refusal), DEFAULT_TEXT)
    facts = _describe_facts(refusal) | {"group": deck.info.command}
    return RenderedMessage(content=message.format_map(facts))


def draw_failure(reference: str) -> RenderedMessage:
    """Draw the notice of an unknown failure; the log has the trace under ``reference``."""
    return RenderedMessage(content=FAILURE.format(reference=reference))


def draw_notice(deck: Deck, name: NoticeName) -> RenderedMessage:
    """Return the notice of the deck that answers a red flag.

    Only the urgent one is set as an alarm: somebody in despair is spoken to calmly.
    """
    if name == "urgent_notice":
        return RenderedMessage(content=f"⚠️ {embolden(deck.info.urgent_notice)}")
    notice = deck.info.crisis_notice if name == "crisis_notice" else deck.info.overdose_notice
    return RenderedMessage(content=f"{_lay_out(notice.text)}\n\n<{notice.link}>")


def _lay_out(notice: str) -> str:
    """Return a notice as markup, with each telephone line on a line of its own.

    Whoever reads it may be in despair and on a phone: a number must be found at a glance. Sentences
    with "intro: one; two; three" become a list; the words stay as they are in the deck.
    """
    paragraphs: list[str] = []
    in_paragraph = False
    for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", notice):
        intro, colon, listed = sentence.partition(": ")
        if colon and "; " in listed:
            items = "\n".join(f"- {escape(each.rstrip('.'))}" for each in listed.split("; "))
            paragraphs.append(f"{escape(intro)}:\n{items}")
            in_paragraph = False
        elif in_paragraph:
            paragraphs[-1] += f" {escape(sentence)}"
        else:
            paragraphs.append(escape(sentence))
            in_paragraph = True
    return "\n\n".join(paragraphs)


def draw_possible_emergency(deck: Deck) -> RenderedMessage:
    """Return what stands above an answer when the question may be an emergency."""
    return RenderedMessage(content=EMERGENCY.format(urgent_line=draw_urgent_line(deck)))


def _describe_facts(refusal: Refusal) -> dict[str, str]:
    """Return the facts of a refusal, worded; ``near`` and ``known`` are two ways to its options."""
    words: dict[str, Callable[[Any], str]] = {
        "query": quote,
        "rights": _join,
        "channel_id": _name_channel,
        "channels": _name_channels,
    }
    options = getattr(refusal, "options", ())
    facts = {name: words.get(name, str)(value) for name, value in vars(refusal).items()}
    return facts | {"near": _suggest(options), "known": _list(options)}


def _join(rights: tuple[str, ...]) -> str:
    *others, last = rights
    return LAST_OF_SEVERAL.format(others=", ".join(others), last=last) if others else last


def _name_channels(channels: tuple[int, ...]) -> str:
    named = ", ".join(f"<#{each}>" for each in channels[:MOST_SUGGESTED])
    return AND_OTHERS.format(channels=named) if len(channels) > MOST_SUGGESTED else named


def _name_channel(channel_id: int | None) -> str:
    return THIS_CHANNEL if channel_id is None else f"<#{channel_id}>"


def _list(options: tuple[str, ...]) -> str:
    if not options:
        return ""
    message = MORE_KNOWN if len(options) > MOST_SUGGESTED else KNOWN
    return f" {message.format(options=', '.join(options[:MOST_SUGGESTED]))}"


def _suggest(options: tuple[str, ...]) -> str:
    if not options:
        return ""
    named = ", ".join(quote(name) for name in options[:MOST_SUGGESTED])
    return f" {DID_YOU_MEAN.format(options=named)}"
