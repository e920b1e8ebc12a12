"""A message before it is sent: its text, embeds, pictures and rows.

The limits are those of Discord's documentation; :mod:`bot.ui.limits` holds a message to them.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import discord
import orjson
from discord import ui

from bot.pictures.drawing import draw
from bot.pictures.picture import Picture
from bot.ui import texts

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

ACTION_ROW = discord.ComponentType.action_row.value


class PreparedResponse(dict[str, Any]):
    """The body of a first response to an interaction, and the JSON that it is sent as.

    In Discord's form: https://docs.discord.com/developers/interactions/receiving-and-responding
    """

    def __init__(self, kind: discord.InteractionResponseType, data: dict[str, Any]) -> None:
        super().__init__(type=kind.value, data=data)
        self.kind = kind
        self.json: bytes = orjson.dumps(self)


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
    def public_response(self) -> PreparedResponse:
        """The message as an answer that everybody sees, without its pictures."""
        return self._prepare_new()

    @cached_property
    def private_response(self) -> PreparedResponse:
        """The message as an answer that one person sees, without its pictures."""
        return self._prepare_new(flags=discord.MessageFlags(ephemeral=True).value)

    @cached_property
    def edit_response(self) -> PreparedResponse:
        """The message in the place of the one that was pressed, without its pictures."""
        nothing: dict[str, Any] = {
            "content": None, "embeds": [], "components": [], "attachments": []
        }  # fmt: skip
        return PreparedResponse(
            discord.InteractionResponseType.message_update, nothing | self._payload()
        )

    def _prepare_new(self, **extra: int) -> PreparedResponse:
        return PreparedResponse(
            discord.InteractionResponseType.channel_message, self._payload() | extra
        )

    def _payload(self) -> dict[str, Any]:
        """Return what the message has, in the form of Discord's API."""
        payload: dict[str, Any] = {"allowed_mentions": discord.AllowedMentions.none().to_dict()}
        if self.content:
            payload["content"] = self.content
        if self.embeds:
            payload["embeds"] = [embed.to_dict() for embed in self.embeds]
        if self.rows:
            payload["components"] = [
                {"type": ACTION_ROW, "components": [each.to_component_dict() for each in row]}
                for row in self.rows
            ]
        return payload

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


def cut(text: str, most: int) -> str:
    """Return the text, or what of it fits into ``most`` characters with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,.;:") + "…"


def draw_button(
    label: str,
    custom_id: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    emoji: str | None = None,
    disabled: bool = False,
    longest: int = PHONE_BUTTON,
) -> ui.Button[ui.View]:
    """Return a button that is answered by its ``custom_id``; its label ends where a phone ends it.

    ``longest`` is for a label that stands in full above.
    """
    return ui.Button(
        label=cut(label, longest), custom_id=custom_id, style=style, emoji=emoji, disabled=disabled
    )


def draw_option(
    label: str,
    value: str,
    description: str | None = None,
    *,
    emoji: str | None = None,
    default: bool = False,
) -> discord.SelectOption:
    """Return an entry of a menu: a label that a phone would cut stands below it in full.

    A ``description`` has that place before it.
    """
    if description is None and len(label) > PHONE_OPTION:
        description = label
    return discord.SelectOption(
        label=cut(label, PHONE_OPTION),
        value=value,
        description=None if description is None else cut(description, OPTION_TEXT),
        emoji=emoji,
        default=default,
    )


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
        draw_button(texts.BACK, f"{prefix}:{page - 1}", disabled=page == 1),
        draw_button(texts.NEXT, f"{prefix}:{page + 1}", next_style, disabled=page == pages),
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
