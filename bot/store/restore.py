"""Restore: replace the database by a copy, and bring nobody back who was erased since.

The old database is kept beside it. The new one is prepared under another name first, so that a
failure leaves everything as it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy import Connection, select

from bot.errors import StoreBusy, StoreCorrupt, StoreError, StoreNewer, StoreUnwritable
from bot.store.backup import (
    BUSY_TIMEOUT,
    back_up,
    check_database,
    export_erasures,
    load_checked_erasures,
    read_connection,
    read_erasures,
    sync_to_disk,
    write_transaction,
)
from bot.store.erasures import (
    SUFFIX,
    Erasures,
    Fingerprint,
    list_beside,
    merge,
    read_list,
    save_erasures,
)
from bot.store.personal_data import PERSONAL_DATA
from bot.store.schema import bring_up_to_date, parts_of, unused_path
from bot.store.sqlite_errors import to_store_error, translated_errors

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """The result of a restore."""

    kept: Path | None
    """The database that was there before; None if there was none."""
    erased: int
    """People in the copy who were erased after it was made, and are erased again."""
    record_lost: bool
    """Whether the record of the old database could not be read: only the lists were used."""


def restore_copy(source: Path, path: Path, lists: Iterable[Path] = ()) -> RestoreResult:
    """Replace the database at ``path`` by a copy of ``source``; block until it is done.

    Who was erased is read from the database that is replaced, from the list beside it, from every
    list in the folder of ``source``, and from ``lists``.

    Raise :class:`~bot.errors.StoreBusy` while a bot uses the database, and other kinds of
    :class:`~bot.errors.StoreError` when a file cannot be used; then nothing was changed.
    """
    if path.exists() and source.exists() and source.samefile(path):
        raise StoreUnwritable(source, "this is the database itself, and no copy of it")
    beside = list_beside(path)
    found = {*source.parent.glob(f"*{SUFFIX}"), *lists, *([beside] if beside.exists() else [])}
    known = merge(*map(read_list, found))
    new = path.with_name(f"{path.name}.restoring")
    with translated_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(new)
        try:
            back_up(source, new)
            with _attributing_to(source, new):
                bring_up_to_date(new, copy_first=False)
            with _exclusive(path) as in_use:
                record, lost = _read_erasures_if_possible(path) if in_use else ({}, False)
                with _attributing_to(source, new):
                    erased = _erase_again(new, merge(known, record))
                    check_database(new)
                sync_to_disk(new)
                kept = _move_aside(path)
                new.rename(path)
        finally:
            _remove(new)
        sync_to_disk(path.parent)
    export_erasures(path, path)
    return RestoreResult(kept, erased, lost)


@contextmanager
def _attributing_to(source: Path, new: Path) -> Iterator[None]:
    """Report what is wrong with the prepared copy as wrong with its source."""
    try:
        yield
    except StoreCorrupt as error:
        raise StoreCorrupt(source if error.path == new else error.path, error.reason) from error
    except StoreNewer as error:
        raise StoreNewer(source, error.found, error.known) from error


@contextmanager
def _exclusive(path: Path) -> Iterator[bool]:
    """Lock everybody else out of the database; yield False if there is none.

    A bot in WAL mode holds a lock from its start to its end, and that makes the change of the
    journal mode fail.
    """
    if not path.exists():
        yield False
        return
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT, isolation_level=None)
    with closing(connection):
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            # Others, this process among them, may still read; no bot can start.
            connection.execute("BEGIN IMMEDIATE")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            failure = to_store_error(path, error)
            if isinstance(failure, StoreBusy):
                raise StoreBusy(
                    path, "a bot or another program uses it: stop that first"
                ) from error
            if not isinstance(failure, StoreCorrupt):
                raise
            # It is damaged: all the more reason to replace it.
            log.warning("old store is damaged", path=str(path), reason=failure.reason)
        yield True


def _read_erasures_if_possible(path: Path) -> tuple[Erasures, bool]:
    try:
        return read_erasures(path), False
    except StoreError as error:
        log.warning("record of erasures cannot be read", path=str(path), reason=error.reason)
        return {}, True


def _erase_again(path: Path, erasures: Erasures) -> int:
    """Erase those who were erased after the copy was made; return how many of them it held.

    An erasure that the copy records was done in it: its rows about that person are newer.
    """
    with read_connection(path) as connection:
        done = load_checked_erasures(path, connection)
    wanted = {each: at for each, at in erasures.items() if each not in done or done[each] < at}
    with write_transaction(path) as connection:
        found = _find_people(connection, wanted)
        for person_id in found:
            for kind in PERSONAL_DATA:
                connection.execute(kind.erase(person_id))
        save_erasures(connection, merge(done, erasures))
    return len(found)


def _find_people(connection: Connection, wanted: dict[Fingerprint, datetime]) -> set[int]:
    """Return the people in a database whose fingerprints these are."""
    keys = {each.key for each in wanted}
    if not keys:
        return set()
    people: set[int] = set()
    for kind in PERSONAL_DATA:
        rows = connection.execute(select(kind.person).distinct())
        people |= {person_id for person_id in rows.scalars() if person_id is not None}
    return {
        person_id
        for person_id in people
        if any(Fingerprint.of(person_id, key) in wanted for key in keys)
    }


def _move_aside(path: Path) -> Path | None:
    """Rename the old database and its companions; None if there is none.

    A database that was deleted by hand leaves its log, which SQLite would replay into the new one.
    """
    kept = unused_path(path, "before-restore")
    found = path.exists()
    for part, aside in zip(parts_of(path), parts_of(kept), strict=True):
        if part.exists():
            part.rename(aside)
    return kept if found else None


def _remove(path: Path) -> None:
    for part in parts_of(path):
        part.unlink(missing_ok=True)
