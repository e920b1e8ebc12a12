"""A database's tables as text that can be compared, whatever way they were made."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path


def describe(path: Path) -> str:
    """List what a database holds: each table's columns and constraints by name, then its indexes.

    A migration that adds a column puts it last, and its constraint behind it: neither the order
    nor the place means anything.
    """
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
            "AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name"
        ).fetchall()
    lines = []
    for kind, name, _, sql in found:
        if kind == "table":
            lines.append(f"\ntable {name}")
            lines += [f"    {part}" for part in sorted(split(sql), key=order)]
        else:
            lines.append(f"    {' '.join(sql.split())}")
    return "\n".join(lines).lstrip() + "\n"


def split(sql: str) -> list[str]:
    """Take the columns and constraints out of a CREATE TABLE; the last is what follows them."""
    parts, depth = [""], 0
    opened, closed = sql.index("("), sql.rindex(")")
    for sign in sql[opened + 1 : closed]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    words = (" ".join(part.split()) for part in (*parts, sql[closed + 1 :]))
    return [each for part in words for each in re.split(r" (?=CONSTRAINT )", part) if each]


def order(part: str) -> tuple[bool, str]:
    return bool(re.match(r"[A-Z]", part)), part
