"""Schema objects that the bot did not make: they are left out when a copy is restored.

A trigger would change rows behind the bot's back, and a table that lacks a constraint would let in
what the bot relies on never to find.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Inspector, create_engine, inspect

from bot.errors import StoreCorrupt
from bot.store.tables import metadata

RECORD = "alembic_version"
"""Alembic's table of the revision, which is not among ours."""

CODE = "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name"
# A virtual table takes its own tables along. What SQLite keeps for itself is called sqlite_...
DATA = (
    "SELECT type, name FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' "
    "ESCAPE '^' ORDER BY type = 'table', sql NOT LIKE 'CREATE VIRTUAL%', name"
)


def drop_code(connection: Connection) -> list[str]:
    """Drop what acts by itself, before anything is written; return what it was, in words."""
    return _drop(connection, CODE, set())


def drop_foreign(connection: Connection) -> list[str]:
    """Drop tables and indexes that this version does not make; return what they were, in words."""
    indexes = {str(index.name) for table in metadata.tables.values() for index in table.indexes}
    return _drop(connection, DATA, {*metadata.tables, RECORD} | indexes)


def require_own_tables(path: Path, connection: Connection) -> None:
    """Raise :class:`~bot.errors.StoreCorrupt` for a table that is not as this version makes it."""
    engine = create_engine("sqlite://")
    with engine.connect() as reference:
        metadata.create_all(reference)
        made, found = inspect(reference), inspect(connection)
        names = set(found.get_table_names())
        for table in metadata.tables:
            if table not in names or _describe(found, table) != _describe(made, table):
                raise StoreCorrupt(path, f"its table {table} is not as this version makes it")
    engine.dispose()


def _drop(connection: Connection, listing: str, ours: set[str]) -> list[str]:
    dropped: list[str] = []
    quote = connection.dialect.identifier_preparer.quote_identifier
    # One by one: what goes may take others along.
    while found := [row for row in connection.exec_driver_sql(listing) if row.name not in ours]:
        kind, name = found[0]
        connection.exec_driver_sql(f"DROP {kind} {quote(name)}")
        dropped.append(f"{kind} {name!r}")
    return dropped


def _describe(inspector: Inspector, table: str) -> object:
    """Return a table's columns and constraints, so that two tables can be compared.

    Constraints of rows go by their names: the same ones are written in more than one way.
    """
    columns = inspector.get_columns(table)
    keys = inspector.get_foreign_keys(table)
    return (
        sorted(
            (each["name"], str(each["type"]), each["nullable"], "computed" in each)
            for each in columns
        ),
        inspector.get_pk_constraint(table)["constrained_columns"],
        sorted(
            (
                k["constrained_columns"],
                k["referred_table"],
                k["referred_columns"],
                str(k["options"]),
            )
            for k in keys
        ),
        sorted(unique["column_names"] for unique in inspector.get_unique_constraints(table)),
        sorted(
            (str(index["name"]), index["column_names"], index["unique"])
            for index in inspector.get_indexes(table)
        ),
        sorted(str(check["name"]) for check in inspector.get_check_constraints(table)),
    )
