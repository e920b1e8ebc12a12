"""The address of the health check."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from bot.runtime.health_check import HealthError, check_health


class Answering(BaseHTTPRequestHandler):
    answers: ClassVar[dict[str, int]] = {"/readyz": 200}

    def do_GET(self) -> None:
        self.send_response(self.answers.get(self.path, 404))
        self.end_headers()
        self.wfile.write(b"not connected to Discord\nno deck is loaded\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


@pytest.mark.long
def test_a_bot_that_listens_everywhere_is_asked_on_the_loopback(port: int) -> None:
    check_health(port, "0.0.0.0")


@pytest.mark.long
def test_a_bot_that_is_alive_and_not_ready_is_not_well_and_says_why(port: int, monkeypatch) -> None:
    monkeypatch.setattr(Answering, "answers", {"/healthz": 200, "/readyz": 503})
    with pytest.raises(HealthError) as unwell:
        check_health(port, "127.0.0.1")
    assert str(unwell.value) == (
        f"The bot at port {port} of 127.0.0.1 is not ready: "
        "not connected to Discord, no deck is loaded."
    )


@pytest.mark.long
@pytest.mark.parametrize("status", [404, 500, 302])
def test_another_program_at_the_port_is_no_healthy_bot(port: int, monkeypatch, status) -> None:
    monkeypatch.setattr(Answering, "answers", {"/readyz": status})
    with pytest.raises(HealthError, match=rf"No healthy bot at port {port} .*: HTTP {status}\."):
        check_health(port, "127.0.0.1")


@pytest.mark.long
def test_where_nobody_listens_one_sentence_says_so(port: int) -> None:
    with pytest.raises(HealthError, match=rf"No healthy bot at port {port} of 127\.0\.0\.2: "):
        check_health(port, "127.0.0.2")
