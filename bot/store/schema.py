"""The schema of the database file: created, migrated, or refused; and one bot for one database.

Runs before the engine connects, with connections of its own that are closed again.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import Connection

from bot.errors import StoreBusy, StoreCorrupt, StoreNewer, StoreUnwritable
from bot.store.backup import BUSY_TIMEOUT, back_up, write_transaction
from bot.store.sqlite_errors import translated_errors
from bot.store.tables import metadata

log = structlog.get_logger(__name__)

# The files that SQLite keeps beside a database in use, and that a crash leaves behind.
COMPANIONS = ("-wal", "-shm", "-journal")

MIGRATIONS = Path(__file__).with_name("migrations")


def known_revisions() -> tuple[str, ...]:
    """Return the migrations of this version, oldest first: the digits their files begin with."""
    return tuple(sorted(file.stem[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def bring_up_to_date(path: Path, *, copy_first: bool = True) -> bool:
    """Create or migrate the database at ``path``; return True if it was changed.

    An older database is backed up beside itself first, unless it is a copy already. All migrations
    run in one transaction with the record of them: a failure leaves the database as it was.

    Raise :class:`~bot.errors.StoreNewer` when a newer version has written it, and the other kinds
    of :class:`~bot.errors.StoreError` when the file cannot be used.
    """
    known = known_revisions()
    with translated_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise StoreUnwritable(path, "a folder of this name is in the way")
        found = find_revision(path)
        if found == known[-1]:
            return False
        if found is None:
            _create(path, known[-1])
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


def find_revision(path: Path) -> str | None:
    """Return the revision in the database; None if it is new or empty. Needs no Alembic."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
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


def unused_path(path: Path, suffix: str) -> Path:
    """Return ``imnm.db.at-0001``, with a number if that or one of its companions exists."""
    name = path.with_name(f"{path.name}.{suffix}")
    count = 1
    while any(part.exists() for part in parts_of(name)):
        count += 1
        name = path.with_name(f"{path.name}.{suffix}.{count}")
    return name


def parts_of(path: Path) -> list[Path]:
    """Return the paths of a database and of what SQLite keeps beside it."""
    return [path.with_name(path.name + end) for end in ("", *COMPANIONS)]


def _create(path: Path, revision: str) -> None:
    """Create a database straight from the tables.

    It is quicker than all migrations; a test checks that both come to the same.
    """
    with write_transaction(path) as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (revision,))


def _migrate(path: Path) -> None:
    # Foreign keys stay unenforced here, as SQLite advises for tables that are made anew
    # (https://sqlite.org/lang_altertable.html), and are checked before the commit.
    with write_transaction(path) as connection:
        run_migrations(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise StoreCorrupt(path, f"{len(broken)} rows refer to rows that do not exist")


def run_migrations(connection: Connection, revision: str = "head") -> None:
    """Run Alembic up to ``revision`` inside the transaction of ``connection``."""
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


SUFFIX = ".running"


@contextmanager
def claim(path: Path) -> Iterator[None]:
    """Keep a second bot off the database at ``path``.

    Two would answer everybody twice, and each would trust its cache of rows that the other
    changes. The lock is on a file of its own, because SQLite's locks on the database end when any
    other handle on it is closed; it ends with the process, however that ends.

    Raise :class:`~bot.errors.StoreBusy` while another bot runs. Where no file can be written,
    nothing can be spoilt: the bot may serve its cards without the lock.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + SUFFIX).open("wb")
    except OSError:
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(
                path, "another bot is running on it. Stop that one, or set another DATABASE_URL"
            ) from None
        yield
