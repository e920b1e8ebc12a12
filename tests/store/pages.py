"""What the store yields some at once, all together."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

from bot.store import ExportedRows

T = TypeVar("T")


async def collect(pages: AsyncIterator[Sequence[T]]) -> list[T]:
    return [each async for page in pages for each in page]


async def collect_tables(parts: AsyncIterator[ExportedRows]) -> dict[str, list[dict[str, Any]]]:
    tables: dict[str, list[dict[str, Any]]] = {}
    async for part in parts:
        assert part.rows or part.table not in tables
        tables.setdefault(part.table, []).extend(part.rows)
    return tables
