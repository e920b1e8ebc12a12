"""Translate failures of files to ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StoreUnwritable


@contextmanager
def translated_file_errors(path: Path) -> Iterator[None]:
    """Turn failures of the file ``path`` inside the block into a StoreUnwritable."""
    try:
        yield
    except OSError as error:
        raise StoreUnwritable(path, error.strerror or str(error)) from error
