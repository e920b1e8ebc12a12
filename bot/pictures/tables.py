"""A comparison as one picture: its rows in plain words, a column for each condition."""

from __future__ import annotations

from bot.deck.comparisons import FEWEST_PLAIN_ROWS, Extract
from bot.deck.model import Deck
from bot.pictures.colours import fill_under_white
from bot.pictures.picture import Picture, make_picture

MOST_COLUMNS = 3
"""More would be too narrow for a phone."""


def pictures_of_tables(deck: Deck, extract: Extract) -> tuple[Picture, ...]:
    """Return the picture of some conditions; nothing if too few rows are in plain words."""
    if len(extract.plain_lines) < FEWEST_PLAIN_ROWS or len(extract.columns) > MOST_COLUMNS:
        return ()
    rows = [
        [plain.feature, *(plain.cells[column.id] for column in extract.columns)]
        for line in extract.plain_lines
        if (plain := line.plain) is not None
    ]
    names = [column.name for column in extract.columns]
    note = (
        f"In plain words, {len(rows)} of {len(extract.lines)} rows. "
        "The clinical table has all of them."
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
