"""The words of every refusal and every mishap. A notice is one kind sentence or two, and private.

It says what to do next, never what went wrong inside.
"""

from __future__ import annotations

import unicodedata

from bot.deck.model import Deck
from bot.errors import (
    BotMayNot,
    MayNotManage,
    MayNotModerate,
    MayNotPin,
    MayNotPost,
    MayNotStart,
    NoQuestions,
    NothingSaid,
    NotHost,
    NotKeepable,
    NotMember,
    NotOpen,
    NotTaken,
    PinsFull,
    QuestionClosed,
    QuizElsewhere,
    QuizLost,
    QuizOver,
    QuizPaused,
    QuizRoleOnly,
    QuizRunning,
    RefreshRunning,
    Refusal,
    ReportGone,
    ServersOnly,
    TooManyReports,
    UnknownCard,
    UnknownCondition,
    UnknownPin,
    UnknownTerm,
    UnknownTime,
    UnknownZone,
    UnsignedCard,
)
from bot.ui.message import RenderedMessage
from bot.ui.plain_text import cut

# As much of a person's own words as is repeated to them.
QUOTED = 60
# Signs that are neither markdown nor part of a mention or an address.
SIGNS = "'\N{RIGHT SINGLE QUOTATION MARK},.?!%+-() "
# How many near names are worth reading on a phone.
NEAR = 5

ANY_OTHER = "That is not possible right now. `/imnm help` shows what is."
SENTENCES: dict[type[Refusal], str] = {
    UnsignedCard: "That is still waiting for a clinician's approval, and this bot shows only what "
    "is approved. `/imnm help` lists the cards that are.",
    MayNotPost: "You may not post cards in this channel. You can read this one here, "
    "or use the command in a channel where you may send messages.",
    NothingSaid: "The form was empty, so nothing was stored. A few words are enough.",
    ServersOnly: "That belongs to a server, and this is a direct message. Use it in a channel of "
    "the server; `/review` and `/scores me` work here too.",
    MayNotManage: "That is for people with the permission Manage Server here. "
    "`/scores me`, `/scores leaderboard` and `/settings me` are for everybody.",
    MayNotModerate: "That is for people with the permission Manage Messages or Manage Server here.",
    NotMember: "I am not a member of this server, so it has nothing to set. "
    "Somebody with Manage Server can add me to it; `/settings me` is yours everywhere.",
    ReportGone: "That report is not stored any more: whoever sent it had everything about them "
    "erased. Please delete this message too.",
    NoQuestions: "I have no questions on that topic yet. Leave the topic out, "
    "or pick one from the suggestions.",
    QuestionClosed: "That question has closed, so this did not count. The next one is for you.",
    NotOpen: "That question is not open now, so this did not count. "
    "The latest question is the one to answer.",
    QuizPaused: "The quiz is paused, so this did not count. What you chose before still does; "
    "it goes on when the host presses **Resume**.",
    QuizOver: "This quiz is over. **Play again** under its result, or `/quiz`, begins another.",
    QuizLost: "I could no longer write in the channel of this quiz, so it had to end. The scores "
    "so far are kept; `/quiz` begins another one where I may write.",
    QuizRunning: "A quiz is running in this channel already. "
    "Wait until it is over, or use `/quiz` in another channel.",
    MayNotStart: "You may not write in this channel, so you cannot begin a quiz here. "
    "Use `/quiz` in a channel where you may, or practise alone with `/review`.",
    UnknownPin: "I keep no such pin in this server. `/pin list` shows those that I keep.",
    NotKeepable: "I can keep only a card or a comparison that I have posted here myself, as an "
    "embed with its buttons. `/pin card` posts and pins one.",
    RefreshRunning: "The pins of this server are being refreshed already; "
    "whoever asked for it gets the report.",
    NotTaken: "Discord does not take that just now, so nothing was changed. "
    "Please try again in a moment.",
    NotHost: "Only the person who began this quiz, or somebody with the permission Manage "
    "Messages, can do that. Your answers count as before.",
}
"""What is said of the refusals whose facts need not be told."""


def draw_refusal(refusal: Refusal) -> RenderedMessage:
    """What a person is told when something cannot be done."""
    return RenderedMessage(content=_word(refusal))


def draw_trouble() -> RenderedMessage:
    """What a person is told while the database cannot be used."""
    return RenderedMessage(
        content="That was not recorded: I cannot save anything just now. "
        "Please press or try again in a moment."
    )


def draw_failure(reference: str) -> RenderedMessage:
    """What a person is told when something broke; the log has the trace under ``reference``."""
    return RenderedMessage(content=f"Something went wrong. Reference {reference}.")


def draw_changed() -> RenderedMessage:
    """For a command that Discord still shows as it was before the bot was changed."""
    return RenderedMessage(
        content="That command has just changed. Please try it again in a minute; "
        "reopening Discord shows the new one."
    )


def draw_urgent(deck: Deck) -> RenderedMessage:
    """The urgent notice, alone."""
    return RenderedMessage(content=f"⚠️ **{deck.info.urgent_notice}**")


def quote(said: str) -> str:
    """A person's own words, made harmless and cut short, as a quotation."""
    return f"“{cut(sanitise(said), QUOTED)}”"


def sanitise(said: str) -> str:
    """A person's own words, made harmless: no markup, no mention, no link, one line.

    What is left are the letters and marks of any script, digits, and a few signs that mean
    nothing to Discord. It may be nothing.
    """
    kept = "".join(
        each if unicodedata.category(each)[0] in "LMN" or each in SIGNS else " " for each in said
    )
    return " ".join(kept.split())


def _word(refusal: Refusal) -> str:
    match refusal:
        case UnknownCard():
            said = (
                f"I have no card called {quote(refusal.asked)}.{_suggest(refusal.near)} "
                "Try `/imnm search` with a word or two, or `/imnm help` for all cards."
            )
        case UnknownTerm():
            said = (
                f"My glossary has no {quote(refusal.asked)}.{_suggest(refusal.near)} "
                "Type the first letters in `/imnm term` and pick from the list, "
                "or try `/imnm search`."
            )
        case UnknownCondition():
            said = (
                f"I cannot compare {quote(refusal.asked)}.{_list(refusal.known)} "
                "Leave the option empty in `/imnm compare` and pick from the menus."
            )
        case UnknownZone():
            said = (
                f"I know no time zone called {quote(refusal.asked)}. Name a big city that keeps "
                "your time, such as Berlin, New York or Sydney."
            )
        case UnknownTime():
            said = (
                f"{quote(refusal.asked)} is no time that I can read. "
                "Write it with 24 hours, such as 8:30 or 19:00."
            )
        case BotMayNot():
            said = (
                f"I need {_join(refusal.rights)} in {_place(refusal.channel_id)}. "
                "Somebody who manages the channel can give me that in its permissions."
            )
        case MayNotPin() | PinsFull():
            said = _word_pin(refusal)
        case QuizElsewhere() | QuizRoleOnly():
            said = _word_rule(refusal)
        case TooManyReports():
            said = (
                f"You have sent {refusal.limit} reports today, thank you. "
                "Please send the next one tomorrow."
            )
        case _:
            said = SENTENCES.get(type(refusal), ANY_OTHER)
    return said


def _join(rights: tuple[str, ...]) -> str:
    *others, last = rights
    return f"{', '.join(others)} and {last}" if others else last


def _word_pin(refusal: MayNotPin | PinsFull) -> str:
    if isinstance(refusal, PinsFull):
        return (
            f"This channel has {refusal.limit} pins, as many as Discord allows, so nothing was "
            "posted. Unpin one in the channel's list of pins, then try again."
        )
    return (
        f"You need the permission Pin Messages in {_place(refusal.channel_id)}; Manage "
        "Messages is not enough any more. Somebody who manages the server can give it to "
        "one of your roles, or to you in the channel's permissions."
    )


def _word_rule(refusal: QuizElsewhere | QuizRoleOnly) -> str:
    if isinstance(refusal, QuizElsewhere):
        return (
            f"In this server quizzes are played in {_name_channels(refusal.channels)}. "
            "Use `/quiz` there, or practise alone with `/review` anywhere."
        )
    return (
        f"In this server people with the role <@&{refusal.role_id}> begin quizzes; everybody may "
        "answer. You can practise alone with `/review`."
    )


def _name_channels(channels: tuple[int, ...]) -> str:
    named = ", ".join(f"<#{each}>" for each in channels[:NEAR])
    return f"{named} and others" if len(channels) > NEAR else named


def _place(channel_id: int | None) -> str:
    return "this channel" if channel_id is None else f"<#{channel_id}>"


def _list(known: tuple[str, ...]) -> str:
    if not known:
        return ""
    more = ", …" if len(known) > NEAR else ""
    return f" I know {', '.join(known[:NEAR])}{more}."


def _suggest(near: tuple[str, ...]) -> str:
    if not near:
        return ""
    return f" Did you mean {', '.join(quote(name) for name in near[:NEAR])}?"
