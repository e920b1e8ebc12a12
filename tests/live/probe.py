"""A bot of bare sockets, to test the server's own rules with nothing in between."""

import json
import zlib
from typing import Any, Self

import aiohttp

from tests.live.server import DiscordServer

GUILDS_ONLY = 1

Body = dict[str, Any]


class Line:
    """One gateway socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self._inflate = zlib.decompressobj()
        self.seq = 0

    async def read(self) -> Body:
        """Read one payload; a closed socket gives {"closed": code}."""
        frame = await self.socket.receive(timeout=60)
        if frame.type is aiohttp.WSMsgType.BINARY:
            payload: Body = json.loads(self._inflate.decompress(frame.data))
        elif frame.type is aiohttp.WSMsgType.TEXT:
            payload = json.loads(frame.data)
        else:
            return {"closed": self.socket.close_code}
        self.seq = payload.get("s") or self.seq
        return payload

    async def read_until(self, name: str) -> Body:
        """Read on to an event of this name and return its data."""
        while True:
            payload = await self.read()
            assert "closed" not in payload, payload
            if payload.get("t") == name:
                data: Body = payload["d"]
                return data

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_json({"op": op, "d": data})


class Probe:
    """REST and gateway of a pretended bot."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self.headers = {"Authorization": f"Bot {discord.token}"}

    async def __aenter__(self) -> Self:
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def rest(
        self, method: str, path: str, body: Any = None, **more: Any
    ) -> tuple[int, Any, Any]:
        """Make one request; return status, parsed body and headers."""
        more.setdefault("headers", self.headers)
        if body is not None:
            more["json"] = body
        async with self.session.request(method, self.discord.url + path, **more) as answer:
            text = await answer.text()
            is_json = answer.headers.get("Content-Type") == "application/json"
            return answer.status, json.loads(text) if is_json else text, answer.headers

    async def connect(self, query: str = "v=10&encoding=json") -> Line:
        """Open a socket and read its HELLO."""
        line = Line(await self.session.ws_connect(f"{self.discord.gateway.url}?{query}"))
        hello = await line.read()
        assert hello["op"] == 10, hello
        return line

    async def identify(self, line: Line, **changes: Any) -> None:
        properties = {"os": "linux", "browser": "probe", "device": "probe"}
        data = {"token": self.discord.token, "intents": GUILDS_ONLY, "properties": properties}
        await line.send(2, data | changes)

    async def ready(self, **changes: Any) -> tuple[Line, Body]:
        """Connect and identify; return the socket and the READY data."""
        line = await self.connect()
        await self.identify(line, **changes)
        return line, await line.read_until("READY")

    async def answer(self, event: Body, body: Body, **more: Any) -> tuple[int, Any, Any]:
        """Send the callback of an interaction."""
        path = f"/interactions/{event['id']}/{event['token']}/callback?with_response=1"
        return await self.rest("POST", path, body, headers={}, **more)
