"""Read YAML strictly: every scalar stays text, and every value knows its line.

YAML's conveniences are dangerous in medicine: ``NO`` becomes False, ``1:10`` becomes 70, a repeated
key wins silently, an alias repeats what nobody reviewed. All of that is refused here. Values are
built from the parser's events in a loop, so no nesting can exhaust the interpreter's stack. Bytes
that are not plain UTF-8, invisible characters and files outside of the folder are refused as well.
"""

from __future__ import annotations

import re
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.deck.characters import find_mixed_word, find_unseen
from bot.deck.rule import At, Rule
from bot.deck.yaml_comments import CommentFinder
from bot.errors import DeckError, Fault

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
    "A control character or an invisible sign stands in a file, or is written as an escape",
    why="What a reviewer cannot see must not change what a reader sees.",
    cure="Delete the character.",
)


def _fetch(folder: Path, name: str) -> bytes:
    """Return the bytes of one file of the deck, at most one more than it may have.

    Raises :class:`~bot.errors.DeckError` when it cannot be read, is no ordinary file or lies
    outside the folder.
    """
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            message = "The file is a link that leads out of the deck's folder."
            raise UNREADABLE.error(name, 1, message)
        if not stat.S_ISREG(path.stat().st_mode):
            raise UNREADABLE.error(name, 1, "This is not an ordinary file.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, RuntimeError, ValueError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else None
        message = f"The file cannot be read: {reason or 'its path leads nowhere'}."
        raise UNREADABLE.error(name, 1, message) from problem


def _decode(data: bytes, name: str) -> str:
    """Return the text of a file.

    Raises :class:`~bot.errors.DeckError` when it is too large, no UTF-8, or holds what nobody sees.
    """
    if len(data) > MAX_BYTES:
        raise HUGE.error(name, 1, f"The file has more than {MAX_BYTES:,} bytes.")
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise NOT_UTF8.error(name, 1, "The file begins with a byte-order mark.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        message = f"Byte 0x{data[problem.start]:02x} does not belong in UTF-8."
        raise NOT_UTF8.error(name, line, message) from problem
    # The line ends of other systems are line ends to YAML as well.
    if unseen := find_unseen(text.replace("\r", "\n")):
        line = len(_LINE_END.split(text[: unseen.start()]))
        raise INVISIBLE.error(name, line, _name_unseen(unseen))
    return text


_LINE_END = re.compile("\r\n|\r|\n")


def _name_unseen(unseen: re.Match[str]) -> str:
    name = unicodedata.name(unseen[0], "").lower()
    return f"The invisible character U+{ord(unseen[0]):04X}{name and f' ({name})'} stands here."


MAX_VALUES = 50_000
MAX_DEPTH = 12

NOT_YAML = Rule(
    "DECK005",
    "A file is not YAML",
    why="A half-read card is a wrong card.",
    cure="Mend the line; put text with ': ' or ' #' in double quotes.",
)
CLEVER = Rule(
    "DECK006",
    "An anchor, alias, tag, merge key or directive is used",
    why="A reviewer must see each text where it stands.",
    cure="Write the text out.",
)
DEEP = Rule(
    "DECK007",
    "Values are nested more than 12 deep",
    why="Nothing in a deck is.",
    cure="Look for a stray bracket or indent.",
)
REPEATED_KEY = Rule(
    "DECK008",
    "A key stands twice in one place",
    why="YAML would let the last one win silently.",
    cure="Keep one of the two.",
)
ROOT = Rule(
    "DECK009",
    "A file is not one document of keys and values",
    why="Each file has the form of one class of the deck.",
    cure="Begin with the first key at the start of the line, and remove '---' further down.",
)
EMPTY = Rule(
    "DECK010",
    "A key has no value, or null",
    why="Every value is text, so null would be shown as the word.",
    cure="Write a value, or leave the key out.",
)

LOST = Rule(
    "DECK015",
    "A comment stands behind a value, or within its lines",
    why="YAML drops what follows ' #', and half of a sentence with it.",
    cure="Put the text in double quotes, or the comment on a line of its own above the key.",
)
BROKEN_LINE = Rule(
    "DECK016",
    "A value holds a line break or a tab",
    why="Discord makes headings, lists and quotations of what begins a line.",
    cure="Write one paragraph; begin a long text with '>-' and indent all its lines alike.",
)
MIXED_WORD = Rule(
    "DECK017",
    "A word mixes letters of two alphabets",
    why="A letter that only looks like another is found by no search and no rule.",
    cure="Type the word anew.",
)

Plain = str | list["Plain"] | dict[str, "Plain"]


@dataclass(slots=True)
class LineMap:
    """The line of a value and of what is inside it. A value of a mapping has its key's line."""

    line: int
    inside: dict[str | int, LineMap] = field(default_factory=dict)

    def line_of(self, at: At) -> int:
        """Return the line of the value at ``at``, or of the nearest one that holds it."""
        place = self
        for step in at:
            if step not in place.inside:
                break
            place = place.inside[step]
        return place.line


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The values of one file, and their lines."""

    path: str
    values: Mapping[str, Plain]
    place: LineMap
    faults: tuple[Fault, ...] = ()
    """Faults of its texts, which keep nobody from reading on and finding more."""


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: dict[str, Plain] | list[Plain]
    place: LineMap
    key: str | None = None
    key_line: int = 0
    skip: bool = False
    """Whether the value to come belongs to a key that was refused."""


def read_file(folder: Path, name: str) -> ParsedFile:
    """Read one file of the deck.

    Raises :class:`~bot.errors.DeckError` with every fault that the reader can name.
    """
    return read(_fetch(folder, name), name)


def read(data: bytes, name: str) -> ParsedFile:
    """Read the bytes of one file; ``name`` is for faults.

    Raises :class:`~bot.errors.DeckError`, and nothing else, for whatever the bytes are.
    """
    return _Reader(name).page(_decode(data, name))


def _explain(problem: yaml.YAMLError) -> tuple[int, str]:
    """Return the line and the words of what the parser says."""
    mark = getattr(problem, "problem_mark", None)
    begun = getattr(problem, "context_mark", None)
    problem_text = str(getattr(problem, "problem", None) or "it cannot be understood")
    if begun is not None and (mark is None or begun.line != mark.line):
        context = getattr(problem, "context", None)
        problem_text += f" ({context}, which begins on line {begun.line + 1})"
    return (1 if mark is None else mark.line + 1), f"This is not YAML: {problem_text}."


class _Reader:
    """Builds the values of one file from the parser's events, and collects what is refused."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []
        self._in_texts: list[Fault] = []
        self._stack: list[_Open] = []
        self._root: Plain | None = None
        self._place = LineMap(1)
        self._documents = 0
        self._values = 0

    def page(self, text: str) -> ParsedFile:
        comments = CommentFinder(text)
        try:
            for event in yaml.parse(text, Loader=yaml.CBaseLoader):
                self._take(event)
                comments.take(event)
        except yaml.YAMLError as problem:
            raise self._stop(NOT_YAML, *_explain(problem)) from problem
        for line, comment in comments.find_lost():
            self._blame(LOST, line, f'YAML drops "{comment}" as a comment.')
        if self.faults:
            raise DeckError((*self.faults, *self._in_texts))
        if not isinstance(self._root, dict):
            raise self._stop(ROOT, 1, "The file does not begin with a key and its value.")
        return ParsedFile(self.name, self._root, self._place, tuple(self._in_texts))

    def _refuse(self, rule: Rule, line: int, message: str) -> None:
        self.faults.append(rule.fault(self.name, line, message))

    def _stop(self, rule: Rule, line: int, message: str) -> DeckError:
        self._refuse(rule, line, message)
        return DeckError((*self.faults, *self._in_texts))

    def _blame(self, rule: Rule, line: int, message: str) -> None:
        self._in_texts.append(rule.fault(self.name, line, message))

    def _take(self, event: yaml.Event) -> None:
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent):
            self._no_tricks(event.anchor, event.tag, line)
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._no_tricks(event.anchor, event.tag, line)
            self._begin({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(CLEVER, line, f"The alias *{event.anchor} stands here.")
            self._put("", LineMap(line))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._stop(ROOT, line, "A second document begins here.")
            if event.version or event.tags:
                self._refuse(CLEVER, line, "A % directive stands here.")

    def _no_tricks(self, anchor: str | None, tag: str | None, line: int) -> None:
        if anchor is not None:
            self._refuse(CLEVER, line, f"The anchor &{anchor} stands here.")
        if tag is not None:
            self._refuse(CLEVER, line, f"The tag {tag} stands here.")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        text = self._look_at(event.value, line, escapes=event.style == '"')
        parent = self._stack[-1] if self._stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(parent, parent.value, text, line)
            return
        # `style` is None for a text without quotes: only there does YAML mean nothing by it.
        if not event.style and text.lower() in {"", "~", "null"}:
            self._refuse(EMPTY, line, "There is no value here.")
        self._put(text, LineMap(line))

    def _look_at(self, text: str, line: int, *, escapes: bool) -> str:
        """Return a text without its last line break, and note what may not stand in it."""
        text = text.rstrip("\n")
        # What stands in the file itself was found there.
        if escapes and (unseen := find_unseen(text)):
            self._blame(INVISIBLE, line, _name_unseen(unseen))
        if "\n" in text or "\t" in text:
            self._blame(BROKEN_LINE, line, "A line break or a tab stands in this text.")
        if mixed := find_mixed_word(text):
            self._blame(MIXED_WORD, line, f"In {mixed!a} an alphabet is left for another.")
        return text

    def _key(self, parent: _Open, held: dict[str, Plain], text: str, line: int) -> None:
        if text == "<<":
            self._refuse(CLEVER, line, "The merge key << stands here.")
            parent.skip = True
        elif text in held:
            first = parent.place.inside[text].line
            self._refuse(REPEATED_KEY, line, f"`{text}` already stands on line {first}.")
            parent.skip = True
        parent.key, parent.key_line = text, line

    def _begin(self, value: dict[str, Plain] | list[Plain], line: int) -> None:
        if len(self._stack) >= MAX_DEPTH:
            raise self._stop(DEEP, line, f"This is nested more than {MAX_DEPTH} deep.")
        parent = self._stack[-1] if self._stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            raise self._stop(NOT_YAML, line, "A key must be a word, not a list or a mapping.")
        place = LineMap(line)
        self._put(value, place)
        self._stack.append(_Open(value, place))

    def _put(self, value: Plain, place: LineMap) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"More than {MAX_VALUES:,} values stand in this file."
            raise self._stop(HUGE, place.line, message)
        if not self._stack:
            self._root, self._place = value, place
            return
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            parent.place.inside[len(parent.value)] = place
            parent.value.append(value)
            return
        if parent.key is None:  # an alias where a key belongs: refused already
            parent.key, parent.skip = "", True
            return
        place.line = parent.key_line
        if not parent.skip:
            parent.value[parent.key] = value
            parent.place.inside[parent.key] = place
        parent.key, parent.skip = None, False
