"""The health port: what it answers, in which form, and how much it lets be asked of it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as read_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as read_text

from bot.errors import StoreUnwritable
from bot.runtime import health
from bot.runtime.client import ImnmBot
from bot.runtime.health import SharedAnswer, accepted, serve_health

Client = tuple[asyncio.StreamReader, asyncio.StreamWriter]
CEILING = 60
AUTOMATIC = ("Accept", "Accept-Encoding")


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
async def bot(make_bot) -> AsyncIterator[ImnmBot]:
    bot: ImnmBot = make_bot()
    async with bot:
        await bot.store.start()
        yield bot


@pytest.fixture
async def port(bot: ImnmBot) -> AsyncIterator[int]:
    port = free_port()
    async with serve_health(bot, port, "127.0.0.1"):
        yield port


async def ask(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, bytes, aiohttp.typedefs.CIMultiDictProxy[str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with (
        aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=AUTOMATIC) as session,
        session.request(method, f"http://127.0.0.1:{port}{path}", headers=named) as answer,
    ):
        return answer.status, await answer.read(), answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("GET", "/readyz", 503),
        ("HEAD", "/readyz", 503),
        ("GET", "/metrics", 200),
        ("POST", "/healthz", 405),
        ("DELETE", "/metrics", 405),
        ("GET", "/", 404),
        ("GET", "/healthz/../metrics/x", 404),
        ("GET", "/healthz?" + "x" * 3000, 400),
    ],
)
async def test_paths_and_methods(port: int, method: str, path: str, status: int) -> None:
    answered, body, headers = await ask(port, path, method)
    assert answered == status
    assert headers.get("Connection", "close") == "close"
    assert not body if method == "HEAD" else "Traceback" not in body.decode()


# --- the format of the metrics ------------------------------------------------------------------

PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,"
    "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)
"""What Prometheus 3 asks for."""


@pytest.mark.parametrize(
    "asked",
    [
        PROMETHEUS,
        "application/openmetrics-text; version=1.0.0; charset=utf-8",
        "application/openmetrics-text",
        "text/plain;version=0.0.4;q=0.5, application/openmetrics-text;version=1.0.0",
        "text/plain;q=0.2,APPLICATION/OpenMetrics-Text ; Version=1.0.0 ; Q=0.9",
        "application/json, application/openmetrics-text;version=1.0.0;q=0.1",
    ],
)
async def test_openmetrics_is_given_to_whoever_wants_it_most(port: int, asked: str) -> None:
    _, body, headers = await ask(port, "/metrics", Accept=asked)
    assert headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert body.endswith(b"# EOF\n")
    names = {family.name for family in read_openmetrics(body.decode())}
    assert "imnm_answers_committed" in names


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "*/*",
        "text/plain",
        "text/plain;version=0.0.4",
        "text/plain, application/openmetrics-text;q=0.5",
        "application/openmetrics-text;version=1.0.0;q=0, text/plain",
        "application/openmetrics-text;version=7.0.0",
        "application/openmetrics-text;version=x",
        "application/json",
        "text/plain;q=nonsense",
        ";;;,,q=1;=",
    ],
)
async def test_whoever_wants_no_openmetrics_is_given_the_old_format(port: int, asked: str) -> None:
    headers = {"Accept": asked} if asked else {}
    _, body, answered = await ask(port, "/metrics", **headers)
    assert answered["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert b"# EOF" not in body
    assert "imnm_answers_committed" in {each.name for each in read_text(body.decode())}


async def test_the_newer_text_format_is_given_when_asked_for(port: int) -> None:
    asked = "text/plain;version=1.0.0;escaping=underscores"
    _, _, headers = await ask(port, "/metrics", Accept=asked)
    assert headers["Content-Type"].startswith("text/plain; version=1.0.0")


@pytest.mark.parametrize(
    ("asked", "compressed"),
    [("gzip", True), ("deflate, gzip;q=0.5", True), ("gzip;q=0", False), ("identity", False)],
)
async def test_metrics_are_compressed_only_when_asked_for(
    port: int, asked: str, *, compressed: bool
) -> None:
    _, body, headers = await ask(port, "/metrics", Accept_Encoding=asked)
    assert (headers.get("Content-Encoding") == "gzip") is compressed
    assert body.startswith(b"\x1f\x8b") is compressed


def test_the_most_wanted_comes_first_and_equals_in_their_order() -> None:
    assert accepted("a;q=0.1, b, c;q=0.5, d; version=2, e;q=0") == ["b", "d;version=2", "c", "a"]


# --- limits -------------------------------------------------------------------------------------


async def test_readiness_is_worked_out_once_for_all_who_ask(
    bot: ImnmBot, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = 0

    async def check() -> None:
        nonlocal checks
        checks += 1
        await asyncio.sleep(0)
        raise StoreUnwritable(bot.store.place, "full")

    monkeypatch.setattr(health, "FRESH_FOR", 3600.0)
    monkeypatch.setattr(bot.store, "check", check)
    answers = await asyncio.gather(*(ask(port, "/readyz") for _ in range(20)))
    assert checks == 1
    assert {body for _, body, _ in answers} == {
        b"not connected to Discord\nthe database cannot be written\n"
    }


async def test_an_answer_is_worked_out_anew_when_it_is_old_or_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked_out: list[int] = []

    async def work_out() -> int:
        worked_out.append(1)
        if len(worked_out) == 2:
            raise LookupError
        return len(worked_out)

    monkeypatch.setattr(health, "FRESH_FOR", 0.0)
    shared = SharedAnswer(work_out)
    assert await shared.get() == 1
    with pytest.raises(LookupError):
        await shared.get()
    assert await shared.get() == 3


async def test_who_stops_waiting_takes_the_answer_from_nobody() -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def work_out() -> str:
        asked.set()
        await go_on.wait()
        return "ready"

    shared = SharedAnswer(work_out)
    impatient, patient = (asyncio.create_task(shared.get()) for _ in range(2))
    await asked.wait()
    impatient.cancel()
    await asyncio.sleep(0)
    go_on.set()
    assert await patient == "ready"


async def open_slowly(port: int, said: bytes) -> Client:
    """Connect, and say no more than the beginning of a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    with suppress(ConnectionError):
        await writer.drain()
    return reader, writer


async def hang_up(clients: list[Client]) -> None:
    for _, writer in clients:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def is_closed(reader: asyncio.StreamReader) -> None:
    try:
        async with asyncio.timeout(CEILING):
            await reader.read()
    except ConnectionError:
        return


@pytest.mark.long
@pytest.mark.parametrize("said", [b"", b"GET /readyz HT", b"GET / HTTP/1.1\r\nHost: x\r\nA: b"])
async def test_slow_clients_leave_the_port_to_others_and_the_descriptors_to_the_bot(
    bot: ImnmBot, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = health.LimitedServer(health.make_handler(bot))
    monkeypatch.setattr(health, "LimitedServer", lambda _: server)
    port = free_port()
    async with serve_health(bot, port, "127.0.0.1"):
        slow = [await open_slowly(port, said) for _ in range(110)]
        assert (await ask(port, "/healthz"))[:2] == (200, b"alive\n")
        assert len(server._ends) <= health.MOST_CONNECTIONS
        for reader, _ in slow[:40]:
            await is_closed(reader)
        await hang_up(slow)


@pytest.mark.parametrize(
    "said", [b"", b"GET /readyz HT", b"POST /healthz HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"]
)
async def test_no_connection_lasts(port: int, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LONGEST_CONNECTION", 0.01)
    slow = await open_slowly(port, said)
    await is_closed(slow[0])
    await hang_up([slow])


async def test_what_is_being_answered_is_not_ended_for_a_new_connection(
    bot: ImnmBot, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def check() -> None:
        asked.set()
        await go_on.wait()

    monkeypatch.setattr(bot.store, "check", check)
    monkeypatch.setattr(health, "MOST_CONNECTIONS", 3)
    asking = asyncio.create_task(ask(port, "/readyz"))
    await asyncio.wait_for(asked.wait(), CEILING)
    slow = [await open_slowly(port, b"GET ") for _ in range(9)]
    await is_closed(slow[0][0])
    go_on.set()
    assert (await asking)[0] == 503
    await hang_up(slow)
