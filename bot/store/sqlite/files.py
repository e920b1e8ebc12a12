"""The files of a SQLite database: their names, and whether they are where they were opened.

https://sqlite.org/wal.html and https://sqlite.org/fileformat2.html say what they hold.
"""

from __future__ import annotations

import glob
import os
from pathlib import Path

from bot.errors import StoreMoved
from bot.store.sqlite.errors import translated_errors

LOG = "-wal"
COMPANIONS = (LOG, "-shm", "-journal")
"""The files that SQLite keeps beside a database in use, and that a crash leaves behind."""

MAGIC = b"SQLite format 3\0"
WRITE_VERSION = 18
"""The place in a database's header of a byte that is 2 if its changes go to a log first."""
WITH_LOG = 2
LOG_MAGICS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
LOG_SALT, FRAME_SALT = slice(16, 24), slice(40, 48)
"""Where a log has its random number, and where its first frame repeats it."""

Identity = tuple[int, int]
"""The device of a file and its number there: the same for every name of it."""


def parts_of(path: Path) -> list[Path]:
    """Return the paths of a database and of what SQLite keeps beside it."""
    return [path.with_name(path.name + end) for end in ("", *COMPANIONS)]


def files_around(path: Path) -> list[Path]:
    """Return what is there of a database, of its companions, and of the copies and lists beside it.

    Their names begin with the database's, wherever a link leads to.
    """
    found: set[Path] = set()
    for database in {path, Path(os.path.realpath(path))}:
        found.update(database.parent.glob(f"{glob.escape(database.name)}[.-]*"))
        if database.is_file() and not database.is_symlink():
            found.add(database)
    return sorted(found)


def remove_parts(path: Path) -> None:
    """Delete a database and what SQLite keeps beside it, as far as it is there."""
    for part in parts_of(path):
        part.unlink(missing_ok=True)


def move_companions(path: Path, target: Path) -> None:
    """Rename what SQLite keeps beside a database, as if it belonged to ``target``."""
    for part, new in list(zip(parts_of(path), parts_of(target), strict=True))[1:]:
        if part.exists():
            part.rename(new)


def unused_path(path: Path, suffix: str) -> Path:
    """Return ``imnm.db.at-0001``, with a number if that or one of its companions exists."""
    name = path.with_name(f"{path.name}.{suffix}")
    count = 1
    while any(part.exists() for part in parts_of(name)):
        count += 1
        name = path.with_name(f"{path.name}.{suffix}.{count}")
    return name


def find_fault_of_log(path: Path) -> str | None:
    """Return what is wrong with the log of a copy, in words; None if nothing is missing.

    A database in use writes each change to the log first. The copies of ``back_up`` say that they
    have none, so one that says it has was copied as a file, perhaps while a bot ran: then the last
    rows are in the log alone, and SQLite opens the file without a word about them.
    """
    with path.open("rb") as file:
        header = file.read(WRITE_VERSION + 1)
    if header[: len(MAGIC)] != MAGIC or header[WRITE_VERSION:] != bytes([WITH_LOG]):
        return None
    log = Path(f"{os.path.realpath(path)}{LOG}")
    if not log.exists():
        return f"this was copied by hand, and {log.name} is not beside it"
    with log.open("rb") as file:
        beginning = file.read(FRAME_SALT.stop)
    if beginning and not (
        beginning[:4] in LOG_MAGICS and beginning[LOG_SALT] == beginning[FRAME_SALT]
    ):
        return f"{log.name} beside it is not its log, or is damaged"
    return None


class OpenFiles:
    """The files that the one connection has open, and whether their names still lead to them.

    Who renames or deletes one takes it away from the next start, while SQLite goes on writing to
    it without an error.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: Identity | None = None
        self._beside: dict[Path, Identity | None] = {}

    def note_database(self) -> None:
        """Remember which file the path leads to; raise StoreUnwritable if there is none."""
        with translated_errors(self._path):
            self._database = _identify(self._path)

    def note_log(self) -> None:
        """Remember the log that a new connection has opened, and its index."""
        database = os.path.realpath(self._path)
        self._beside = {
            file: _find(file) for file in (Path(database + end) for end in COMPANIONS[:2])
        }

    def forget_log(self) -> None:
        """The connection is closed: the next one opens other files beside the database."""
        self._beside = {}

    @property
    def connected(self) -> bool:
        """Whether a connection has the files open."""
        return bool(self._beside)

    def check_database(self) -> None:
        """Raise :class:`~bot.errors.StoreMoved` unless the database is where it was opened."""
        try:
            same = _identify(self._path) == self._database
        except OSError as error:
            raise StoreMoved(
                self._path, f"it is not where it was opened ({error.strerror}): put it back"
            ) from None
        if not same:
            raise StoreMoved(
                self._path, "another file is in its place: put the first back, or start anew"
            )

    def lost_log(self) -> bool:
        """Whether the log that the connection writes to is no longer beside the database."""
        return any(_find(file) != identity for file, identity in self._beside.items())


def _identify(path: Path) -> Identity:
    found = path.stat()
    return found.st_dev, found.st_ino


def _find(path: Path) -> Identity | None:
    try:
        return _identify(path)
    except OSError:
        return None
