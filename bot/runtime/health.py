"""The health checks and metrics over HTTP, for a container, a load balancer and Prometheus.

``/healthz`` is 200 while the event loop runs. ``/readyz`` is 200 while the bot can do its work:
connected, database writable, deck loaded; else 503, and its body names what is missing.
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

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
