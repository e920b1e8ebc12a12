"""The schema of the database file: created, migrated, or refused.

Runs before the engine connects, with connections of its own that are closed again.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import structlog

from bot.errors import StoreCorrupt, StoreEmpty, StoreNewer, StoreOlder, StoreUnwritable
from bot.progress import stage
from bot.store.private_files import make_folder, tighten
from bot.store.revisions import known_revisions, record_revision, run_migrations
from bot.store.sqlite.backup import BUSY_TIMEOUT, back_up, connect_to_read, write_transaction
from bot.store.sqlite.claim import sole_use
from bot.store.sqlite.errors import translated_errors
from bot.store.sqlite.files import files_around, move_companions, unused_path
from bot.store.tables import metadata

log = structlog.get_logger(__name__)


def bring_up_to_date(path: Path, *, copy_first: bool = True) -> bool:
    """Create or migrate the database at ``path``; return True if it was changed.

    An older database is backed up beside itself first, unless it is a copy already. All migrations
    run in one transaction with the record of them: a failure leaves the database as it was.

    Raise :class:`~bot.errors.StoreNewer` when a newer version has written it, and the other kinds
    of :class:`~bot.errors.StoreError` when the file cannot be used.
    """
    known = known_revisions()
    with translated_errors(path):
        if path.is_dir():
            raise StoreUnwritable(path, "a folder of this name is in the way")
        make_folder(path.parent)
        tighten(files_around(path))
        if find_revision(path) == known[-1]:
            return False
        with sole_use(path):
            return _change(path, known, copy_first=copy_first)


def _change(path: Path, known: tuple[str, ...], *, copy_first: bool) -> bool:
    # Anew: another may have changed it before it was ours.
    found = find_revision(path)
    if found == known[-1]:
        return False
    if found is None:
        left = _set_aside_remains(path)
        _create(path, known[-1])
        if left:
            log.warning(
                "store was expected and is not there: a new one is made, without any scores",
                path=str(path),
                now=known[-1],
                left=left,
            )
        else:
            log.info("store made", path=str(path), now=known[-1])
        return True
    if found not in known:
        raise StoreNewer(path, found, known[-1])
    if copy_first:
        copy = back_up(path, unused_path(path, f"at-{found}"))
        log.info("store backed up before migrating", path=str(path), copy=str(copy))
    _migrate(path)
    log.info("store migrated", path=str(path), before=found, now=known[-1])
    return True


def require_current(path: Path) -> None:
    """Raise a StoreError unless the database is there and of this version; change nothing.

    :class:`~bot.errors.StoreOlder` and :class:`~bot.errors.StoreNewer` name the revisions.
    """
    known = known_revisions()
    with translated_errors(path):
        if not path.is_file():
            raise StoreUnwritable(path, "there is no database")
        found = find_revision(path, read_only=True)
    if found is None:
        raise StoreEmpty(path)
    if found not in known:
        raise StoreNewer(path, found, known[-1])
    if found != known[-1]:
        raise StoreOlder(path, found, known[-1])


def find_revision(path: Path, *, read_only: bool = False) -> str | None:
    """Return the revision in the database; None if it is new or empty. Needs no Alembic."""
    # An empty file is not opened: SQLite would delete the log of the one that was there before.
    if not path.exists() or not path.stat().st_size:
        return None
    with closing(connect_to_read(path) if read_only else _connect(path)) as connection:
        # A name that is no UTF-8 is a damaged database, and no fault of ours.
        connection.text_factory = lambda name: name.decode(errors="replace")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise StoreCorrupt(path, "this is the database of another program")
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None or row[0] is None:
        raise StoreCorrupt(path, "it has lost the record of its revision")
    return str(row[0])


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_TIMEOUT)


def _set_aside_remains(path: Path) -> list[str]:
    """Return the names of what an earlier database left; keep its log from being deleted."""
    file = Path(os.path.realpath(path))
    move_companions(file, unused_path(file, "lost"))
    return [each.name for each in files_around(path) if each != file]


def _create(path: Path, revision: str) -> None:
    """Create a database straight from the tables.

    It is quicker than all migrations; a test checks that both come to the same.
    """
    with write_transaction(path) as connection:
        metadata.create_all(connection)
        record_revision(connection, revision)


def _migrate(path: Path) -> None:
    # Foreign keys stay unenforced here, as SQLite advises for tables that are made anew
    # (https://sqlite.org/lang_altertable.html), and are checked before the commit.
    with write_transaction(path) as connection:
        with stage("Updating the database", len(known_revisions())) as reached:
            run_migrations(connection, applied=reached)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise StoreCorrupt(path, f"{len(broken)} rows refer to rows that do not exist")
