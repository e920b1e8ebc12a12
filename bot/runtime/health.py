"""The health checks and metrics over HTTP, for a container, a load balancer and Prometheus.

``/healthz`` is 200 while the event loop runs. ``/readyz`` is 200 while the bot can do its work:
connected, database writable, deck loaded; else 503, and its body names what is missing.
``/metrics`` is in the format of Prometheus or OpenMetrics that is asked for; no label names a
person or a server.

Whoever reaches the port may ask as often as they like: how many connections there are, how long
each lasts and how often an answer is worked out is limited, so that the bot keeps its descriptors
and its time for people.
"""

from __future__ import annotations

import asyncio
import gzip
import math
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Final, Generic, TypeVar

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import choose_encoder

from bot.errors import StoreError
from bot.runtime.client import ImnmBot
from bot.runtime.health_check import PATIENCE, HealthError

# When a series began is one more series each, and nothing of ours needs it.
disable_created_metrics()  # type: ignore[no-untyped-call]

MOST_CONNECTIONS: Final = 64
"""At once. A container, a load balancer and Prometheus need one each."""
LONGEST_CONNECTION: Final = 10.0
"""Seconds that a connection may last, for one request and its answer."""
LARGEST_LINE: Final = 2048
"""Bytes of a request's first line, and of each header."""
MOST_HEADERS: Final = 64
FRESH_FOR: Final = 1.0
"""Seconds in which all who ask are given the same answer."""

OPENMETRICS: Final = "application/openmetrics-text;version=1.0.0"
TEXT_1: Final = "text/plain;version=1.0.0"
TEXT_0: Final = "text/plain;version=0.0.4"
FORMATS: Final = {
    "application/openmetrics-text": OPENMETRICS,
    OPENMETRICS: OPENMETRICS,
    TEXT_1: TEXT_1,
    TEXT_0: TEXT_0,
    "text/plain": TEXT_0,
    "text/*": TEXT_0,
    "*/*": TEXT_0,
}
"""The format of the metrics for what may be asked for."""

T = TypeVar("T")
Handler = Callable[[web.BaseRequest], Awaitable[web.Response]]
Encoder = Callable[[CollectorRegistry], bytes]


class SharedAnswer(Generic[T]):
    """Something that is worked out once for all who ask at the same time or soon after."""

    def __init__(self, work_out: Callable[[], Awaitable[T]]) -> None:
        self._work_out = work_out
        self._answer: asyncio.Future[T] | None = None
        self._stale_at = 0.0

    async def get(self) -> T:
        """Return the answer, at most FRESH_FOR seconds old; raise what working it out raised."""
        loop = asyncio.get_running_loop()
        if self._answer is None or (self._answer.done() and loop.time() >= self._stale_at):
            self._answer = loop.create_task(self._run(loop))
        # Whoever stops waiting must not take the answer away from the others.
        return await asyncio.shield(self._answer)

    async def _run(self, loop: asyncio.AbstractEventLoop) -> T:
        try:
            return await self._work_out()
        finally:
            self._stale_at = loop.time() + FRESH_FOR


class LimitedServer(web.Server):
    """Keeps so many connections at once, each for a short time: a new one ends the oldest.

    One that is being answered is not ended for that: its time is limited all the same.
    """

    def __init__(self, handler: Handler) -> None:
        super().__init__(
            self._answer,
            access_log=None,
            max_line_size=LARGEST_LINE,
            max_field_size=LARGEST_LINE,
            max_headers=MOST_HEADERS,
            lingering_time=0.0,
        )
        self._work_out = handler
        self._ends: dict[RequestHandler, asyncio.TimerHandle] = {}
        """When each connection ends, oldest first."""
        self._answering: set[RequestHandler] = set()

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        super().connection_made(handler, transport)
        self._ends[handler] = asyncio.get_running_loop().call_later(
            LONGEST_CONNECTION, transport.abort
        )
        if len(self._ends) > MOST_CONNECTIONS:
            oldest = next(each for each in self._ends if each not in self._answering)
            self._connections[oldest].abort()
            self._forget(oldest)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        self._forget(handler)
        super().connection_lost(handler, exc)

    def _forget(self, handler: RequestHandler) -> None:
        end = self._ends.pop(handler, None)
        if end is not None:
            end.cancel()

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        self._answering.add(request.protocol)
        try:
            answer = await self._work_out(request)
        finally:
            self._answering.discard(request.protocol)
        answer.force_close()
        return answer


def accepted(header: str) -> list[str]:
    """Return what an ``Accept`` or ``Accept-Encoding`` takes, the most wanted first.

    Of the parameters only ``version`` stays: https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
    """
    wanted = []
    for place, each in enumerate(header.lower().split(",")):
        value, *rest = ("".join(part.split()) for part in each.split(";"))
        given = dict(part.partition("=")[::2] for part in rest)
        try:
            weight = float(given.get("q", "1"))
        except ValueError:
            continue
        if weight > 0:
            version = given.get("version")
            wanted.append((-weight, place, f"{value};version={version}" if version else value))
    return [value for _, _, value in sorted(wanted)]


def _header(request: web.BaseRequest, name: str) -> list[str]:
    return accepted(",".join(request.headers.getall(name, [])))


def render_metrics(bot: ImnmBot, encode: Encoder = generate_latest) -> bytes:
    """Return all metrics as they are now: our own, of numbers that parts of the bot keep anyway."""
    registry = CollectorRegistry()
    interactions = bot.tree.error_boundary.metrics
    registry.register(interactions.count)
    registry.register(interactions.seconds)
    registry.register(interactions.deferred)
    waiting = Gauge(
        "imnm_interactions_waiting", "That wait for others to be answered", registry=registry
    )
    waiting.set(bot.tree.error_boundary.turns.waiting)
    registry.register(bot.dropped_events)
    latency = Gauge(
        "imnm_gateway_latency_seconds", "Of the last heartbeat", ["shard"], registry=registry
    )
    for shard, seconds in bot.latencies:
        # Not a number until the first heartbeat is answered.
        if math.isfinite(seconds):
            latency.labels(shard).set(seconds)
    servers = Gauge("imnm_servers", "Servers that the bot is in", registry=registry)
    servers.set(len(bot.guilds))
    answers = Counter(
        "imnm_answers_committed",
        "Quiz answers on the disk, changes of mind included",
        registry=registry,
    )
    answers.inc(bot.store.quizzes.answers_recorded)
    pins = Counter("imnm_pins_refreshed", "Pinned messages that were edited", registry=registry)
    pins.inc(bot.pin_refresher.editor.refreshed)
    deck = bot.library.deck
    Info("imnm_deck", "The deck that is served", registry=registry).info(
        {"version": deck.info.version, "revision": deck.revision}
    )
    ProcessCollector(registry=registry)
    return encode(registry)


def make_handler(bot: ImnmBot) -> Handler:
    """Return what answers a request: each answer is worked out once a second at most."""
    readiness = SharedAnswer(partial(_list_missing, bot))
    metrics = {each: SharedAnswer(partial(_encode, bot, each)) for each in set(FORMATS.values())}

    async def get_readiness() -> web.Response:
        missing = await readiness.get()
        if missing:
            return web.Response(status=503, text="".join(f"{what}\n" for what in missing))
        return web.Response(text="ready\n")

    async def get_metrics(request: web.BaseRequest) -> web.Response:
        asked = (FORMATS[each] for each in _header(request, "Accept") if each in FORMATS)
        body, compressed, kind = await metrics[next(asked, TEXT_0)].get()
        headers = {"Content-Type": kind, "Vary": "Accept, Accept-Encoding"}
        if "gzip" in _header(request, "Accept-Encoding"):
            headers["Content-Encoding"], body = "gzip", compressed
        return web.Response(body=body, headers=headers)

    async def answer(request: web.BaseRequest) -> web.Response:
        if request.method not in {"GET", "HEAD"}:
            return web.Response(status=405, headers={"Allow": "GET, HEAD"})
        match request.path:
            case "/healthz":
                return web.Response(text="alive\n")
            case "/readyz":
                return await get_readiness()
            case "/metrics":
                return await get_metrics(request)
        return web.Response(status=404)

    return answer


async def _encode(bot: ImnmBot, form: str) -> tuple[bytes, bytes, str]:
    """Return the metrics in one of the FORMATS, plain and compressed, and its content type."""
    encode, kind = choose_encoder(form)
    body = render_metrics(bot, encode)
    return body, gzip.compress(body), kind


@asynccontextmanager
async def serve_health(bot: ImnmBot, port: int, host: str) -> AsyncIterator[None]:
    """Serve the health checks and the metrics while the context lasts.

    Raise :class:`~bot.runtime.health_check.HealthError` if the address cannot be used.
    """
    runner = web.ServerRunner(LimitedServer(make_handler(bot)), shutdown_timeout=1)
    await runner.setup()
    try:
        await _listen(runner, port, host)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.ServerRunner, port: int, host: str) -> None:
    try:
        await web.TCPSite(runner, host, port, backlog=MOST_CONNECTIONS).start()
    except OSError as error:
        # The event loop's own text names the address once more.
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise HealthError(
            f"HEALTH_PORT {port} cannot be used on HEALTH_HOST {host}: {reason}."
        ) from None


async def _list_missing(bot: ImnmBot) -> list[str]:
    missing = []
    if not bot.is_connected():
        missing.append("not connected to Discord")
    try:
        async with asyncio.timeout(PATIENCE - 1):
            await bot.store.check()
    except (StoreError, TimeoutError):
        missing.append("the database cannot be written")
    if not bot.library.whole.cards:
        missing.append("no deck is loaded")
    return missing
