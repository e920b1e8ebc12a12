"""Processes on one database tell each other: NOTIFY, and LISTEN on a connection of its own.

Whoever changes a row that others may have in memory tells its table and key in the same
transaction. PostgreSQL lets only one such transaction commit at a time, so answers never tell.
"""

from __future__ import annotations

import asyncio
import os
import secrets
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import asyncpg
import structlog
from sqlalchemy import Connection, text

from bot.store.postgres.address import connect
from bot.store.postgres.errors import to_store_error

log = structlog.get_logger(__name__)

CHANNEL: Final = "imnm_bot"
PAUSE: Final = 1.0
"""Seconds before the next try to connect."""
QUIET: Final = 15.0
"""Seconds after which a connection that says nothing is asked whether it is still there."""

_NOTIFY = text("SELECT pg_notify(:channel, :payload)")

Heard = Callable[[int], object]


class Notifications:
    """Tells other processes of changes, and hears of theirs, as long as it is open."""

    def __init__(self, url: str, place: str) -> None:
        self._url = url
        self._place = place
        self._listeners: defaultdict[str, list[Heard]] = defaultdict(list)
        self._missed: list[Callable[[], object]] = []
        self._sender = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._untold: list[str] = []
        self._task: asyncio.Task[None] | None = None
        self._lost = asyncio.Event()

    def listen(self, subject: str, heard: Heard, missed: Callable[[], object] | None) -> None:
        """Call functions with the key of each change, and when some may have gone unheard."""
        self._listeners[subject].append(heard)
        if missed is not None:
            self._missed.append(missed)

    def tell(self, subject: str, key: int) -> None:
        """Note a change of the transaction that is under way."""
        self._untold.append(f"{self._sender} {subject} {key}")

    def begin(self) -> None:
        """Forget what a transaction had noted that was undone."""
        self._untold.clear()

    def send(self, connection: Connection) -> None:
        """Send what was noted: others get it when the transaction is committed."""
        for payload in self._untold:
            connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})
        self._untold.clear()

    def open(self) -> None:
        """Start to listen."""
        self._task = self._task or asyncio.create_task(self._keep_listening())

    async def close(self) -> None:
        """Listen no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _keep_listening(self) -> None:
        while True:
            try:
                await self._listen_once()
            except Exception as error:  # noqa: BLE001 - whatever it is, the next try may succeed
                failure = to_store_error(self._place, error)
                log.debug("notifications interrupted", reason=str(failure or error))
            await asyncio.sleep(PAUSE)

    async def _listen_once(self) -> None:
        """Listen until the connection is lost."""
        connection = await connect(self._url)
        try:
            self._lost.clear()
            connection.add_termination_listener(lambda _: self._lost.set())
            await connection.add_listener(CHANNEL, self._hear)
            for missed in self._missed:
                missed()
            while not self._lost.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(QUIET):
                        await self._lost.wait()
                if not self._lost.is_set():
                    await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    def _hear(
        self, _connection: asyncpg.Connection, _pid: int, _channel: str, payload: object
    ) -> None:
        sender, _, rest = str(payload).partition(" ")
        subject, _, key = rest.partition(" ")
        if sender != self._sender and key.lstrip("-").isdigit():
            for heard in self._listeners[subject]:
                heard(int(key))
