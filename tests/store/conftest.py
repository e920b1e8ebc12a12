"""Every test of the store runs on both engines, unless it is about one of them.

A test is about SQLite if it asks for ``path``, the file, or has the mark ``sqlite``.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import Access, Store
from bot.store.database import Database
from bot.store.engine import find_engine
from tests.postgres_server import MISSING, PostgresServer, find_programs, running_server

TEMPLATE = "imnm"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" not in metafunc.fixturenames:
        return
    alone = "path" in metafunc.definition._fixtureinfo.argnames
    marked = any(metafunc.definition.iter_markers("sqlite"))
    own = "sqlite" in Path(metafunc.module.__file__).parent.name
    engines = ["sqlite"]
    if not (alone or marked or own):
        engines.append(pytest.param("postgres", marks=pytest.mark.postgres))
    metafunc.parametrize("engine", engines, indirect=True)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """A server with a database that has the bot's tables, to be cloned for each test."""
    if find_programs() is None:
        pytest.skip(MISSING)
    with running_server() as server:
        server.query(f"CREATE DATABASE {TEMPLATE}")
        # Not in this thread: it has the event loop of the tests.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, Store.migrate(server.url(TEMPLATE))).result()
        yield server


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "imnm.db"


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def url(request: pytest.FixtureRequest, engine: str) -> Iterator[str]:
    """The address of a database that is not there yet, or is empty."""
    if engine == "sqlite":
        yield f"sqlite+aiosqlite:///{request.getfixturevalue('path')}"
        return
    server: PostgresServer = request.getfixturevalue("server")
    with server.database(TEMPLATE) as url:
        yield url


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    engine = find_engine(url)
    await engine.prepare(Access.OWNER)
    database = engine.connect(Access.OWNER)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    async with Store(url) as store:
        yield store


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
