"""The address of a database on a PostgreSQL server, and connections to it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bot.errors import StoreUnsupported

SCHEME: Final = "postgresql+asyncpg"

CONNECTING: Final = 5.0
"""Seconds to wait for a connection."""
ANSWERING: Final = 5.0
"""Seconds to wait for one statement: a network that was cut never says that it is."""
SESSION: Final = {
    "application_name": "imnm-bot",
    # Longer waits are not worth it: whoever pressed a button is told to press again. In ms.
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "10000",
    "default_transaction_isolation": "read committed",
    # A server finds out by these that a machine is gone which held locks; in seconds.
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
"""Settings of the server for each of our connections."""
DURABLE: Final = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)
"""What was acknowledged must be on a disk, however the server is set up."""


def read_address(url: str) -> str:
    """Return the address as asyncpg takes it: ``postgresql://user@host,host/name?...``.

    Raise :class:`~bot.errors.StoreUnsupported` for other addresses.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise StoreUnsupported(hide_password(url), "this is no database address") from None
    if parts.scheme != SCHEME or not parts.path.strip("/"):
        raise StoreUnsupported(
            hide_password(url), f"only {SCHEME}://USER:PASSWORD@HOST/NAME can be used"
        )
    return urlunsplit(("postgresql", *parts[1:]))


def hide_password(url: str) -> str:
    """Return where a database is, without the password: for messages and the log."""
    shown = re.sub(r"(://[^:/@]*):[^/]*@", r"\1@", url)
    return shown.partition("?")[0]


async def connect(url: str) -> asyncpg.Connection:
    """Connect to the server itself, for whoever needs a session of their own.

    Of several hosts the first that takes it. Raise what asyncpg and the system raise:
    :func:`~bot.store.postgres.errors.to_store_error` translates it.
    """
    connection = await asyncpg.connect(
        read_address(url),
        timeout=CONNECTING,
        command_timeout=ANSWERING,
        server_settings=SESSION,
    )
    try:
        await connection.execute(DURABLE)
    except BaseException:
        # Also when whoever wanted it has been cancelled: nobody else would close it.
        connection.terminate()
        raise
    return connection
