"""The comparison tables read as one: any pair of conditions, any feature over all conditions.

The tables overlap: a condition or a feature with the same id is the same one in each. Where two
tables fill the same cell, the one that says more about the conditions asked for wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.deck.model import Column, Comparison, Deck, PlainRow, Row
from bot.errors import UnknownCondition

FEWEST_PLAIN_ROWS = 3
MOST_PLAIN_ROWS = 5
"""Rows in plain words: fewer say too little of two conditions, more are not read on a phone."""


@dataclass(frozen=True, slots=True)
class FeatureLine:
    """One feature of some conditions, from one row of one table."""

    row: Row
    columns: tuple[Column, ...]

    def cell(self, column: Column) -> str:
        return self.row.cells[column.id]

    @property
    def plain(self) -> PlainRow | None:
        """The row in plain words; None where it does not have them for each of the conditions."""
        plain = self.row.plain
        covered = plain is not None and all(each.id in plain.cells for each in self.columns)
        return plain if covered else None

    def is_general(self, column: Column) -> bool:
        """Whether this cell rests partly on general knowledge.

        ``general`` names the cells it is about by their short names, or none and means the row.
        """
        general = self.row.general
        named = [each.short for each in self.columns if each.short in general]
        return bool(general) and (column.short in named or "cell" not in general)


@dataclass(frozen=True, slots=True)
class Extract:
    """What is shown of the tables: some conditions, some features, and where they stand."""

    title: str
    columns: tuple[Column, ...]
    lines: tuple[FeatureLine, ...]
    tables: tuple[Comparison, ...]
    """The tables it was taken from; the first gave the most."""
    across: bool = False
    """Whether it is one feature over all conditions."""
    worded: tuple[FeatureLine, ...] = ()
    """Rows in plain words, from any of the tables."""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return its sources in order of first use: number 1 is the first."""
        used = [source for line in (*self.lines, *self.worded) for source in line.row.sources]
        return tuple(dict.fromkeys(used))

    @property
    def plain_lines(self) -> tuple[FeatureLine, ...]:
        """The rows that matter to patients, in plain words; none if they would not say enough."""
        enough = len(self.worded) >= min(FEWEST_PLAIN_ROWS, len(self.lines))
        return self.worded[:MOST_PLAIN_ROWS] if enough and not self.across else ()


class Matrix:
    """The tables of a deck. The first table is the core; its first condition is the anchor."""

    def __init__(self, deck: Deck) -> None:
        self._tables = tuple(deck.comparisons.values())

    @cached_property
    def conditions(self) -> dict[str, Column]:
        """Every condition in order of first appearance."""
        found: dict[str, Column] = {}
        for table in self._tables:
            for column in table.columns:
                found.setdefault(column.id, column)
        return found

    @cached_property
    def features(self) -> dict[str, Row]:
        """Every feature; those that are known of the most conditions come first."""
        rows = [row for table in self._tables for row in table.rows]
        rows.sort(key=lambda row: -len(self._conditions_with(row.id)))
        found: dict[str, Row] = {}
        for row in rows:
            found.setdefault(row.id, row)
        return found

    def condition(self, name: str) -> Column:
        """Return the condition that has this id, name or alias.

        Raises :class:`~bot.errors.UnknownCondition`.
        """
        for column in (column for table in self._tables for column in table.columns):
            if _fold(name) in map(_fold, (column.id, column.name, column.short, *column.aliases)):
                return self.conditions[column.id]
        raise UnknownCondition(name, tuple(each.short for each in self.conditions.values()))

    def feature(self, name: str) -> Row:
        """Return the feature that has this id, name or alias.

        Raises :class:`~bot.errors.UnknownCondition`.
        """
        for row in (row for table in self._tables for row in table.rows):
            if _fold(name) in map(_fold, (row.id, row.feature, *row.aliases)):
                return self.features[row.id]
        raise UnknownCondition(name, tuple(row.feature for row in self.features.values()))

    def extract(self, condition: str | None, feature: str | None) -> Extract:
        """Return the core table, a condition beside the anchor, or a feature over all conditions.

        Takes ids. With both a condition and a feature it is that one feature of the pair. Raises
        :class:`~bot.errors.UnknownCondition` for ids that the deck no longer has, and for a
        feature that is not known of the pair.
        """
        feature = None if feature is None else self.feature(feature).id
        column = None if condition is None else self.condition(condition)
        if column is None or column.id == self._anchor.id:
            if feature is not None:
                return self._across(feature)
            core = self._core
            lines = tuple(FeatureLine(row, core.columns) for row in core.rows)
            worded = tuple(line for line in lines if line.plain)
            return Extract(core.title, core.columns, lines, (core,), worded=worded)
        whole = self._pair(column.id)
        if feature is None:
            return whole
        lines = tuple(line for line in whole.lines if line.row.id == feature)
        if not lines:
            raise UnknownCondition(
                self.features[feature].feature,
                tuple(line.row.feature for line in whole.lines),
            )
        worded = tuple(line for line in whole.worded if line.row.id == feature)
        return Extract(whole.title, whole.columns, lines, whole.tables, worded=worded)

    def opening(self, table: Comparison) -> tuple[str | None, str | None]:
        """Return the condition and the feature with which a table is first shown on a phone.

        The core table and a pair fit whole; a wider table starts at its first feature.
        """
        if table.id == self._core.id:
            return None, None
        if len(table.columns) == 2:
            first, second = table.columns
            other = second if first.id == self._anchor.id else first
            return other.id, None
        return None, table.rows[0].id

    @property
    def _core(self) -> Comparison:
        if not self._tables:
            raise UnknownCondition("compare")
        return self._tables[0]

    @property
    def _anchor(self) -> Column:
        return self._core.columns[0]

    def _conditions_with(self, feature: str) -> set[str]:
        return {
            condition
            for table in self._tables
            for row in table.rows
            if row.id == feature
            for condition in row.cells
        }

    def _pair(self, condition: str) -> Extract:
        having = [each for each in map(_columns, self._tables) if condition in each]
        partner = self._anchor.id
        if not any(partner in each for each in having):
            partner = next(each for each in having[0] if each != condition)
        two = [self.conditions[partner], self.conditions[condition]]
        title = f"{two[0].short} and {two[1].short}"
        for table in self._tables:
            if _columns(table).keys() == {partner, condition}:
                title = table.title
        return self._gather(title, (partner, condition))

    def _gather(self, title: str, conditions: tuple[str, ...]) -> Extract:
        """Return the features known of all these conditions, those of the fullest table first."""
        tables = [table for table in self._tables if _columns(table).keys() >= set(conditions)]
        # A table of exactly these conditions is worded for them; then the one with most rows.
        tables.sort(key=lambda table: (len(table.columns) != len(conditions), -len(table.rows)))
        lines: dict[str, FeatureLine] = {}
        worded: dict[str, FeatureLine] = {}
        for table in tables:
            columns = tuple(_columns(table)[each] for each in conditions)
            for row in table.rows:
                line = FeatureLine(row, columns)
                if row.cells.keys() >= set(conditions):
                    lines.setdefault(row.id, line)
                if line.plain:
                    worded.setdefault(row.id, line)
        return Extract(
            title,
            tuple(self.conditions[each] for each in conditions),
            tuple(lines.values()),
            tuple(tables),
            worded=tuple(worded.values()),
        )

    def _across(self, feature: str) -> Extract:
        having = [(table, row) for table in self._tables for row in table.rows if row.id == feature]
        having.sort(key=lambda pair: -len(pair[1].cells))
        lines: dict[str, FeatureLine] = {}
        for table, row in having:
            for column in table.columns:
                if column.id in row.cells:
                    lines.setdefault(column.id, FeatureLine(row, (column,)))
        return Extract(
            self.features[feature].feature,
            tuple(line.columns[0] for line in lines.values()),
            tuple(lines.values()),
            tuple(table for table, _ in having),
            across=True,
        )


def _columns(table: Comparison) -> dict[str, Column]:
    return {column.id: column for column in table.columns}


def _fold(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())
