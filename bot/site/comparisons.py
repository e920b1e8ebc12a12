"""The page of a comparison: a few rows in plain words, then the whole table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from bot.deck.comparisons import FeatureLine
from bot.deck.model import Column, Comparison, Deck, Row, path_on_site
from bot.site.cards import Mark, list_numbered, list_related, mark
from bot.site.page import Page, draw_text
from bot.ui.embeds import describe_review, format_day, number_sources


@dataclass(frozen=True, slots=True)
class Cell:
    """What one condition has of one feature; None where the table says nothing."""

    text: Markup | None
    dagger: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One feature with a cell for each condition."""

    feature: Markup
    marks: tuple[Mark, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A condition at the top of its column, and the page of its card."""

    name: str
    path: str | None


def make_comparison_page(deck: Deck, table: Comparison) -> Page:
    """Return the page of a table of this deck."""
    numbers = number_sources(table.source_ids())
    plain = [line for row in table.rows if (line := FeatureLine(row, table.columns)).plain]
    rows = tuple(_make_row(table, row, numbers) for row in table.rows)
    return Page(
        path_on_site(table.id),
        "comparison.html",
        table.title,
        table.summary,
        {
            "table": table,
            "group": deck.group_of(table),
            "review": describe_review(table.reviewed_on, None),
            "due": format_day(table.review_due),
            "heads": [_make_head(deck, column) for column in table.columns],
            "plain": [_make_plain_row(line) for line in plain],
            "rows": rows,
            "sources": list_numbered(deck, numbers),
            "general": any(cell.dagger for row in rows for cell in row.cells),
            "related": list_related(deck, table),
        },
        changed_on=table.reviewed_on,
    )


def _make_head(deck: Deck, column: Column) -> Head:
    served = column.card is not None and column.card in deck.cards
    return Head(column.name, path_on_site(column.card) if served and column.card else None)


def _make_row(table: Comparison, row: Row, numbers: Mapping[str, int]) -> TableRow:
    line = FeatureLine(row, table.columns)
    cells = tuple(
        Cell(draw_text(row.cells[column.id]), line.is_general(column))
        if column.id in row.cells
        else Cell(None)
        for column in table.columns
    )
    return TableRow(draw_text(row.feature), mark(row.sources, numbers), cells)


def _make_plain_row(line: FeatureLine) -> TableRow:
    plain = line.plain
    if plain is None:
        raise ValueError(line.row.id)
    cells = tuple(
        Cell(draw_text(plain.cells[column.id]), line.is_general(column)) for column in line.columns
    )
    return TableRow(draw_text(plain.feature), (), cells)
