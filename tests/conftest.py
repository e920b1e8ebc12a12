"""What holds in every test: no request may be one that Discord would refuse."""

import functools
import gc
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.discord_rules import (
    SCHEMA_FILE,
    all_faults,
    broken_promises,
    message_of,
    said_by_colour,
)
from tests.discord_rules.schema import SCHEMA_MISSING
from tests.examples import NOTHING_MISSING, THOROUGH
from tests.simulation import simcord_env, watch_requests  # noqa: F401  a fixture


def pytest_configure(config: pytest.Config) -> None:
    """Name the one way out of `every_request_is_valid`."""
    config.addinivalue_line("markers", "faulty_requests: provokes refusals of Discord on purpose")


# A machine that is busy makes an example slow, which is no fault of what is tested.
settings.register_profile(
    "patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("patient")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave long tests to `.ci/run`; begin with live ones, which a worker would end alone with."""
    items.sort(key=lambda item: item.get_closest_marker("live") is None)
    if THOROUGH or any("::" in each for each in config.args):
        # Whoever names a test wants it.
        return
    config.hook.pytest_deselected(items=[item for item in items if _takes_long(item)])
    items[:] = [item for item in items if not _takes_long(item)]


def _takes_long(item: pytest.Item) -> bool:
    # Each of PostgreSQL's has a database made for it.
    return any(item.get_closest_marker(name) for name in ("long", "postgres"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where everything is at hand, a test that was skipped for want of it has failed."""
    report = yield
    wants = any(item.get_closest_marker(name) for name in ("browser", "postgres", "shared"))
    if report.skipped and wants and NOTHING_MISSING:
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be missing: {report.longrepr}"
    return report


def pytest_collection_finish() -> None:
    """Keep the collector of cycles off what lasts as long as the tests; it took a sixth of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_report_header() -> list[str]:
    """Say at the top of a run what is left out, and whether Discord's schema is at hand."""
    left_out = "run here, too" if THOROUGH else "left to .ci/run; IMNM_LONG=1 runs them here"
    return [
        f"discord schema: {SCHEMA_FILE.name if SCHEMA_FILE.is_file() else SCHEMA_MISSING}",
        f"tests that take long: {left_out}",
    ]


@functools.lru_cache(1000)
def faults_of(
    method: str, path: str, body: bytes, query: tuple[tuple[str, Any], ...], files: int
) -> tuple[str, ...]:
    """What Discord or the bot's promises forbid; every test registers the same long commands."""
    content = orjson.loads(body)
    faults = all_faults(method, path, content, query=dict(query), files=files)
    return (*map(str, faults), *map(str, broken_promises(method, path, content)))


@pytest.fixture(autouse=True)
def log_configuration() -> Iterator[None]:
    """Leave the log as it was to the next test, whatever verb of the bot this one has run."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def every_request_is_valid(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Judge every request that a bot under simcord makes, in whatever test it makes it.

    The mark `faulty_requests` is for the few tests that provoke a refusal on purpose.
    """
    if request.node.get_closest_marker("faulty_requests"):
        yield
        return
    sent: list[tuple[str, str, bytes, dict[str, Any], int]] = []

    def record(method: str, path: str, **details: Any) -> None:
        files = len(details.get("files") or ())
        # As it is now, and a tenth of the time of a deep copy.
        body = orjson.dumps(details.get("json"))
        sent.append((method, path, body, details.get("params") or {}, files))

    watch_requests(monkeypatch, record)
    yield
    refused = []
    for method, path, body, query, files in sent:
        found = faults_of(method, path, body, tuple(query.items()), files)
        refused += [f"{method} {path}\n    {fault}" for fault in found]
    shown = (message_of(method, path, orjson.loads(body)) for method, path, body, *_ in sent)
    refused += said_by_colour(filter(None, shown))
    if refused:
        lines = "\n".join(refused)
        pytest.fail(f"Discord would refuse, or the bot's promises forbid:\n{lines}", pytrace=False)
