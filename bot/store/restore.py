"""Puts a copy in the place of the database, and brings nobody back who was erased since.

The old database is kept beside it. Everything is made ready under another name first, so that a
failure leaves what there was.
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
    PATIENCE,
    back_up,
    check,
    copy_list,
    flush,
    load_record,
    reading,
    record_in,
    writing,
)
from bot.store.erasures import (
    SUFFIX,
    Erasures,
    Fingerprint,
    list_beside,
    merge,
    read_lists,
    save_erasures,
)
from bot.store.personal_data import PERSONAL_DATA
from bot.store.schema import (
    COMPANIONS,
    bring_up_to_date,
    find_revision,
    free_name,
    known_revisions,
)
from bot.store.sqlite_errors import to_store_error, translated_errors

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done."""

    kept: Path | None
    """The database that was there before; None if there was none."""
    erased: int
    """People in the copy who were erased after it was made, and are erased again."""
    record_lost: bool
    """Whether the record of the old database could not be read: only the lists were used."""


def restore_copy(source: Path, path: Path, lists: Iterable[Path] = ()) -> Restored:
    """Makes a copy of ``source`` the database at ``path``; blocks until it is done.

    Who was erased is learnt from the database that is replaced, from the list beside it, from every
    list in the folder of ``source``, and from ``lists``.

    Raises :class:`~bot.errors.StoreBusy` while a bot uses the database, and other kinds of
    :class:`~bot.errors.StoreError` when a file cannot be used; then nothing was changed.
    """
    if path.exists() and source.exists() and source.samefile(path):
        raise StoreUnwritable(source, "this is the database itself, and no copy of it")
    known = read_lists({*source.parent.glob(f"*{SUFFIX}"), *lists, *_existing(list_beside(path))})
    new = path.with_name(f"{path.name}.restoring")
    with translated_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove(new)
        try:
            back_up(source, new)
            with _blaming(source, new):
                _modernise(source, new)
            with _alone(path) as in_use:
                record, lost = _try_record(path) if in_use else ({}, False)
                with _blaming(source, new):
                    erased = _erase_again(new, merge(known, record))
                    check(new)
                flush(new)
                kept = _keep(path)
                new.rename(path)
        finally:
            _remove(new)
        flush(path.parent)
    copy_list(path, path)
    return Restored(kept, erased, lost)


@contextmanager
def _blaming(source: Path, new: Path) -> Iterator[None]:
    """What is wrong with what is made of the source is wrong with the source."""
    try:
        yield
    except StoreCorrupt as error:
        raise StoreCorrupt(source if error.path == new else error.path, error.reason) from error


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Keeps everybody else out of the database meanwhile; False if there is none.

    A bot holds a lock from its start to its end, which the change of the journal runs into.
    """
    if not path.exists():
        yield False
        return
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    with closing(connection):
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            # Others may read, we ourselves among them; no bot starts.
            connection.execute("BEGIN IMMEDIATE")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            trouble = to_store_error(path, error)
            if isinstance(trouble, StoreBusy):
                raise StoreBusy(
                    path, "a bot or another program uses it: stop that first"
                ) from error
            if not isinstance(trouble, StoreCorrupt):
                raise
            # It is damaged: all the more reason to replace it.
            log.warning("old store is damaged", path=str(path), reason=trouble.reason)
        yield True


def _try_record(path: Path) -> tuple[Erasures, bool]:
    try:
        return record_in(path), False
    except StoreError as error:
        log.warning("record of erasures cannot be read", path=str(path), reason=error.reason)
        return {}, True


def _modernise(source: Path, new: Path) -> None:
    found = find_revision(new)
    if found is None:
        raise StoreCorrupt(source, "it is empty")
    known = known_revisions()
    if found not in known:
        raise StoreNewer(source, found, known[-1])
    bring_up_to_date(new, copy_first=False)


def _erase_again(path: Path, erasures: Erasures) -> int:
    """Erases those who were erased after the copy was made; returns how many it held of them.

    An erasure that the copy records was done in it: what it holds of that person came later.
    """
    with reading(path) as connection:
        done = load_record(path, connection)
    wanted = {each: at for each, at in erasures.items() if each not in done or done[each] < at}
    with writing(path) as connection:
        found = _find(connection, wanted)
        for person_id in found:
            for kind in PERSONAL_DATA:
                connection.execute(kind.erase(person_id))
        save_erasures(connection, merge(done, erasures))
    return len(found)


def _find(connection: Connection, wanted: dict[Fingerprint, datetime]) -> set[int]:
    """The people in a database whose fingerprints these are."""
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


def _keep(path: Path) -> Path | None:
    """Puts the old database aside, with all that belongs to it; None if there is none.

    Whoever deletes a database by hand leaves its log, which SQLite would replay into the new one.
    """
    kept = free_name(path, "before-restore")
    found = path.exists()
    for end in ("", *COMPANIONS):
        for part in _existing(path.with_name(path.name + end)):
            part.rename(kept.with_name(kept.name + end))
    return kept if found else None


def _existing(path: Path) -> tuple[Path, ...]:
    return (path,) if path.exists() else ()


def _remove(path: Path) -> None:
    for end in ("", *COMPANIONS):
        path.with_name(path.name + end).unlink(missing_ok=True)
