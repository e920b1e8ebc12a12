"""Tables, columns, indexes and constraints: databases that hold scores have them already."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from tests.golden.conftest import HERE, Golden
from tests.schema_text import describe

FIRST = (HERE / "first_database.sql").read_text(encoding="utf-8")
"""A database as the first revision left it, with a row in each table. Never written anew."""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "imnm.db"
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    return path


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
