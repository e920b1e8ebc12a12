"""The REST error_boundary: who may come in, how fast, and with which bodies."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.discord_rules import request_faults, schema_faults
from tests.discord_rules.faults import Fault, form_error
from tests.live.ratelimits import RateLimits, too_fast
from tests.live.refusals import ApiError, refusal, unauthorized

PREFIX = "/api/v10"
_TOKEN_IN_PATH = re.compile(r"/(interactions|webhooks)/.*")

Body = dict[str, Any]


@dataclass(slots=True)
class Call:
    """One request as a route sees it, and afterwards what was answered."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: int = 0
    at: float = 0.0
    parts: dict[str, str] = field(default_factory=dict)
    status: int = 0
    code: int | None = None
    authorization: str = ""

    def number(self, name: str) -> int:
        """A path parameter that must be an id; no id is like one that nobody has."""
        return int(self.parts[name]) if self.parts[name].isdigit() else 0


@dataclass(slots=True)
class Trouble:
    """A failure to come: `after` acts first and fails then; `wait` only takes its time.

    With `after` and no status the connection breaks, so that the bot hears nothing.
    """

    method: str
    part: str
    status: int = 0
    wait: float = 0.0
    after: bool = False
    times: int = 1


Route = Callable[[Call], Any]

WENT_AWAY = 499
"""The status of a call whose bot was killed before it was answered."""


class Rest:
    """Routes requests. `strict=False` leaves the schema and our limits out (for the bench)."""

    def __init__(self, token: str, clock: Callable[[], float], *, strict: bool = True) -> None:
        self.token = token
        self.clock = clock
        self.strict = strict
        self.limits = RateLimits(clock)
        self.calls: list[Call] = []
        self.under_way = 0
        self.troubles: list[Trouble] = []
        self._routes: list[tuple[str, re.Pattern[str], Route]] = []

    def add(self, method: str, template: str, route: Route) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        self._routes.append((method, re.compile(pattern), route))

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request and keep a record of it."""
        self.under_way += 1
        try:
            return await self._answer(request)
        finally:
            self.under_way -= 1

    async def _answer(self, request: web.Request) -> web.Response:
        call = Call(request.method, request.path.removeprefix(PREFIX), dict(request.query), None)
        call.at = self.clock()
        call.authorization = request.headers.get("Authorization", "")
        self.calls.append(call)
        headers: dict[str, str] = {}
        body: Any
        try:
            headers = self.limits.admit(call.method, call.path)
            await _read(request, call)
            body = await self._judge(request, call)
            call.status = 204 if body is None else 200
        except ApiError as error:
            body, call.status = error.body, error.status
            headers = headers | error.headers
            call.code = body.get("code") if isinstance(body, dict) else None
        self.limits.note_answer(call.status)
        if isinstance(body, str):
            return web.Response(status=call.status, text=body, content_type="text/html")
        # discord.py reads JSON only under exactly this type, with no charset behind it.
        data = b"" if body is None else json.dumps(body).encode()
        kind = None if body is None else "application/json"
        return web.Response(status=call.status, body=data, content_type=kind, headers=headers)

    async def _judge(self, request: web.Request, call: Call) -> Any:
        trouble = self._next_trouble(call)
        if trouble is not None and trouble.wait:
            await asyncio.sleep(trouble.wait)
            if request.transport is None or request.transport.is_closing():
                raise ApiError(WENT_AWAY, {"message": "The bot went away before it was answered"})
        if trouble is not None and trouble.status and not trouble.after:
            raise _broken(trouble.status)
        in_path = _TOKEN_IN_PATH.fullmatch(call.path)
        if not in_path and call.authorization != f"Bot {self.token}":
            raise unauthorized()
        route = self._find(call)
        if self.strict:
            _check_form(call)
        answer = route(call)
        if asyncio.iscoroutine(answer):
            answer = await answer
        if trouble is not None and trouble.after:
            if not trouble.status and request.transport is not None:
                request.transport.close()
            raise _broken(trouble.status or 500)
        return answer

    def _next_trouble(self, call: Call) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.times and trouble.method == call.method and trouble.part in call.path:
                trouble.times -= 1
                return trouble
        return None

    def _find(self, call: Call) -> Route:
        for method, pattern, route in self._routes:
            found = pattern.fullmatch(call.path) if method == call.method else None
            if found:
                call.parts = found.groupdict()
                return route
        raise refusal(0)


def _broken(status: int) -> ApiError:
    if status == 429:
        return too_fast(0.3, is_global=False, headers={})
    return ApiError(status, {"code": 0, "message": f"{status}: Internal Server Error"})


def _check_form(call: Call) -> None:
    faults = request_faults(call.method, call.path, call.body, files=call.files)
    if [fault.code for fault in faults] == ["50006"]:
        raise refusal(50006)
    if faults:
        raise ApiError(400, form_error(faults))
    found = schema_faults(call.method, call.path, call.body, query=dict(call.query))
    if found:
        split = [fault.partition(": ") for fault in found]
        shaped = [Fault(where, "SCHEMA", message) for where, _, message in split]
        raise ApiError(400, form_error(shaped))


async def _read(request: web.Request, call: Call) -> None:
    if not request.can_read_body:
        return
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = await part.read()
            if part.name == "payload_json":
                call.body = _parsed(content)
            elif part.filename:
                call.files += 1
    elif request.content_type == "application/json":
        call.body = _parsed(await request.read())
    else:
        raise refusal(50109)


def _parsed(content: bytes | bytearray) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        raise refusal(50109) from None
