"""The log: one line an event, and nothing secret in it."""

import asyncio
import io
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from bot.runtime.log import configure_logging
from bot.runtime.log_lines import REDACTED
from bot.store import Store

# Shaped like Discord's tokens, put together here so that nothing takes them for real ones.
TOKEN = ".".join(("MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"))
Start = Callable[..., io.StringIO]


def fail_over(what: object) -> None:
    raise LookupError(what)


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts the log as the process would and returns what it writes to."""
    root, discord = logging.getLogger(), logging.getLogger("discord")
    before = root.handlers, root.level, discord.level
    hooks = sys.excepthook, threading.excepthook

    def begin(level: str = "INFO", form: str = "json", secret: str = "") -> io.StringIO:
        written = io.StringIO()
        monkeypatch.setattr(sys, "stderr", written)
        configure_logging(level, form, secret)
        return written

    yield begin
    root.handlers, level, discord_level = before
    sys.excepthook, threading.excepthook = hooks
    root.setLevel(level)
    discord.setLevel(discord_level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def test_our_lines_and_the_librarys_are_json_alike(start: Start) -> None:
    written = start()

    structlog.get_logger("bot.runtime.client").info("ready", servers=3)
    logging.getLogger("discord.gateway").warning("Shard ID %s is slow", 0)

    ours, theirs = map(json.loads, written.getvalue().splitlines())
    assert (ours["event"], ours["servers"], ours["level"]) == ("ready", 3, "info")
    assert (theirs["event"], theirs["logger"]) == ("Shard ID 0 is slow", "discord.gateway")
    assert ours["timestamp"].endswith("Z")


def test_no_level_shows_what_is_asked_of_the_database(start: Start, tmp_path: Path) -> None:
    written = start("DEBUG")
    url = f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}"

    async def live() -> None:
        async with Store(url) as store:
            await store.people.preferences(4611686018427387915)

    asyncio.run(live())

    assert "store made" in written.getvalue()
    assert "4611686018427387915" not in written.getvalue()


def test_a_console_line_is_plain_text_where_there_is_no_terminal(start: Start) -> None:
    written = start(form="console")

    structlog.get_logger("bot.runtime.client").info("ready", servers=3)

    (line,) = written.getvalue().splitlines()
    assert "ready" in line
    assert "servers=3" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_token_is_removed_wherever_it_turns_up(start: Start, form: str) -> None:
    secret = "a-local-test-token"
    written = start(form=form, secret=secret)
    log = structlog.get_logger("bot.runtime.client")

    log.info("logging in", token=secret, nested={"authorization": f"Bot {secret}"})
    logging.getLogger("aiohttp").error("headers were %s", {"Authorization": f"Bot {secret}"})
    try:
        fail_over(secret)
    except LookupError:
        log.exception("it failed")

    assert secret not in written.getvalue()
    assert written.getvalue().count(REDACTED) >= 4


@pytest.mark.parametrize(
    "said",
    [
        f"the token is {TOKEN}",
        "POST https://discord.com/api/v10/interactions/123/aW50ZXJhY3Rpb246/callback failed",
        "PATCH https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb246/messages/@original",
    ],
)
def test_tokens_are_known_by_their_shape(start: Start, said: str) -> None:
    written = start()

    logging.getLogger("elsewhere").error(said)

    assert REDACTED in written.getvalue()
    assert "aW50ZXJhY3Rpb246" not in written.getvalue()
    assert TOKEN not in written.getvalue()


@pytest.mark.parametrize("path", ["guilds/123/members", "users"])
def test_an_address_names_no_person(start: Start, path: str) -> None:
    written, address = start(), f"https://discord.com/api/v10/{path}/4611686018427387915"

    logging.getLogger("discord.http").warning(
        "We are being rate limited. %s %s responded with 429.", "GET", address
    )

    assert "4611686018427387915" not in written.getvalue()
    assert "responded with 429" in written.getvalue()


def test_failed_suggestions_name_neither_the_person_nor_the_server(start: Start) -> None:
    written = start()

    logging.getLogger("discord.app_commands.tree").error(
        "Ignoring exception in autocomplete for %r (Guild: %s, User: %s)", "imnm card", 77001, 77002
    )

    assert "imnm card" in written.getvalue()
    assert "7700" not in written.getvalue()


@pytest.mark.parametrize("form", ["console", "json"])
def test_what_nobody_catches_is_a_line_of_the_log_without_secrets(start: Start, form: str) -> None:
    written = start(form=form)

    try:
        fail_over(TOKEN)
    except LookupError:
        sys.excepthook(*sys.exc_info())
    thread = threading.Thread(target=fail_over, args=(TOKEN,))
    thread.start()
    thread.join()

    assert written.getvalue().count("uncaught error") == 2
    assert written.getvalue().count(f"LookupError: {REDACTED}") == 2
    assert TOKEN not in written.getvalue()


def test_at_debug_the_library_still_says_nothing_of_who_asked_for_what(start: Start) -> None:
    written = start(level="DEBUG")

    logging.getLogger("discord.gateway").debug("WebSocket Event: %s", {"user": "ana"})
    structlog.get_logger("bot.runtime.client").debug("our own")

    assert "ana" not in written.getvalue()
    assert "our own" in written.getvalue()


def test_a_trace_is_kept_whole_in_one_json_line_without_the_values_in_it(start: Start) -> None:
    written = start()
    asked = "what somebody typed"

    try:
        fail_over(len(asked))
    except LookupError:
        structlog.get_logger("bot.views").exception("interaction failed", reference="7F3A2C")

    (line,) = written.getvalue().splitlines()
    assert json.loads(line)["reference"] == "7F3A2C"
    assert "LookupError: 19" in json.loads(line)["exception"]
    assert asked not in line


def test_a_lost_connection_is_one_line_without_a_trace(start: Start) -> None:
    written = start(form="console")

    try:
        raise ConnectionRefusedError(111, "Connect call failed")
    except OSError:
        logging.getLogger("discord.shard").exception("Attempting a reconnect in %.2fs", 1.5)

    (line,) = written.getvalue().splitlines()
    assert "Attempting a reconnect in 1.50s (ConnectionRefusedError: " in line
