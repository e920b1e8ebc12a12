"""Rules about comparisons."""

from __future__ import annotations

from collections.abc import Iterable

from bot.deck.draft import COMPARISONS, Draft
from bot.deck.rule import Finding, rule


@rule(
    "DECK070",
    why="A missing cell would look like a finding, and an extra one is never shown.",
    cure="Write one cell for each column id.",
)
def wrong_cells(draft: Draft) -> Iterable[Finding]:
    """A row's cells are not one for each column."""
    for number, table in enumerate(draft.comparisons):
        columns = [column.id for column in table.columns]
        for place, row in enumerate(table.rows):
            at = ("comparisons", number, "rows", place, "cells")
            missing = [column for column in columns if column not in row.cells]
            if missing:
                message = f"The row `{row.id}` has no cell for {', '.join(missing)}."
                yield Finding(COMPARISONS, at, message)
            for extra in row.cells:
                if extra not in columns:
                    message = f"The row `{row.id}` has a cell for `{extra}`, which is no column."
                    yield Finding(COMPARISONS, (*at, extra), message)


@rule(
    "DECK071",
    why="There would be nothing to compare.",
    cure="Add them, or remove the comparison.",
)
def nothing_to_compare(draft: Draft) -> Iterable[Finding]:
    """A comparison has fewer than two columns or no rows."""
    for number, table in enumerate(draft.comparisons):
        if len(table.columns) < 2 or not table.rows:
            message = f"`{table.id}` has {len(table.columns)} columns and {len(table.rows)} rows."
            yield Finding(COMPARISONS, ("comparisons", number), message)
