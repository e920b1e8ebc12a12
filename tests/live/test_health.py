"""The bot tells over HTTP whether it is well, and ``imnm-bot health`` asks it."""

import asyncio
import os
import re
import socket
import sqlite3
import sys
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.live.conftest import Community
from tests.live.gateway import Gateway
from tests.live.process import PATIENCE, ROOT, started, until
from tests.live.room import Room
from tests.live.server import DiscordServer

pytestmark = pytest.mark.live


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


async def ask(port: int, what: str, host: str = "127.0.0.1") -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://{host}:{port}/{what}") as answer,
    ):
        return answer.status, await answer.text()


async def connected(port: int, host: str = "127.0.0.1") -> None:
    """Wait until the bot has taken in that it is connected: the server knows a little earlier."""
    await becomes(port, (200, "ready\n"), host)


async def becomes(port: int, answer: tuple[int, str], host: str = "127.0.0.1") -> None:
    """Wait for an answer about readiness, which is worked out once a second."""
    async with asyncio.timeout(PATIENCE):
        while await ask(port, "readyz", host) != answer:  # noqa: ASYNC110 - a process sets no Event of ours
            await asyncio.sleep(0.05)


async def run_health(**environment: str) -> tuple[int, str]:
    kept = {name: value for name, value in os.environ.items() if name != "HEALTH_PORT"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "health", cwd=ROOT, env=kept | environment,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await process.communicate()
    return process.returncode, errors.decode()


async def test_a_connected_bot_is_alive_and_ready(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    port = free_port()
    async with started(discord, tmp_path / "home", environment={"HEALTH_PORT": str(port)}):
        await connected(port)
        assert await ask(port, "healthz") == (200, "alive\n")
        assert await run_health(HEALTH_PORT=str(port)) == (0, "")
        # Of no use for the way to oneself.
        proxy = f"http://127.0.0.1:{free_port()}"
        assert await run_health(HEALTH_PORT=str(port), http_proxy=proxy, no_proxy="") == (0, "")


@pytest.mark.long
@pytest.mark.parametrize(("host", "reached"), [("::1", "[::1]"), ("127.0.0.2", "127.0.0.2")])
async def test_the_bot_is_asked_where_it_listens(
    discord: DiscordServer, community: Community, tmp_path: Path, host: str, reached: str
) -> None:
    port = free_port()
    where = {"HEALTH_PORT": str(port), "HEALTH_HOST": host}
    async with started(discord, tmp_path / "home", environment=where):
        await connected(port, reached)
        assert await run_health(**where) == (0, "")


async def test_a_port_that_is_taken_is_one_line_and_a_fault_of_the_settings(
    discord: DiscordServer, tmp_path: Path
) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        where = {"HEALTH_PORT": str(port)}
        async with started(discord, tmp_path / "home", environment=where, ready=False) as bot:
            assert await bot.ended() == 2
    assert bot.log.splitlines() == [
        f"imnm-bot: HEALTH_PORT {port} cannot be used on HEALTH_HOST 127.0.0.1: "
        "Address already in use."
    ]


@pytest.mark.long
async def test_a_bot_whose_database_cannot_be_written_is_alive_but_not_ready(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    port = free_port()
    home = tmp_path / "home"
    async with started(discord, home, environment={"HEALTH_PORT": str(port)}):
        await connected(port)
        holder = sqlite3.connect(next(home.rglob("*.db")), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        await becomes(port, (503, "the database cannot be written\n"))
        assert await ask(port, "healthz") == (200, "alive\n")
        holder.close()
        await connected(port)


@pytest.mark.long
async def test_a_bot_whose_database_is_moved_is_not_ready_until_it_is_back(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    port = free_port()
    home = tmp_path / "home"
    async with started(discord, home, environment={"HEALTH_PORT": str(port)}) as bot:
        await connected(port)
        settings = await discord.slash(community.ana, community.general, "settings me")
        assert settings.message is not None
        aside = (home / "imnm.db").rename(home / "aside.db")
        async with asyncio.timeout(PATIENCE):
            while await ask(port, "readyz") != (503, "the database cannot be written\n"):  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        told = await discord.select(community.ana, settings.message, "st1:level", "plain")
        assert "not recorded" in told.text
        await bot.logs("store fails")
        assert bot.log.count("store fails") == 1
        aside.rename(home / "imnm.db")
        await connected(port)
        await bot.logs("store works again")
        assert bot.log.count("store works again") == 1


@pytest.mark.long
async def test_a_bot_that_discord_does_not_take_back_is_not_ready(
    discord: DiscordServer, community: Community, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()

    async def is_now(status: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while (await ask(port, "readyz"))[0] != status:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)

    connected_anew = asyncio.Event()

    async def say_nothing(_gateway: Gateway, _line: object) -> None:
        connected_anew.set()
        await asyncio.sleep(3600)

    async with started(discord, tmp_path / "home", environment={"HEALTH_PORT": str(port)}):
        await is_now(200)
        with monkeypatch.context() as mute:
            mute.setattr(Gateway, "_listen", say_nothing)
            await discord.gateway.drop()
            await is_now(503)
            # It has a socket again then, and still no session.
            await asyncio.wait_for(connected_anew.wait(), PATIENCE)
            await becomes(port, (503, "not connected to Discord\n"))
            assert await ask(port, "healthz") == (200, "alive\n")
        await discord.gateway.drop()
        await is_now(200)


@pytest.mark.long
async def test_a_bot_whose_heartbeats_nobody_answers_is_not_ready(tmp_path: Path) -> None:
    port = free_port()
    async with DiscordServer(forgiving=True, heartbeat=1.0) as discord:
        environment = {"HEALTH_PORT": str(port)}
        async with started(discord, tmp_path / "home", environment=environment):
            await connected(port)
            discord.gateway.acknowledges = False
            # discord.py itself would notice after a minute without any message.
            async with asyncio.timeout(PATIENCE / 2):
                await becomes(port, (503, "not connected to Discord\n"))
            code, errors = await run_health(HEALTH_PORT=str(port))
            assert code == 69
            assert errors.endswith("is not ready: not connected to Discord.\n")
            assert discord.gateway.live_sessions, "only the heartbeat tells"


async def test_without_a_bot_the_answer_is_one_line_and_69() -> None:
    code, errors = await run_health(HEALTH_PORT=str(free_port()))
    assert code == 69
    assert errors.startswith("imnm-bot: No healthy bot at port")
    assert errors.count("\n") == 1


@pytest.mark.long
async def test_without_a_port_there_is_nobody_to_ask() -> None:
    assert await run_health() == (2, "imnm-bot: HEALTH_PORT is not set: there is no bot to ask.\n")
    code, errors = await run_health(HEALTH_PORT="70000", HEALTH_HOST="nowhere")
    assert code == 2
    assert "HEALTH_PORT must be a port" in errors
    assert "HEALTH_HOST must be an address" in errors


def read_metrics(text: str) -> dict[tuple[object, ...], float]:
    """The value of each metric, by its name and its labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.mark.long
async def test_the_metrics_count_what_was_done_and_name_nobody(
    discord: DiscordServer, community: Community, tmp_path: Path
) -> None:
    port = free_port()
    room = Room(discord, community.general, community.ana)
    async with started(discord, tmp_path / "home", environment={"HEALTH_PORT": str(port)}):
        await discord.slash(community.ana, community.general, "imnm subtypes")
        await discord.slash(community.ben, community.general, "imnm search", query="weak legs")
        await discord.autocomplete(community.ben, community.general, "imnm card", "name", "h")
        await discord.slash(community.ana, community.general, "imnm card", name="qqzz")
        await discord.slash(community.ana, community.general, "quiz", pace="host", length=3)
        await until(lambda: room.find("Start now"))
        await discord.click(community.ana, *room.find("Start now"))
        await until(lambda: room.open_question)
        message, letters = room.open_question
        for who, letter in ((community.ana, 0), (community.ben, 1), (community.ben, 0)):
            await discord.click(who, message, letters[letter])
        # A press is counted when all is done that follows its answer, and metrics may be a second
        # old.
        last = (
            "imnm_interactions_total",
            ("kind", "component"),
            ("name", "q1"),
            ("result", "done"),
        )
        async with asyncio.timeout(PATIENCE):
            status, text = await ask(port, "metrics")
            while read_metrics(text).get(last) != 3:
                await asyncio.sleep(0.1)
                status, text = await ask(port, "metrics")
    assert status == 200
    samples = read_metrics(text)

    def count(metric: str, /, **labels: str) -> float:
        return samples[metric, *sorted(labels.items())]

    command = {"kind": "application_command"}
    done = "imnm_interactions_total"
    assert count(done, **command, name="imnm subtypes", result="done") == 1
    assert count(done, **command, name="imnm card", result="UnknownCard") == 1
    assert count(done, kind="autocomplete", name="imnm card", result="done") == 1
    assert count(done, kind="component", name="q1", result="done") == 3
    assert count("imnm_answers_committed_total") == 3
    assert count("imnm_pins_refreshed_total") == 0
    assert count("imnm_servers") == 1
    assert count("imnm_interaction_seconds_count", **command) == 4
    assert count("imnm_interaction_seconds_bucket", **command, le="+Inf") == 4
    assert any(name == "imnm_deck_info" for name, *_ in samples)
    assert "process_resident_memory_bytes" in text
    world = discord.world
    ids = {
        *world.users,
        *world.guilds,
        *world.channels,
        *world.channels[message.channel.id].messages,
    }
    labels = {value for _, *pairs in samples for _, value in pairs}
    # No id at all, known or not, and nothing that somebody typed.
    assert not any(str(each) in text for each in ids)
    assert not any(re.search(r"\d{15,}", value) for value in labels)
    assert "qqzz" not in text
    assert "weak" not in text
