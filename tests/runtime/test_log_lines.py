"""A line of the log as text."""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
import structlog

from bot.runtime.log_lines import REDACTED, ConsoleLines, redact, render_json

NOW = datetime(2026, 11, 27, 22, 3, 0, 123456, UTC)
LINE = {"level": "info", "logger": "bot.ui.error_boundary", "timestamp": NOW.timestamp()}


def fail() -> None:
    raise LookupError("a card")


def broken() -> tuple[object, ...]:
    try:
        fail()
    except LookupError:
        return sys.exc_info()
    raise AssertionError("it did not fail")


@pytest.mark.parametrize("colours", [False, True])
@pytest.mark.parametrize(
    "values",
    [
        {"event": "interaction", "kind": "component", "name": "q1", "ms": 1.25, "result": "done"},
        {"event": "interaction", "name": "imnm subtypes", "path": 'say "aah"', "level": "warning"},
        {"event": "an event that is longer than its column", "none": None, "many": ["a", 1]},
        {"event": "é", "level": "critical", "empty": "", "lines": "a\nb", "why": "a=b"},
        {"event": "it failed", "level": "error", "reference": "3F09AB", "exc_info": broken()},
    ],
)
def test_a_line_looks_as_structlog_would_show_it(values: dict[str, Any], colours: bool) -> None:
    structlogs = structlog.dev.ConsoleRenderer(
        colors=colours, exception_formatter=structlog.dev.plain_traceback
    )
    shown = LINE | values
    expected = structlogs(None, "", shown | {"timestamp": "2026-11-27T22:03:00.123456Z"})
    assert ConsoleLines(colours=colours)(shown) == expected


@pytest.mark.parametrize("seconds", [0.0, 1.5, NOW.timestamp(), 2_000_000_000.999999])
def test_a_time_is_exact_and_in_utc(seconds: float) -> None:
    shown = json.loads(render_json(LINE | {"event": "x", "timestamp": seconds}))["timestamp"]
    assert shown.endswith("Z")
    assert abs(datetime.fromisoformat(shown).timestamp() - seconds) < 0.000002


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2**70, 2**70),
        (NOW, repr(NOW)),
        (LookupError("x"), "LookupError('x')"),
        ("\ud800", "\ud800"),
        ({"a": [None, 1.5]}, {"a": [None, 1.5]}),
    ],
)
def test_json_shows_whatever_is_logged(value: object, shown: object) -> None:
    assert json.loads(render_json(LINE | {"event": "x", "value": value}))["value"] == shown


def test_json_has_the_trace_in_a_field_of_its_own() -> None:
    line = orjson.loads(render_json(LINE | {"event": "x", "exc_info": broken()}))
    assert line["exception"].endswith("LookupError: a card")
    assert "exc_info" not in line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ready servers=3", "ready servers=3"),
        ("/interactions/12/abc-def/callback", f"/interactions/{REDACTED}/callback"),
        ("/webhooks/12/abc?wait", f"/webhooks/{REDACTED}?wait"),
        ("/guilds/1/members/2 /users/3", f"/guilds/1/members/{REDACTED} /users/{REDACTED}"),
        (f"{'a' * 24}.{'b' * 6}.{'c' * 27}", REDACTED),
        ("a secret of ours", f"a {REDACTED} of ours"),
    ],
)
def test_what_is_secret_is_removed_and_nothing_else(text: str, left: str) -> None:
    assert redact(text, "secret") == left
    assert redact(f"before\n{text}\nafter", "secret") == f"before\n{left}\nafter"
