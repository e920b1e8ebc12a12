"""The health checks and metrics over HTTP, for a container, a load balancer and Prometheus.

``/healthz`` is 200 while the event loop runs. ``/readyz`` is 200 while the bot can do its work:
connected, database writable, deck loaded; else 503, and its body names what is missing.
``/metrics`` is in the text format of Prometheus; no label names a person or a server.
"""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.errors import StoreError
from bot.runtime.client import ImnmBot
from bot.runtime.health_check import PATIENCE, HealthError

# When a series began is one more series each, and nothing of ours needs it.
disable_created_metrics()  # type: ignore[no-untyped-call]


def render_metrics(bot: ImnmBot) -> bytes:
    """Return all metrics as they are now: our own, of numbers that parts of the bot keep anyway."""
    registry = CollectorRegistry()
    interactions = bot.tree.error_boundary.metrics
    registry.register(interactions.count)
    registry.register(interactions.seconds)
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
    return generate_latest(registry)


@asynccontextmanager
async def serve_health(bot: ImnmBot, port: int, host: str) -> AsyncIterator[None]:
    """Serve the health checks and the metrics while the context lasts.

    Raise :class:`~bot.runtime.health_check.HealthError` if the address cannot be used.
    """

    async def get_health(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def get_readiness(_request: web.Request) -> web.Response:
        missing = await _list_missing(bot)
        if missing:
            return web.Response(status=503, text="".join(f"{what}\n" for what in missing))
        return web.Response(text="ready\n")

    async def get_metrics(_request: web.Request) -> web.Response:
        return web.Response(body=render_metrics(bot), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/healthz", get_health)
    app.router.add_get("/readyz", get_readiness)
    app.router.add_get("/metrics", get_metrics)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await _listen(runner, port, host)
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, port: int, host: str) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
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
