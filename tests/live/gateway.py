"""The gateway: sessions that outlive their sockets, heartbeats, resume with replay."""

import asyncio
import json
import secrets
from collections.abc import Iterator
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.live.session import Line, Session
from tests.live.world import Channel, World

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
IDENTIFIES_A_DAY = 1000
IDENTIFY_EVERY = 5.0
"""Seconds between two sessions of a bucket."""
SENDS_A_MINUTE = 120

Body = dict[str, Any]


class Gateway:
    """Accepts sockets and sends events.

    `refuse_identify` closes the next IDENTIFYs with that code (4004, 4014); `privileged` are
    the privileged intents that the application has switched on; `acknowledges` says whether
    heartbeats are answered; `used_up` are session starts that somebody else has used today.
    `shards` and `max_concurrency` are what the bot is told. With `holds_back` one session may begin
    in five seconds in each bucket, and `too_soon` holds those that came earlier.
    """

    def __init__(self, world: World, token: str, *, heartbeat: float = 41.25) -> None:
        self.world = world
        self.token = token
        self.heartbeat = heartbeat
        self.url = ""
        self.privileged = 0
        self.refuse_identify: int | None = None
        self.acknowledges = True
        self.used_up = 0
        self.resets_after = 86_400.0
        self.shards = 1
        self.max_concurrency = 1
        self.holds_back = False
        self.too_soon: list[Body] = []
        self._begun: dict[int, float] = {}
        self.sessions: dict[str, Session] = {}
        self.identifies: list[Body] = []
        self.resumes: list[Body] = []
        self.closes: list[int] = []
        self.ready = asyncio.Event()
        self._lines: set[Line] = set()

    @property
    def live_sessions(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.line is not None]

    @property
    def latest(self) -> Session:
        """The session identified last: the one that the bot would resume."""
        return list(self.sessions.values())[-1]

    @property
    def starts_left(self) -> int:
        """How many sessions may begin today; one more and the token is gone."""
        return IDENTIFIES_A_DAY - self.used_up - len(self.identifies)

    async def dispatch(self, name: str, data: Body, *, guild_id: int | None = None) -> None:
        """Send an event to each session of its shard, or to the latest of them when it resumes."""
        shard_of = (guild_id or 0) >> 22
        found = [s for s in self.sessions.values() if shard_of % s.shard[1] == s.shard[0]]
        for session in [s for s in found if s.line is not None] or found[-1:]:
            await session.send(name, data)

    async def dispatch_message(self, name: str, channel: Channel, data: Body) -> None:
        """Send a message event, which only some intents receive."""
        needed = DIRECT_MESSAGES if channel.guild is None else GUILD_MESSAGES
        for session in list(self.sessions.values()):
            if session.intents & needed:
                await session.send(name, data)

    async def drop(self, *, code: int | None = None) -> None:
        """Break every socket, or close it with a code; the sessions stay resumable."""
        for line in list(self._lines):
            if code is None:
                line.cut()
            else:
                await line.close(code)
        self.ready.clear()

    async def ask_to_reconnect(self) -> None:
        """Op 7."""
        self.ready.clear()
        for line in list(self._lines):
            await line.send({"op": 7, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9."""
        self.ready.clear()
        for line in list(self._lines):
            if not resumable and line.session is not None:
                self.sessions.pop(line.session.id, None)
            await line.send({"op": 9, "d": resumable})

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one socket to its end."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        line = Line(socket, request)
        self._lines.add(line)
        watch = asyncio.create_task(self._watch(line))
        try:
            if request.query.get("encoding", "json") != "json":
                await line.close(4002, "Only JSON is spoken here")
                return socket
            interval = int(self.heartbeat * 1000)
            await line.send({"op": 10, "d": {"heartbeat_interval": interval}})
            await self._listen(line)
        finally:
            watch.cancel()
            line.leave()
            self._lines.discard(line)
            if socket.close_code is not None:
                self.closes.append(socket.close_code)
        return socket

    async def close(self) -> None:
        for line in list(self._lines):
            await line.close(WSCloseCode.GOING_AWAY)

    async def _watch(self, line: Line) -> None:
        # A client that stopped beating is gone: 4009, and its session with it.
        while True:
            seen = line.beats
            await asyncio.sleep(self.heartbeat * 2)
            if line.beats == seen:
                if line.session is not None:
                    self.sessions.pop(line.session.id, None)
                await line.close(4009, "Session timed out.")
                return

    async def _listen(self, line: Line) -> None:
        sends = 0
        async for frame in line.socket:
            if frame.type is not WSMsgType.TEXT:
                break
            try:
                payload = json.loads(frame.data)
                op, data = payload["op"], payload.get("d")
            except (ValueError, TypeError, KeyError):
                await line.close(4002, "Error while decoding payload.")
                return
            sends += 1
            code = 4008 if sends > SENDS_A_MINUTE else await self._hear(line, op, data)
            if code is not None:
                await line.close(code)
                return

    async def _hear(self, line: Line, op: int, data: Any) -> int | None:
        """Act on one payload; return the close code that answers a wrong one."""
        if op == 1:
            line.beats += 1
            if self.acknowledges:
                await line.send({"op": 11, "d": None})
        elif op == 2:
            return 4005 if line.session else await self._identify(line, data)
        elif op == 6:
            return 4005 if line.session else await self._resume(line, data)
        elif op not in (3, 4, 8):
            return 4001
        elif line.session is None:
            return 4003
        return None

    async def _identify(self, line: Line, data: Body) -> int | None:
        self.identifies.append(data)
        for refusal in self._refusals(data):
            return refusal
        shard = tuple(data.get("shard") or (0, 1))
        if self._comes_too_soon(shard[0]):
            self.too_soon.append(data)
            await line.send({"op": 9, "d": False})
            return None
        session = Session(secrets.token_hex(16), data["intents"], shard, data)
        self.sessions[session.id] = session
        session.line, line.session = line, session
        guilds = [
            guild
            for guild in self.world.guilds.values()
            if self.world.bot.id in guild.members and (guild.id >> 22) % shard[1] == shard[0]
        ]
        bot = self.world.bot
        ready = {
            "v": 10,
            "user": bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": list(shard),
            "application": {"id": str(bot.id), "flags": 0},
            "private_channels": [],
        }
        await session.send("READY", ready)
        if session.intents & GUILDS:
            for guild in guilds:
                await session.send("GUILD_CREATE", guild.payload(bot))
        self.ready.set()
        return None

    def _comes_too_soon(self, shard_id: int) -> bool:
        if not self.holds_back:
            return False
        bucket, now = shard_id % self.max_concurrency, asyncio.get_running_loop().time()
        last, self._begun[bucket] = self._begun.get(bucket), now
        return last is not None and now - last < IDENTIFY_EVERY

    def _refusals(self, data: Body) -> Iterator[int]:
        if self.refuse_identify is not None:
            yield self.refuse_identify
        if data.get("token") != self.token or self.starts_left < 0:
            yield 4004
        intents = data.get("intents")
        if not isinstance(intents, int) or not 0 <= intents < 1 << 26:
            yield 4013
        elif intents & PRIVILEGED & ~self.privileged:
            yield 4014
        shard = data.get("shard") or [0, 1]
        if not 0 <= shard[0] < shard[1]:
            yield 4010

    async def _resume(self, line: Line, data: Body) -> int | None:
        self.resumes.append(data)
        if data.get("token") != self.token:
            return 4004
        session = self.sessions.get(data.get("session_id", ""))
        if session is None:
            await line.send({"op": 9, "d": False})
            return None
        seq = data.get("seq")
        if not isinstance(seq, int) or seq > len(session.events):
            return 4007
        if session.line is not None:
            await session.line.close(4000)
        line.session = session
        while seq < len(session.events):  # an event may join while the others are sent
            await line.send(session.events[seq])
            seq += 1
        session.line = line
        await session.send("RESUMED", {})
        self.ready.set()
        return None
