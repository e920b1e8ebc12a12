"""Copies a live database: ``VACUUM INTO``, then the copy is opened and checked.

A file copied while it is written may be torn, and lacks what the write-ahead log still holds.

Opens database files beside the one that the bot serves from, one blocking step at a time.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from bot.errors import BackupExists, StoreCorrupt, StoreUnwritable
from bot.store.erasures import Erasures, list_beside, load_erasures, write_list
from bot.store.sqlite_errors import to_store_error, translated_errors
from bot.store.tables import erasure


def back_up(source: Path, target: Path) -> Path:
    """Writes a checked copy of ``source`` to ``target`` and returns it; blocks until it is done.

    The copy has its name only once it is whole. It reads through a connection of its own, so
    writes go on meanwhile; what is committed later is not in it.

    Raises :class:`~bot.errors.BackupExists` when there is a file already, and other kinds of
    :class:`~bot.errors.StoreError` when either file cannot be used.
    """
    with translated_errors(target):
        if target.exists():
            raise BackupExists(target, "there is a file of this name already")
    if not source.is_file():
        raise StoreUnwritable(source, "there is no database")
    partial = target.with_name(f"{target.name}.partial")
    with translated_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        try:
            _vacuum(source, partial)
            _check_copy(source, partial)
            flush(partial)
            partial.rename(target)
            flush(target.parent)
        finally:
            partial.unlink(missing_ok=True)
    return target


def _check_copy(source: Path, copy: Path) -> None:
    try:
        check(copy)
    except StoreCorrupt as error:
        # Only what is read can be damaged.
        raise StoreCorrupt(source, error.reason) from error


def _vacuum(source: Path, target: Path) -> None:
    with translated_errors(source), closing(_connect(source)) as connection:
        # Now, so that what is wrong with the source is not taken for a fault of the copy.
        _recognise(source, connection)
        try:
            connection.execute("VACUUM INTO ?", (str(target),))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            trouble = to_store_error(target, error)
            if trouble is not None and not isinstance(trouble, StoreCorrupt):
                raise trouble from error
            # Writing can fail in many ways; anything else is wrong with what is read.
            raise StoreCorrupt(source, trouble.reason if trouble else str(error)) from error


def _recognise(path: Path, connection: sqlite3.Connection) -> None:
    """A copy that could never be restored must not pass for one: the address may be wrong."""
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    if not tables:
        raise StoreCorrupt(path, "it is empty")
    if "alembic_version" not in tables:
        raise StoreCorrupt(path, "this is the database of another program")


def check(path: Path) -> None:
    """Reads the whole database; raises :class:`~bot.errors.StoreCorrupt` with the first fault."""
    with translated_errors(path), closing(_connect(path)) as connection:
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise StoreCorrupt(path, said)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreCorrupt(path, "a row refers to one that does not exist")


def _connect(path: Path) -> sqlite3.Connection:
    # Read-only: it can make no missing file, and takes no part in writing or checkpoints.
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)


def flush(path: Path) -> None:
    """Waits until the file (or a folder's list of names) is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


PATIENCE = 2.0
"""Seconds to wait for another program that holds the file."""


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Lets a file be read, and nothing in it or beside it be changed."""
    url = URL.create(
        "sqlite",
        database=f"file:{quote(str(path.absolute()))}",
        query={"mode": "ro", "uri": "true"},
    )
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": PATIENCE}
    )
    with translated_errors(path), engine.connect() as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[Connection]:
    """One transaction in a file that nobody else uses. What it deletes is overwritten."""
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": PATIENCE},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA secure_delete = ON")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with translated_errors(path), engine.begin() as connection:
        yield connection


def copy_list(path: Path, target: Path) -> Path:
    """Writes the list of all who were erased from the database ``path`` beside ``target``.

    Raises a :class:`~bot.errors.StoreError` when either file cannot be used.
    """
    beside = list_beside(target)
    write_list(beside, record_in(path))
    return beside


def record_in(path: Path) -> Erasures:
    """Who was erased, as a database records it; nobody in one from before there was a record."""
    with reading(path) as connection:
        return load_record(path, connection) if inspect(connection).has_table(erasure.name) else {}


def load_record(path: Path, connection: Connection) -> Erasures:
    """The same through a connection, from a database that has the table."""
    try:
        found = load_erasures(connection)
        for fingerprint, at in found.items():
            bytes.fromhex(fingerprint.key + fingerprint.digest)
            at.isoformat()
    except (AttributeError, TypeError, ValueError) as error:
        raise StoreCorrupt(path, "its record of erasures cannot be read") from error
    return found
