"""The loopback Discord: `async with DiscordServer() as discord:` and a bot may come."""

import asyncio
import time
from typing import Any, Self

from aiohttp import web

from tests.live.approutes import AppRoutes
from tests.live.driver import Driver
from tests.live.gateway import Gateway
from tests.live.interactions import Interactions
from tests.live.rest import PREFIX, WENT_AWAY, Call, Rest, Trouble
from tests.live.routes import Routes
from tests.live.world import World

TOKEN = "bG9vcGJhY2s.bm90LWEtc2VjcmV0.only-this-server-takes-it"


class DiscordServer(Driver):
    """Serves on a free port of the loopback; stops by itself after `lifetime` seconds.

    `advance()` moves the server's clock (deadlines, token life, rate limits), so that a
    test of fifteen minutes takes no time. With `forgiving` nothing else brings the three seconds
    for an answer to their end: a machine that is busy makes no bot late.
    """

    def __init__(
        self,
        *,
        strict: bool = True,
        forgiving: bool = False,
        heartbeat: float = 41.25,
        lifetime: float = 600.0,
    ) -> None:
        self.token = TOKEN
        self._ahead = 0.0
        self._frozen: float | None = None
        self._lifetime = lifetime
        world = World()
        rest = Rest(TOKEN, self.now, strict=strict)
        gateway = Gateway(world, TOKEN, heartbeat=heartbeat)
        super().__init__(
            world, rest, gateway, Interactions(world, self._moved if forgiving else self.now)
        )
        AppRoutes(rest, world, gateway)
        Routes(rest, world, gateway, self.interactions)
        self._end: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 << 20)
        app.router.add_get("/gateway", self.gateway.accept)
        app.router.add_route("*", "/{path:.*}", self.rest.answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}{PREFIX}"
        self.gateway.url = f"ws://127.0.0.1:{port}/gateway"
        self.end_after(self._lifetime)
        return self

    def end_after(self, seconds: float) -> None:
        """Stop by itself so many seconds from now, and not when it was to stop before."""
        if self._end is not None:
            self._end.cancel()
        self._end = asyncio.create_task(self._stop_late(seconds))

    @property
    def busy(self) -> bool:
        """Whether somebody is connected, or a request is still being answered."""
        return bool(self.rest.under_way or self.gateway.live_sessions or self._open())

    def _open(self) -> list[Any]:
        return self._runner.server.connections if self._runner.server is not None else []

    async def __aexit__(self, *_: object) -> None:
        if self._end is not None:
            self._end.cancel()
        await self._stop()

    def now(self) -> float:
        """Seconds since 1970 on the server's clock."""
        return (self._frozen or time.time()) + self._ahead

    def _moved(self) -> float:
        return self._ahead

    def freeze(self) -> None:
        """Stop the clock, so that a slow machine does not change what a rate limit sees."""
        self._frozen = time.time()

    def advance(self, seconds: float) -> None:
        self._ahead += seconds

    def fail_next(self, method: str, part: str, status: int, **how: Any) -> None:
        """Let the next request whose path holds `part` fail; see Trouble."""
        self.rest.troubles.append(Trouble(method, part, status, **how))

    def delay_next(self, method: str, part: str, seconds: float) -> None:
        """Let the next such request wait before anything is done about it."""
        self.rest.troubles.append(Trouble(method, part, wait=seconds))

    def calls(self, method: str, part: str) -> list[Call]:
        """All requests so far with this method and this piece of path."""
        return [c for c in self.rest.calls if c.method == method and part in c.path]

    def refusals(self) -> list[Call]:
        """All requests that were refused: in a good run there are none.

        One whose bot was killed meanwhile was not.
        """
        refused = (call for call in self.rest.calls if call.status >= 400)
        return [call for call in refused if call.status != WENT_AWAY]

    async def _stop(self) -> None:
        await self.gateway.close()
        await self._runner.cleanup()

    async def _stop_late(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._stop()
