"""The gateway's rules, each with a test, so that the server cannot go soft."""

import pytest

from tests.live.conftest import Community
from tests.live.gateway import IDENTIFIES_A_DAY
from tests.live.probe import Probe
from tests.live.server import DiscordServer

GUILD_MESSAGES = 1 << 9


async def test_identify_brings_ready_and_each_server(probe: Probe, community: Community) -> None:
    line, ready = await probe.ready()
    assert ready["v"] == 10
    assert ready["guilds"] == [{"id": str(community.guild.id), "unavailable": True}]
    assert ready["resume_gateway_url"] == probe.discord.gateway.url
    guild = await line.read_until("GUILD_CREATE")
    assert [channel["name"] for channel in guild["channels"]] == ["general"]


async def test_the_stream_is_compressed_when_asked_for(probe: Probe) -> None:
    line = await probe.connect("v=10&encoding=json&compress=zlib-stream")
    await probe.identify(line)
    assert (await line.read_until("READY"))["session_id"]


async def test_only_json_is_spoken(probe: Probe) -> None:
    socket = await probe.session.ws_connect(f"{probe.discord.gateway.url}?encoding=etf")
    await socket.receive()
    assert socket.close_code == 4002


async def test_a_heartbeat_is_acknowledged(probe: Probe) -> None:
    line = await probe.connect()
    await line.send(1, None)
    assert (await line.read())["op"] == 11


async def test_a_client_without_a_heartbeat_loses_its_session() -> None:
    async with DiscordServer(heartbeat=0.05) as discord, Probe(discord) as probe:
        line, _ = await probe.ready()
        assert (await line.read())["closed"] == 4009
        assert not discord.gateway.sessions


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 1 | 1}, 4014),
        ({"intents": 1 << 15}, 4014),
        ({"intents": -1}, 4013),
        ({"intents": "all"}, 4013),
        ({"shard": [2, 2]}, 4010),
    ],
)
async def test_a_wrong_identify_is_closed_with_its_code(
    probe: Probe, changes: dict[str, object], code: int
) -> None:
    line = await probe.connect()
    await probe.identify(line, **changes)
    assert await line.read() == {"closed": code}


async def test_privileged_intents_pass_once_they_are_switched_on(probe: Probe) -> None:
    probe.discord.gateway.privileged = 1 << 15
    _, ready = await probe.ready(intents=1 << 15)
    assert ready["session_id"]


async def test_a_thousand_identifies_use_up_the_token(probe: Probe) -> None:
    probe.discord.gateway.identifies = [{}] * IDENTIFIES_A_DAY
    _, limits, _ = await probe.rest("GET", "/gateway/bot")
    assert limits["session_start_limit"]["remaining"] == 0
    line = await probe.connect()
    await probe.identify(line)
    assert await line.read() == {"closed": 4004}


async def test_wrong_payloads_are_closed_with_their_codes(probe: Probe) -> None:
    line = await probe.connect()
    await line.send(99, None)
    assert await line.read() == {"closed": 4001}
    line = await probe.connect()
    await line.socket.send_str("no json")
    assert await line.read() == {"closed": 4002}
    line = await probe.connect()
    await line.send(3, {})
    assert await line.read() == {"closed": 4003}
    line, _ = await probe.ready()
    await probe.identify(line)
    assert await line.read() == {"closed": 4005}


async def test_more_than_120_payloads_a_minute_are_too_many(probe: Probe) -> None:
    line = await probe.connect()
    for _ in range(121):
        await line.send(1, None)
    answers = [await line.read() for _ in range(121)]
    assert answers[-1] == {"closed": 4008}


async def test_a_dropped_socket_resumes_and_gets_what_it_missed_once(
    probe: Probe, community: Community
) -> None:
    discord = probe.discord
    line, ready = await probe.ready()
    await line.read_until("GUILD_CREATE")
    await discord.gateway.drop()
    assert "closed" in await line.read()
    pins = {"channel_id": str(community.general.id)}
    await discord.gateway.dispatch("CHANNEL_PINS_UPDATE", pins)
    again = await probe.connect()
    await again.send(
        6, {"token": discord.token, "session_id": ready["session_id"], "seq": line.seq}
    )
    assert (await again.read())["t"] == "CHANNEL_PINS_UPDATE"
    assert (await again.read())["t"] == "RESUMED"
    assert len(discord.gateway.identifies) == 1


async def test_an_unknown_session_must_identify_anew(probe: Probe) -> None:
    line = await probe.connect()
    await line.send(6, {"token": probe.discord.token, "session_id": "gone", "seq": 1})
    assert await line.read() == {"op": 9, "d": False}


async def test_a_resume_with_a_wrong_token_or_sequence_is_closed(probe: Probe) -> None:
    _, ready = await probe.ready()
    resume = {"token": probe.discord.token, "session_id": ready["session_id"], "seq": 999}
    other = await probe.connect()
    await other.send(6, resume)
    assert await other.read() == {"closed": 4007}
    other = await probe.connect()
    await other.send(6, resume | {"token": "wrong"})
    assert await other.read() == {"closed": 4004}


async def test_op_7_asks_to_reconnect_and_keeps_the_session(probe: Probe) -> None:
    line, ready = await probe.ready()
    await probe.discord.gateway.ask_to_reconnect()
    assert await line.read() == {"op": 7, "d": None}
    assert ready["session_id"] in probe.discord.gateway.sessions


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_9_keeps_the_session_only_if_it_says_so(probe: Probe, *, resumable: bool) -> None:
    line, ready = await probe.ready()
    await probe.discord.gateway.invalidate(resumable=resumable)
    assert await line.read() == {"op": 9, "d": resumable}
    assert (ready["session_id"] in probe.discord.gateway.sessions) is resumable


async def test_a_close_code_of_the_servers_choice_arrives(probe: Probe) -> None:
    line, _ = await probe.ready()
    await probe.discord.gateway.drop(code=4000)
    assert await line.read() == {"closed": 4000}
    probe.discord.gateway.refuse_identify = 4014
    line = await probe.connect()
    await probe.identify(line)
    assert await line.read() == {"closed": 4014}


async def test_message_events_need_their_intent(probe: Probe, community: Community) -> None:
    deaf, _ = await probe.ready()
    await deaf.read_until("GUILD_CREATE")
    hearing, _ = await probe.ready(intents=1 | GUILD_MESSAGES)
    path = f"/channels/{community.general.id}/messages"
    await probe.rest("POST", path, {"content": "hello"})
    assert (await hearing.read_until("MESSAGE_CREATE"))["content"] == "hello"
    # Whatever it had been sent would come before this.
    for session in probe.discord.gateway.live_sessions:
        await session.send("MARK", {})
    assert (await deaf.read())["t"] == "MARK"


async def test_the_server_ends_by_itself() -> None:
    async with DiscordServer() as discord, Probe(discord) as probe:
        line = await probe.connect()
        discord.end_after(0.0)
        assert (await line.read())["closed"] is not None
