"""Discord's limits of messages."""

import discord
import pytest
from discord import ui

from bot.pictures.picture import Picture
from bot.ui.limits import limit_violations
from bot.ui.message import RenderedMessage


def embed(**parts) -> RenderedMessage:
    fields = parts.pop("fields", ())
    footer = parts.pop("footer", None)
    made = discord.Embed(**parts)
    for name, value in fields:
        made.add_field(name=name, value=value)
    if footer:
        made.set_footer(text=footer)
    return RenderedMessage(embeds=(made,))


def button(custom_id: str = "a", label: str = "A") -> ui.Button:
    return ui.Button(label=label, custom_id=custom_id)


def controls(*rows) -> RenderedMessage:
    return RenderedMessage(content="x", rows=tuple(rows))


def select(*options: discord.SelectOption, **parts) -> ui.Select:
    return ui.Select(custom_id="s", options=list(options), **parts)


def option(value: str = "v", label: str = "l", description: str | None = None):
    return discord.SelectOption(value=value, label=label, description=description)


def pictured(*alt_texts: str) -> RenderedMessage:
    pictures = tuple(Picture("steps", "{}", alt) for alt in alt_texts)
    return RenderedMessage(content="x", pictures=pictures)


FITS = {
    "alt texts": pictured(*["x" * 1024] * 10),
    "content": RenderedMessage(content="x" * 2000),
    "title": embed(title="x" * 256),
    "description": embed(description="x" * 4096),
    "fields": embed(fields=[("n" * 256, "v" * 200)] * 12),
    "field": embed(fields=[("n", "v" * 1024)]),
    "footer": embed(title="t", footer="f" * 2048),
    "total": embed(description="x" * 4000, footer="f" * 2000),
    "buttons": controls(*[[button(f"{r}{c}") for c in range(5)] for r in range(5)]),
    "label": controls([button(label="x" * 80)]),
    "custom_id": controls([button("x" * 100)]),
    "options": controls([select(*[option(str(n)) for n in range(25)])]),
    "option": controls([select(option("v" * 100, "l" * 100, "d" * 100), placeholder="p" * 150)]),
}
BREAKS = {
    "alt text": pictured("x" * 1025),
    "no alt text": pictured(""),
    "pictures": pictured(*["x"] * 11),
    "nothing": RenderedMessage(),
    "content": RenderedMessage(content="x" * 2001),
    "emoji count twice": RenderedMessage(content="😀" * 1001),
    "title": embed(title="x" * 257),
    "description": embed(description="x" * 4097),
    "empty embed": embed(),
    "fields": embed(fields=[("n", "v")] * 26),
    "field": embed(fields=[("n", "v" * 1025)]),
    "field without value": embed(fields=[("n", "")]),
    "field without name": embed(fields=[(" ", "v")]),
    "footer": embed(title="t", footer="f" * 2049),
    "total": embed(description="x" * 4000, footer="f" * 2001),
    "embeds": RenderedMessage(embeds=(discord.Embed(title="t"),) * 11),
    "rows": controls(*[[button(str(n))] for n in range(6)]),
    "row": controls([button(str(n)) for n in range(6)]),
    "empty row": controls([]),
    "select beside a button": controls([select(option()), button()]),
    "label": controls([button(label="x" * 81)]),
    "bare button": controls([ui.Button(custom_id="a")]),
    "custom_id": controls([button("x" * 101)]),
    "same custom_id": controls([button("a"), button("a")]),
    "no options": controls([select()]),
    "options": controls([select(*[option(str(n)) for n in range(26)])]),
    "same value": controls([select(option("v"), option("v"))]),
    "option label": controls([select(option(label="l" * 101))]),
    "option description": controls([select(option(description="d" * 101))]),
    "placeholder": controls([select(option(), placeholder="p" * 151)]),
}


@pytest.mark.parametrize("message", FITS.values(), ids=FITS)
def test_what_discord_accepts_is_not_called_a_fault(message):
    assert limit_violations(message) == ()


@pytest.mark.parametrize("message", BREAKS.values(), ids=BREAKS)
def test_what_discord_refuses_is_named_once(message):
    assert len(limit_violations(message)) == 1
