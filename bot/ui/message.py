"""A message before it is sent: its text, its embeds and its rows of components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import discord
from discord import ui

Control = (
    ui.Button[ui.View] | ui.Select[ui.View] | ui.ChannelSelect[ui.View] | ui.RoleSelect[ui.View]
)


# Alone, and neither escaped nor half of the two that make words bold. Nothing here is in italics.
ASTERISK = re.compile(r"(?<![\\*])\*(?!\*)")
CODE = "```"


def keep_asterisks(text: str) -> str:
    """Return the text with its lone asterisks escaped.

    Of two gene types, such as DRB1*11:01, Discord would else remove both asterisks and set what is
    between them in italics.
    """
    return text if text.count("*") < 2 or CODE in text else ASTERISK.sub(r"\*", text)


class Rows(ui.View):
    """Rows of components as discord.py's view, serialised once, however often they are sent.

    The view is stopped from the start. discord.py would else keep every message's buttons in memory
    for ever, although a press is answered by its ``custom_id`` alone (:mod:`bot.ui.controls`).
    """

    def __init__(self, rows: tuple[tuple[Control, ...], ...]) -> None:
        super().__init__(timeout=None)
        for number, row in enumerate(rows):
            for control in row:
                control.row = number
                self.add_item(control)
        self.stop()
        self._components = super().to_components()

    def to_components(self) -> list[dict[str, Any]]:
        return self._components


@dataclass(frozen=True)
class RenderedMessage:
    """One message, the same whether it is public or private, new or an edit of an older one.

    ``rows`` are its rows of components from top to bottom; each holds up to five buttons or one
    select. Whatever a press needs to know is in the ``custom_id``.
    """

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    rows: tuple[tuple[Control, ...], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", keep_asterisks(self.content))
        for embed in self.embeds:
            embed.description = keep_asterisks(embed.description or "") or None
            for index, field in enumerate(embed.fields):
                name, value = keep_asterisks(field.name or ""), keep_asterisks(field.value or "")
                if (name, value) != (field.name, field.value):
                    embed.set_field_at(index, name=name, value=value, inline=field.inline)

    @property
    def controls(self) -> Iterator[Control]:
        for row in self.rows:
            yield from row

    @cached_property
    def view(self) -> Rows:
        """The rows as a view."""
        return Rows(self.rows)

    def for_new(self) -> dict[str, Any]:
        """Return the arguments with which discord.py sends a new message."""
        parts: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
        if self.content:
            parts["content"] = self.content
        if self.embeds:
            parts["embeds"] = list(self.embeds)
        if self.rows:
            parts["view"] = self.view
        return parts

    def for_edit(self) -> dict[str, Any]:
        """Return the arguments of an edit; it removes whatever this message does not have."""
        return {
            "content": self.content or None,
            "embeds": list(self.embeds),
            "view": self.view if self.rows else None,
            "allowed_mentions": discord.AllowedMentions.none(),
        }


def put_above(
    warning: RenderedMessage, messages: tuple[RenderedMessage, ...]
) -> tuple[RenderedMessage, ...]:
    """Return the messages with the words of ``warning`` above them, in the first where it has room.

    An embed leaves the room of the words free; a message of words may be full already.
    """
    first, *others = messages
    if first.content:
        return (warning, *messages)
    return (replace(first, content=warning.content), *others)
