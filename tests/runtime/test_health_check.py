"""The address of the health check."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.runtime.health_check import HealthError, check_health


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

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


def test_a_bot_that_listens_everywhere_is_asked_on_the_loopback(port: int) -> None:
    check_health(port, "0.0.0.0")


def test_where_nobody_listens_one_sentence_says_so(port: int) -> None:
    with pytest.raises(HealthError, match=rf"No healthy bot at port {port} of 127\.0\.0\.2: "):
        check_health(port, "127.0.0.2")
