"""A file's bytes, and the text in them: nothing hidden, nothing guessed, nothing from elsewhere."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from bot.deck.rule import Rule
from bot.errors import DeckError

MAX_BYTES = 2_000_000

UNREADABLE = Rule(
    "DECK001",
    "A file is missing, cannot be read, or lies outside the deck's folder",
    why="A deck is served whole or not at all.",
    cure="Put a readable, ordinary file there.",
)
HUGE = Rule(
    "DECK002",
    "A file is over 2 MB or holds more than 50,000 values",
    why="No honest card is that large, and reading it would stall the bot.",
    cure="Split the file or remove what does not belong there.",
)
NOT_UTF8 = Rule(
    "DECK003",
    "A file is not UTF-8 without a byte-order mark",
    why="Guessed letters are wrong letters.",
    cure="Save the file as UTF-8 without BOM.",
)
INVISIBLE = Rule(
    "DECK004",
    "A control character or an invisible sign stands in a file",
    why="What a reviewer cannot see must not change what a reader sees.",
    cure="Delete the character.",
)
RULES = (UNREADABLE, HUGE, NOT_UTF8, INVISIBLE)

# Controls but tab and line ends; the line ends YAML knows beyond those of editors, which would
# shift line numbers; zero-width signs and the marks that turn the direction of text. The
# zero-width joiner stays: emoji need it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\uffff]"
)


def fetch(folder: Path, name: str) -> bytes:
    """The bytes of one file of the deck.

    Raises :class:`~bot.errors.DeckError` when it cannot be read, is no ordinary file, lies outside
    the folder, or is too large.
    """
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            message = "The file is a link that leads out of the deck's folder."
            raise DeckError((UNREADABLE.fault(name, 1, message),))
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DeckError((UNREADABLE.fault(name, 1, "This is not an ordinary file."),))
        if status.st_size > MAX_BYTES:
            message = f"The file has {status.st_size:,} bytes; {MAX_BYTES:,} are allowed."
            raise DeckError((HUGE.fault(name, 1, message),))
        return path.read_bytes()
    except (OSError, RuntimeError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else None
        message = f"The file cannot be read: {reason or 'its path leads nowhere'}."
        raise DeckError((UNREADABLE.fault(name, 1, message),)) from problem


def decode(data: bytes, name: str) -> str:
    """The text of a file.

    Raises :class:`~bot.errors.DeckError` when it is too large, no UTF-8, or holds what nobody sees.
    """
    if len(data) > MAX_BYTES:
        message = f"The file has {len(data):,} bytes; {MAX_BYTES:,} are allowed."
        raise DeckError((HUGE.fault(name, 1, message),))
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        message = "The file begins with a byte-order mark."
        raise DeckError((NOT_UTF8.fault(name, 1, message),))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        message = f"Byte 0x{data[problem.start]:02x} does not belong in UTF-8."
        raise DeckError((NOT_UTF8.fault(name, line, message),)) from problem
    found = _INVISIBLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        message = f"The invisible character U+{ord(found[0]):04X} stands here."
        raise DeckError((INVISIBLE.fault(name, line, message),))
    return text
