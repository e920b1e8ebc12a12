"""INSERT with ON CONFLICT, for every engine.

The construct is SQLAlchemy's for SQLite, which took the clause over from PostgreSQL:
``bot.store.postgres.dialect`` lets that compile it too. Nobody who uses SQLite loads the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import Insert, insert

__all__ = ["Insert", "insert", "upsert"]


def upsert(table: Table, columns: Sequence[str], *, adding: bool = False) -> Insert:
    """Insert rows; where the primary key is there already, overwrite these ``columns`` of it.

    Or add to the numbers that are in them. Many rows come in the order of their keys: of two
    transactions that write the same ones in different orders, each would wait for the other.
    """
    inserted = insert(table)
    new = inserted.excluded
    return inserted.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: table.c[name] + new[name] if adding else new[name] for name in columns},
    )
