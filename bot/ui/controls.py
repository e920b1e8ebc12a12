"""Persistent buttons, menus and forms: each is answered by its ``custom_id`` alone.

A view draws them plainly; a class here answers whatever has a ``custom_id`` of its kind, in this
process or in one that is started a year later. discord.py would need the pressed message with all
its components for that, and would leave whatever it does not know without an answer; of forms
(Discord calls them modals) it would keep each in memory until the process ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, TypeVar

import discord
from discord import ui

from bot.errors import UnknownControl
from bot.ui.context import client_of
from bot.ui.turns import turn_of

T = TypeVar("T")


class Persistent:
    """One kind of control or form, by the ``template`` of its ``custom_id``.

    What stands in that before the first colon is plain text.

    ``state`` holds the named groups of the template: whatever it needs to know. ``kind`` is what
    stands before the first colon.
    """

    template: ClassVar[str]
    opens_form: ClassVar[bool] = False
    """Whether it may answer with a form: Discord takes one as the first response alone."""

    def __init__(self, match: re.Match[str]) -> None:
        self.state = match.groupdict()
        self.kind = match[0].partition(":")[0]

    async def answer(self, interaction: discord.Interaction) -> None:
        """Do what a press or a submitted form does; may raise a :class:`~bot.errors.Refusal`."""
        raise NotImplementedError

    def read(self, name: str, parse: Callable[[str], T]) -> T:
        """Return a part of the ``custom_id``, parsed.

        Raise :class:`~bot.errors.UnknownControl` where ``parse`` raises ValueError: a template says
        which signs there are, and not what they mean.
        """
        return _parse(self.state[name], parse)


class PersistentControl(Persistent):
    """One kind of button or menu; ``values`` are what was picked in a menu."""

    def __init_subclass__(cls, *, template: str) -> None:
        super().__init_subclass__()
        cls.template = template

    def __init__(self, match: re.Match[str], values: Sequence[str] = ()) -> None:
        super().__init__(match)
        self.values = values

    def pick(self, parse: Callable[[str], T]) -> T:
        """Return the first value that was picked in a menu, parsed; of none, the empty text.

        Raise as :meth:`read` does.
        """
        return _parse(self.values[0] if self.values else "", parse)

    def pick_all(self, parse: Callable[[str], T]) -> tuple[T, ...]:
        """Return all values that were picked in a menu, parsed; raise as :meth:`read` does."""
        return tuple(_parse(value, parse) for value in self.values)


class PersistentForm(Persistent):
    """One kind of form.

    ``values`` are what was filled in, by the ``custom_id`` of the field; empty where nothing was.
    """

    def __init__(self, match: re.Match[str], values: Mapping[str, str]) -> None:
        super().__init__(match)
        self.values = values

    def pick(self, field: str, parse: Callable[[str], T]) -> T | None:
        """Return what was picked in a field, parsed; None if nothing was, also of no field.

        Raise as :meth:`read` does.
        """
        picked = self.values[field]
        return _parse(picked, parse) if picked else None


async def dispatch(
    interaction: discord.Interaction,
    controls: tuple[type[PersistentControl], ...],
    forms: tuple[type[PersistentForm], ...],
) -> None:
    """Answer a press, a pick or a submitted form inside the error boundary; ignore the rest."""
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id") or "")
    found: Persistent | None = None
    if interaction.type is discord.InteractionType.component:
        values = tuple(str(each) for each in data.get("values") or ())
        found = next((kind(match, values) for kind, match in _fit(controls, custom_id)), None)
    elif interaction.type is discord.InteractionType.modal_submit:
        fields = defaultdict(str, _read_fields(data.get("components") or ()))
        found = next((kind(match, fields) for kind, match in _fit(forms, custom_id)), None)
    else:
        return

    async def answer() -> None:
        if found is None:
            raise UnknownControl
        await found.answer(interaction)

    name = "unknown" if found is None else found.kind
    await client_of(interaction).tree.error_boundary.run(
        interaction, name, answer, may_be_deferred=found is None or not found.opens_form
    )


async def show_form(interaction: discord.Interaction, form: ui.Modal) -> None:
    """Open a form; it is stopped first, so that discord.py does not keep it."""
    form.stop()
    if turn_of(interaction).may_be_deferred:
        raise RuntimeError("a control that shows a form must say so: opens_form")
    await interaction.response.send_modal(form)


Kind = TypeVar("Kind", bound=Persistent)


def _fit(
    kinds: tuple[type[Kind], ...], custom_id: str
) -> Iterable[tuple[type[Kind], re.Match[str]]]:
    for kind in _sort(kinds).get(custom_id.partition(":")[0], ()):
        match = re.fullmatch(kind.template, custom_id)
        if match is not None:
            yield kind, match


@cache
def _sort(kinds: tuple[type[Kind], ...]) -> Mapping[str, Sequence[type[Kind]]]:
    """Return the kinds by what stands before the first colon, in their order."""
    by_kind = defaultdict(list)
    for kind in kinds:
        by_kind[kind.template.partition(":")[0]].append(kind)
    return dict(by_kind)


def read_yes_or_no(picked: str) -> bool:
    """Return what was picked of ``yes`` and ``no``; raise :class:`ValueError` for anything else."""
    return ("no", "yes").index(picked) == 1


def _parse(text: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(text)
    except ValueError:
        raise UnknownControl from None


def _read_fields(parts: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """Yield the id and the text of each field, out of the labels and rows that hold them."""
    for part in parts:
        if "custom_id" in part:
            yield str(part["custom_id"]), str(part.get("value") or "")
        yield from _read_fields(part.get("components") or ())
        if part.get("component"):
            yield from _read_fields([part["component"]])
