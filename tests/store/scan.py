"""Where in a database a number stands, in whatever column."""

import sqlite3
from contextlib import closing
from pathlib import Path


def scan(path: Path, wanted: int) -> list[str]:
    """Every column of every table that holds the number anywhere in what it says."""
    found = []
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for (name,) in names:
            rows = connection.execute(f"SELECT * FROM {name}")  # noqa: S608 - a table's name
            columns = [column[0] for column in rows.description]
            for row in rows:
                found += [
                    f"{name}.{column}"
                    for column, value in zip(columns, row, strict=True)
                    if str(wanted) in str(value)
                ]
    return found
