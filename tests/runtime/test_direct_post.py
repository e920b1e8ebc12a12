"""Responses go over aiohttp's connections as its session would send them, and nothing is lost."""

import asyncio
import email
import gzip
import io

import aiohttp
import pytest
from aiohttp.client_proto import ResponseHandler

from bot.runtime import direct_post as module
from bot.runtime.direct_post import DirectPost, direct_post, encode_form, quote_part
from bot.ui.discord_errors import TRANSPORT_ERRORS
from tests.runtime.peer import DONE

BODY = '{"a": "é"}'.encode()
CEILING = 30.0


def read_form(request: bytes) -> list[tuple[list[tuple[str, str]], bytes]]:
    """The headers and the content of each part."""
    head, _, body = request.partition(b"\r\n\r\n")
    (kind,) = (each for each in head.split(b"\r\n") if each.startswith(b"Content-Type: "))
    form = email.message_from_bytes(kind + b"\r\n\r\n" + body)
    return [(sorted(each.items()), each.get_payload(decode=True)) for each in form.get_payload()]


async def test_a_request_is_what_the_session_would_send(peer, session) -> None:
    path = "/interactions/1/a.b-c_d~/callback"
    await DirectPost(session, peer.api).send(path, BODY)
    headers = {"Content-Type": "application/json"}
    async with session.post(f"{peer.api}{path}", data=BODY, headers=headers) as response:
        assert response.status == 204
    ours, theirs = peer.requests
    assert sorted(ours.split(b"\r\n")) == sorted(theirs.split(b"\r\n"))
    assert ours.startswith(b"POST /api/v10/interactions/1/a.b-c_d~/callback HTTP/1.1\r\n")
    assert ours.endswith(b"\r\n\r\n" + BODY)


async def test_a_form_is_what_the_session_would_send(peer, session) -> None:
    parts = [
        {"name": "payload_json", "value": '{"a": "é"}'},
        {
            "name": "files[0]",
            "value": io.BytesIO(b"\x89PNG\r\n\x00"),
            "filename": "card-2.png",
            "content_type": "application/octet-stream",
        },
    ]
    await DirectPost(session, peer.api).send("/x", *encode_form(parts))
    form = aiohttp.FormData(quote_fields=False)
    for part in parts:
        if part["name"] == "files[0]":
            part["value"].seek(0)
        form.add_field(**part)
    async with session.post(f"{peer.api}/x", data=form) as response:
        assert response.status == 204
    ours, theirs = (read_form(each) for each in peer.requests)
    assert ours == theirs
    assert [content for _, content in ours] == [BODY, b"\x89PNG\r\n\x00"]


def test_a_name_that_would_have_to_be_quoted_is_refused() -> None:
    part = {"name": "files[0]", "value": io.BytesIO(), "filename": 'a"b.png'}
    with pytest.raises(ValueError, match=r'a"b'):
        encode_form([part])


@pytest.mark.parametrize(
    ("answer", "status", "content"),
    [
        (DONE, 204, b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 200, b"{}"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1\r\n\n\r\n0\r\n\r\n",
            200,
            b"{}\n",
        ),
        (
            b"HTTP/1.1 400 Bad Request\r\nContent-Encoding: gzip\r\nContent-Length: "
            + b"%d\r\n\r\n%s" % (len(gzip.compress(BODY)), gzip.compress(BODY)),
            400,
            BODY,
        ),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + DONE, 204, b""),
        (b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", 502, b"x"),
    ],
    ids=["204", "200", "chunked", "gzip", "103", "502"],
)
async def test_an_answer_is_read_whole(peer, session, answer, status, content) -> None:
    peer.answers = [answer]
    posted = await DirectPost(session, peer.api).send("/x", BODY)
    assert (posted.status, posted.content) == (status, content)
    assert await posted.text("utf-8") == content.decode()
    assert posted.ok is (status < 300)


async def test_connections_are_used_again_unless_the_server_ends_them(peer, session) -> None:
    post = DirectPost(session, peer.api)
    ends = DONE.replace(b"X-A: 1", b"Connection: close")
    peer.answers = [DONE, DONE, ends, DONE]
    for _ in range(4):
        assert (await post.send("/x", BODY)).ok
    assert peer.connections == 2
    await asyncio.gather(*(post.send("/x", BODY) for _ in range(8)))
    assert len(peer.requests) == 12


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 204 No", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"],
    ids=["nothing", "half a head", "half a body"],
)
async def test_without_a_whole_answer_it_is_an_error_of_transport(peer, session, answer) -> None:
    post = DirectPost(session, peer.api)
    peer.answers, peer.hangs_up = [answer], True
    with pytest.raises(TRANSPORT_ERRORS):
        await asyncio.wait_for(post.send("/x", BODY), CEILING)
    peer.hangs_up = False
    assert (await post.send("/x", BODY)).ok, "what is broken is not used again"


async def test_a_silent_server_is_waited_for_no_longer_than_that(
    peer, session, monkeypatch
) -> None:
    monkeypatch.setattr(module, "READ_TIMEOUT", 0.01)
    peer.silent = True
    with pytest.raises(TRANSPORT_ERRORS):
        await asyncio.wait_for(DirectPost(session, peer.api).send("/x", BODY), CEILING)


async def test_who_cannot_be_reached_is_an_error_of_transport(session) -> None:
    post = DirectPost(session, "http://127.0.0.1:1/api/v10")
    with pytest.raises(TRANSPORT_ERRORS):
        await post.send("/x", BODY)
    await session.close()
    with pytest.raises(TRANSPORT_ERRORS):
        await post.send("/x", BODY)
    with pytest.raises(TRANSPORT_ERRORS):
        await DirectPost(session, "http://127.0.0.1:1/api/v10").send("/x", BODY)


async def test_whoever_is_cancelled_leaves_no_answer_to_the_next(peer, session) -> None:
    post = DirectPost(session, peer.api)
    peer.silent = True
    sending = asyncio.create_task(post.send("/x", BODY))
    await asyncio.wait_for(peer.reached.wait(), CEILING)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    peer.silent = False
    assert (await post.send("/x", BODY)).ok
    assert peer.connections == 2


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (aiohttp.BaseConnector, "connect"),
        (aiohttp.ClientRequest, "__init__"),
        (ResponseHandler, "set_response_params"),
        (ResponseHandler, "start_timeout"),
        (ResponseHandler, "read"),
    ],
)
async def test_where_aiohttp_has_changed_the_session_is_used_from_then_on(
    peer, session, monkeypatch, owner, name
) -> None:
    def changed(*_args: object) -> None:
        raise TypeError("takes other arguments")

    post = direct_post(session, peer.api)
    assert post is direct_post(session, peer.api)
    assert (await post.send("/x", BODY)).ok
    assert hasattr(owner, name)
    monkeypatch.setattr(owner, name, changed)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as another:
        broken = direct_post(another, peer.api)
        with pytest.raises(TRANSPORT_ERRORS):
            await broken.send("/x", BODY)
        assert direct_post(another, peer.api) is None
    assert direct_post(session, peer.api) is post


def test_what_is_no_session_has_none() -> None:
    assert direct_post(None, "http://127.0.0.1:1") is None


@pytest.mark.parametrize(
    ("part", "quoted"), [("aW5-0._x", "aW5-0._x"), ("a/b?", "a%2Fb%3F"), ("é\r\n", "%C3%A9%0D%0A")]
)
def test_a_part_of_a_path_is_quoted(part, quoted) -> None:
    assert quote_part(part) == quoted
