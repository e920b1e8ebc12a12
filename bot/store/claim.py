"""One bot for one database."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreBusy

SUFFIX = ".running"


@contextmanager
def claim(path: Path) -> Iterator[None]:
    """Keeps a second bot off the database at ``path``.

    Two would answer everybody twice, and each would trust what it remembers of rows that the other
    changes. The lock is on a file of its own, because SQLite's locks on the database end when any
    other handle on it is closed; it ends with the process, however that ends.

    Raises :class:`~bot.errors.StoreBusy` while another bot runs. Where nothing can be written,
    nothing can be spoilt, and the bot may serve its cards.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + SUFFIX).open("wb")
    except OSError:
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy(
                path, "another bot is running on it. Stop that one, or set another DATABASE_URL"
            ) from None
        yield
