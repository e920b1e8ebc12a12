"""Comments of a YAML file that may have been meant as text: YAML drops both without a word."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

# Where a comment may begin: at the start of a line or behind a blank.
_SIGN = re.compile(r"(?:^|(?<=[\r\n \t]))#")
_END = re.compile(r"[\r\n]")
_ONLY_COMMENTS = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?:[\r\n]+[ \t]*(?:#[^\r\n]*)?)*")


@dataclass(frozen=True, slots=True)
class _Value:
    """A text in a block of keys or list items, from the end of its key to its own end."""

    opened: int
    start: int
    end: int
    column: int
    """That of its key, or of the dash of its item."""


@dataclass(slots=True)
class _Block:
    """A mapping or list whose end has not come yet."""

    column: int | None
    """None in one of brackets, where indentation means nothing."""
    is_mapping: bool
    key_end: int | None = None
    """The end of the key whose value is to come."""


class CommentFinder:
    """Finds the comments of a text from the places where the parser's events begin and end.

    A comment may stand on a line of its own, where no text is written. Behind something else on its
    line, or between or below the lines of a text and indented as they are, it may be text.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._signs = [found.start() for found in _SIGN.finditer(text)]
        self._blocks: list[_Block] = []
        self._quoted: list[tuple[int, int]] = []
        """Where a "#" is a sign like any other."""
        self._values: list[_Value] = []

    def take(self, event: yaml.Event) -> None:
        """Note where a text stands."""
        if not self._signs:
            return
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._close_key(event)
            column = None if event.flow_style or not event.start_mark else event.start_mark.column
            self._blocks.append(_Block(column, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._blocks.pop()
        elif isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            self._take_scalar(event, event.start_mark.index, event.end_mark.index)
        elif isinstance(event, yaml.AliasEvent):
            self._close_key(event)

    def find_lost(self) -> Iterator[tuple[int, str]]:
        """Yield the line of each comment that may be text, and its words."""
        starts = [start for start, _ in self._quoted]
        for sign in self._signs:
            place = bisect_right(starts, sign) - 1
            if place >= 0 and sign < self._quoted[place][1]:
                continue
            before = _END.split(self._text[:sign])[-1]
            if before.strip(" \t") or self._is_within_value(sign, len(before)):
                line = len(re.split(r"\r\n|\r|\n", self._text[:sign]))
                yield line, _END.split(self._text[sign:], maxsplit=1)[0].strip()

    def _take_scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> None:
        if event.style in ("|", ">"):
            # Behind the sign that opens a block there may still be a comment.
            self._quoted.append((start + len(_END.split(self._text[start:end])[0]), end))
        elif event.style:
            self._quoted.append((start, end))
        block = self._blocks[-1] if self._blocks else None
        if block is None:
            return
        key_end = self._close_key(event)
        if block.column is not None and not (block.is_mapping and key_end is None):
            opened = start if key_end is None else key_end
            self._values.append(_Value(opened, start, end, block.column))

    def _close_key(self, event: yaml.Event) -> int | None:
        """Take the event for a key, or return the end of the key whose value it is.

        None in a list, and for a key.
        """
        block = self._blocks[-1] if self._blocks else None
        if block is None or not block.is_mapping:
            return None
        end = event.end_mark.index if event.end_mark else 0
        key_end, block.key_end = block.key_end, end if block.key_end is None else None
        return key_end

    def _is_within_value(self, sign: int, column: int) -> bool:
        place = bisect_right(self._values, sign, key=lambda value: value.opened) - 1
        if place < 0:
            return False
        value = self._values[place]
        if column <= value.column:
            return False
        # Above the text, below its key; or below the text, and nothing else between.
        return sign < value.start or bool(_ONLY_COMMENTS.fullmatch(self._text, value.end, sign))
