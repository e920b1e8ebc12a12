"""Restore: replace the database by a copy, and bring nobody back who was erased since.

The old database is kept beside it. The new one is prepared under another name first, so that a
failure leaves everything as it was.
"""

from __future__ import annotations

import glob
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog

from bot.errors import (
    CopyLocked,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreNewer,
    StoreUnwritable,
)
from bot.store.encryption import ENCRYPTED, NOT_ENCRYPTED, Identities, is_encrypted_file
from bot.store.engine import RestoreResult
from bot.store.erasures import (
    SUFFIX,
    Erasures,
    list_beside,
    merge,
    read_list,
    write_list,
)
from bot.store.partial_files import partial_file, remove_leftovers, sync_to_disk
from bot.store.private_files import tighten
from bot.store.repeated_erasures import repeat_erasures
from bot.store.sqlite.backup import (
    BUSY_TIMEOUT,
    back_up,
    check_database,
    read_connection,
    read_erasures,
    write_transaction,
)
from bot.store.sqlite.claim import IN_USE, claim, sole_use
from bot.store.sqlite.errors import to_store_error, translated_errors
from bot.store.sqlite.files import (
    files_around,
    find_fault_of_log,
    move_companions,
    remove_parts,
    unused_path,
)
from bot.store.sqlite.foreign_schema import drop_code, drop_foreign, require_own_tables
from bot.store.sqlite.schema import bring_up_to_date
from bot.store.summary import Summary, summarize

NEW = "restoring"
KEPT = "before-restore"
"""How the names go on of what is prepared, and of the database that was there before."""

log = structlog.get_logger(__name__)


def restore_copy(
    source: Path,
    path: Path,
    lists: Iterable[Path] = (),
    *,
    without_log: bool = False,
    identities: Identities | None = None,
) -> RestoreResult:
    """Replace the database at ``path`` by a copy of ``source``; block until it is done.

    Who was erased is read from the database that is replaced, from the list beside it, from every
    list in the folder of ``source``, and from ``lists``. A copy that was made without its log is
    refused, unless it shall be restored ``without_log``. One that is encrypted is opened with
    ``identities``, into a file beside the database that is gone in the end.

    Raise :class:`~bot.errors.StoreBusy` while a bot uses the database, and other kinds of
    :class:`~bot.errors.StoreError` when a file cannot be used; then nothing was changed.
    """
    if path.exists() and source.exists() and source.samefile(path):
        raise StoreUnwritable(source, "this is the database itself, and no copy of it")
    found = {*source.parent.glob(f"*{SUFFIX}"), *lists} - {list_beside(path)}
    with translated_errors(source):
        if identities is not None and not any(map(is_encrypted_file, [source, *found])):
            raise CopyLocked(source, NOT_ENCRYPTED)
    with _opened(source, path, identities) as copy, _attributing_to(source, copy):
        with translated_errors(source):
            fault = find_fault_of_log(copy)
        if fault and not without_log:
            raise StoreCorrupt(
                source,
                f"{fault}: the last answers may be missing. Put the right log there, or add "
                "--without-log to go on without it",
            )
        known = merge(*(read_list(each, identities) for each in found))
        with claim(path, IN_USE), sole_use(path):
            # Where a link leads: the database stays there, and so does the link.
            return _replace(
                copy,
                Path(os.path.realpath(path)),
                list_beside(path),
                known,
                without_log=fault is not None,
            )


@contextmanager
def _opened(source: Path, path: Path, identities: Identities | None) -> Iterator[Path]:
    """Yield the copy itself, or, if it is encrypted, a plain file beside the database."""
    with translated_errors(source):
        encrypted = is_encrypted_file(source)
    if not encrypted:
        yield source
    elif identities is None:
        raise CopyLocked(source, ENCRYPTED)
    else:
        beside = Path(os.path.realpath(path))
        with translated_errors(beside), partial_file(beside) as plain:
            with translated_errors(source):
                identities.decrypt(source, plain)
            yield plain


def _replace(
    source: Path, path: Path, beside: Path, known: Erasures, *, without_log: bool
) -> RestoreResult:
    new = path.with_name(f"{path.name}.{NEW}")
    with translated_errors(path):
        tighten(files_around(path))
        remove_remains(path)
        try:
            back_up(source, new, without_log=without_log)
            with _attributing_to(source, new):
                dropped = _prepare(new)
            with _exclusive(path) as in_use:
                record, lost = _read_erasures_if_possible(path) if in_use else ({}, False)
                listed = _read_list_if_needed(beside, in_use and not lost)
                before = summarize_file(path) if in_use else None
                with _attributing_to(source, new):
                    erased = _erase_again(new, merge(known, listed, record))
                    check_database(new)
                    now = summarize_file(new)
                    if now is None:
                        raise StoreCorrupt(source, "its rows cannot be read")
                sync_to_disk(new)
                kept = _keep(path)
                new.replace(path)
        finally:
            remove_parts(new)
        sync_to_disk(path.parent)
    write_list(beside, read_erasures(path))
    return RestoreResult(kept, erased, lost, before, now, tuple(dropped))


def summarize_file(path: Path) -> Summary | None:
    """Return what a database holds; None if it cannot be read."""
    try:
        with read_connection(path) as connection:
            return summarize(connection)
    except (StoreError, ValueError):
        # A time that is none is damage as well.
        return None


def remove_remains(path: Path) -> None:
    """Delete what copying, listing or restoring has left that a kill or a loss of power cut off."""
    file = Path(os.path.realpath(path))
    remove_leftovers(file.parent)
    remove_parts(file.with_name(f"{file.name}.{NEW}"))
    for kept in file.parent.glob(f"{glob.escape(file.name)}.{KEPT}*"):
        # It was about to be replaced, and was not.
        if kept.samefile(file):
            kept.unlink()


def _prepare(new: Path) -> list[str]:
    """Make a copy a database of this version, with nothing in it that the bot does not make."""
    with write_transaction(new) as connection:
        dropped = drop_code(connection)
    bring_up_to_date(new, copy_first=False)
    with write_transaction(new) as connection:
        dropped += drop_foreign(connection)
    with read_connection(new) as connection:
        require_own_tables(new, connection)
    return dropped


def _read_list_if_needed(beside: Path, recorded: bool) -> Erasures:
    """Return the list beside the database. One that is damaged is done without, given the record.

    Without the record as well, those who were erased would come back: the refusal is the reader's.
    """
    if not beside.exists():
        return {}
    try:
        return read_list(beside)
    except StoreCorrupt as error:
        if not recorded:
            raise
        log.warning("list of erasures cannot be read", path=str(beside), reason=error.reason)
        return {}


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
    if not path.stat().st_size:
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
                raise StoreBusy(path, IN_USE) from error
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
    """Erase those who were erased after the copy was made; return how many of them it held."""
    with write_transaction(path) as connection:
        return repeat_erasures(path, connection, erasures)


def _keep(path: Path) -> Path | None:
    """Give the old database a second name, so that there is one at any moment; None if it is empty.

    A database that was deleted by hand leaves its log, which SQLite would replay into the new one.
    """
    kept = unused_path(path, KEPT)
    move_companions(path, kept)
    if not path.stat().st_size:
        return None
    try:
        kept.hardlink_to(path)
    except OSError:
        # Some file systems have no second names.
        path.rename(kept)
    return kept
