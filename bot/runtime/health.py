"""Whether the bot is well, over HTTP, for a container's health check and a load balancer.

``/healthz`` is 200 while the event loop turns. ``/readyz`` is 200 while the bot can do its work:
connected, database writable, deck loaded; else 503, and its body names what is missing.
``/metrics`` is for Prometheus.
"""

from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import Self

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.errors import StoreError
from bot.runtime.client import ImnmBot
from bot.runtime.health_check import PATIENCE, HealthError
from bot.runtime.metrics import render_metrics


class HealthServer:
    """The HTTP server; ``async with`` starts and stops it."""

    def __init__(self, bot: ImnmBot, port: int, host: str) -> None:
        """``port`` 0 takes any free one; :attr:`port` tells which."""
        self.port = port
        self._bot = bot
        self._host = host
        site = web.Application()
        site.add_routes(
            [
                web.get("/healthz", self._alive),
                web.get("/readyz", self._ready),
                web.get("/metrics", self._measure),
            ]
        )
        self._runner = web.AppRunner(site, access_log=None)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port, shutdown_timeout=1)
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            # The loop's own words name the address once more.
            why = os.strerror(error.errno) if error.errno else str(error)
            raise HealthError(
                f"HEALTH_PORT {self.port} cannot be used on HEALTH_HOST {self._host}: {why}."
            ) from None
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._runner.cleanup()

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _ready(self, _request: web.Request) -> web.Response:
        missing = await self._missing()
        if missing:
            return web.Response(status=503, text="".join(f"{what}\n" for what in missing))
        return web.Response(text="ready\n")

    async def _measure(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=render_metrics(self._bot), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _missing(self) -> list[str]:
        bot = self._bot
        missing = []
        if not bot.is_linked():
            missing.append("not connected to Discord")
        try:
            async with asyncio.timeout(PATIENCE - 1):
                await bot.store.check()
        except (StoreError, TimeoutError):
            missing.append("the database cannot be written")
        if not bot.library.whole.cards:
            missing.append("no deck is loaded")
        return missing
