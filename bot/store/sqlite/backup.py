"""Backup: copy a live database a few pages at a time, then open the copy and check it.

A file copied while it is written may be torn, and lacks what the write-ahead log still holds. All
functions block, and use connections of their own, beside the bot's. What was deleted is in no copy:
it was overwritten where it stood (``secure_delete``).
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from bot.errors import BackupExists, StoreCorrupt, StoreUnwritable
from bot.progress import stage
from bot.store.encryption import Recipients
from bot.store.erasures import (
    Erasures,
    list_beside,
    load_checked_erasures,
    write_encrypted_list,
    write_list,
)
from bot.store.partial_files import partial_file, remove_leftovers, sync_to_disk
from bot.store.private_files import make_folder
from bot.store.sqlite.errors import to_store_error, translated_errors
from bot.store.tables import erasure

BUSY_TIMEOUT = 2.0
"""Seconds to wait for another program that holds the file."""
INSTRUCTIONS = 5_000
"""Of SQLite's, between two looks at how far it has got: those of a thousand rows."""
PAGES = 256
"""So many are copied at once, usually 1 MB, which a disk takes in a few milliseconds."""

TAKEN = "there is a file of this name already"


def back_up(source: Path, target: Path, *, without_log: bool = False) -> Path:
    """Write a checked copy of ``source`` to ``target``, and return its path.

    The copy has its name only once it is whole. It reads through a connection of its own, so
    writes go on meanwhile; what is committed later is not in it. With ``without_log`` the source is
    a file that nobody writes to, and what may lie beside it is not read.

    Raise :class:`~bot.errors.BackupExists` when there is a file already, and other kinds of
    :class:`~bot.errors.StoreError` when either file cannot be used.
    """
    with _named_when_whole(source, target) as partial:
        _copy_checked(source, partial, target, without_log=without_log)
    return target


def back_up_encrypted(source: Path, target: Path, recipients: Recipients) -> Path:
    """Do the same, so that only the recipients can open the copy and its list of erasures.

    It is plain for a while, in a file beside ``source``, and nowhere else.
    """
    with _named_when_whole(source, target) as encrypted:
        beside = Path(os.path.realpath(source))
        with translated_errors(beside):
            remove_leftovers(beside.parent)
            with partial_file(beside) as plain:
                _copy_checked(source, plain, beside)
                with translated_errors(target):
                    recipients.encrypt(plain, encrypted)
                write_encrypted_list(list_beside(target), read_erasures(plain), recipients)
    return target


@contextmanager
def _named_when_whole(source: Path, target: Path) -> Iterator[Path]:
    """Yield a file to write the copy of ``source`` to, which then gets the name ``target``."""
    with translated_errors(target):
        _refuse_to_overwrite(target)
    if not source.is_file():
        raise StoreUnwritable(source, "there is no database")
    with translated_errors(target):
        make_folder(target.parent)
        remove_leftovers(target.parent)
        with partial_file(target) as partial:
            yield partial
            sync_to_disk(partial)
            _give_name(partial, target)
        sync_to_disk(target.parent)


def _copy_checked(source: Path, partial: Path, target: Path, *, without_log: bool = False) -> None:
    """Copy and check; what cannot be written is said of ``target``."""
    _copy(source, partial, target, without_log=without_log)
    try:
        check_database(partial)
    except StoreCorrupt as error:
        # Only what is read can be damaged.
        raise StoreCorrupt(source, error.reason) from error


def _give_name(partial: Path, target: Path) -> None:
    """Rename a copy that is whole, and take no other file's place, whoever made that meanwhile."""
    try:
        target.hardlink_to(partial)
    except FileExistsError:
        raise BackupExists(target, TAKEN) from None
    except OSError:
        # Some file systems have no second names.
        _refuse_to_overwrite(target)
        partial.rename(target)


def _refuse_to_overwrite(target: Path) -> None:
    if target.exists():
        raise BackupExists(target, TAKEN)


def _copy(source: Path, partial: Path, target: Path, *, without_log: bool) -> None:
    """Copy all pages as they are at one moment, with a rest after each slice of them.

    SQLite begins a copy anew when another connection has written meanwhile, unless the one that
    reads is inside a transaction: then it goes on seeing what there was
    (https://sqlite.org/c3ref/backup_finish.html, https://sqlite.org/isolation.html).
    """
    reading = connect_to_read(source, immutable=without_log)
    with translated_errors(source), closing(reading) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN")
        # Now, so that what is wrong with the source is not taken for a fault of the copy.
        _check_identity(source, connection)
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        try:
            with stage("Copying the database", pages * size) as reached, _new_file(partial) as new:
                with closing(os.fdopen(os.open(partial, os.O_RDONLY))) as file:
                    rest = _Rest(file.fileno(), target)

                    def between(_status: int, remaining: int, total: int) -> None:
                        reached((total - remaining) * size)
                        rest()

                    connection.backup(new, pages=PAGES, progress=between)
                # The copy of a database in use says that it has a log; it never had one.
                new.execute("PRAGMA journal_mode = DELETE")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            failure = to_store_error(target, error)
            if failure is not None and not isinstance(failure, StoreCorrupt):
                raise failure from error
            # Writing can fail in many ways; anything else is wrong with what is read.
            raise StoreCorrupt(source, failure.reason if failure else str(error)) from error


@contextmanager
def _new_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Connect to a file that is thrown away unless all of it was written: it needs no journal."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


class _Rest:
    """What is done after each slice, so that the disk is never busy with the copy for long.

    The slice is brought to the disk at once: else the system collects hundreds of megabytes, and
    whoever commits meanwhile waits for all of them. Then others have it for as long.
    """

    def __init__(self, file: int, target: Path) -> None:
        self._file = file
        self._target = target
        self._began = time.monotonic()

    def __call__(self) -> None:
        with translated_errors(self._target):
            os.fsync(self._file)
        time.sleep(time.monotonic() - self._began)
        self._began = time.monotonic()


def _check_identity(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse the database of another program: its copy could never be restored."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not tables:
        raise StoreCorrupt(path, "it is empty")
    if "alembic_version" not in tables:
        raise StoreCorrupt(path, "this is the database of another program")


def check_database(path: Path) -> None:
    """Read the whole database; raise :class:`~bot.errors.StoreCorrupt` with the first fault."""
    with (
        translated_errors(path),
        closing(connect_to_read(path)) as connection,
        stage("Checking the copy") as reached,
    ):
        watch(connection, lambda: reached(0))
        result = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if result != "ok":
            raise StoreCorrupt(path, result)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreCorrupt(path, "a row refers to one that does not exist")


def watch(connection: sqlite3.Connection, look: Callable[[], object]) -> None:
    """Call a function now and then while the connection works."""

    def look_and_go_on() -> int:
        look()
        return 0

    connection.set_progress_handler(look_and_go_on, INSTRUCTIONS)


def connect_to_read(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """Connect read-only: that makes no missing file, and takes no part in moving the log.

    What is ``immutable`` is read without its log and without any lock.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable={immutable:d}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT)


@contextmanager
def read_connection(path: Path) -> Iterator[Connection]:
    """Connect to a file without changing anything in it or beside it."""
    url = URL.create(
        "sqlite",
        database=f"file:{quote(str(path.absolute()))}",
        query={"mode": "ro", "uri": "true"},
    )
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT}
    )
    with translated_errors(path), engine.connect() as connection:
        yield connection


@contextmanager
def write_transaction(path: Path) -> Iterator[Connection]:
    """Run one transaction in a file that nobody else uses. What it deletes is overwritten."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with translated_errors(path), engine.begin() as connection:
        yield connection


def export_erasures(path: Path, target: Path) -> Path:
    """Write the list of all who were erased from the database ``path`` beside ``target``.

    Raise a :class:`~bot.errors.StoreError` when either file cannot be used.
    """
    beside = list_beside(target)
    write_list(beside, read_erasures(path))
    return beside


def read_erasures(path: Path) -> Erasures:
    """Return who was erased, as a database records it; nobody if it has no such record yet."""
    with read_connection(path) as connection:
        return (
            load_checked_erasures(path, connection)
            if inspect(connection).has_table(erasure.name)
            else {}
        )
