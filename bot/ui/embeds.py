"""Parts of embeds that many views share: title and colour, urgent line, source marks, footer, bars.

A source mark is a raised number behind a statement; the dagger marks general knowledge. Bars are
drawn with block characters, which fit a narrow screen; the number always stands beside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import discord

from bot.deck.info import Group
from bot.deck.model import Deck, Signature
from bot.ui import texts
from bot.ui.markup import embolden, escape_name

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# A narrow space that never breaks a line: it keeps a mark with its word, and 1 and 2 apart, which
# would read as 12.
GAP = "\N{NARROW NO-BREAK SPACE}"
DAGGER = "†"
FIGURE = re.compile(r"\d[%x]?$")
APART = " ·"


def number_sources(sources: Iterable[str]) -> dict[str, int]:
    """Return the number of each source by its id: 1 is the one that is used first."""
    return {source: place for place, source in enumerate(dict.fromkeys(sources), start=1)}


def add_source_marks(
    text: str, sources: Iterable[str], numbers: Mapping[str, int], *, general: bool = False
) -> str:
    """Return the text with its raised numbers, lowest first, and a dagger for general knowledge."""
    places = sorted(numbers[source] for source in dict.fromkeys(sources))
    marks = [str(place).translate(SUPERSCRIPTS) for place in places]
    if general:
        marks.append(DAGGER)
    # After a figure ("10x", "11:01", "56%") a raised number would read as a power of it.
    figure = bool(marks) and FIGURE.search(text) is not None
    return f"{text}{APART if figure else ''}{''.join(GAP + one for one in marks)}"


def draw_sources_line(sources: Iterable[str]) -> str:
    """Return ``Sources (13)`` for what rests on so many; nothing for what names none."""
    count = len(set(sources))
    return texts.SOURCES_LINE.format(count=count) if count else ""


def spell_out_source_marks(
    text: str, sources: Iterable[str], numbers: Mapping[str, int], *, general: bool = False
) -> str:
    """Return the text with the same marks for screen readers: `` [1, 2]``, and in words."""
    places = sorted(numbers[source] for source in dict.fromkeys(sources))
    marked = f"{text} [{', '.join(map(str, places))}]" if places else text
    return texts.PARTLY_GENERAL.format(statement=marked) if general else marked


def draw_embed(
    group: Group,
    title: str,
    description: str | None = None,
    footer: str = "",
    fields: Iterable[tuple[str, str]] = (),
    *,
    url: str | None = None,
) -> discord.Embed:
    """Return an embed in the colour of a group, with the group's emoji before the title.

    The title is text, and leads to the ``url`` if there is one; the description and the ``fields``,
    which are names with their values, are markup. Each field takes the whole width.
    """
    embed = discord.Embed(
        url=url,
        title=f"{group.emoji} {escape_name(title)}",
        description=description,
        colour=discord.Colour.from_str(group.colour),
    )
    if footer:
        embed.set_footer(text=footer)
    for name, value in fields:
        embed.add_field(name=name, value=value, inline=False)
    return embed


def draw_urgent_line(deck: Deck) -> str:
    """Return the line about urgent help, as a quotation that stands out on a small screen."""
    return f"> ⚠️ {embolden(deck.info.urgent_line)}"


def describe_review(reviewed_on: date, signature: Signature | None) -> str:
    """Return when something was checked, and who approved it.

    ``signature`` is one that still holds, or None.
    """
    checked = format_day(reviewed_on)
    if signature is None:
        return texts.UNAPPROVED.format(checked=checked)
    return texts.APPROVED.format(
        checked=checked,
        name=signature.name,
        role=signature.role,
        approved=format_day(signature.on),
    )


def format_day(day: date) -> str:
    """Return a day as ``22 Nov 2026``, which nobody takes for another one."""
    return f"{day.day} {day:%b %Y}"


def draw_footer(deck: Deck, review: str, *, general: bool = False) -> str:
    """Return a footer as text: the disclaimer, the dagger if there is one, the review.

    The deck's version and revision are on the page about the cards.
    """
    lines = [deck.info.disclaimer_short]
    if general:
        lines.append(texts.DAGGER_LEGEND.format(dagger=DAGGER))
    lines.append(review)
    return "\n".join(lines)


WIDTH = 10
FULL, EMPTY = "█", "░"
# Blocks, not signs that Discord would turn into emoji.
QUIET, BUSY, BUSIER = "·", "▄", "█"
MANY = 5


def draw_bar(part: int, whole: int, width: int = WIDTH) -> str:
    """Return a share as ``███████░░░``. Anything above nothing is at least one block."""
    if whole <= 0:
        return EMPTY * width
    blocks = round(width * part / whole)
    if part:
        blocks = max(1, blocks)
    if part < whole:
        blocks = min(width - 1, blocks)
    return FULL * blocks + EMPTY * (width - blocks)


def draw_days(counts: Sequence[int]) -> str:
    """Return one character for each day's count."""
    return "".join(BUSIER if count >= MANY else BUSY if count else QUIET for count in counts)


DAYS_LEGEND = texts.DAYS_LEGEND.format(
    quiet=QUIET, busy=BUSY, few=MANY - 1, busier=BUSIER, many=MANY
)
