"""A gateway session, which outlives its sockets, and one such socket."""

import json
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Body = dict[str, Any]


@dataclass(slots=True)
class Session:
    """One identified bot: all events it was ever sent, and the socket it has now, if any."""

    id: str
    intents: int
    shard: tuple[int, int]
    identify: Body
    events: list[Body] = field(default_factory=list)
    line: "Line | None" = None

    async def send(self, name: str, data: Body) -> None:
        event = {"op": 0, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(event)
        if self.line is not None:
            await self.line.send(event)


class Line:
    """One socket, with its own compression stream."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.transport = request.transport
        self.session: Session | None = None
        compressed = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if compressed else None
        self.beats = 0

    async def send(self, payload: Body) -> None:
        text = json.dumps(payload)
        # A socket that just broke is no error of ours: the session keeps the event.
        with suppress(ConnectionError, RuntimeError):
            if self._deflate is None:
                await self.socket.send_str(text)
            else:
                flushed = self._deflate.compress(text.encode())
                flushed += self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(flushed)

    async def close(self, code: int, reason: str = "") -> None:
        self.leave()
        await self.socket.close(code=code, message=reason.encode())

    def cut(self) -> None:
        """Break the connection without a word, as a bad network does."""
        self.leave()
        if self.transport is not None:
            self.transport.abort()

    def leave(self) -> None:
        if self.session is not None and self.session.line is self:
            self.session.line = None
