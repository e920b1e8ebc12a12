"""Opens database files beside the one that the bot serves from, one blocking step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, create_engine, event, inspect
from sqlalchemy.pool import NullPool

from bot.errors import StoreCorrupt
from bot.store.erasures import Erasures, list_beside, load_erasures, write_list
from bot.store.sqlite_errors import naming_trouble
from bot.store.tables import erasure

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
    with naming_trouble(path), engine.connect() as connection:
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

    with naming_trouble(path), engine.begin() as connection:
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
        for mark, at in found.items():
            bytes.fromhex(mark.key + mark.fingerprint)
            at.isoformat()
    except (AttributeError, TypeError, ValueError) as error:
        raise StoreCorrupt(path, "its record of erasures cannot be read") from error
    return found
