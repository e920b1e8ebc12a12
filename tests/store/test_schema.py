"""A database is made, migrated after a backup, or refused; never half of it."""

import asyncio
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.errors import StoreCorrupt, StoreNewer, StoreUnwritable
from bot.store import Store, schema
from bot.store.schema import (
    bring_up_to_date,
    find_revision,
    known_revisions,
    run_migrations,
)
from bot.store.tables import metadata

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    op.add_column("member", sa.Column("nickname", sa.String(32)))
    {more}
"""


def add_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str = "pass") -> str:
    """Lets the bot have one migration more than it has; returns its revision."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = known_revisions()[-1]
    revision = f"{int(before) + 1:04}"
    text = NEXT.format(revision=revision, before=before, more=more)
    (folder / "versions" / f"{revision}_nickname.py").write_text(text)
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return revision


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows


def described(path: Path) -> dict[str, set[str]]:
    """Each table's columns, constraints and indexes: what counts, not how it was written down."""
    parts: dict[str, set[str]] = {}
    for what, table, sql in ask(path, "SELECT type, tbl_name, sql FROM sqlite_schema"):
        if table in {"alembic_version", "sqlite_sequence"} or sql is None:
            continue
        said = parts.setdefault(str(table), set())
        if what == "index":
            said.add(" ".join(str(sql).split()))
            continue
        columns = ask(path, f"PRAGMA table_info({table})")
        said |= {
            f"{name} {kind} {required} {default}" for _, name, kind, required, default, _ in columns
        }
        inside = str(sql).partition("(")[2].rpartition(")")[0]
        said |= {" ".join(part.split()) for part in constraints(inside)}
    return parts


def constraints(sql: str) -> list[str]:
    """The named constraints in the body of a CREATE TABLE, inside a column or on their own."""
    found = []
    for start in re.finditer(r"CONSTRAINT ", sql):
        depth, end = 0, start.end()
        while end < len(sql):
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
            if depth == 0 and sql[end - 1] == ")":
                break
        found.append(sql[start.start() : end])
    return found


def test_the_migrations_make_what_the_tables_say(tmp_path: Path, path: Path) -> None:
    bring_up_to_date(path)
    drawn = tmp_path / "drawn.db"
    engine = create_engine(f"sqlite:///{drawn}")
    metadata.create_all(engine)
    engine.dispose()
    assert described(path) == described(drawn)


@pytest.mark.parametrize("revision", known_revisions())
def test_a_database_of_every_earlier_version_becomes_the_same(
    tmp_path: Path, path: Path, revision: str
) -> None:
    old = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{old}")
    with engine.begin() as connection:
        run_migrations(connection, revision)
    engine.dispose()
    ask(old, "INSERT INTO member (person_id, level, text_only) VALUES (7, 'clinical', 1)")
    bring_up_to_date(old)
    bring_up_to_date(path)
    assert described(old) == described(path)
    assert ask(old, "SELECT person_id, level, text_only FROM member") == [(7, "clinical", 1)]


def test_revisions_are_numbered_without_gaps() -> None:
    assert list(known_revisions()) == [f"{n:04}" for n in range(1, len(known_revisions()) + 1)]


def test_a_new_database_is_made_with_its_folder(path: Path) -> None:
    assert bring_up_to_date(path) is True
    assert find_revision(path) == known_revisions()[-1]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_database_that_fits_is_left_alone(path: Path) -> None:
    bring_up_to_date(path)
    before = path.read_bytes()
    assert bring_up_to_date(path) is False
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert asyncio.run(Store.migrate(f"sqlite+aiosqlite:///{path}")) is True


def test_an_older_database_is_migrated_after_a_backup(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(path)
    old = find_revision(path)
    ask(path, "INSERT INTO member (person_id, text_only) VALUES (7, 1)")
    revision = add_migration(tmp_path, monkeypatch)
    assert bring_up_to_date(path) is True
    assert find_revision(path) == revision
    assert ask(path, "SELECT person_id, text_only, nickname FROM member") == [(7, 1, None)]
    copy = path.with_name(f"{path.name}.at-{old}")
    assert find_revision(copy) == old
    assert ask(copy, "SELECT person_id, text_only FROM member") == [(7, 1)]


@pytest.mark.parametrize(
    "more",
    [
        'op.execute("INSERT INTO nowhere VALUES (1)")',
        "raise RuntimeError",
    ],
)
def test_a_migration_that_fails_changes_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    bring_up_to_date(path)
    before, old = described(path), find_revision(path)
    add_migration(tmp_path, monkeypatch, more)
    for _ in range(2):
        with pytest.raises(Exception, match=r"nowhere|^$"):
            bring_up_to_date(path)
        assert (described(path), find_revision(path)) == (before, old)
    # Each try had a backup of its own; none was overwritten.
    assert len(list(path.parent.glob("*.at-*"))) == 2


def test_a_migration_that_breaks_a_reference_is_undone(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(path)
    old = find_revision(path)
    breaking = (
        'op.execute("CREATE TABLE bookmark (guild_id INTEGER REFERENCES guild(id))"); '
        'op.execute("INSERT INTO bookmark VALUES (5)")'
    )
    add_migration(tmp_path, monkeypatch, breaking)
    with pytest.raises(StoreCorrupt, match="do not exist"):
        bring_up_to_date(path)
    assert find_revision(path) == old
    assert "bookmark" not in described(path)


def test_a_newer_database_is_refused_untouched(path: Path) -> None:
    bring_up_to_date(path)
    ask(path, "UPDATE alembic_version SET version_num = '9001'")
    before = path.read_bytes()
    with pytest.raises(StoreNewer) as caught:
        bring_up_to_date(path)
    assert (caught.value.path, caught.value.found, caught.value.known) == (
        path,
        "9001",
        known_revisions()[-1],
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "spoil", ["CREATE TABLE bookmarks (url)", "CREATE TABLE alembic_version (version_num)"]
)
def test_the_database_of_another_program_is_refused(path: Path, spoil: str) -> None:
    path.parent.mkdir()
    ask(path, spoil)
    before = path.read_bytes()
    with pytest.raises(StoreCorrupt):
        bring_up_to_date(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused_untouched(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Dear diary, " * 500)
    with pytest.raises(StoreCorrupt):
        bring_up_to_date(path)
    assert path.read_text() == "Dear diary, " * 500


def test_a_folder_in_the_way_is_named(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreUnwritable, match="folder"):
        bring_up_to_date(path)


def test_a_file_where_the_folder_should_be_is_named(path: Path) -> None:
    path.parent.write_text("in the way")
    with pytest.raises(StoreUnwritable):
        bring_up_to_date(path)


def test_a_start_that_needs_no_migration_imports_no_alembic(path: Path) -> None:
    bring_up_to_date(path)
    script = f"""
import asyncio, sys
from bot.store import Store

async def main():
    async with Store("sqlite+aiosqlite:///{path}") as store:
        await store.people.preferences(1)

asyncio.run(main())
sys.exit("alembic" in sys.modules)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
