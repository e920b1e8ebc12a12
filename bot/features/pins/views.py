"""What moderators are told of the pins of their server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import discord
from discord import ui

from bot.deck.model import Deck
from bot.ui.embeds import draw_embed
from bot.ui.message import Control, RenderedMessage
from bot.ui.plain_text import cut, tell_count

LINES = 8
"""On one page of the list: as much as is read on a phone."""
TROUBLES = 10
"""So many messages that cannot be edited are named in a report."""

State = Literal["current", "waiting", "absent", "access", "rights", "archived", "unfit"]
STATES: dict[State, str] = {
    "current": "up to date",
    "waiting": "changes soon",
    "absent": "has left the deck: a notice says where to look",
    "access": "cannot be edited: I do not see the channel. Give me View Channel there, then use "
    "`/pin refresh`",
    "rights": "cannot be edited: I lack rights there. Give me View Channel, Send Messages and "
    "Embed Links in the channel's permissions, then use `/pin refresh`",
    "archived": "cannot be edited: the thread is closed. Open it, then use `/pin refresh`",
    "unfit": "cannot be edited: Discord does not take the card as it is. "
    "Whoever runs the bot finds the reason in its log",
}


@dataclass(frozen=True, slots=True)
class PinEntry:
    """One message that is kept up to date."""

    title: str
    guild_id: int
    channel_id: int
    message_id: int
    level: str | None
    """None where it makes no difference."""
    state: State


@dataclass(frozen=True, slots=True)
class RefreshSummary:
    """What a refresh has done, in messages."""

    refreshed: int
    forgotten: int
    refused: int
    left: int
    """Not tried, or Discord could not be reached."""
    troubles: tuple[PinEntry, ...]
    """Those refused that the person may know of."""


def link_to(guild_id: int, channel_id: int, message_id: int) -> str:
    """Where a message is."""
    return f"https://discord.com/channels/{guild_id}/{channel_id}/{message_id}"


def name_line(line: PinEntry, channel: str) -> str:
    """A pin in a list of suggestions, with the name of its channel."""
    level = f" ({line.level})" if line.level else ""
    return cut(f"{line.title}{level} in {channel}, {line.message_id % 10_000:04}", 100)


def draw_pinned(line: PinEntry) -> RenderedMessage:
    """Said to whoever pinned it."""
    return RenderedMessage(
        content=f"Pinned: {_link(line)}. I edit it by myself whenever the card changes. "
        "`/pin list` shows all that I keep here, `/pin remove` takes one away."
    )


def draw_kept(line: PinEntry) -> RenderedMessage:
    """Said to whoever picked the message menu's entry."""
    return RenderedMessage(
        content=f"From now on I keep {_link(line)} up to date: it is pinned, and I edit it "
        "whenever the card changes. `/pin remove` ends that."
    )


def draw_list(deck: Deck, lines: Sequence[PinEntry], page: int) -> RenderedMessage:
    """A page of the pins of a server. A page beyond the last is the last."""
    pages = max(1, -(-len(lines) // LINES))
    page = min(max(1, page), pages)
    shown = lines[(page - 1) * LINES : page * LINES]
    said = "\n".join(_tell(line) for line in shown)
    embed = draw_embed(
        next(iter(deck.groups.values())),
        "Pins that I keep up to date",
        said or "None that you can see. `/pin card` posts and pins one, `/pin board` a front desk.",
        f"Page {page} of {pages} · {_count(len(lines))}",
    )
    buttons: tuple[Control, ...] = ()
    if pages > 1:
        buttons = (
            ui.Button(label="Back", custom_id=f"pl1:{page - 1}", disabled=page == 1),
            ui.Button(label="Next", custom_id=f"pl1:{page + 1}", disabled=page == pages),
        )
    return RenderedMessage(embeds=(embed,), rows=(buttons,) if buttons else ())


def draw_refresh_summary(deck: Deck, report: RefreshSummary) -> RenderedMessage:
    """What a refresh of a server's pins has done."""
    total = report.refreshed + report.forgotten + report.refused + report.left
    if not total:
        return RenderedMessage(
            content="I keep no pins in this server. `/pin card` posts and pins one."
        )
    lines = [f"{_count(report.refreshed)} up to date"]
    if report.forgotten:
        lines.append(f"{_count(report.forgotten)} forgotten: the message or its channel is gone")
    if report.left:
        lines.append(f"{_count(report.left)} not reached: I try those that changed again by myself")
    if report.refused:
        lines.append(f"{_count(report.refused)} that I may not edit; `/pin list` tells why")
    lines += [f"• {_tell(line)}" for line in report.troubles[:TROUBLES]]
    embed = draw_embed(next(iter(deck.groups.values())), "Pins refreshed", "\n".join(lines))
    return RenderedMessage(embeds=(embed,))


def draw_removed(line: PinEntry) -> RenderedMessage:
    """Said once a message is kept up to date no more; offers to delete it."""
    button = ui.Button[ui.View](
        label="Delete the message too",
        style=discord.ButtonStyle.danger,
        custom_id=f"pd1:{line.channel_id}:{line.message_id}",
    )
    return RenderedMessage(
        content=f"Unpinned: {_link(line)}. I edit it no more; it stays as it is.",
        rows=((button,),),
    )


def draw_vanished() -> RenderedMessage:
    """Said when the message was gone already."""
    return RenderedMessage(content="That message was gone already. I have forgotten it.")


def draw_deleted() -> RenderedMessage:
    """Said once the message is deleted."""
    return RenderedMessage(content="Unpinned and deleted.")


def _tell(line: PinEntry) -> str:
    level = f" · {line.level}" if line.level else ""
    return f"**{_link(line)}** · <#{line.channel_id}>{level}\n{STATES[line.state]}"


def _link(line: PinEntry) -> str:
    return f"[{line.title}]({link_to(line.guild_id, line.channel_id, line.message_id)})"


def _count(number: int) -> str:
    return tell_count(number, "pin", "pins")
