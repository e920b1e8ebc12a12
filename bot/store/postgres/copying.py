"""Copy everything from one database into an empty one on a server, and compare the two.

Rows go over some at once, each time in a transaction. The tables have no revision until all is
there and was compared: no bot starts on a part of it, and a copy that was cut off is taken up again
by the next one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from hashlib import blake2b
from typing import Final

from sqlalchemy import Connection, Table, func, inspect, select, text

from bot.errors import StoreDiffers, StoreOccupied
from bot.progress import stage
from bot.store.database import BATCH_SIZE, AnyRow, Database
from bot.store.postgres.database import PostgresDatabase
from bot.store.revisions import known_revisions, record_revision
from bot.store.sqlite.database import SqliteDatabase
from bot.store.summary import Summary, summarize
from bot.store.tables import metadata
from bot.store.upsert import insert

UNFINISHED: Final = "imnm_copy"
"""The table that tells that a copy was begun and has not ended."""
RANGE: Final = 2**64


async def copy_rows(source: SqliteDatabase, target: PostgresDatabase) -> Summary:
    """Copy all rows; return how many there are, once both are known to be the same.

    Raise :class:`~bot.errors.StoreOccupied` if the target holds something else, and
    :class:`~bot.errors.StoreDiffers` if the two are not the same in the end.
    """
    await target.write(lambda connection: _prepare(connection, target.place))
    expected = {table: await _send(source, target, table) for table in metadata.sorted_tables}
    for table, sums in expected.items():
        if await _sum_up(target, table, "Comparing") != sums:
            raise StoreDiffers(target.place, table.name)
    numbered = [table for table in metadata.sorted_tables if table.autoincrement_column is not None]
    highest = {table: await source.last_id(table) for table in numbered}

    def finish(connection: Connection) -> Summary:
        for table, last in highest.items():
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, max(last, 1), last > 0)))
        connection.execute(text(f"DROP TABLE {UNFINISHED}"))
        record_revision(connection, known_revisions()[-1])
        return summarize(connection)

    return await target.write(finish)


def _prepare(connection: Connection, place: str) -> None:
    """Make the tables, unless a copy that was cut off has made them."""
    tables = set(inspect(connection).get_table_names())
    if UNFINISHED in tables:
        return
    if tables:
        raise StoreOccupied(place)
    connection.execute(text(f"CREATE TABLE {UNFINISHED} (begun_at timestamptz DEFAULT now())"))
    metadata.create_all(connection)


Sums = tuple[int, int]
"""How many rows a table has, and a checksum that no order of them changes."""


async def _send(source: Database, target: Database, table: Table) -> Sums:
    """Insert the rows that are not there yet."""
    there = await target.fetch_count(select(func.count()).select_from(table))
    sent = insert(table).on_conflict_do_nothing()
    sums = (0, 0)
    async for rows in _read(source, table, "Copying"):
        sums = _add(sums, rows)
        # They go in the order of their keys: those of whole batches before are there.
        if sums[0] > there:
            await target.execute(sent, [dict(row._mapping) for row in rows])
    return sums


async def _sum_up(database: Database, table: Table, says: str) -> Sums:
    sums = (0, 0)
    async for rows in _read(database, table, says):
        sums = _add(sums, rows)
    return sums


async def _read(database: Database, table: Table, says: str) -> AsyncIterator[Sequence[AnyRow]]:
    total = await database.fetch_count(select(func.count()).select_from(table))
    keys = list(table.primary_key.columns)
    done = 0
    with stage(f"{says} {table.name}", total) as reached:
        async for rows in database.fetch_in_batches(select(table), keys, BATCH_SIZE):
            yield rows
            done += len(rows)
            reached(done)


def _add(sums: Sums, rows: Sequence[AnyRow]) -> Sums:
    """Count more rows, each as the bot reads it: engines keep the same value in different ways."""
    count, checksum = sums
    for row in rows:
        digest = blake2b(repr(tuple(row)).encode(errors="surrogatepass"), digest_size=8).digest()
        checksum = (checksum + int.from_bytes(digest)) % RANGE
    return count + len(rows), checksum
