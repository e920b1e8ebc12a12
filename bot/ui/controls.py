"""What answers a press on a button or a choice in a menu.

A control is drawn by its view as a plain button with a ``custom_id``; here is what finds its way
back from that ``custom_id``, in this process or in one started a year later.

What answers a form (Discord calls it a modal) that somebody has filled in.

Like the buttons, a form is recognised by its ``custom_id`` alone, so it may be sent off after the
bot was restarted. discord.py would forget a form then, and keep each one in memory until then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self

import discord
from discord import ui

from bot.ui.context import client_of


class PersistentControl(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
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
        error_boundary = client_of(interaction).tree.error_boundary
        await error_boundary.run(interaction, self.kind, lambda: self.answer(interaction))

    async def answer(self, interaction: discord.Interaction) -> None:
        """What a press does; may raise a :class:`~bot.errors.Refusal`."""
        raise NotImplementedError

    @property
    def chosen(self) -> str:
        """What was chosen in a menu."""
        values: list[str] = getattr(self.item, "values", [])
        return values[0] if values else ""


class PersistentForm:
    """One kind of form. A subclass names its ``template`` and says what it does when sent off.

    ``state`` holds the named groups of the template, ``said`` what was filled in, by the
    ``custom_id`` of the field.
    """

    template: ClassVar[str]

    def __init__(self, match: re.Match[str], said: Mapping[str, str]) -> None:
        self.state = match.groupdict()
        self.kind = match[0].partition(":")[0]
        self.said = said

    async def answer(self, interaction: discord.Interaction) -> None:
        """What sending it off does; may raise a :class:`~bot.errors.Refusal`."""
        raise NotImplementedError


async def dispatch_form(
    interaction: discord.Interaction, kinds: Iterable[type[PersistentForm]]
) -> None:
    """Lets a form that was sent off in through the one door, if it is one of these ``kinds``."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    for kind in kinds:
        match = re.fullmatch(kind.template, custom_id)
        if match is not None:
            await _admit(interaction, kind(match, dict(_read(data.get("components", [])))))
            return


async def _admit(interaction: discord.Interaction, form: PersistentForm) -> None:
    error_boundary = client_of(interaction).tree.error_boundary
    await error_boundary.run(interaction, form.kind, lambda: form.answer(interaction))


async def show_form(interaction: discord.Interaction, form: ui.Modal) -> None:
    """Opens a form; stopped first, so that discord.py does not keep it."""
    form.stop()
    await interaction.response.send_modal(form)


def _read(parts: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Each field's id and text, out of the labels and rows that hold them."""
    for part in parts:
        if "custom_id" in part:
            yield str(part["custom_id"]), str(part.get("value") or "")
        yield from _read(part.get("components", []))
        if "component" in part:
            yield from _read([part["component"]])
