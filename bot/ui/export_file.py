"""A file that somebody takes away: filled piece by piece, and packed where it is large."""

from __future__ import annotations

import asyncio
import gzip
import io
from collections.abc import Callable
from typing import Final

from bot.errors import ExportTooLarge

LARGEST_FILE: Final = 8 * 1024 * 1024
"""Bytes. What is larger is packed, which makes a table ten times smaller."""
LARGEST_UPLOAD: Final = 10 * 1024 * 1024 - 64 * 1024
"""Bytes. Discord takes 10 MiB, with what is sent beside the file."""


class ExportFile:
    """Holds what was added so far, at most twice :data:`LARGEST_UPLOAD` in memory."""

    def __init__(self, name: str, unpacked: int = LARGEST_FILE) -> None:
        """``unpacked`` is the largest size, in bytes, of a file that is not packed."""
        self.name = name
        self._unpacked = unpacked
        self._content = io.BytesIO()
        self._packer: gzip.GzipFile | None = None

    async def add(self, make: Callable[[], bytes]) -> None:
        """Add what ``make`` returns. It runs in a thread, so that nobody else waits for it.

        Raise :class:`~bot.errors.ExportTooLarge` when the file is too large even packed.
        """
        await asyncio.to_thread(self._add, make)

    async def close(self) -> bytes:
        """Return the content; ``name`` is then that of the packed file if it was packed."""
        if self._packer is not None:
            await asyncio.to_thread(self._packer.close)
        self._check_size()
        return self._content.getvalue()

    def _add(self, make: Callable[[], bytes]) -> None:
        piece = make()
        if self._packer is None and self._content.tell() + len(piece) > self._unpacked:
            unpacked, self._content = self._content, io.BytesIO()
            self._packer = gzip.GzipFile(fileobj=self._content, mode="wb")
            self._packer.write(unpacked.getbuffer())
            self.name += ".gz"
        (self._content if self._packer is None else self._packer).write(piece)
        self._check_size()

    def _check_size(self) -> None:
        if self._content.tell() > LARGEST_UPLOAD:
            raise ExportTooLarge
