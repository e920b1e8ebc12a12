"""What answers a press on a button or a choice in a menu.

A control is drawn by its view as a plain button with a ``custom_id``; here is what finds its way
back from that ``custom_id``, in this process or in one started a year later.
"""

from __future__ import annotations

import re
from typing import Any, Protocol, Self, cast

import discord
from discord import ui

from bot.ui.error_boundary import Door


class Doorkeeper(Protocol):
    """A command tree that keeps the door."""

    door: Door


class Guarded(Protocol):
    """A client with such a tree."""

    tree: Doorkeeper


class Press(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
    """One kind of control. A subclass names its ``template`` and says what a press does.

    ``state`` holds the named groups of the template: whatever the control needs to know.
    """

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.state = match.groupdict()
        self.kind = match[0].partition(":")[0]

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Lets the press in through the one door."""
        door = cast("Guarded", interaction.client).tree.door
        await door.admit(interaction, self.kind, lambda: self.answer(interaction))

    async def answer(self, interaction: discord.Interaction) -> None:
        """What a press does; may raise a :class:`~bot.errors.Refusal`."""
        raise NotImplementedError

    @property
    def chosen(self) -> str:
        """What was chosen in a menu."""
        values: list[str] = getattr(self.item, "values", [])
        return values[0] if values else ""
