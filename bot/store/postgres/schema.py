"""The tables of the database on the server: created, migrated, or refused."""

from __future__ import annotations

from typing import Final

import structlog
from sqlalchemy import Connection, inspect, text

from bot.errors import StoreCorrupt, StoreEmpty, StoreNewer, StoreOlder
from bot.store.postgres.address import hide_password
from bot.store.postgres.database import make_engine
from bot.store.postgres.errors import translated_errors
from bot.store.revisions import known_revisions, record_revision, run_migrations
from bot.store.tables import metadata

log = structlog.get_logger(__name__)

CHANGING: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('imnm-bot schema', 0))")
"""Held by whoever makes or migrates the tables: of many processes that start at once, one does."""
PATIENT: Final = text("SET LOCAL lock_timeout = 0")


async def bring_up_to_date(url: str) -> bool:
    """Create or migrate the tables in one transaction; return True if anything was changed.

    Raise :class:`~bot.errors.StoreNewer` when a newer version has made them, and other kinds of
    :class:`~bot.errors.StoreError` when the database cannot be used.
    """
    place = hide_password(url)
    engine = make_engine(url)
    with translated_errors(place):
        try:
            async with engine.begin() as connection:
                if await connection.run_sync(find_revision, place) == known_revisions()[-1]:
                    return False
            async with engine.begin() as connection:
                await connection.execute(PATIENT)
                await connection.execute(CHANGING)
                return await connection.run_sync(_change, place)
        finally:
            await engine.dispose()


async def require_current(url: str) -> None:
    """Raise a StoreError unless the tables are there and of this version; change nothing."""
    place = hide_password(url)
    engine = make_engine(url)
    with translated_errors(place):
        try:
            async with engine.begin() as connection:
                found = await connection.run_sync(find_revision, place)
        finally:
            await engine.dispose()
    known = known_revisions()
    if found is None:
        raise StoreEmpty(place)
    if found not in known:
        raise StoreNewer(place, found, known[-1])
    if found != known[-1]:
        raise StoreOlder(place, found, known[-1])


def find_revision(connection: Connection, place: str) -> str | None:
    """Return the revision in the database; None if it is empty."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreCorrupt(place, "this is the database of another program")
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision is None:
        raise StoreCorrupt(place, "it has lost the record of its revision")
    return str(revision)


def _change(connection: Connection, place: str) -> bool:
    known = known_revisions()
    # Anew: another may have changed it before it was ours.
    found = find_revision(connection, place)
    if found == known[-1]:
        return False
    if found is None:
        metadata.create_all(connection)
        record_revision(connection, known[-1])
        log.info("store made", path=place, now=known[-1])
        return True
    if found not in known:
        raise StoreNewer(place, found, known[-1])
    run_migrations(connection)
    log.info("store migrated", path=place, before=found, now=known[-1])
    return True
