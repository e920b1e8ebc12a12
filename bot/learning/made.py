"""Questions made from the comparison tables: the cells of one row, played against each other.

A made question must never be ambiguous, so a condition whose cell could mean the same as the
answer's is not offered beside it: see ``alike``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypedDict

from bot.deck.model import Column, Comparison, Row
from bot.learning.item import Item

MOST_OPTIONS = 4
LONGEST_OPTION = 150

_WORD = re.compile(r"[a-z0-9]+(?:[-+][a-z0-9]+)*")
_SAID_ALIKE = {
    "high": "raised", "elevated": "raised", "muscle": "muscles", "fibres": "fibre",
    "usually": "", "mostly": "", "often": "", "typically": "", "normally": "", "very": "",
    "about": "", "the": "", "a": "", "an": "", "and": "", "or": "", "of": "", "in": "", "to": "",
    "on": "", "at": "", "with": "", "when": "", "if": "", "for": "", "is": "", "are": "", "by": "",
    "it": "", "its": "", "above": "", "all": "", "may": "", "can": "", "some": "", "as": "",
}  # fmt: skip
_NOTHING = re.compile(r"^(?:usually |mostly )?(?:no\b|none\b|not\b|absent\b)", re.IGNORECASE)
# "Anti-HMGCR antibody: present" is typical of anti-HMGCR disease: that asks nothing.
_VAGUE = re.compile(
    r"^(?:(?:yes|no|present|absent)$|(?:possible|see|check|depends|sometimes|mixed)\b)",
    re.IGNORECASE,
)


def make_items(table: Comparison) -> Iterator[Item]:
    """Questions from one table, in both forms: from the cell to the condition, and back.

    A row that rests partly on general knowledge is not asked: a score should rest on a source.
    """
    for row in table.rows:
        if row.general:
            continue
        for column in table.columns:
            yield from _made(table, row, column)


def _made(table: Comparison, row: Row, column: Column) -> Iterator[Item]:
    cell = row.cells[column.id]
    rivals = [
        other
        for other in table.columns
        if other.id != column.id and not alike(row, column.id, other.id)
    ]
    fewest = min(2, len(table.columns) - 1)
    if _VAGUE.match(cell) or len(cell) > LONGEST_OPTION or len(rivals) < fewest:
        return
    shown = (column, *rivals[: MOST_OPTIONS - 1])
    yield Item(
        id=f"{table.id}.{row.id}.{column.id}.which",
        difficulty="medium",
        text=f"**{_ask(row)}** “{cell}” Which of these is that typical of?",
        options=tuple(each.name for each in shown),
        **_common(table, row, shown),
    )
    shown = (column, *_tell_apart(row, rivals))
    longest = max((len(row.cells[rival.id]) for rival in shown[1:]), default=0)
    if len(shown) > fewest and len(cell) <= 2 * longest:
        yield Item(
            id=f"{table.id}.{row.id}.{column.id}.what",
            difficulty="hard",
            text=f"**{_ask(row)}** Which of these fits {column.name}?",
            options=tuple(row.cells[each.id] for each in shown),
            **_common(table, row, shown),
        )


def _tell_apart(row: Row, rivals: Sequence[Column]) -> list[Column]:
    """Rivals whose cells also differ from each other: two options must not read the same."""
    kept: list[Column] = []
    for rival in rivals:
        if len(row.cells[rival.id]) > LONGEST_OPTION:
            continue
        if not any(alike(row, rival.id, other.id) for other in kept):
            kept.append(rival)
    return kept[: MOST_OPTIONS - 1]


class _Common(TypedDict):
    card: str
    topics: frozenset[str]
    audience: str
    explanation: str
    sources: tuple[str, ...]
    theme: str


def _common(table: Comparison, row: Row, shown: Sequence[Column]) -> _Common:
    """What both forms share; ``shown[0]`` is the answer."""
    contrast = " ".join(f"**{each.short}:** {_sentence(row.cells[each.id])}" for each in shown)
    cards = {each.card for each in shown if each.card}
    return _Common(
        card=table.id,
        topics=frozenset({table.id, table.group} | cards),
        audience="student",
        explanation=f"{row.feature}. {contrast}",
        sources=row.sources,
        theme=f"{row.id}.{shown[0].id}",
    )


def _ask(row: Row) -> str:
    return row.feature if row.feature.endswith("?") else f"{row.feature}:"


def _sentence(cell: str) -> str:
    return cell if cell.endswith((".", "!", "?")) else f"{cell}."


def alike(row: Row, one: str, other: str) -> bool:
    """Whether two cells of a row could be taken for the same answer.

    They are when the deck declares it (``alike``), when both say "none", when either is vague or
    longer than an option may be, or when what is left after hedges and small words is the same, is
    part of the other, or is shared by half.
    """
    if any(one in together and other in together for together in row.alike):
        return True
    first, second = row.cells[one], row.cells[other]
    if _NOTHING.match(first) and _NOTHING.match(second):
        return True
    if _VAGUE.match(first) or _VAGUE.match(second):
        return True
    left, right = _core(first), _core(second)
    return left <= right or right <= left or 2 * len(left & right) >= len(left | right)


def _core(cell: str) -> frozenset[str]:
    words = (_SAID_ALIKE.get(word, word) for word in _WORD.findall(cell.lower()))
    return frozenset(word for word in words if word)
