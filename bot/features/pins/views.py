"""The messages that moderators get about the pins of their server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import discord

from bot.deck.model import Deck
from bot.features.pins import texts
from bot.features.pins.refresher import Outcome
from bot.store import EditRefusal, Pin
from bot.ui.embeds import draw_embed
from bot.ui.markup import escape_name
from bot.ui.message import OPTION_TEXT, RenderedMessage, cut, draw_button, draw_pager
from bot.ui.snowflakes import make_link

PINS_PER_PAGE = 8
"""Of the list: as much as is read on a phone."""
MOST_REFUSED = 10
"""Messages that are named after a refresh as those that could not be edited."""

State = Literal["current", "waiting", "absent"] | EditRefusal
COUNTS = {
    Outcome.REFRESHED: texts.COUNT_REFRESHED,
    Outcome.UNPINNED: texts.COUNT_UNPINNED,
    Outcome.FORGOTTEN: texts.COUNT_FORGOTTEN,
    Outcome.UNSENT: texts.COUNT_UNSENT,
    Outcome.REFUSED: texts.COUNT_REFUSED,
}
VANISHED = RenderedMessage(content=texts.VANISHED)
DELETED = RenderedMessage(content=texts.DELETED)


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
    message = texts.LEVEL_SUGGESTION if entry.level else texts.SUGGESTION
    number = f"{entry.pin.message_id % 10_000:04}"
    named = message.format(title=entry.title, level=entry.level, channel=channel, number=number)
    return cut(named, OPTION_TEXT)


def draw_pinned(entry: PinEntry) -> RenderedMessage:
    """Tell whoever pinned a card that it is kept up to date from now on."""
    return RenderedMessage(content=texts.PINNED.format(pin=_link(entry)))


def draw_list(deck: Deck, entries: Sequence[PinEntry], page: int) -> RenderedMessage:
    """Draw a page of the pins of a server. A page beyond the last is the last."""
    pages = max(1, -(-len(entries) // PINS_PER_PAGE))
    page = min(max(1, page), pages)
    shown = entries[(page - 1) * PINS_PER_PAGE : page * PINS_PER_PAGE]
    listed = "\n".join(_describe(entry) for entry in shown)
    embed = draw_embed(
        next(iter(deck.groups.values())),
        texts.LIST_TITLE,
        listed or texts.NONE,
        texts.LIST_FOOTER.format(len(entries), page=page, pages=pages),
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
        return RenderedMessage(content=texts.NO_PINS)
    lines = [
        message.format(outcomes[outcome])
        for outcome, message in COUNTS.items()
        if outcomes[outcome] or outcome is Outcome.REFRESHED
    ]
    lines += [texts.REFUSED_PIN.format(pin=_describe(entry)) for entry in refused[:MOST_REFUSED]]
    embed = draw_embed(next(iter(deck.groups.values())), texts.REFRESHED, "\n".join(lines))
    return RenderedMessage(embeds=(embed,))


def draw_removed(entry: PinEntry) -> RenderedMessage:
    """Tell that a message is not kept up to date any more, and offer to delete it."""
    custom_id = f"pd1:{entry.pin.channel_id}:{entry.pin.message_id}"
    button = draw_button(texts.DELETE, custom_id, discord.ButtonStyle.danger)
    return RenderedMessage(
        content=texts.UNPINNED.format(pin=_link(entry)),
        rows=((button,),),
    )


def _describe(entry: PinEntry) -> str:
    message = texts.LISTED_LEVEL if entry.level else texts.LISTED
    return message.format(
        pin=_link(entry),
        channel=f"<#{entry.pin.channel_id}>",
        level=entry.level,
        state=texts.STATE[entry.state],
    )


def _link(entry: PinEntry) -> str:
    pin = entry.pin
    link = make_link(pin.guild_id, pin.channel_id, pin.message_id)
    return f"[{escape_name(entry.title)}]({link})"
