"""Statements that SQLAlchemy's dialect for PostgreSQL does not take as we write them."""

from __future__ import annotations

import re

from sqlalchemy import Boolean, CheckConstraint
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDDLCompiler
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles

from bot.store.tables import metadata

for _table in metadata.tables.values():
    for _index in _table.indexes:
        # Said here, since an option of a dialect loads it: nobody who uses SQLite needs this one.
        _where = _index.dialect_options["sqlite"]["where"]
        _index.dialect_options["postgresql"]["where"] = _where

# SQLite took ON CONFLICT over from PostgreSQL; what it lacks is ON CONSTRAINT, which is not used.
# Checked with SQLAlchemy 2.1: ``tests/store/postgres/test_dialect.py`` fails when it changes.


@compiles(OnConflictDoUpdate, "postgresql")
def _compile_update(clause: OnConflictDoUpdate, compiler: PGCompiler, **options: object) -> str:
    clause.constraint_target = None  # type: ignore[attr-defined]
    compiled: str = compiler.visit_on_conflict_do_update(clause, **options)  # type: ignore[no-untyped-call]
    return compiled


@compiles(OnConflictDoNothing, "postgresql")
def _compile_nothing(clause: OnConflictDoNothing, compiler: PGCompiler, **options: object) -> str:
    clause.constraint_target = None  # type: ignore[attr-defined]
    compiled: str = compiler.visit_on_conflict_do_nothing(clause, **options)  # type: ignore[no-untyped-call]
    return compiled


@compiles(CheckConstraint, "postgresql")
def _compile_check(check: CheckConstraint, compiler: PGDDLCompiler, **options: object) -> str:
    """Let a flag be a condition: SQLite compares it with 0 and 1."""
    compiled: str = compiler.visit_check_constraint(check, **options)  # type: ignore[no-untyped-call]
    for column in check.table.columns:
        if isinstance(column.type, Boolean):
            compiled = re.sub(rf"\b{column.name} = 1\b", column.name, compiled)
            compiled = re.sub(rf"\b{column.name} = 0\b", f"NOT {column.name}", compiled)
    return compiled
