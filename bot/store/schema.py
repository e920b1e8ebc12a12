"""Makes the file fit the tables: a new database, an older one, or a refusal.

Runs before the engine connects, with connections of its own that are closed again.

One bot for one database.
"""

from __future__ import annotations

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.pool import NullPool

from bot.errors import StoreBusy, StoreCorrupt, StoreNewer, StoreUnwritable
from bot.store.backup import back_up
from bot.store.sqlite_errors import translated_errors
from bot.store.tables import metadata

log = structlog.get_logger(__name__)

# Seconds to wait for another program that holds the database.
PATIENCE = 2.0

# What SQLite keeps beside a database that is in use, or was left behind by a crash.
COMPANIONS = ("-wal", "-shm", "-journal")

MIGRATIONS = Path(__file__).with_name("migrations")


def known_revisions() -> tuple[str, ...]:
    """The migrations of this version, oldest first: the four digits that their files begin with."""
    return tuple(sorted(file.stem[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def bring_up_to_date(path: Path, *, copy_first: bool = True) -> bool:
    """Makes or migrates the database at ``path``; True if it was changed.

    An older database is backed up beside itself first, unless it is a copy already, and is changed
    in one transaction with the record of it: a failure leaves it as it was.

    Raises :class:`~bot.errors.StoreNewer` when a newer version has written it, and the other kinds
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
            _make(path, known[-1])
            log.info("store made", path=str(path), now=known[-1])
            return True
        if found not in known:
            raise StoreNewer(path, found, known[-1])
        if copy_first:
            copy = back_up(path, free_name(path, f"at-{found}"))
            log.info("store backed up before migrating", path=str(path), copy=str(copy))
        _migrate(path)
    log.info("store migrated", path=str(path), before=found, now=known[-1])
    return True


def find_revision(path: Path) -> str | None:
    """The revision that the database records; None if it is new or empty. Needs no Alembic."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
        # A damaged name is a damaged database, and not a failure of ours.
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


def free_name(path: Path, suffix: str) -> Path:
    """``imnm.db.at-0001``, or with a number when there is one already, or the log of one."""
    name = path.with_name(f"{path.name}.{suffix}")
    count = 1
    while any(name.with_name(name.name + end).exists() for end in ("", *COMPANIONS)):
        count += 1
        name = path.with_name(f"{path.name}.{suffix}.{count}")
    return name


def _make(path: Path, revision: str) -> None:
    """A new database straight from the tables.

    It is quicker than all migrations; a test holds that both come to the same.
    """
    with _transaction(path) as connection:
        metadata.create_all(connection)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (revision,))


def _migrate(path: Path) -> None:
    # Foreign keys stay unenforced here, as SQLite advises for tables that are made anew
    # (https://sqlite.org/lang_altertable.html), and are checked before the commit.
    with _transaction(path) as connection:
        run_migrations(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise StoreCorrupt(path, f"{len(broken)} rows refer to rows that do not exist")


@contextmanager
def _transaction(path: Path) -> Iterator[Connection]:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": PATIENCE},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        yield connection


def run_migrations(connection: Connection, revision: str = "head") -> None:
    """Runs Alembic up to ``revision`` inside the transaction of ``connection``."""
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


SUFFIX = ".running"


@contextmanager
def claim(path: Path) -> Iterator[None]:
    """Keeps a second bot off the database at ``path``.

    Two would answer everybody twice, and each would trust what it remembers of rows that the other
    changes. The lock is on a file of its own, because SQLite's locks on the database end when any
    other handle on it is closed; it ends with the process, however that ends.

    Raises :class:`~bot.errors.StoreBusy` while another bot runs. Where nothing can be written,
    nothing can be spoilt, and the bot may serve its cards.
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
