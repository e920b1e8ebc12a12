"""Discord's Markdown: texts of the deck and of people, escaped where they become part of a message.

A text of the deck knows one kind of markup: ``**words in bold**``. All else that Discord would take
for markup is shown as it was written. Nothing is rendered, and so nothing escaped, in labels of
buttons, options of menus, footers, forms and files.
"""

from __future__ import annotations

import re

# Within a line: bold, italics, underlining, struck out, hidden, code, links, mentions and
# timestamps, addresses, a call to everybody, and the names of emoji (":100:").
_INLINE = re.compile(
    r"[\\*_~|`\[\]<]|(?<=:)/(?=/)|@(?=everyone\b|here\b)|:(?=[\w+-]+(?:::[\w-]+)?:)"
)
# At the start of a line: a quotation, a heading, small print, a list.
_BLOCK = re.compile(r"\A( *)(>|#{1,3}(?=\s|$)|-#(?=\s|$)|[-+*](?=\s|$)|\d+(?=\.(?:\s|$)))")
_BOLD = re.compile(r"(?<![\\*\w])\*\*(?=[^\s*])([^\n]*?[^\s*\\])\*\*(?![*\w])")


def escape(text: str) -> str:
    """Return a text as markup that is shown like the text; its words in bold stay bold."""
    return "\n".join(map(_escape_line, text.split("\n")))


def escape_name(text: str) -> str:
    """Return a name, a title or another text that stands in no bold of its own, as markup."""
    return escape(drop_bold(text))


def embolden(text: str) -> str:
    """Return a text in bold, as markup."""
    return f"**{escape_name(text)}**"


def draw_heading(text: str, depth: int = 2) -> str:
    """Return a text as a heading, as markup: screen readers leap from one to the next."""
    return f"{'#' * depth} {escape_name(text)}"


def drop_bold(text: str) -> str:
    """Return a text of the deck without the signs that make words bold."""
    return _BOLD.sub(r"\1", text)


def split_bold(text: str) -> list[str]:
    """Return the parts of a text of the deck; every second one is in bold."""
    return _BOLD.split(text)


def begins_block(line: str) -> bool:
    """Return whether Discord would make something else than a paragraph of a line."""
    return _BLOCK.match(line) is not None


def _escape_line(line: str) -> str:
    parts = [_INLINE.sub(r"\\\g<0>", part) for part in split_bold(line)]
    parts[1::2] = [f"**{part}**" for part in parts[1::2]]
    return _BLOCK.sub(_escape_block, "".join(parts))


def _escape_block(found: re.Match[str]) -> str:
    blanks, sign = found.groups()
    return f"{blanks}{sign}\\" if sign.isdigit() else f"{blanks}\\{sign}"
