"""The health checks and metrics over HTTP, for a container, a load balancer and Prometheus.

``/healthz`` is 200 while the event loop runs. ``/readyz`` is 200 while the bot can do its work:
connected, database writable, deck loaded; else 503, and its body names what is missing.
``/metrics`` is in the text format of Prometheus; no label names a person or a server.
"""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import Iterator
from typing import Self

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


class HealthServer:
    """The HTTP server of the health checks; ``async with`` starts and stops it."""

    def __init__(self, bot: ImnmBot, port: int, host: str) -> None:
        """``port`` 0 takes any free one; :attr:`port` is the one that was taken."""
        self.port = port
        self._bot = bot
        self._host = host
        app = web.Application()
        app.add_routes(
            [
                web.get("/healthz", self._get_health),
                web.get("/readyz", self._get_readiness),
                web.get("/metrics", self._get_metrics),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            # The event loop's own text names the address once more.
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise HealthError(
                f"HEALTH_PORT {self.port} cannot be used on HEALTH_HOST {self._host}: {reason}."
            ) from None
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self._runner.cleanup()

    async def _get_health(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _get_readiness(self, _request: web.Request) -> web.Response:
        missing = await self._list_missing()
        if missing:
            return web.Response(status=503, text="".join(f"{what}\n" for what in missing))
        return web.Response(text="ready\n")

    async def _get_metrics(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=render_metrics(self._bot), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _list_missing(self) -> list[str]:
        bot = self._bot
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
