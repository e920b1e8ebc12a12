"""A database is made, migrated after a backup, or refused; never half of it."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from structlog.testing import capture_logs

from bot.errors import StoreBusy, StoreCorrupt, StoreError, StoreNewer, StoreUnwritable
from bot.store import Preferences, Store, revisions
from bot.store.revisions import known_revisions, run_migrations
from bot.store.sqlite.claim import use
from bot.store.sqlite.schema import bring_up_to_date, find_revision
from bot.store.tables import metadata
from tests.schema_text import describe

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
    shutil.copytree(revisions.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = known_revisions()[-1]
    revision = f"{int(before) + 1:04}"
    text = NEXT.format(revision=revision, before=before, more=more)
    (folder / "versions" / f"{revision}_nickname.py").write_text(text)
    monkeypatch.setattr(revisions, "MIGRATIONS", folder)
    return revision


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(sql).fetchall()
        connection.commit()
        return rows


FIRST = Path(__file__).parents[2] / "golden" / "first_database.sql"
"""A real database of the first revision, with a row in each table."""

ROWS = {
    "0002": """
        UPDATE guild SET board_names = 1;
        UPDATE member SET board = 'name', board_name = 'Ana', reminder_at = '18:30',
            reminder_zone = 'Europe/Dublin', reminded_on = '2026-11-22', reminder_failed = 1;
        INSERT INTO alias VALUES (5, 7, 'Quiet Heron');
        INSERT INTO quiz (id, guild_id, channel_id, home_id, host_id, topic, audience, pace,
            scoring, names, phase, position, since, paused_from, reason, empty, lobby_message_id,
            board_message_id, created_at, ended_at)
            VALUES (3, 5, 6, 6, 7, 'skin', 'both', 'brisk', 'speed', 1, 'paused', 0,
            '2026-11-23 09:30:00.000000', 'open', 'host', 1, 8, 9,
            '2026-11-23 09:29:00.000000', NULL);
        INSERT INTO quiz_question VALUES (3, 0, 'Q001', 'skin', 1, '1023', 1, '{}', 10,
            '2026-11-23 09:30:00.000000', '2026-11-23 09:31:00.000000', NULL, 250000);
        INSERT INTO answer VALUES (11, 3, 0, 7, 5, 'Q001', 'skin', 1, 1,
            '2026-11-23 09:30:05.000000', '2026-11-23 09:30:06.000000', 6000000, 1, 950);
        INSERT INTO tally VALUES (5, '2026-11', 'skin', 7, 950, 1, 1);
        INSERT INTO asked VALUES (5, 'Q001', '2026-11-23 09:31:00.000000');
        INSERT INTO card_view VALUES (5, 'skin', '2026-11-23', 4);
        INSERT INTO memory VALUES (7, 'Q001', '2026-11-26 09:30:00.000000', 3.1, 5.2,
            '2026-11-23 09:30:06.000000', 1, '2026-11-20 08:00:00.000000', NULL);
        INSERT INTO recall VALUES (12, 7, 'Q001', 'skin', '2026-11-23 10:00:00.000000',
            0, 1, 3, '{}');
        INSERT INTO report (id, kind, subject_id, revision, person_id, guild_id, text, at,
            closed_at) VALUES (13, 'card', 'skin', 'abcd1234', 7, 5, 'A typing error.',
            '2026-11-23 11:00:00.000000', NULL);
    """,
    "0003": "INSERT INTO pin VALUES (14, 6, 5, 'skin', 'plain', 'abcd1234', 'archived');",
    "0004": """
        UPDATE guild SET quiz_role_id = 15, reports_channel_id = 6, daily_channel_id = 6,
            daily_at = '09:00', daily_zone = 'UTC', daily_on = '2026-11-23';
        UPDATE report SET shown_at = '2026-11-23 11:01:00.000000';
        INSERT INTO quiz_channel VALUES (5, 6);
    """,
    "0005": "INSERT INTO erasure VALUES ('ab', 'cd', '2026-11-23 12:00:00.000000');",
    "0006": "INSERT INTO pin_change VALUES (16, 'post', 6, 5, NULL, 'skin', 'plain', 'abcd1234');",
    "0007": """
        UPDATE guild SET daily_since = '2026-11-20 10:00:00.000000';
        UPDATE member SET reminder_since = '2026-11-20 10:00:00.000000';
    """,
    "0008": "UPDATE recall SET practice_id = 17;",
    "0009": "INSERT INTO clock VALUES (1, '2026-11-23 12:00:00.000000', '0.1.0');",
    "0010": """
        UPDATE guild SET daily_refusals = 2, daily_failed = 1;
        UPDATE member SET reminder_refusals = 2;
        UPDATE pin SET refused = 'unpinned';
    """,
    "0011": "INSERT INTO command_guild VALUES (201, '2026-11-20 10:00:00.000000');",
    "0012": "UPDATE guild SET greeted_at = '2026-11-20 10:00:00.000000';",
    "0013": "UPDATE quiz SET open_until = '2026-11-30 09:30:00.000000';",
    "0014": "UPDATE memory SET set_aside_at = '2026-11-23 09:30:06.000000';",
    "0015": "INSERT INTO quiz_player VALUES (3, 7);",
    "0016": "UPDATE guild SET default_audience = 'both';",
    "0017": "UPDATE quiz SET teams = 2; UPDATE quiz_player SET team = 1;",
    "0018": "INSERT OR REPLACE INTO item_tally VALUES (5, 'Q001', 1, 1);",
    "0019": "UPDATE quiz SET open_days = 7;",
    "0020": "",
    "0021": "",
    "0022": "UPDATE report SET fault = 'outdated';",
}
"""What each revision after the first lets be stored: a row in every table that it makes, a value in
every column that it adds. A new revision needs an entry here."""


def rows_of(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, each as a dict by column; a table's rows in one order."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' "
            "AND name NOT IN ('alembic_version', 'sqlite_sequence')"
        ).fetchall()
        return {
            name: [dict(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2")]  # noqa: S608 - a table's name
            for (name,) in tables
        }


def cut(rows: list[dict[str, object]], like: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows with the columns alone that the others have."""
    return [{name: row[name] for name in like[0]} for row in rows]


def migrate_to(path: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        run_migrations(connection, revision)
    engine.dispose()
    assert find_revision(path) == revision


def run_script(path: Path, script: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


@pytest.mark.long
def test_the_first_database_becomes_what_the_tables_say_and_loses_nothing(tmp_path: Path) -> None:
    walked, drawn = tmp_path / "walked.db", tmp_path / "drawn.db"
    run_script(walked, FIRST.read_text(encoding="utf-8"))
    for revision in known_revisions()[1:]:
        before = rows_of(walked)
        migrate_to(walked, revision)
        after = rows_of(walked)
        for table, rows in before.items():
            assert cut(after[table], rows) == rows, f"{revision} changes what {table} holds"
        run_script(walked, ROWS[revision])
        filled = rows_of(walked)
        assert [name for name, rows in filled.items() if not rows] == []
        new = {(table, name) for table, rows in filled.items() for name in rows[0]} - {
            (table, name) for table, rows in before.items() for name in rows[0]
        }
        unset = {(t, n) for t, n in new if t in before and all(r[n] is None for r in filled[t])}
        assert unset == set(), f"{revision} adds columns that hold nothing here"
    engine = create_engine(f"sqlite:///{drawn}")
    metadata.create_all(engine)
    engine.dispose()
    assert describe(walked).partition("\n\n")[2] == describe(drawn)


@pytest.mark.long
@pytest.mark.parametrize("revision", known_revisions()[:-1])
def test_a_database_of_every_earlier_version_is_brought_up_to_date(
    path: Path, tmp_path: Path, revision: str
) -> None:
    old = tmp_path / "old.db"
    run_script(old, FIRST.read_text(encoding="utf-8"))
    for step in known_revisions()[1:]:
        if step <= revision:
            migrate_to(old, step)
            run_script(old, ROWS[step])
    before = rows_of(old)
    assert bring_up_to_date(old) is True
    after = rows_of(old)
    assert {table: cut(after[table], rows) for table, rows in before.items()} == before
    # A new database is made straight from the tables.
    bring_up_to_date(path)
    assert describe(old) == describe(path)


@pytest.mark.long
def test_answers_from_before_items_were_counted_are_counted(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    run_script(old, FIRST.read_text(encoding="utf-8"))
    for step in [each for each in known_revisions()[1:] if each < "0018"]:
        migrate_to(old, step)
        run_script(old, ROWS[step])
    # One wrong answer more, and one to a question that is still open.
    run_script(
        old,
        """
        INSERT INTO answer SELECT 21, quiz_id, position, 8, guild_id, item_id, card, 0, 0, first_at,
            answered_at, taken_us, 0, 0 FROM answer WHERE id = 11;
        INSERT INTO answer SELECT 22, quiz_id, position, 9, guild_id, item_id, card, 0, 0, first_at,
            answered_at, taken_us, 0, NULL FROM answer WHERE id = 11;
        """,
    )
    assert bring_up_to_date(old) is True
    assert ask(old, "SELECT * FROM item_tally") == [(5, "Q001", 1, 2)]


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
    before, old = describe(path), find_revision(path)
    add_migration(tmp_path, monkeypatch, more)
    for _ in range(2):
        with pytest.raises(Exception, match=r"nowhere|^$"):
            bring_up_to_date(path)
        assert (describe(path), find_revision(path)) == (before, old)
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
    assert "bookmark" not in describe(path)


@pytest.mark.parametrize(
    "left", ["imnm.db.erasures", "imnm.db.at-0004", "imnm.db.before-restore", "imnm.db-wal"]
)
def test_a_new_database_where_one_was_expected_is_told_plainly(path: Path, left: str) -> None:
    path.parent.mkdir()
    path.with_name(left).write_bytes(b"what was left")
    with capture_logs() as logged:
        bring_up_to_date(path)
    (told,) = [line for line in logged if line["event"].startswith("store")]
    assert told["event"].startswith("store was expected and is not there")
    assert told["log_level"] == "warning"
    # A log is kept for the database that may be found again: SQLite would delete it.
    kept = left.replace("-wal", ".lost-wal")
    assert told["left"] == [kept]
    assert path.with_name(kept).read_bytes() == b"what was left"


async def test_a_database_that_was_deleted_under_the_bot_is_missed_at_the_next_start(
    url: str, path: Path
) -> None:
    async with Store(url) as store:
        await store.people.change(1, lambda _: Preferences(text_only=True))
        await asyncio.to_thread(path.rename, path.parent.parent / "found.db")
    with capture_logs() as logged:
        async with Store(url):
            pass
    (told,) = [line for line in logged if line["event"].startswith("store")]
    assert "without any scores" in told["event"]
    # Put together again, nothing is lost.
    for end in ("-wal", "-shm"):
        path.with_name(f"imnm.db.lost{end}").rename(path.parent.parent / f"found.db{end}")
    async with Store(f"sqlite+aiosqlite:///{path.parent.parent / 'found.db'}") as found:
        assert await found.people.preferences(1) == Preferences(text_only=True)


@pytest.mark.parametrize("beside", ["other.db", "imnm.db2", "notes-imnm.db.txt"])
def test_what_has_nothing_to_do_with_it_is_no_sign_of_a_database(path: Path, beside: str) -> None:
    path.parent.mkdir()
    path.with_name(beside).touch()
    with capture_logs() as logged:
        bring_up_to_date(path)
    assert [line["event"] for line in logged] == ["store made"]


def test_a_database_is_migrated_by_nobody_while_another_writes_to_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(path)
    add_migration(tmp_path, monkeypatch)
    before = path.read_bytes()
    with use(path), pytest.raises(StoreBusy):
        bring_up_to_date(path)
    assert path.read_bytes() == before
    assert bring_up_to_date(path) is True


def test_a_migration_of_a_damaged_database_leaves_nothing_beside_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_up_to_date(path)
    ask(path, "CREATE TABLE filler AS SELECT zeroblob(200000) AS much")
    spoiled = bytearray(path.read_bytes())
    spoiled[-60000:] = b"\xff" * 60000
    path.write_bytes(spoiled)
    add_migration(tmp_path, monkeypatch)
    with pytest.raises(StoreError) as caught:
        bring_up_to_date(path)
    assert ".partial" not in str(caught.value)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


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


@pytest.mark.long
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


@pytest.mark.long
def test_the_date_of_the_last_one_becomes_the_moment_at_which_it_was_due(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    run_script(old, FIRST.read_text(encoding="utf-8"))
    migrate_to(old, "0006")
    run_script(
        old,
        """
        INSERT INTO member (person_id, text_only, reminder_at, reminder_zone, reminded_on) VALUES
            (101, 0, '19:00', 'Pacific/Auckland', '2026-11-23'),
            (102, 0, '19:00', 'Atlantis/Capital', '2026-11-23'),
            (103, 1, NULL, NULL, '2026-11-23'),
            (104, 0, '19:00', 'UTC', NULL);
        INSERT INTO guild (id, joined_at, daily_channel_id, daily_at, daily_zone, daily_on) VALUES
            (201, '2026-01-01 00:00:00.000000', 1, '02:30', 'Europe/Berlin', '2026-03-29');
        """,
    )
    migrate_to(old, "0007")
    assert ask(old, "SELECT reminded_at FROM member WHERE person_id BETWEEN 101 AND 104") == [
        ("2026-11-23 06:00:00.000000",),
        ("2026-11-23 12:00:00.000000",),
        ("2026-11-23 12:00:00.000000",),
        (None,),
    ]
    # The clocks skipped that time.
    assert ask(old, "SELECT daily_asked_at FROM guild WHERE id = 201") == [
        ("2026-03-29 01:30:00.000000",)
    ]
