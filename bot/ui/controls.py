"""Persistent buttons, menus and forms: each is answered by its ``custom_id`` alone.

A view draws them plainly; a class here answers whatever has a ``custom_id`` of its kind, in this
process or in one that is started a year later. Of forms (Discord calls them modals) discord.py
would keep each in memory until the process ends, and know none afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, Self

import discord
from discord import ui

from bot.ui.context import client_of


class PersistentControl(ui.DynamicItem[ui.Item[Any]], template=r"(?!)"):
    """One kind of button or menu, by the ``template`` of its ``custom_id``.

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
        """Run :meth:`answer` inside the error boundary; discord.py calls this."""
        error_boundary = client_of(interaction).tree.error_boundary
        await error_boundary.run(interaction, self.kind, lambda: self.answer(interaction))

    async def answer(self, interaction: discord.Interaction) -> None:
        """Do what a press does; may raise a :class:`~bot.errors.Refusal`."""
        raise NotImplementedError

    @property
    def chosen(self) -> str:
        """The first value that was picked in a menu; empty if there is none."""
        values: list[str] = getattr(self.item, "values", [])
        return values[0] if values else ""


class PersistentForm:
    """One kind of form, by the ``template`` of its ``custom_id``.

    ``state`` holds the named groups of the template, ``values`` what was filled in, by the
    ``custom_id`` of the field.
    """

    template: ClassVar[str]

    def __init__(self, match: re.Match[str], values: Mapping[str, str]) -> None:
        self.state = match.groupdict()
        self.kind = match[0].partition(":")[0]
        self.values = values

    async def answer(self, interaction: discord.Interaction) -> None:
        """Do what submitting it does; may raise a :class:`~bot.errors.Refusal`."""
        raise NotImplementedError


async def dispatch_form(
    interaction: discord.Interaction, kinds: Iterable[type[PersistentForm]]
) -> None:
    """Answer a submitted form inside the error boundary if it is one of these ``kinds``."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    for kind in kinds:
        match = re.fullmatch(kind.template, custom_id)
        if match is not None:
            form = kind(match, dict(_read_fields(data.get("components", []))))
            error_boundary = client_of(interaction).tree.error_boundary
            await error_boundary.run(interaction, form.kind, partial(form.answer, interaction))
            return


async def show_form(interaction: discord.Interaction, form: ui.Modal) -> None:
    """Open a form; it is stopped first, so that discord.py does not keep it."""
    form.stop()
    await interaction.response.send_modal(form)


def _read_fields(parts: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Yield the id and the text of each field, out of the labels and rows that hold them."""
    for part in parts:
        if "custom_id" in part:
            yield str(part["custom_id"]), str(part.get("value") or "")
        yield from _read_fields(part.get("components", []))
        if "component" in part:
            yield from _read_fields([part["component"]])
