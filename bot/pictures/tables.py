"""A comparison as one picture: its rows in plain words, a column for each condition."""

from __future__ import annotations

from bot.deck.comparisons import Extract
from bot.deck.model import Deck
from bot.pictures.colours import fill_under_white
from bot.pictures.picture import Picture, make_picture

FEWEST_ROWS = 3
"""Fewer are read as quickly below."""
MOST_ROWS = 7
MOST_COLUMNS = 3
"""More would be too narrow for a phone."""


def pictures_of_tables(deck: Deck, extract: Extract) -> tuple[Picture, ...]:
    """Return the picture of some conditions; nothing if too few rows are in plain words."""
    lines = [line for line in extract.lines if line.row.plain is not None][:MOST_ROWS]
    if extract.across or len(lines) < FEWEST_ROWS or len(extract.columns) > MOST_COLUMNS:
        return ()
    rows = [
        [line.row.plain.feature, *(line.row.plain.cells[column.id] for column in extract.columns)]
        for line in lines
        if line.row.plain is not None
    ]
    names = [column.name for column in extract.columns]
    note = (
        f"In plain words, {len(rows)} of {len(extract.lines)} rows. "
        "The card has all of them, and the sources."
    )
    # Each condition has a colour of its own: those of the first groups.
    fills = [fill_under_white(group.colour) for group in deck.groups.values()][: len(names)]
    data = {
        "title": extract.title,
        "note": note,
        "columns": [{"name": name, "fill": fill} for name, fill in zip(names, fills, strict=False)],
        "rows": rows,
    }
    spoken = [
        f"{feature}: "
        + "; ".join(f"{name}: {cell}" for name, cell in zip(names, cells, strict=True))
        for feature, *cells in rows
    ]
    return (make_picture("table", data, [extract.title, *spoken, note]),)
