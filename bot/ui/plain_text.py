"""Plain text: a message without embeds, texts cut, split and made harmless, counts in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

import discord

from bot.ui.message import CONTENT, RenderedMessage

LONGEST_QUOTE = 60
HARMLESS_SIGNS = "'\N{RIGHT SINGLE QUOTATION MARK},.?!%+-() "
"""Signs that are neither markdown nor part of a mention or an address."""


def without_embeds(message: RenderedMessage) -> tuple[RenderedMessage, ...]:
    """Return the message without embeds and pictures, to be read as one message after the other.

    The components stand under the last one.
    """
    if not message.embeds:
        return (replace(message, pictures=()),)
    blocks = [
        message.content,
        *(block for embed in message.embeds for block in _list_blocks(embed)),
    ]
    *first, last = split(block for block in blocks if block)
    return (
        *(RenderedMessage(content=text) for text in first),
        RenderedMessage(last, rows=message.rows),
    )


def _list_blocks(embed: discord.Embed) -> list[str]:
    blocks = [f"**{embed.title}**" if embed.title else "", embed.description or ""]
    blocks += [f"**{field.name}**\n{field.value}" for field in embed.fields]
    blocks.append(embed.footer.text or "")
    return blocks


def cut(text: str, most: int) -> str:
    """Return the text, or what of it fits into ``most`` characters with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,.;:") + "…"


def split(blocks: Iterable[str], most: int = CONTENT) -> tuple[str, ...]:
    """Join blocks, in their order, into as few texts of at most ``most`` characters as possible.

    Break between blocks where that is possible, else between lines, else between words.
    """
    texts: list[str] = []
    for block in blocks:
        for place, piece in enumerate(_pieces(block, most)):
            gap = "\n\n" if place == 0 else "\n"
            if texts and len(texts[-1]) + len(gap) + len(piece) <= most:
                texts[-1] += gap + piece
            else:
                texts.append(piece)
    return tuple(texts)


def quote(text: str) -> str:
    """Return a person's own words as a quotation, sanitised and cut."""
    return f"“{cut(sanitise(text), LONGEST_QUOTE)}”"


def sanitise(text: str) -> str:
    """Return a person's own words without markup, mentions, links and line breaks.

    What is left are the letters and marks of any script, digits, and a few signs that mean
    nothing to Discord. It may be nothing.
    """
    kept = "".join(
        each if unicodedata.category(each)[0] in "LMN" or each in HARMLESS_SIGNS else " "
        for each in text
    )
    return " ".join(kept.split())


def pluralise(number: int, one: str, many: str) -> str:
    """Return a number with its noun: ``1 person``, ``2 people``."""
    return f"{number:,} {one if number == 1 else many}"


def format_accuracy(right: int, answered: int, accuracy: float | None) -> str:
    """Return ``7 of 9 right (78%)``; ``accuracy`` is a share of 1, or None if nothing counts."""
    percent = "" if accuracy is None else f" ({accuracy:.0%})"
    return f"{right:,} of {answered:,} right{percent}"


def _pieces(block: str, most: int) -> Iterator[str]:
    if len(block) <= most:
        yield block
        return
    for line in block.split("\n"):
        rest = line
        while len(rest) > most:
            end = rest.rfind(" ", 1, most + 1)
            end = end if end > 0 else most
            yield rest[:end]
            rest = rest[end:].lstrip(" ")
        yield rest
