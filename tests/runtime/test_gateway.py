"""No event of the gateway ends the bot: what cannot be read is dropped, logged and counted."""

import asyncio
import itertools
import json
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket, KeepAliveHandler, ReconnectWebSocket
from discord.shard import EventItem, EventType, Shard
from structlog.testing import capture_logs

from bot.runtime import gateway
from bot.runtime.client import ImnmBot
from bot.runtime.discord_patches import InteractionState
from bot.runtime.gateway import PatchedShard, PatchedState, PatchedWebSocket, is_answered
from bot.runtime.health import render_metrics
from tests.live.world import Channel, Guild, User, World
from tests.runtime.gateway_events import GONE, damaged, events, make_world, mutants, ready

Place = tuple[World, Guild, Channel, User]
FLUSHED = b"\x00\x00\xff\xff"
"""The end of each message of a compressed stream."""
SECRET = "what-somebody-wrote"


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[Any]]:
    """Every line that the bot logs."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def place() -> Place:
    return make_world()


@pytest.fixture
async def bot(make_bot, place: Place) -> AsyncIterator[ImnmBot]:
    """A bot that has logged in and heard of its server."""
    bot: ImnmBot = make_bot()
    world, guild, *_ = place
    async with bot:
        await bot.store.start()
        state = bot._connection
        state.shard_ids, state.shard_count = range(1), 1
        state.user = discord.ClientUser(state=state, data=world.bot.payload())
        state.application_id = world.bot.id
        deliver(bot, "READY", ready(world))
        deliver(bot, "GUILD_CREATE", guild.payload(world.bot))
        await bot.wait_until_ready()
        yield bot


def deliver(bot: ImnmBot, event: str, data: Any) -> None:
    bot._connection.parsers[event](data)


def dropped(bot: ImnmBot, event: str) -> float:
    return bot.dropped_events.labels(event)._value.get()


def test_there_is_an_event_of_nearly_every_kind_that_discord_py_reads(bot, place) -> None:
    known = set(bot._connection.parsers)
    given = set(events(*place))
    assert given <= known
    alike = ("_UPDATE", "_DELETE", "_USER_REMOVE")
    assert all(each.endswith(alike) for each in known - given - {"INTERACTION_CREATE"})


async def test_whole_events_are_read(bot: ImnmBot, place: Place, logged: list[Any]) -> None:
    for event, data in events(*place).items():
        deliver(bot, event, data)
    unread = {line["gateway_event"] for line in logged if "gateway_event" in line}
    assert not unread & {"READY", "GUILD_CREATE", "CHANNEL_UPDATE", "THREAD_CREATE"}
    assert len(unread) < 8, unread


@pytest.mark.long
async def test_no_damaged_event_gets_out_of_its_parser(
    bot: ImnmBot, place: Place, logged: list[Any]
) -> None:
    world, guild, channel, _ = place
    count = 0
    for event, whole in events(*place).items():
        for mutant in mutants(whole):
            deliver(bot, event, mutant)
            count += 1
        # Its own tasks end, and the server is there for the next kind.
        await asyncio.sleep(0)
        deliver(bot, "READY", ready(world))
        deliver(bot, "GUILD_CREATE", guild.payload(world.bot))
    assert count > 5000
    lines = [line for line in logged if line["event"] == "gateway event dropped"]
    assert len(lines) > 500
    assert all(len(line["reference"]) == 6 and line["error"] and line["at"] for line in lines)
    assert {line["gateway_event"] for line in lines} >= {"READY", "GUILD_CREATE", "MESSAGE_CREATE"}
    known = bot.get_channel(channel.id)
    assert known is not None
    assert known.guild.id == guild.id


async def test_a_server_with_a_channel_that_cannot_be_read_costs_one_event(
    bot: ImnmBot, place: Place, logged: list[Any]
) -> None:
    world, guild, *_ = place
    whole = guild.payload(world.bot) | {"description": SECRET}
    bad = damaged(whole, ("channels", 0, "permission_overwrites"), None)

    deliver(bot, "GUILD_CREATE", bad)

    (line,) = (each for each in logged if each["log_level"] == "error")
    assert (line["event"], line["gateway_event"]) == ("gateway event dropped", "GUILD_CREATE")
    assert (line["log_level"], line["error"]) == ("error", "TypeError")
    assert ".py:" in line["at"]
    assert SECRET not in str(line)
    assert dropped(bot, "GUILD_CREATE") == 1
    assert (
        'imnm_gateway_events_dropped_total{event="GUILD_CREATE"} 1.0'
        in render_metrics(bot).decode()
    )


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("guilds",), None),
        (("guilds", 0), None),
        (("guilds", 0, "id"), "x"),
        (("user",), None),
        (("user", "id"), None),
        (("shard",), None),
        (("shard",), []),
        (("application",), 7),
    ],
)
async def test_a_session_begins_with_what_is_readable_of_ready(
    make_bot, place: Place, path: tuple[Any, ...], value: object
) -> None:
    bot: ImnmBot = make_bot()
    world, guild, *_ = place
    async with bot:
        await bot.store.start()
        await bot.store.servers.joined(guild.id, discord.utils.utcnow())
        state = bot._connection
        state.shard_ids, state.shard_count = range(1), 1
        state.user = discord.ClientUser(state=state, data=world.bot.payload())

        deliver(bot, "READY", damaged(ready(world), path, value))
        await asyncio.wait_for(bot.wait_until_ready(), 60)
        await bot.on_ready()

        assert bot.user is not None
        assert bot.user.id == world.bot.id
        assert guild.id in await bot.store.servers.present(), "it was not left"


# --- interactions --------------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.simcord(check_errors=False)
async def test_no_damaged_interaction_ends_the_bot_and_the_next_one_is_answered(
    simcord_env, ana, channel, monkeypatch
) -> None:
    sent = simcord_env.record_interactions(monkeypatch)
    shown = (await ana.slash(channel, "imnm card", name="hmgcr")).response
    await ana.autocomplete(channel, "imnm card", "name", "hm")
    await ana.click(shown, custom_id="s1:hmgcr:plain")
    wholes = list(sent)
    assert [whole["type"] for whole in wholes] == [2, 4, 3]
    form = damaged(wholes[2], ("type",), 5)
    form["data"] = {"custom_id": "qrm1:card:hmgcr:0123abcd", "components": [field("text")]}
    ids = itertools.count(2**62)
    for whole in (*wholes, form):
        for mutant in mutants(whole, (GONE, None, [None])):
            if isinstance(mutant, dict):
                # What is delivered twice is dropped, and without its token nobody is answered.
                mutant["token"] = whole["token"]
                if mutant.get("id") == whole["id"]:
                    mutant["id"] = str(next(ids))
            deliver(simcord_env.bot, "INTERACTION_CREATE", mutant)
        await simcord_env.settle()
    assert (await ana.slash(channel, "imnm hmgcr")).acknowledged


def field(name: str) -> dict[str, Any]:
    """A field of a form, in its row."""
    return {"type": 1, "components": [{"type": 4, "custom_id": name, "value": "x"}]}


# --- the frames around the events ---------------------------------------------------------------


def connection(bot: ImnmBot) -> PatchedWebSocket:
    """A connection whose socket is never used."""
    socket = PatchedWebSocket(None, loop=asyncio.get_running_loop())  # type: ignore[arg-type]
    socket._connection = bot._connection
    socket._discord_parsers = bot._connection.parsers
    socket._dispatch = bot.dispatch
    socket._max_heartbeat_timeout = 60.0
    socket.shard_id = 0
    return socket


async def test_a_message_that_is_no_event_is_dropped(bot: ImnmBot) -> None:
    unread = ("", "{", "no json", "null", "[]", "7", '"x"', "[" * 100_000, '{"t": {}, "op": 0}')
    for sent in unread:
        await connection(bot).received_message(sent)
    assert dropped(bot, "unknown") == len(unread)


@pytest.mark.parametrize("event", ["READY", "RESUMED", "GUILD_CREATE", "NEVER_HEARD_OF"])
async def test_a_damaged_message_is_dropped_and_the_sequence_stays_a_number(
    bot: ImnmBot, place: Place, event: str
) -> None:
    socket = connection(bot)
    data = {"READY": ready(place[0]), "GUILD_CREATE": place[1].payload(place[0].bot)}
    whole = {"op": 0, "t": event, "s": 42, "d": data.get(event, {})}
    for name in whole:
        for value in (None, "x", -1, [], {}, [None], True, 2**70):
            socket.sequence = 41
            await socket.received_message(json.dumps(whole | {name: value}))
            assert socket.sequence is None or isinstance(socket.sequence, int)


@pytest.mark.parametrize("missing", ["session_id", "resume_gateway_url"])
async def test_a_session_without_its_id_begins_and_is_not_resumed(
    bot: ImnmBot, place: Place, missing: str
) -> None:
    socket = connection(bot)
    bot._connection._ready_tasks.clear()
    data = {key: value for key, value in ready(place[0]).items() if key != missing}
    await socket.received_message(json.dumps({"op": 0, "t": "READY", "s": 1, "d": data}))
    assert bot._connection._ready_tasks, "the session has begun"
    assert socket.session_id == data.get("session_id")


async def test_a_resumed_session_counts_as_resumed_whatever_comes_with_it(bot: ImnmBot) -> None:
    bot._connected_shards.clear()
    await connection(bot).received_message('{"op": 0, "t": "RESUMED", "s": 2, "d": null}')
    async with asyncio.timeout(60):
        while not bot._connected_shards:  # noqa: ASYNC110 - discord.py sets no Event
            await asyncio.sleep(0)


async def test_without_a_greeting_the_connection_is_made_anew_after_a_pause(bot: ImnmBot) -> None:
    for data in (None, {}, {"heartbeat_interval": None}, [], "x"):
        # discord.py takes a failure of the network as a reason to wait and try again.
        with pytest.raises(ConnectionError):
            await connection(bot).received_message(json.dumps({"op": 10, "d": data}))


@pytest.mark.parametrize("op", [7, 9])
async def test_a_connection_that_is_refused_at_once_is_made_anew_after_a_pause(
    bot: ImnmBot, monkeypatch: pytest.MonkeyPatch, op: int
) -> None:
    async def greet(*_: object, **__: object) -> None:
        raise ReconnectWebSocket(0)

    monkeypatch.setattr(gateway.DiscordWebSocket, "from_client", classmethod(greet))
    with pytest.raises(ConnectionError):
        await PatchedWebSocket.from_client(bot)


async def test_a_broken_stream_is_asked_for_anew_and_resumed_each_time_after_a_longer_pause(
    bot: ImnmBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    closed: list[int] = []

    async def note(seconds: float) -> None:
        pauses.append(seconds)

    async def close(code: int = 4000) -> None:
        closed.append(code)

    monkeypatch.setattr(gateway.asyncio, "sleep", note)
    stream = zlib.compressobj()
    begun = stream.compress(b"{}") + stream.flush(zlib.Z_SYNC_FLUSH)
    for before in ((), (begun,), (begun[:3], begun[3:])):
        socket = connection(bot)
        monkeypatch.setattr(socket, "close", close)
        for sent in before:
            await socket.received_message(sent)
        with pytest.raises(ReconnectWebSocket) as anew:
            await socket.received_message(b"no zlib at all" + FLUSHED)
        assert anew.value.resume
    assert len(pauses) == 3
    assert closed == [4000] * 3, "a code that keeps the session"


# --- session starts and heartbeats --------------------------------------------------------------


class Shards:
    """What a shard needs of its client: how long it must wait, and where its next step goes."""

    def __init__(self, *waits: float | Exception) -> None:
        self.loop = asyncio.get_running_loop()
        self.waits = list(waits)
        self.dispatched: list[str] = []
        self.queue: asyncio.Queue[EventItem] = asyncio.Queue()
        self._reconnect = True

    def dispatch(self, event: str, *_: object) -> None:
        self.dispatched.append(event)

    def is_closed(self) -> bool:
        return False

    async def session_start_wait(self) -> float:
        wait = self.waits.pop(0)
        if isinstance(wait, Exception):
            raise wait
        return wait

    def shard(self) -> PatchedShard:
        return PatchedShard(SimpleNamespace(shard_id=0), self, self.queue.put_nowait)


def limits(bot, monkeypatch, *answers: dict[str, int]) -> list[float]:
    """Let Discord answer so about session starts; return the list of waits."""
    told, waits = list(answers), []

    async def get_bot_gateway() -> tuple[int, str, dict[str, int]]:
        return 1, "ws://127.0.0.1:9/", {"total": 1000, "max_concurrency": 1} | told.pop(0)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(bot.http, "get_bot_gateway", get_bot_gateway)
    monkeypatch.setattr(gateway.asyncio, "sleep", sleep)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    return waits


@pytest.mark.parametrize(
    ("shards", "first"),
    [
        (1, {"remaining": 0, "reset_after": 90_000}),
        (3, {"remaining": 2, "reset_after": 90_000}),
        (1, {"remaining": -1, "reset_after": 90_000}),
    ],
)
async def test_no_shard_is_launched_before_there_is_a_start_for_each(
    make_bot, monkeypatch, shards, first
) -> None:
    bot = make_bot()
    bot.shard_count = shards
    launched = []
    waits = limits(bot, monkeypatch, first, first, {"remaining": 1000, "reset_after": 0})

    async def launch_shards(_client) -> None:
        launched.append(len(waits))

    monkeypatch.setattr(discord.AutoShardedClient, "launch_shards", launch_shards)
    with capture_logs() as logged:
        await bot.launch_shards()

    assert waits == [90, 90], "it asks again after the wait"
    assert launched == [2]
    lines = [line for line in logged if line["event"] == "no session starts left"]
    assert [(line["wait_seconds"], line["needed"]) for line in lines] == [(90, shards)] * 2


async def test_a_reset_at_once_is_waited_for_all_the_same(make_bot, monkeypatch) -> None:
    bot = make_bot()
    limits(bot, monkeypatch, {"remaining": 0, "reset_after": 0})
    assert await bot.session_start_wait() > 0


async def test_more_shards_than_starts_in_a_day_wait_for_no_more_than_there_are(
    make_bot, monkeypatch
) -> None:
    bot = make_bot()
    bot.shard_count = 2000
    limits(bot, monkeypatch, {"remaining": 1000, "reset_after": 0})
    assert await bot.session_start_wait(all_shards=True) == 0


@pytest.mark.parametrize("step", ["identify", "reconnect"])
async def test_a_new_session_waits_for_a_start_while_other_shards_go_on(monkeypatch, step) -> None:
    client = Shards(0.001, 0.0)
    shard = client.shard()
    done = []

    async def note(self, *_: object) -> None:
        done.append(self)

    monkeypatch.setattr(Shard, "reidentify", note)
    monkeypatch.setattr(Shard, "reconnect", note)
    anew = ReconnectWebSocket(0, resume=False)
    act = (lambda: shard.reidentify(anew)) if step == "identify" else shard.reconnect

    await act()
    assert not done
    assert client.dispatched == ["shard_disconnect"], "it is not ready meanwhile"
    item = await asyncio.wait_for(client.queue.get(), 60)
    assert item.type == getattr(EventType, step)
    await act()
    assert done == [shard]


async def test_a_session_that_is_resumed_needs_no_start(monkeypatch) -> None:
    done = []

    async def note(self, *_: object) -> None:
        done.append(self)

    monkeypatch.setattr(Shard, "reidentify", note)
    await Shards().shard().reidentify(ReconnectWebSocket(0, resume=True))
    assert len(done) == 1


async def test_a_shard_that_cannot_ask_for_starts_tries_later(monkeypatch) -> None:
    client = Shards(discord.GatewayNotFound())
    monkeypatch.setattr(discord.shard.ExponentialBackoff, "delay", lambda _: 0.0)
    await client.shard().reconnect()
    item = await asyncio.wait_for(client.queue.get(), 60)
    assert item.type == EventType.reconnect


@pytest.mark.parametrize(
    ("interval", "age", "answered"),
    [(41.25, 41.0, True), (41.25, 49.0, True), (41.25, 50.0, False), (1.0, 1.9, True),
     (1.0, 2.1, False), (41.25, 3600.0, False)],
)  # fmt: skip
async def test_a_heartbeat_must_be_acknowledged_within_its_interval(
    monkeypatch, interval, age, answered
) -> None:
    ws = SimpleNamespace(
        shard_id=0, thread_id=0, _max_heartbeat_timeout=60.0, loop=asyncio.get_running_loop()
    )
    ws._keep_alive = KeepAliveHandler(ws=ws, interval=interval, shard_id=0)
    shard = discord.ShardInfo(SimpleNamespace(id=0, ws=ws), 1)
    assert is_answered(shard), "it has just begun"
    now = time.perf_counter()
    monkeypatch.setattr(gateway.time, "perf_counter", lambda: now + age)
    assert is_answered(shard) is answered


async def test_whatever_discord_py_launches_is_patched(make_bot) -> None:
    bot = make_bot()
    assert discord.shard.Shard is PatchedShard
    assert discord.shard.DiscordWebSocket is PatchedWebSocket
    assert type(bot._connection) is InteractionState
    assert issubclass(InteractionState, PatchedState)
