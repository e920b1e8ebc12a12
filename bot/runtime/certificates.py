"""A start that loads the certificates of the system once."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def load_where_used() -> Iterator[None]:
    """Load certificates only into a context that verifies with them, while this is entered.

    As it is imported, aiohttp makes one that verifies and one that does not, and loads all
    certificates of the system into each, which takes a twentieth of a second.
    """
    load = ssl.SSLContext.set_default_verify_paths

    def load_if_verifying(context: ssl.SSLContext) -> None:
        if context.verify_mode is not ssl.CERT_NONE:
            load(context)

    ssl.SSLContext.set_default_verify_paths = load_if_verifying  # type: ignore[assignment]
    try:
        yield
    finally:
        # It was, and is again, the one of the class below.
        del ssl.SSLContext.set_default_verify_paths
