"""The health checks and metrics over HTTP, for a container, a load balancer and Prometheus.

``/healthz`` is 200 while the event loop runs. ``/readyz`` is 200 while the bot can do its work:
connected, database writable, deck loaded; else 503, and its body names what is missing.
``/metrics`` is in the text format of Prometheus; no label names a person or a server.
"""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.errors import StoreError
from bot.runtime.client import ImnmBot
from bot.runtime.health_check import PATIENCE, HealthError

# When a series began is one more series each, and nothing of ours needs it.
disable_created_metrics()  # type: ignore[no-untyped-call]


def render_metrics(bot: ImnmBot) -> bytes:
    """Return all metrics as they are now."""
    registry = CollectorRegistry()
    interactions = bot.tree.error_boundary.metrics
    for each in (interactions.count, interactions.seconds, BotCollector(bot)):
        registry.register(each)
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class BotCollector(Collector):
    """Reads the numbers that parts of the bot keep anyway."""

    def __init__(self, bot: ImnmBot) -> None:
        self._bot = bot

    def collect(self) -> Iterator[Metric]:
        bot = self._bot
        latency = GaugeMetricFamily(
            "imnm_gateway_latency_seconds", "Of the last heartbeat", labels=["shard"]
        )
        for shard, seconds in bot.latencies:
            # Not a number until the first heartbeat is answered.
            if math.isfinite(seconds):
                latency.add_metric([str(shard)], seconds)
        yield latency
        yield GaugeMetricFamily("imnm_servers", "Servers that the bot is in", len(bot.guilds))
        yield CounterMetricFamily(
            "imnm_answers_committed",
            "Quiz answers on the disk, changes of mind included",
            bot.store.quizzes.answers_recorded,
        )
        yield CounterMetricFamily(
            "imnm_pins_refreshed",
            "Pinned messages that were edited",
            bot.pin_refresher.editor.refreshed,
        )
        deck = bot.library.deck
        yield InfoMetricFamily(
            "imnm_deck",
            "The deck that is served",
            {"version": deck.info.version, "revision": deck.revision},
        )


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
