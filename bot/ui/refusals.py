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

MOST_SUGGESTED = 5
"""How many near names are worth reading on a phone."""

DEFAULT_TEXT = "That is not possible right now. `/imnm help` shows what is."
TEXTS: dict[type[Refusal], str] = {
    errors.UnknownCard: (
        "I have no card called {query}.{near} "
        "Try `/imnm search` with a word or two, or `/imnm help` for all cards."
    ),
    errors.UnknownTerm: (
        "My glossary has no {query}.{near} Type the first letters in `/imnm term` and pick from "
        "the list, or try `/imnm search`."
    ),
    errors.UnknownCondition: (
        "I cannot compare {query}.{known} "
        "Leave the option empty in `/imnm compare` and pick from the menus."
    ),
    errors.UnknownZone: (
        "I know no time zone called {query} any more. Name a big city that keeps your time, such "
        "as Berlin, New York or Sydney."
    ),
    errors.UnknownTime: (
        "{query} is no time that I can read. Write it such as 8:30, 19:00 or 7 pm."
    ),
    errors.AmbiguousTime: (
        "{query} may be in the morning or in the evening.{near} Write it with 24 hours, or with am "
        "or pm."
    ),
    errors.UnsignedCard: (
        "That is still waiting for a clinician's approval, and this bot shows only what is "
        "approved. `/imnm help` lists the cards that are."
    ),
    errors.MayNotPost: (
        "You may not post cards in this channel. You can read this one here, or use the command in "
        "a channel where you may send messages."
    ),
    errors.DiscordRefuses: (
        "Discord does not allow that there, so nothing was changed. Whoever manages the server "
        "may find the reason in its AutoMod or safety settings."
    ),
    errors.ThreadClosed: (
        "That thread is closed, so nothing was changed. Open it again, then try once more."
    ),
    errors.WordlessMessage: (
        "That message has no words that I can look up, only a picture or something like it. "
        "`/imnm search` finds a card from your own words."
    ),
    errors.MessageDeleted: "That message has been deleted, so there is nothing to answer any more.",
    errors.BotMayNot: (
        "I need {rights} in {channel_id}. "
        "Somebody who manages the channel can give me that in its permissions."
    ),
    errors.MayNotWriteIn: (
        "You may not read and write in {channel_id} yourself, so I do not post there for you. "
        "Pick another channel, or ask somebody who may."
    ),
    errors.MayNotPin: (
        "You need the permission Pin Messages in {channel_id}; Manage Messages is not enough any "
        "more. Somebody who manages the server can give it to one of your roles, or to you in the "
        "channel's permissions."
    ),
    errors.PinsFull: (
        "This channel has {limit} pins, as many as Discord allows, so nothing was posted. Unpin "
        "one in the channel's list of pins, then try again."
    ),
    errors.TooManyReports: (
        "You have sent {limit} reports today, thank you. Please send the next one tomorrow."
    ),
    errors.NothingSaid: "The form was empty, so nothing was stored. A few words are enough.",
    errors.ExportTooLarge: (
        "That would be a larger file than Discord takes. Please ask whoever runs this bot for it: "
        "they can hand it to you in another way."
    ),
    errors.ServersOnly: (
        "That belongs to a server, and this is a direct message. Use it in a channel of the "
        "server; `/review` and `/scores me` work here too."
    ),
    errors.MayNotManage: (
        "That is for people with the permission Manage Server here. `/scores me`, "
        "`/scores leaderboard` and `/settings me` are for everybody."
    ),
    errors.MayNotModerate: (
        "That is for people with the permission Manage Messages or Manage Server here."
    ),
    errors.NotMember: (
        "I am not a member of this server, so it has no settings. Somebody with Manage Server can "
        "add me to it; `/settings me` works for you everywhere."
    ),
    errors.UnknownControl: (
        "I do not know that button or menu any more, so nothing was changed. Please use the "
        "command again; `/imnm help` lists them all."
    ),
    errors.IncompleteEvent: (
        "Discord did not tell me enough about that, so nothing was changed. Please try it again."
    ),
    errors.ReportGone: (
        "That report is not stored any more: whoever sent it had everything about them erased. "
        "Please delete this message too."
    ),
    errors.NoQuestions: (
        "I have no questions on that topic yet. Leave the topic out, or pick one from the "
        "suggestions."
    ),
    errors.QuestionClosed: (
        "That question has closed, so this did not count. The next one is for you."
    ),
    errors.NotOpen: (
        "That question is not open now, so this did not count. The latest question is the one to "
        "answer."
    ),
    errors.QuizPaused: (
        "The quiz is paused, so this did not count. What you chose before still does; it goes on "
        "when the host presses **Resume**."
    ),
    errors.QuizOver: (
        "This quiz is over. **Play again** under its result, or `/quiz`, starts another."
    ),
    errors.QuizLost: (
        "I could no longer write in the channel of this quiz, so it had to end. The scores so far "
        "are kept; `/quiz` starts another one where I may write."
    ),
    errors.QuizRunning: (
        "A quiz is running in this channel already. Wait until it is over, or use `/quiz` in "
        "another channel."
    ),
    errors.OpenQuizClosed: (
        "This quiz has closed, so this did not count. What you answered before does: its message "
        "now shows the board."
    ),
    errors.TooManyOpenQuizzes: (
        "This server has {limit} open quizzes, as many as it may have at a time. Wait until one "
        "closes, or ask whoever started it to press **Close now**."
    ),
    errors.MayNotStart: (
        "You may not write in this channel, so you cannot start a quiz here. Use `/quiz` in a "
        "channel where you may, or practise alone with `/review`."
    ),
    errors.QuizElsewhere: (
        "In this server quizzes are played in {channels}. Use `/quiz` there, or practise alone "
        "with `/review` anywhere."
    ),
    errors.QuizRoleOnly: (
        "In this server people with the role <@&{role_id}> start quizzes; everybody may answer. "
        "You can practise alone with `/review`."
    ),
    errors.UnknownPin: (
        "There is no such pin of mine in this server. `/pin list` shows those that there are."
    ),
    errors.NotKeepable: (
        "I can keep only cards and comparisons up to date that I have posted here myself, as an "
        "embed with its buttons. `/pin card` posts and pins one."
    ),
    errors.RefreshRunning: (
        "The pins of this server are being refreshed already; whoever asked for it gets the report."
    ),
    errors.NotTaken: (
        "Discord is not taking that just now, so nothing was changed. Please try again in a moment."
    ),
    errors.NotHost: (
        "Only the person who started this quiz, or somebody with the permission Manage Messages, "
        "can do that. Your answers count as before."
    ),
}
"""Each takes the facts of its refusal by their names, as :func:`_describe_facts` words them."""
NOT_RECORDED = RenderedMessage(
    content="That was not recorded: I cannot save anything just now. "
    "Please press or try again in a moment."
)
"""The database cannot be used."""
COMMAND_CHANGED = RenderedMessage(
    content="That command has just changed. Please try it again in a minute; "
    "reopening Discord shows the new one."
)
"""A command was changed, and Discord still shows it as it was."""


def draw_refusal(refusal: Refusal) -> RenderedMessage:
    """Draw the notice that something cannot be done."""
    text = TEXTS.get(type(refusal), DEFAULT_TEXT)
    return RenderedMessage(content=text.format_map(_describe_facts(refusal)))


def draw_failure(reference: str) -> RenderedMessage:
    """Draw the notice of an unknown failure; the log has the trace under ``reference``."""
    return RenderedMessage(content=f"Something went wrong. Reference {reference}.")


def draw_notice(deck: Deck, name: NoticeName) -> RenderedMessage:
    """Return the notice of the deck that answers a red flag.

    Only the urgent one is set as an alarm: somebody in despair is spoken to calmly.
    """
    if name == "urgent_notice":
        return RenderedMessage(content=f"⚠️ {embolden(deck.info.urgent_notice)}")
    notice = deck.info.crisis_notice if name == "crisis_notice" else deck.info.overdose_notice
    return RenderedMessage(content=f"{_lay_out(notice.text)}\n\n<{notice.link}>")


def _lay_out(text: str) -> str:
    """Return a notice as markup, with each telephone line on a line of its own.

    Whoever reads it may be in despair and on a phone: a number must be found at a glance. Sentences
    with "intro: one; two; three" become a list; the words stay as they are in the deck.
    """
    paragraphs: list[str] = []
    in_paragraph = False
    for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", text):
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
    return RenderedMessage(
        content="**If this is happening now, please do not wait for an answer here.**\n"
        + draw_urgent_line(deck)
    )


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
    return f"{', '.join(others)} and {last}" if others else last


def _name_channels(channels: tuple[int, ...]) -> str:
    named = ", ".join(f"<#{each}>" for each in channels[:MOST_SUGGESTED])
    return f"{named} and others" if len(channels) > MOST_SUGGESTED else named


def _name_channel(channel_id: int | None) -> str:
    return "this channel" if channel_id is None else f"<#{channel_id}>"


def _list(options: tuple[str, ...]) -> str:
    if not options:
        return ""
    more = ", …" if len(options) > MOST_SUGGESTED else ""
    return f" I know {', '.join(options[:MOST_SUGGESTED])}{more}."


def _suggest(options: tuple[str, ...]) -> str:
    if not options:
        return ""
    return f" Did you mean {', '.join(quote(name) for name in options[:MOST_SUGGESTED])}?"
