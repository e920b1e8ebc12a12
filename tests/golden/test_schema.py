"""Tables, columns, indexes and constraints: databases that hold scores have them already."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from tests.golden.conftest import HERE, Golden

FIRST = (HERE / "first_database.sql").read_text(encoding="utf-8")
"""A database as the first revision left it, with a row in each table. Never written anew."""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "imnm.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    return path


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
    said = []
    for kind, name, _, sql in found:
        if kind == "table":
            said.append(f"\ntable {name}")
            said += [f"    {part}" for part in sorted(split(sql), key=order)]
        else:
            said.append(f"    {' '.join(sql.split())}")
    return "\n".join(said).lstrip() + "\n"


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


def test_a_new_database_has_the_tables_that_others_know(path: Path, golden: Golden) -> None:
    assert main(["migrate"]) == 0
    golden("schema.txt", describe(path))


def test_the_first_database_comes_to_the_same_tables_and_keeps_its_rows(
    path: Path, golden: Golden
) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(FIRST)
    assert main(["migrate"]) == 0
    golden("schema.txt", describe(path))
    with closing(sqlite3.connect(path)) as database:
        servers = database.execute("SELECT id, default_level, private_default FROM guild")
        people = database.execute("SELECT person_id, level, private, text_only FROM member")
        assert servers.fetchall() == [(4611686018427387904, "clinical", 1)]
        assert people.fetchall() == [(4611686018427387915, "plain", 0, 1)]
