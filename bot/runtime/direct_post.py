"""Posting straight over a connection of aiohttp's: the first response to an interaction.

aiohttp's session, and discord.py's adapter around it, take five times as long for the same request:
for cookies, redirects, traces, a task that writes, and rate limits, of which these have none
(https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints). Connections
and their encryption, the pool of them and the reading of HTTP stay aiohttp's.

Private parts (checked with aiohttp 3.14.5): the protocol of a connection and what it is told of the
response to come. ``tests/runtime/test_direct_post.py`` fails when they change; the bot then posts
through the session.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any, Final, Self
from urllib.parse import quote
from weakref import WeakKeyDictionary

import aiohttp
import structlog
import yarl
from aiohttp import hdrs
from aiohttp.connector import Connection
from multidict import CIMultiDictProxy

from bot.ui.discord_errors import TRANSPORT_ERRORS

JSON: Final = "application/json"
READ_TIMEOUT: Final = 60.0
"""Seconds without a byte of the answer. Discord waits three for the request."""
PLAIN: Final = re.compile(r"[\w.~-]*", re.ASCII).fullmatch
"""Finds what stands in an address as it is; all tokens so far are made of that."""

log = structlog.get_logger(__name__)


class DirectPostBroken(aiohttp.ClientError):
    """aiohttp is not as this module expects it. Whether anything was sent is not known."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What a server answered, in the form in which discord.py reads an answer of aiohttp's."""

    status: int
    reason: str
    headers: CIMultiDictProxy[str]
    content: bytes

    @property
    def ok(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    async def text(self, encoding: str) -> str:
        return self.content.decode(encoding, "replace")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is left to close."""


class DirectPost:
    """Posts to one API over the connections of one session."""

    def __init__(self, session: aiohttp.ClientSession, api: str) -> None:
        """``api`` is what stands before the path of each request."""
        self.works = True
        """Whether aiohttp is as this module expects it, as far as is known."""
        self._connector = session.connector
        self._timeout = session.timeout
        self._url = yarl.URL(api)
        self._path = self._url.raw_path.rstrip("/")

    async def send(self, path: str, body: bytes, content_type: str = JSON) -> Posted:
        """Post to a quoted path; raise one of ``TRANSPORT_ERRORS`` if nothing answers."""
        try:
            return await self._send(path, body, content_type)
        except TRANSPORT_ERRORS:
            raise
        except Exception as error:
            self.works = False
            log.warning("responses go the slower way", why=f"{type(error).__name__}: {error}")
            raise DirectPostBroken from error

    @cached_property
    def _request(self) -> aiohttp.ClientRequest:
        """A request in whose name connections are asked for; it is never sent itself."""
        loop = asyncio.get_running_loop()
        return aiohttp.ClientRequest(hdrs.METH_POST, self._url, loop=loop)

    @cached_property
    def _headers(self) -> str:
        """The headers of each request, all but those of its body."""
        headers = self._request.headers.copy()
        headers.popall(hdrs.CONTENT_LENGTH, None)
        return "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def _send(self, path: str, body: bytes, content_type: str) -> Posted:
        start = f"POST {self._path}{path} HTTP/1.1\r\n{self._headers}"
        of_body = f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        head = f"{start}{of_body}".encode()
        if self._connector is None:
            raise aiohttp.ClientConnectionError("the session is closed")
        connection = await self._connector.connect(self._request, traces=[], timeout=self._timeout)
        try:
            posted = await _exchange(connection, head + body)
        except BaseException:
            connection.close()
            raise
        connection.release()
        return posted


async def _exchange(connection: Connection, request: bytes) -> Posted:
    protocol, transport = connection.protocol, connection.transport
    if protocol is None or transport is None or transport.is_closing():
        raise aiohttp.ClientConnectionError("the connection is closed")
    protocol.set_response_params(read_until_eof=True, read_timeout=READ_TIMEOUT)
    transport.write(request)
    protocol.start_timeout()
    message, content = await protocol.read()
    # Such as 103: the answer itself is still to come.
    while message.code < HTTPStatus.OK:
        message, content = await protocol.read()
    return Posted(message.code, message.reason, message.headers, await content.read())


_posts: WeakKeyDictionary[aiohttp.ClientSession, DirectPost] = WeakKeyDictionary()


def direct_post(session: object, api: str) -> DirectPost | None:
    """Return what posts over the connections of a session; None where that has not worked.

    Also for what is no session of aiohttp's: simcord, which is Discord in one process, has none.
    """
    if not isinstance(session, aiohttp.ClientSession):
        return None
    post = _posts.get(session)
    if post is None:
        post = _posts[session] = DirectPost(session, api)
    return post if post.works else None


def quote_part(text: str) -> str:
    """Return a part of a path as it stands in an address."""
    return text if PLAIN(text) else quote(text, safe="")


def encode_form(parts: Iterable[Mapping[str, Any]]) -> tuple[bytes, str]:
    """Return a form with files, as discord.py lists its parts, and its content type: RFC 7578.

    Raise :class:`ValueError` where a name would have to be quoted.
    """
    boundary = secrets.token_hex(16)
    pieces = []
    for part in parts:
        value, filename = part["value"], part.get("filename", "")
        if not PLAIN(filename):
            raise ValueError(filename)
        named = f'; filename="{filename}"' if filename else ""
        kind = part.get("content_type", "text/plain; charset=utf-8")
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{part["name"]}"{named}\r\n'
            f"Content-Type: {kind}\r\n\r\n"
        )
        content = value.encode() if isinstance(value, str) else value.read()
        pieces += [head.encode(), content, b"\r\n"]
    end = f"--{boundary}--\r\n".encode()
    return b"".join((*pieces, end)), f"multipart/form-data; boundary={boundary}"
