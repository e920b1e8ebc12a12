"""Kinds of columns: times, spans of time, switches and choices."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Table,
    TypeDecorator,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC. A naive one is a ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        # SQLite keeps no zone beside a time.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Span(TypeDecorator[timedelta]):
    """A timedelta, stored as whole microseconds, which is its own resolution."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else value // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else timedelta(microseconds=value)


def flag(
    name: str, *, nullable: bool = True, server_default: ColumnElement[bool] | None = None
) -> Column[bool]:
    """Return a column of True and False; anything else is refused."""
    checked = Boolean(create_constraint=True, name=name)
    return Column(name, checked, nullable=nullable, server_default=server_default)


def choice(
    name: str, kind: type[StrEnum], length: int, *, checked: bool = True, nullable: bool = True
) -> Column[Any]:
    """Return a column of the values of an enum; any other text is refused if it is ``checked``."""
    values = Enum(
        kind,
        values_callable=lambda kind: [each.value for each in kind],
        native_enum=False,
        create_constraint=checked,
        length=length,
        name=name,
    )
    return Column(name, values, nullable=nullable)


def columns_for(kind: type[Any], table: Table) -> list[Column[Any]]:
    """Return the columns that are named as the fields of a dataclass: ``kind(*row)`` reads them."""
    return [table.c[field.name] for field in fields(kind)]
