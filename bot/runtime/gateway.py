"""The gateway: what discord.py cannot read of it, when a session may begin, whether it is alive.

discord.py ends the process over one event that it cannot parse, identifies also where Discord then
resets the token, and takes a minute to notice that nobody answers its heartbeats. All of this is in
private parts of it, as in :mod:`bot.runtime.discord_patches`; ``tests/runtime/test_gateway.py``
fails when the library changes them.
"""

from __future__ import annotations

import asyncio
import secrets
import time
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
import discord
import structlog
import yarl
from discord import shard as discord_shard
from discord import utils
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket, ReconnectWebSocket, WebSocketClosure
from discord.shard import EventItem, EventType, Shard
from discord.state import AutoShardedConnectionState
from prometheus_client import Counter

from bot.runtime.event_defaults import complete_interaction
from bot.runtime.identify_gate import IdentifyGate

log = structlog.get_logger(__name__)

CONNECT_TRIES: Final = 3
"""How often a shard's first connection is tried; discord.py alone would try for ever."""
GATEWAY_ENDS: Final = (
    ReconnectWebSocket,
    WebSocketClosure,
    discord.ConnectionClosed,
    aiohttp.ClientError,
    OSError,
)
"""What a message of the gateway may raise on purpose: the connection is over, not unreadable."""
UNKNOWN_EVENT: Final = "unknown"
"""What an event is called whose name discord.py does not know, or that has none."""
FRAMES_SHOWN: Final = 4
"""How many calls the log names of those in which an event could not be read."""
LEAST_WAIT: Final = 5.0
"""Seconds. Discord may say that there are no starts left and name no time."""
HEARTBEAT_GRACE: Final = 0.2
"""The part of a heartbeat's interval in which the gateway must acknowledge it."""
LEAST_GRACE: Final = 1.0
"""Seconds. A busy machine is late by as much."""


Admits = Callable[[int, Any], bool]


def _place_of(error: Exception) -> str:
    """Return where in the code an error arose, innermost call first; none of its values."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-FRAMES_SHOWN:])
    return " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)


class PatchedState(AutoShardedConnectionState["GatewayClient"]):
    """What discord.py knows of Discord; an event that it cannot read is dropped.

    discord.py takes such an event for a reason to end the process, and Discord sends the events of
    a server at each start: one server with something unheard of in it would stop the bot for all.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of discord.py
        super().__init__(**options)
        self.dropped = Counter(
            "imnm_gateway_events_dropped",
            "Events of the gateway that could not be read",
            ["event"],
            registry=None,
        )
        self.backoffs: dict[int | None, ExponentialBackoff[bool]] = {}
        """How long each shard waits before it asks for a stream anew, once one was broken."""
        self.knows_servers = True
        """Whether the last READY said which servers the bot is in."""
        self.receiving = 0
        """The shard whose message is being read."""
        self.admits: Admits | None = None
        """Whether an interaction, by its shard and its event, is to be handled now; None: each."""
        self.parsers = {
            event: partial(self._parse, event, parse) for event, parse in self.parsers.items()
        }
        self.handle_interaction = self.parsers["INTERACTION_CREATE"]
        self.parsers["INTERACTION_CREATE"] = self._receive_interaction

    def drop(self, event: object, error: Exception) -> None:
        """Log and count an event that cannot be read. Neither shows what was in it."""
        name = event if isinstance(event, str) and event in self.parsers else UNKNOWN_EVENT
        self.dropped.labels(name).inc()
        log.error(
            "gateway event dropped",
            gateway_event=name,
            reference=secrets.token_hex(3).upper(),
            error=type(error).__name__,
            at=_place_of(error),
        )

    def parse_ready(self, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        """Begin a session, if need be with no more than the servers that can be read."""
        self.knows_servers = True
        try:
            super().parse_ready(data)
        except Exception as error:  # noqa: BLE001 - whatever an unheard-of event may raise
            self.drop("READY", error)
            self.knows_servers = False
            super().parse_ready(self._least_ready(data))

    def _least_ready(self, data: Any) -> Any:  # noqa: ANN401 - as discord.py's parser takes it
        """Return what READY must hold, from what is readable of ``data`` and known from login.

        The servers follow in events of their own.
        """
        data = data if isinstance(data, dict) else {}
        shard = data.get("shard")
        if not (isinstance(shard, list) and shard and shard[0] in self.shard_ids):
            shard = [self.receiving, 1]
        if self.user is None:
            raise ValueError("a session before the login")
        guilds = data.get("guilds")
        ids = [
            each["id"]
            for each in (guilds if isinstance(guilds, list) else ())
            if isinstance(each, dict) and str(each.get("id", "")).isdecimal()
        ]
        return {
            "shard": shard,
            "user": self.user._to_minimal_user_json(),
            "guilds": [{"id": each, "unavailable": True} for each in ids],
        }

    def forget_shard(self, shard_id: int) -> None:
        """Forget the servers of a shard whose session has ended for good."""
        for guild in [each for each in self._guilds.values() if each.shard_id == shard_id]:
            self._remove_guild(guild)
        self._ready_states.pop(shard_id, None)
        task = self._ready_tasks.pop(shard_id, None)
        if task is not None:
            task.cancel()
        self.shard_ids = [each for each in self.shard_ids if each != shard_id]

    def _receive_interaction(self, data: object) -> None:
        if self.admits is None or self.admits(self.receiving, data):
            self.handle_interaction(data)

    def _parse(self, event: str, parse: Callable[[Any], None], data: object) -> None:
        try:
            parse(data)
        except Exception as error:  # noqa: BLE001 - whatever an unheard-of event may raise
            self.drop(event, error)


class PatchedWebSocket(DiscordWebSocket):
    """A gateway connection that outlives whatever it cannot read."""

    _connection: PatchedState

    @classmethod
    async def from_client(cls, client: discord.Client, **options: Any) -> Self:  # noqa: ANN401 - as above
        try:
            return await super().from_client(client, **options)
        except ReconnectWebSocket:
            # discord.py expects that of later messages alone, and would end.
            raise ConnectionError("the gateway asks to connect anew before it begins") from None

    async def received_message(self, msg: Any, /) -> None:  # noqa: ANN401 - as discord.py has it
        sequence = self.sequence
        self._connection.receiving = self.shard_id or 0
        if isinstance(msg, bytes):
            try:
                msg = self._decompressor.decompress(msg)
            except Exception as error:  # noqa: BLE001 - of the library that decompresses
                self._connection.drop(None, error)
                await self._ask_for_a_new_stream()
        if msg is None:
            return
        try:
            await super().received_message(msg)
        except GATEWAY_ENDS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an unheard-of message may raise
            self._drop(msg, error)
        heard: Any = self.sequence
        if not isinstance(heard, int | None):
            self.sequence = sequence

    async def _ask_for_a_new_stream(self) -> None:
        """Connect anew and resume: after a broken part of the stream none can be read."""
        backoff = self._connection.backoffs.setdefault(self.shard_id, ExponentialBackoff())
        await self.close()
        await asyncio.sleep(backoff.delay())
        raise ReconnectWebSocket(self.shard_id)

    def _drop(self, msg: str, error: Exception) -> None:
        """Drop a message that is none, or lacks what discord.py reads before it parses."""
        try:
            message: Any = utils._from_json(msg)
            op, event, data = message.get("op"), message.get("t"), message.get("d")
        except Exception:  # noqa: BLE001 - no JSON, or no object
            op = event = data = None
        self._connection.drop(event, error)
        if op == self.HELLO:
            # Without its interval there is no heartbeat.
            raise ConnectionError("the gateway's greeting cannot be read") from None
        if event == "READY":
            # Without its id the session cannot be resumed, but it has begun.
            self._discord_parsers["READY"](data)
        elif event == "RESUMED":
            self._discord_parsers["RESUMED"]({"__shard_id__": self.shard_id})


class PatchedShard(Shard):
    """A shard that begins a new session only where Discord allows one more, until it is let go."""

    _client: GatewayClient
    _let_go = False

    async def let_go(self) -> None:
        """End the session and begin no other."""
        self._let_go = True
        await self.close()

    def launch(self) -> None:
        if self._let_go:
            # It was connecting anew meanwhile.
            self._task = self._client.loop.create_task(self.ws.close(code=1000))
        else:
            super().launch()

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        if self._let_go:
            return
        if exc.resume or await self._may_identify(EventItem(EventType.identify, self, exc)):
            await super().reidentify(exc)

    async def reconnect(self) -> None:
        if self._let_go:
            return
        if await self._may_identify(EventItem(EventType.reconnect, self, None)):
            await super().reconnect()

    async def _may_identify(self, later: EventItem) -> bool:
        """Return whether a session may begin now; if not, ``later`` comes again when it may."""
        try:
            wait = await self._client.session_start_wait()
        except self._handled_exceptions as error:
            await self._handle_disconnect(error)
            return False
        if wait:
            self._dispatch("shard_disconnect", self.id)
            # The other shards' events go on meanwhile.
            self._task = self._client.loop.create_task(self._put_later(later, wait))
        return not wait

    async def _put_later(self, item: EventItem, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._queue_put(item)


def is_answered(shard: discord.ShardInfo) -> bool:
    """Return whether the gateway has acknowledged the last heartbeat in time.

    discord.py notices a connection that is dead only a minute after its last event.
    """
    keep_alive = getattr(shard._parent.ws, "_keep_alive", None)
    if keep_alive is None:
        return True
    interval = keep_alive.interval or 0.0
    grace = max(interval * HEARTBEAT_GRACE, LEAST_GRACE)
    return bool(time.perf_counter() - keep_alive._last_ack < interval + grace)


class GatewayClient(discord.AutoShardedClient):
    """A client that finds its gateway at any REST API, outlives it and knows when it may begin."""

    state_class: type[PatchedState] = PatchedState
    _connection: PatchedState

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of discord.py
        discord_shard.DiscordWebSocket = PatchedWebSocket  # type: ignore[misc]
        discord_shard.Shard = PatchedShard  # type: ignore[misc]
        super().__init__(**options)
        self.identify_gate = IdentifyGate()
        self._share_shards: Callable[[int], Awaitable[None]] | None = None
        self._connect_tries: dict[int, int] = {}

    def share_shards_by(self, share: Callable[[int], Awaitable[None]], admits: Admits) -> None:
        """Launch no shard at the start: ``share`` is called once with the number of all.

        It takes those that are ours, one by one, at any time. ``admits`` says of each interaction
        whether it is to be handled when it comes.
        """
        self._share_shards, self._connection.admits = share, admits

    def _get_state(self, **options: Any) -> PatchedState:  # noqa: ANN401 - those of discord.py
        return self.state_class(
            dispatch=self.dispatch,
            handlers=self._handlers,
            hooks=self._hooks,
            http=self.http,
            **options,
        )

    @property
    def dropped_events(self) -> Counter:
        """How many events of the gateway could not be read."""
        return self._connection.dropped

    @property
    def knows_servers(self) -> bool:
        """Whether ``guilds`` holds each server that the bot is in."""
        return self._connection.knows_servers

    async def session_start_wait(self, *, all_shards: bool = False) -> float:
        """Return the seconds to wait until a session may begin, or one of each shard; 0 if it may.

        Discord resets the token of a bot that identifies when it has no session start left:
        https://docs.discord.com/developers/events/gateway#rate-limiting
        """
        shards, gateway, limit = await self.http.get_bot_gateway()
        # discord.py connects anew at DEFAULT_GATEWAY whenever a session is lost; at another API
        # that would be the wrong server.
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        self.shard_count = self.shard_count or shards
        self.identify_gate.max_concurrency = max(1, limit["max_concurrency"])
        needed = len(self.shard_ids or range(self.shard_count)) if all_shards else 1
        remaining = limit["remaining"]
        if remaining >= min(needed, limit["total"]):
            return 0.0
        wait = max(limit["reset_after"] / 1000, LEAST_WAIT)
        log.warning(
            "no session starts left", remaining=remaining, needed=needed, wait_seconds=round(wait)
        )
        return wait

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        del initial
        await self.identify_gate.enter(shard_id or 0)

    async def launch_shards(self) -> None:
        if self._share_shards is None:
            await self._wait_for_start(all_shards=True)
            await super().launch_shards()
            return
        # How many there are; none is begun by that.
        await self.session_start_wait()
        count = self.shard_count or 1
        self.use_shard_count(count)
        self._connection.shard_ids = []
        # No moment comes at which all shards of this process are there.
        self._connection.call_handlers("ready")
        await self._share_shards(count)

    def use_shard_count(self, count: int) -> None:
        """Reckon with so many shards; none may have a session yet."""
        self.shard_count = self._connection.shard_count = count

    def has_session(self, shard_id: int) -> bool:
        """Return whether a session of a shard was begun and not ended."""
        return self.get_shard(shard_id) is not None

    def handle_interaction(self, data: Any) -> None:  # noqa: ANN401 - as Discord sent it
        """Handle an interaction that was not admitted when it came."""
        self._connection.handle_interaction(data)

    def read_interaction(self, data: Any) -> discord.Interaction:  # noqa: ANN401 - as Discord sent it
        """Return an interaction without handling it; raise whatever a damaged one may raise."""
        whole: Any = complete_interaction(data)
        return discord.Interaction(data=whole, state=self._connection)

    async def take_shard(self, shard_id: int) -> None:
        """Begin a session of one shard, beside whatever another process has; return at its READY.

        Its servers follow in events of their own.
        """
        await self._wait_for_start()
        begun = asyncio.ensure_future(self.wait_for("shard_ready", check=shard_id.__eq__))
        try:
            self._connection.shard_ids = [*self._connection.shard_ids, shard_id]
            await self.launch_shard(DiscordWebSocket.DEFAULT_GATEWAY, shard_id)
            await begun
        finally:
            begun.cancel()

    async def let_shard_go(self, shard_id: int) -> None:
        """End the session of one shard; its servers are forgotten. Nothing if it has none."""
        shard = self._AutoShardedClient__shards.pop(shard_id, None)  # type: ignore[attr-defined]
        if shard is not None:
            await shard.let_go()
        self._connection.forget_shard(shard_id)
        self.dispatch("shard_disconnect", shard_id)

    async def _wait_for_start(self, *, all_shards: bool = False) -> None:
        while wait := await self.session_start_wait(all_shards=all_shards):  # noqa: ASYNC110 - no Event of ours
            await asyncio.sleep(wait)

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        tries = self._connect_tries.get(shard_id, 0) + 1
        if tries > CONNECT_TRIES:
            raise discord.GatewayNotFound
        self._connect_tries[shard_id] = tries
        await super().launch_shard(gateway, shard_id, initial=initial)
        self._connect_tries.pop(shard_id, None)
