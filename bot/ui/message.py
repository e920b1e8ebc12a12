"""A message before it is sent: its text, embeds, pictures and rows, and Discord's limits for them.

The limits are those of Discord's documentation; discord.py checks almost none of them.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import discord
from discord import ui

from bot.pictures.drawing import draw
from bot.pictures.picture import ALT_TEXT, Picture

Control = (
    ui.Button[ui.View] | ui.Select[ui.View] | ui.ChannelSelect[ui.View] | ui.RoleSelect[ui.View]
)


CONTENT = 2000
EMBEDS = 10
EMBEDS_TOTAL = 6000
TITLE = 256
DESCRIPTION = 4096
FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1024
FOOTER = 2048
ROWS = 5
BUTTONS_IN_ROW = 5
CUSTOM_ID = 100
BUTTON_LABEL = 80
PLACEHOLDER = 150
OPTIONS = 25
PHONE_BUTTON = 38
PHONE_OPTION = 50
"""Characters of a button's label and of a menu's entry that a phone of 390 px shows."""
OPTION_TEXT = 100
ATTACHMENTS = 10


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
    select. Whatever a press needs to know is in the ``custom_id``. ``pictures`` are drawn when the
    message is sent; one that cannot be drawn is left out, since the text says it all as well.
    """

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    rows: tuple[tuple[Control, ...], ...] = ()
    pictures: tuple[Picture, ...] = ()

    @property
    def controls(self) -> Iterator[Control]:
        for row in self.rows:
            yield from row

    @cached_property
    def view(self) -> Rows:
        """The rows as a view."""
        return Rows(self.rows)

    @cached_property
    def revision(self) -> str:
        """Eight hex digits that change with anything of the message but its menus."""
        buttons = [
            control.to_component_dict()
            for control in self.controls
            if isinstance(control, ui.Button)
        ]
        shown = [
            self.content,
            [embed.to_dict() for embed in self.embeds],
            buttons,
            [(picture.template, picture.data, picture.alt) for picture in self.pictures],
        ]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:8]

    async def for_new(self, *, may_attach: bool = True) -> dict[str, Any]:
        """Return the arguments with which discord.py sends a new message.

        Without ``may_attach`` it has no pictures: Discord would refuse the whole message.
        """
        parts: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none()}
        if self.content:
            parts["content"] = self.content
        if self.embeds:
            parts["embeds"] = list(self.embeds)
        if self.rows:
            parts["view"] = self.view
        if self.pictures and may_attach:
            parts["files"] = await self._draw_pictures()
        return parts

    async def for_edit(self, *, may_attach: bool = True) -> dict[str, Any]:
        """Return the arguments of an edit; it removes whatever this message does not have."""
        return {
            "content": self.content or None,
            "embeds": list(self.embeds),
            "view": self.view if self.rows else None,
            "attachments": await self._draw_pictures() if may_attach else [],
            "allowed_mentions": discord.AllowedMentions.none(),
        }

    async def _draw_pictures(self) -> list[discord.File]:
        drawn = [(picture, await draw(picture)) for picture in self.pictures]
        return [
            discord.File(io.BytesIO(content), f"{picture.template}.png", description=picture.alt)
            for picture, content in drawn
            if content is not None
        ]


def draw_button(
    label: str,
    custom_id: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    emoji: str | None = None,
    disabled: bool = False,
) -> ui.Button[ui.View]:
    """Return a button that is answered by its ``custom_id``."""
    return ui.Button(label=label, custom_id=custom_id, style=style, emoji=emoji, disabled=disabled)


def draw_pager(
    prefix: str,
    page: int,
    pages: int,
    next_style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> tuple[Control, ...]:
    """Return buttons to the pages before and after, counted from 1; none if there is but one.

    Each ``custom_id`` is the prefix with the number of its page behind it.
    """
    if pages == 1:
        return ()
    return (
        draw_button("Back", f"{prefix}:{page - 1}", disabled=page == 1),
        draw_button("Next", f"{prefix}:{page + 1}", next_style, disabled=page == pages),
    )


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


def limit_violations(message: RenderedMessage) -> tuple[str, ...]:
    """Return one sentence for each limit that the message breaks; none if it fits."""
    return (
        *_measure_text(message), *_measure_pictures(message), *_measure_controls(message)
    )  # fmt: skip


def length(text: str | None) -> int:
    """Return the length in UTF-16 units: no way of counting that Discord may use gives more."""
    return len((text or "").encode("utf-16-le")) // 2


def _measure_text(message: RenderedMessage) -> Iterator[str]:
    if not message.content and not message.embeds:
        yield "The message is empty."
    yield from _at_most("The content", message.content, CONTENT)
    if len(message.embeds) > EMBEDS:
        yield f"The message has {len(message.embeds)} embeds; Discord allows {EMBEDS}."
    for embed in message.embeds:
        yield from _measure_embed(embed)
    total = sum(_total(embed) for embed in message.embeds)
    if total > EMBEDS_TOTAL:
        yield f"The embeds have {total} characters together; Discord allows {EMBEDS_TOTAL}."


def _measure_embed(embed: discord.Embed) -> Iterator[str]:
    if not (embed.title or embed.description or embed.fields):
        yield "An embed is empty."
    yield from _at_most("The title", embed.title, TITLE)
    yield from _at_most("The description", embed.description, DESCRIPTION)
    yield from _at_most("The footer", embed.footer.text, FOOTER)
    if len(embed.fields) > FIELDS:
        yield f"The embed has {len(embed.fields)} fields; Discord allows {FIELDS}."
    for field in embed.fields:
        yield from _between("A field's name", field.name, FIELD_NAME)
        yield from _between(f"The field “{field.name}”", field.value, FIELD_VALUE)


def _measure_pictures(message: RenderedMessage) -> Iterator[str]:
    if len(message.pictures) > ATTACHMENTS:
        yield f"The message has {len(message.pictures)} files; Discord allows {ATTACHMENTS}."
    for picture in message.pictures:
        yield from _between(f"The alt text of “{picture.template}”", picture.alt, ALT_TEXT)


def _total(embed: discord.Embed) -> int:
    texts = [embed.title, embed.description, embed.footer.text]
    for field in embed.fields:
        texts += [field.name, field.value]
    return sum(length(text) for text in texts)


def _measure_controls(message: RenderedMessage) -> Iterator[str]:
    if len(message.rows) > ROWS:
        yield f"The message has {len(message.rows)} rows of components; Discord allows {ROWS}."
    for row in message.rows:
        selects = sum(not isinstance(control, ui.Button) for control in row)
        if not row:
            yield "A row of components is empty."
        elif len(row) > BUTTONS_IN_ROW or (selects and len(row) > 1):
            yield f"A row holds {len(row)} components; Discord allows five buttons or one select."
    ids = Counter(control.custom_id for control in message.controls if control.custom_id)
    for custom_id, times in ids.items():
        yield from _at_most(f"The custom_id “{custom_id}”", custom_id, CUSTOM_ID)
        if times > 1:
            yield f"The custom_id “{custom_id}” is used {times} times in one message."
    for control in message.controls:
        yield from _measure_control(control)


def _measure_control(control: Control) -> Iterator[str]:
    if isinstance(control, ui.Button):
        if not control.label and not control.emoji:
            yield f"The button “{control.custom_id}” has neither label nor emoji."
        yield from _at_most("A button's label", control.label, BUTTON_LABEL)
        return
    yield from _at_most("A select's placeholder", control.placeholder, PLACEHOLDER)
    if not isinstance(control, ui.Select):
        # Discord fills it with the server's own channels or roles.
        if len(control.default_values) > control.max_values:
            yield f"A select has {len(control.default_values)} picked and allows fewer."
        return
    if not 1 <= len(control.options) <= OPTIONS:
        yield f"A select has {len(control.options)} options; Discord allows 1 to {OPTIONS}."
    for value, times in Counter(option.value for option in control.options).items():
        if times > 1:
            yield f"A select offers the value “{value}” {times} times."
    for option in control.options:
        yield from _between("An option's label", option.label, OPTION_TEXT)
        yield from _between("An option's value", option.value, OPTION_TEXT)
        yield from _at_most("An option's description", option.description, OPTION_TEXT)


def _at_most(what: str, text: str | None, most: int) -> Iterator[str]:
    if length(text) > most:
        yield f"{what} has {length(text)} characters; Discord allows {most}."


def _between(what: str, text: str | None, most: int) -> Iterator[str]:
    if not (text or "").strip():
        yield f"{what} is empty."
    yield from _at_most(what, text, most)
