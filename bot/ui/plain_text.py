"""Plain text: cut to a length, split into messages, counted; and any page as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import discord

from bot.ui.limits import CONTENT
from bot.ui.message import RenderedMessage


def without_embeds(message: RenderedMessage) -> tuple[RenderedMessage, ...]:
    """The same message without embeds, as messages to be read one after the other.

    What can be pressed stands under the last one.
    """
    if not message.embeds:
        return (message,)
    blocks = [message.content, *(block for embed in message.embeds for block in _tell(embed))]
    *first, last = split(block for block in blocks if block)
    return (
        *(RenderedMessage(content=text) for text in first),
        RenderedMessage(last, rows=message.rows),
    )


def _tell(embed: discord.Embed) -> list[str]:
    blocks = [f"**{embed.title}**" if embed.title else "", embed.description or ""]
    blocks += [f"**{field.name}**\n{field.value}" for field in embed.fields]
    blocks.append(embed.footer.text or "")
    return blocks


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits into ``most`` characters with an ellipsis."""
    return text if len(text) <= most else text[: most - 1].rstrip(" ,.;:") + "…"


def split(blocks: Iterable[str], most: int = CONTENT) -> tuple[str, ...]:
    """Joins blocks into as few texts of at most ``most`` characters as keep their order.

    Breaks between blocks where it can, else between lines, else between words.
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


def pluralise(number: int, one: str, many: str) -> str:
    """``1 person``, ``2 people``."""
    return f"{number:,} {one if number == 1 else many}"


def format_accuracy(right: int, answered: int, accuracy: float | None) -> str:
    """``7 of 9 right (78%)``."""
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
