"""Discord's limits of a message, told to whoever writes cards: a sentence for each that is broken.

The limits are those of Discord's documentation; discord.py checks almost none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import discord
from discord import ui

from bot.pictures.picture import ALT_TEXT
from bot.ui.message import (
    ATTACHMENTS,
    BUTTON_LABEL,
    BUTTONS_IN_ROW,
    CONTENT,
    CUSTOM_ID,
    DESCRIPTION,
    EMBEDS,
    EMBEDS_TOTAL,
    FIELD_NAME,
    FIELD_VALUE,
    FIELDS,
    FOOTER,
    OPTION_TEXT,
    OPTIONS,
    PLACEHOLDER,
    ROWS,
    TITLE,
    Control,
    RenderedMessage,
)


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
