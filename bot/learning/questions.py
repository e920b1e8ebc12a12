"""The items of a deck: its written questions, and those generated from its comparison tables.

A generated question takes one row of a table: one cell is the answer, cells of other columns are
the distractors. It must never be ambiguous, so a column whose cell could mean the same as the
answer's is no distractor: see :func:`are_ambiguous`. It is asked only if a card has a reason for
its answer that says more than the cell: see :func:`find_reason`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from random import Random
from typing import Literal

from bot.deck.library import Library
from bot.deck.model import Card, Column, Comparison, Deck, Fact, Level, Question, Row
from bot.errors import NoQuestions, UnsignedCard


class Audience(StrEnum):
    """For whom questions are written."""

    PATIENT = "patient"
    STUDENT = "student"
    BOTH = "both"


EVERYBODY = Audience.BOTH
"""The audience of items for patients and students alike."""
AUDIENCES: Mapping[Level, Audience] = {
    Level.PLAIN: Audience.PATIENT,
    Level.CLINICAL: Audience.STUDENT,
}
"""For whom questions are asked where nobody says otherwise, by the wording of the cards there."""
EVERYTHING = "everything"
"""The topic that all items belong to."""
MOST_OPTIONS = 4
LONGEST_CELL = 60
"""Characters. A longer cell is a list of notes, which nobody can hold in mind as an option."""
MOST_UNLIKE = 2.0
"""How many times as long as the longest distractor the answer may be, or as short as the shortest:
beyond that its length gives it away (Haladyna, Downing and Rodriguez, Applied Measurement in
Education 2002;15:309-34)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question. ``options[0]`` is the right one; they are shown shuffled."""

    id: str
    """Permanent: ``Q017``, or ``<table>.<row>.<column>.<form>`` for a generated one."""
    card: str
    """The card or comparison that **Show card** opens."""
    topics: frozenset[str]
    """Ids of the cards, tables and groups it belongs to."""
    difficulty: str
    audience: str
    text: str
    options: tuple[str, ...]
    explanation: str
    sources: tuple[str, ...]
    theme: str
    """Two items of one theme ask the same thing; a quiz holds one of them."""
    why_not: tuple[str, ...] = ()
    """Why each of ``options[1:]`` is wrong. Empty for a generated item, whose explanation contrasts
    all its options, and for one that was stored before the deck had it."""

    @property
    def true_false(self) -> bool:
        """Whether the options are True and False."""
        return set(self.options) == {"True", "False"}

    @property
    def revision(self) -> str:
        """Eight hex digits that change whenever what is asked or explained changes."""
        question = (self.id, self.text, *self.options)
        content = (*question, self.explanation, *self.sources, *self.why_not)
        return hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class ItemBank:
    """Every question of a deck, written and generated."""

    items: Mapping[str, Item]
    """By permanent id."""
    by_revision: Mapping[str, Item]
    """By revision: a button that names an older wording finds nothing."""


# A press needs a question at once; a reloaded deck is another key, and so is what is served of it.
@lru_cache(maxsize=4)
def item_bank_of(deck: Deck) -> ItemBank:
    """Return the item bank of a deck, from a cache: the written items, then the generated ones."""
    items = [_from_question(deck, question) for question in deck.questions.values()]
    for table in deck.comparisons.values():
        items += generate_items(deck, table)
    return ItemBank({each.id: each for each in items}, {each.revision: each for each in items})


def _from_question(deck: Deck, question: Question) -> Item:
    distractors = question.distractors
    if question.type == "true_false":
        distractors = ("False",) if question.answer == "True" else ("True",)
    card = deck.cards.get(question.card)
    return Item(
        id=question.id,
        card=question.card,
        topics=frozenset({question.card} | ({card.group} if card else set())),
        difficulty=question.difficulty,
        audience=question.audience,
        text=question.question,
        options=(question.answer, *distractors),
        explanation=question.explanation,
        sources=question.sources,
        theme=question.id,
        why_not=question.why_not,
    )


def find_card(deck: Deck, item: Item) -> Card | None:
    """Return the card about an item's right answer; None if the deck has it no more."""
    table = deck.comparisons.get(item.card)
    if table is None:
        return deck.cards.get(item.card)
    columns = {column.id: column for column in table.columns}
    _, _, asked, _ = item.id.split(".")
    column = columns.get(asked)
    return None if column is None else deck.cards.get(column.card or "")


# -- choosing and drawing


def choose_served(library: Library, *, topic: str, audience: str) -> list[Item]:
    """Return the items that fit and that the library serves.

    Raises :class:`~bot.errors.NoQuestions` when none fits, and
    :class:`~bot.errors.UnsignedCard` when all that do wait for a clinician's signature.
    """
    try:
        return choose_items(item_bank_of(library.deck).items, topic=topic, audience=audience)
    except NoQuestions:
        choose_items(item_bank_of(library.whole).items, topic=topic, audience=audience)
        raise UnsignedCard from None


def find_audience(library: Library, *, topic: str, audience: str) -> str:
    """Return the audience if the library serves questions on a topic for it, else everybody."""
    try:
        choose_items(item_bank_of(library.deck).items, topic=topic, audience=audience)
    except NoQuestions:
        return EVERYBODY
    return audience


def choose_items(items: Mapping[str, Item], *, topic: str, audience: str) -> list[Item]:
    """Return the items of a topic (a card, table or group id, or everything) for an audience.

    Raises :class:`~bot.errors.NoQuestions` when there is none.
    """
    chosen = [
        item
        for item in items.values()
        if topic in (EVERYTHING, *item.topics) and is_written_for(item, audience)
    ]
    if not chosen:
        raise NoQuestions
    return chosen


def is_written_for(item: Item, audience: str) -> bool:
    """Return whether a question is for an audience; one for everybody is for each."""
    return EVERYBODY in (item.audience, audience) or item.audience == audience


def draw_items(
    chosen: Sequence[Item], length: int, seen: Mapping[str, datetime], rng: Random
) -> list[Item]:
    """Draw up to ``length`` items: least recently seen first, difficulties in turn.

    ``seen`` tells when an item was last asked here; what was never asked comes first, in an order
    that ``rng`` decides. The result is shuffled so that a quiz does not climb in steps.
    """
    waiting = list(chosen)
    rng.shuffle(waiting)
    waiting.sort(key=lambda item: seen[item.id].timestamp() if item.id in seen else float("-inf"))
    queues: dict[str, list[Item]] = {}
    for item in waiting:
        queues.setdefault(item.difficulty, []).append(item)
    drawn: list[Item] = []
    themes: set[str] = set()
    while len(drawn) < length and any(queues.values()):
        for queue in queues.values():
            while queue and queue[0].theme in themes:
                queue.pop(0)
            if queue and len(drawn) < length:
                drawn.append(queue.pop(0))
                themes.add(drawn[-1].theme)
    rng.shuffle(drawn)
    return drawn


def shuffle_options(item: Item, seed: int) -> tuple[int, ...]:
    """Return the order in which an item's options are shown; the same seed gives the same order.

    True stays before False: people read those two as a pair.
    """
    order = list(range(len(item.options)))
    if item.true_false:
        return tuple(sorted(order, key=lambda option: item.options[option] != "True"))
    Random(seed).shuffle(order)  # noqa: S311  an order of options is no secret
    return tuple(order)


# -- generating items from a comparison table

FEWEST_WORDS, SHARED = 2, 0.75

_WORD = re.compile(r"[a-z0-9]+(?:[-+][a-z0-9]+)*")
# Words by what they are compared as; hedges and small words are left out.
_NORMALIZED = {
    "high": "raised", "elevated": "raised", "muscle": "muscles", "fibres": "fibre",
    "usually": "", "mostly": "", "often": "", "typically": "", "normally": "", "very": "",
    "about": "", "the": "", "a": "", "an": "", "and": "", "or": "", "of": "", "in": "", "to": "",
    "on": "", "at": "", "with": "", "when": "", "if": "", "for": "", "is": "", "are": "", "by": "",
    "it": "", "its": "", "above": "", "all": "", "may": "", "can": "", "some": "", "as": "",
}  # fmt: skip
_NEGATIVE = re.compile(r"^(?:usually |mostly )?(?:no\b|none\b|not\b|absent\b)", re.IGNORECASE)
# "Antibody X: present" is typical of the disease with antibody X: that asks nothing.
_VAGUE = re.compile(
    r"^(?:(?:yes|no|present|absent)$|(?:possible|see|check|depends|sometimes|mixed)\b)",
    re.IGNORECASE,
)


def generate_items(deck: Deck, table: Comparison) -> Iterator[Item]:
    """Generate questions from one table, in both forms: from cell to column, and back.

    A row that rests partly on general knowledge is not asked: a score should rest on a source.
    """
    for row in table.rows:
        if row.general:
            continue
        for column in table.columns:
            reason = find_reason(deck, row, column)
            if reason is not None:
                yield from _generate(table, row, column, reason)


def find_reason(deck: Deck, row: Row, column: Column) -> Fact | None:
    """Return the fact that says why a cell is right; None if the deck has none.

    It belongs to the card of the column and shares a source with the row. It has at least three
    quarters of the cell's telling words, of which there must be two, and twice as many in all.
    """
    card = deck.cards.get(column.card or "")
    words = _content_words(row.cells[column.id])
    if card is None or len(words) < FEWEST_WORDS:
        return None
    for fact in card.facts(Level.CLINICAL):
        said = _content_words(fact.text)
        shared = len(words & said) / len(words)
        if shared >= SHARED and len(said) >= 2 * len(words) and {*fact.sources} & {*row.sources}:
            return fact
    return None


def _generate(table: Comparison, row: Row, column: Column, reason: Fact) -> Iterator[Item]:
    cell = row.cells[column.id]
    distractors = [
        other
        for other in table.columns
        if other.id != column.id and not are_ambiguous(row, column.id, other.id)
    ]
    fewest = min(2, len(table.columns) - 1)
    if _VAGUE.match(cell) or len(cell) > LONGEST_CELL or len(distractors) < fewest:
        return
    stem = row.feature if row.feature.endswith("?") else f"{row.feature}:"
    shown = (column, *distractors[: MOST_OPTIONS - 1])
    text = f"**{stem}** “{cell}” Which condition is that typical of?"
    yield _from_row(table, row, shown, "which", text=text, reason=reason)
    shown = (column, *_pick_distinct(row, distractors))
    if len(shown) > fewest and not is_told_by_length([row.cells[each.id] for each in shown]):
        text = f"**{stem}** Which of these fits {column.name}?"
        yield _from_row(table, row, shown, "what", text=text, reason=reason)


def is_told_by_length(options: Sequence[str]) -> bool:
    """Return whether the first option, the right one, stands out as the longest or shortest."""
    right, *others = map(len, options)
    return right > MOST_UNLIKE * max(others) or MOST_UNLIKE * right < min(others)


def _pick_distinct(row: Row, distractors: Sequence[Column]) -> list[Column]:
    """Return distractors whose cells also differ from each other: no two options read the same."""
    kept: list[Column] = []
    for column in distractors:
        if len(row.cells[column.id]) > LONGEST_CELL:
            continue
        if not any(are_ambiguous(row, column.id, other.id) for other in kept):
            kept.append(column)
    return kept[: MOST_OPTIONS - 1]


def _from_row(
    table: Comparison,
    row: Row,
    shown: Sequence[Column],
    form: Literal["which", "what"],
    *,
    text: str,
    reason: Fact,
) -> Item:
    """Return an item that asks which column has a cell, or what cell a column has.

    ``shown[0]`` is the answer, the others are the distractors.
    """
    contrast = [f"**{each.short}:** {_end_sentence(row.cells[each.id])}" for each in shown]
    cards = {each.card for each in shown if each.card}
    return Item(
        id=f"{table.id}.{row.id}.{shown[0].id}.{form}",
        card=table.id,
        topics=frozenset({table.id, table.group} | cards),
        difficulty="medium" if form == "which" else "hard",
        audience="student",
        text=text,
        options=tuple(each.name if form == "which" else row.cells[each.id] for each in shown),
        explanation="\n".join([reason.text, *contrast]),
        sources=tuple(dict.fromkeys((*reason.sources, *row.sources))),
        theme=f"{row.id}.{shown[0].id}",
    )


def _end_sentence(cell: str) -> str:
    return cell if cell.endswith((".", "!", "?")) else f"{cell}."


def are_ambiguous(row: Row, one: str, other: str) -> bool:
    """Return whether the cells of two columns could be taken for the same answer.

    They are when the deck declares it (``alike``), when both say "none", when either is vague, or
    when what is left after hedges and small words is the same, is part of the other, or is shared
    by half.
    """
    if any(one in together and other in together for together in row.alike):
        return True
    first, second = row.cells[one], row.cells[other]
    if _NEGATIVE.match(first) and _NEGATIVE.match(second):
        return True
    if _VAGUE.match(first) or _VAGUE.match(second):
        return True
    left, right = _content_words(first), _content_words(second)
    return left <= right or right <= left or 2 * len(left & right) >= len(left | right)


def _content_words(cell: str) -> frozenset[str]:
    words = (_NORMALIZED.get(word, word) for word in _WORD.findall(cell.lower()))
    return frozenset(word for word in words if word)
