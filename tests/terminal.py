"""A terminal, for what shows more to people than to programs."""

import fcntl
import os
import struct
import termios
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress


class Terminal:
    """A pseudo-terminal of so many columns; 0 if nobody has told it its size."""

    def __init__(self, columns: int = 80) -> None:
        self._ours, theirs = os.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self._stream = open(theirs, "w", buffering=1)  # noqa: PTH123, SIM115 - a descriptor

    @contextmanager
    def as_standard_error(self) -> Iterator[None]:
        """Show here what is written to standard error."""
        with redirect_stderr(self._stream):
            yield

    def read(self) -> str:
        """Return what was written, and close: the system hands it on in its own time."""
        self._stream.close()
        written = b""
        # Linux ends what a terminal reads with an error.
        with suppress(OSError):
            while more := os.read(self._ours, 65536):
                written += more
        os.close(self._ours)
        return written.decode()
