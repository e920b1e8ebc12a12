"""Discord's Markdown, read as its clients do: what is seen, and what became of it.

The order and the forms are those of the rules that Discord's clients use for messages and embeds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

INLINE = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])"
    r"|(?P<code>`+)(?P<coded>.+?)(?<!`)(?P=code)(?!`)"
    r"|(?P<mention><(?:@[!&]?|#)\d+>|<a?:\w+:\d+>|<t:-?\d+(?::\w)?>"
    r"|@(?:everyone|here))"
    r"|(?P<command></[\w -]+:\d+>)"
    r"|(?P<address><https?://[^\s>]+>|https?://[^\s<]+)"
    r"|\[(?P<linked>(?:\\.|[^\]\\])+)\]\((?P<target><?https?://[^\s)]+>?)\)"
    r"|\*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)"
    r"|__(?P<underlined>(?:\\.|[^\\])+?)__(?!_)"
    r"|\*(?=\S)(?P<italics>(?:\\.|[^\\*])+?)\*(?!\*)|_(?P<slanted>(?:\\.|[^\\_])+?)_(?!\w)"
    r"|~~(?P<struck>(?:\\.|[^\\])+?)~~"
    r"|\|\|(?P<hidden>(?:\\.|[^\\])+?)\|\|"
    r"|:(?P<emoji>[\w+-]+(?:::[\w-]+)?):"
)
BLOCK = re.compile(r" *(?P<sign>>>>|>|#{1,3}|-#|[-+*]|\d+\.)(?:\s+|$)")
KINDS = {">": "quotation", ">>>": "quotation", "-#": "small", "#": "heading", "##": "subheading",
         "###": "subheading"}  # fmt: skip


@dataclass
class Reading:
    """What a reader sees of a message."""

    seen: str = ""
    found: list[tuple[str, str]] = field(default_factory=list)
    """Each piece of markup: its kind, and what is seen of it or, of a link, where it leads."""

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.found}


def read_markdown(text: str) -> Reading:
    """Read a message or a part of an embed."""
    reading = Reading()
    lines = []
    for line in text.split("\n"):
        begun = BLOCK.match(line)
        kind = ""
        if begun:
            sign = begun["sign"]
            kind = KINDS.get(sign, "list")
        seen = _read_line(line[begun.end() :] if begun else line, reading)
        if kind:
            reading.found.append((kind, seen))
        lines.append(seen)
    reading.seen = "\n".join(lines)
    return reading


def _read_line(line: str, reading: Reading) -> str:
    seen, place = "", 0
    for found in INLINE.finditer(line):
        seen += line[place : found.start()]
        place = found.end()
        if found["escaped"]:
            seen += found["escaped"]
            continue
        kind = next(k for k, v in found.groupdict().items() if v and k not in {"code", "target"})
        inside = found[kind]
        if kind == "coded":
            words = inside
        elif kind in ("mention", "command", "address", "emoji"):
            words = found[0]
        else:
            words = _read_line(inside, reading)
        reading.found.append((kind, found["target"] or words))
        seen += words
    return seen + line[place:]
