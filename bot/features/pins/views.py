"""The messages that moderators get about the pins of their server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import discord

from bot.deck.model import Deck
from bot.features.pins.refresher import Outcome
from bot.store import EditRefusal, Pin
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape_name
from bot.ui.message import OPTION_TEXT, RenderedMessage, draw_button, draw_pager
from bot.ui.plain_text import cut, pluralise

PINS_PER_PAGE = 8
"""Of the list: as much as is read on a phone."""
MOST_REFUSED = 10
"""Messages that are named after a refresh as those that could not be edited."""

State = Literal["current", "waiting", "absent"] | EditRefusal
STATES: dict[State, str] = {
    "current": "up to date",
    "waiting": "is about to be updated",
    "absent": "not shown at present: a notice in its place says where to look",
    EditRefusal.ACCESS: "cannot be updated: I do not see the channel. Give me View Channel there, "
    "then use `/pin refresh`",
    EditRefusal.RIGHTS: "cannot be updated: I lack permissions there. Give me View Channel, "
    "Send Messages and Embed Links in the channel, then use `/pin refresh`",
    EditRefusal.ARCHIVED: "cannot be updated: the thread is closed. Open it, then use "
    "`/pin refresh`",
    EditRefusal.EMBEDS: "shows nothing: Discord leaves the card out, because I lack Embed Links. "
    "Give me that in the channel, then use `/pin refresh`",
    EditRefusal.UNPINNED: "up to date, but somebody has unpinned it. Pin it again in Discord, or "
    "take it off this list with `/pin remove`",
    EditRefusal.BLOCKED: "cannot be updated: Discord does not allow it there. Whoever manages the "
    "server may find the reason in its AutoMod or safety settings",
    EditRefusal.UNFIT: "cannot be updated: Discord does not accept the card as it is. "
    "Whoever runs the bot finds the reason in its log",
}
VANISHED = RenderedMessage(content="That message was already gone. It is off the list now.")
DELETED = RenderedMessage(content="Unpinned and deleted.")


@dataclass(frozen=True, slots=True)
class PinEntry:
    """One pinned message, as lists and messages name it."""

    pin: Pin
    title: str
    level: str | None
    """None where it makes no difference."""
    state: State


def name_choice(entry: PinEntry, channel: str) -> str:
    """Name a pin in a list of suggestions, with the name of its channel."""
    level = f" ({entry.level})" if entry.level else ""
    return cut(
        f"{entry.title}{level} in {channel}, {entry.pin.message_id % 10_000:04}", OPTION_TEXT
    )


def draw_pinned(entry: PinEntry) -> RenderedMessage:
    """Tell whoever pinned a card that it is kept up to date from now on."""
    return RenderedMessage(
        content=f"Pinned: {_link(entry)}. It is updated automatically whenever the card changes. "
        "`/pin list` shows everything that is kept up to date here, `/pin remove` ends that."
    )


def draw_list(deck: Deck, entries: Sequence[PinEntry], page: int) -> RenderedMessage:
    """Draw a page of the pins of a server. A page beyond the last is the last."""
    pages = max(1, -(-len(entries) // PINS_PER_PAGE))
    page = min(max(1, page), pages)
    shown = entries[(page - 1) * PINS_PER_PAGE : page * PINS_PER_PAGE]
    listed = "\n".join(_describe(entry) for entry in shown)
    embed = draw_embed(
        next(iter(deck.groups.values())),
        "Pins kept up to date",
        listed
        or "None that you can see. `/pin card` posts and pins a card, `/pin board` a front desk.",
        f"Page {page} of {pages} · {_count(len(entries))}",
    )
    pager = draw_pager("pl1", page, pages)
    return RenderedMessage(embeds=(embed,), rows=(pager,) if pager else ())


def draw_refresh_summary(
    deck: Deck, outcomes: Mapping[Outcome, int], refused: Sequence[PinEntry]
) -> RenderedMessage:
    """Draw what a refresh of a server's pins has done.

    ``outcomes`` counts messages; ``refused`` are the pins that the person may know of and that
    Discord does not let be edited.
    """
    if not any(outcomes.values()):
        return RenderedMessage(
            content="There are no pins to refresh in this server. `/pin card` posts and pins one."
        )
    phrases = {
        Outcome.REFRESHED: "up to date",
        Outcome.UNPINNED: "up to date, but not pinned any more",
        Outcome.FORGOTTEN: "taken off the list: the message or its channel is gone",
        Outcome.UNSENT: "not reached: where the card has changed, I try again later",
        Outcome.REFUSED: "that I cannot update: `/pin list` says why",
    }
    lines = [
        f"{_count(outcomes[outcome])} {words}"
        for outcome, words in phrases.items()
        if outcomes[outcome] or outcome is Outcome.REFRESHED
    ]
    lines += [f"• {_describe(entry)}" for entry in refused[:MOST_REFUSED]]
    embed = draw_embed(next(iter(deck.groups.values())), "Pins refreshed", "\n".join(lines))
    return RenderedMessage(embeds=(embed,))


def draw_removed(entry: PinEntry) -> RenderedMessage:
    """Tell that a message is not kept up to date any more, and offer to delete it."""
    custom_id = f"pd1:{entry.pin.channel_id}:{entry.pin.message_id}"
    button = draw_button("Delete the message too", custom_id, discord.ButtonStyle.danger)
    return RenderedMessage(
        content=f"Unpinned: {_link(entry)}. It stays as it is and is not updated any more.",
        rows=((button,),),
    )


def _describe(entry: PinEntry) -> str:
    level = f" · {entry.level}" if entry.level else ""
    return f"**{_link(entry)}** · <#{entry.pin.channel_id}>{level}\n{STATES[entry.state]}"


def _link(entry: PinEntry) -> str:
    channel = f"https://discord.com/channels/{entry.pin.guild_id}/{entry.pin.channel_id}"
    return f"[{escape_name(entry.title)}]({channel}/{entry.pin.message_id})"


def _count(number: int) -> str:
    return pluralise(number, "pin", "pins")
