"""Plain text: a message without embeds, texts split and made harmless, counts in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

import discord

from bot.deck.characters import tidy, tidy_line
from bot.learning.scoring import FEWEST_ANSWERS
from bot.ui import texts
from bot.ui.markup import begins_block, drop_bold, escape
from bot.ui.message import CONTENT, RenderedMessage, cut

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
    blocks = [f"## {embed.title}" if embed.title else "", embed.description or ""]
    blocks += [f"### {field.name}\n{field.value}" for field in embed.fields]
    # A footer renders no markup, a message does.
    blocks.append(escape(embed.footer.text or ""))
    return blocks


def escape_within(text: str, most: int) -> str:
    """Return as much of a text as fits into ``most`` characters when escaped, without bold."""
    text = drop_bold(text)
    size = most
    while len(escaped := escape(cut(text, size))) > most:
        size -= 1
    return escaped


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
    # What is not seen is left to `tidy`, which knows the joiners that a name may need.
    kept = "".join(
        each if unicodedata.category(each)[0] in "LMNC" or each in HARMLESS_SIGNS else " "
        for each in tidy(text)
    )
    return tidy_line(kept)


def sanitise_name(name: str) -> str:
    """Return the name of a person or of a place, sanitised; nothing if no letter or digit is seen.

    A name of marks, signs or fillers would be an empty place.
    """
    shown = sanitise(name)
    return shown if any(unicodedata.category(each)[0] in "LN" for each in shown) else ""


def format_accuracy(right: int, answered: int) -> str:
    """Return ``7 of 9 right (78%)``; no share of so few answers that it says nothing."""
    message = texts.ACCURACY_SHARE if answered >= FEWEST_ANSWERS else texts.ACCURACY
    share = right / answered if answered else 0
    return message.format(right=f"{right:,}", answered=f"{answered:,}", percent=f"{share:.0%}")


def format_score(points: int, right: int, answered: int) -> str:
    """Return a line of a board: ``7,000 points · 7 of 9 right (78%)``."""
    return texts.SCORE.format(points, accuracy=format_accuracy(right, answered))


def format_ordinal(number: int) -> str:
    """Return a place: ``1st``, ``2nd``, ``3rd``, ``11th``."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10)
    return f"{number:,}{ending or 'th'}"


def _pieces(block: str, most: int) -> Iterator[str]:
    if len(block) <= most:
        yield block
        return
    for line in block.split("\n"):
        rest = line
        while len(rest) > most:
            end = _find_break(rest, most)
            yield rest[:end]
            rest = rest[end:].lstrip(" ")
        yield rest


def _find_break(line: str, most: int) -> int:
    """Return where to break a line: at its last blank behind which no heading or list would begin.

    Where there is none, a word is broken.
    """
    end = line.rfind(" ", 1, most + 1)
    while end > 0 and begins_block(line[end:]):
        end = line.rfind(" ", 1, end)
    return end if end > 0 else most
