"""What is PostgreSQL's own: two stores on one database are two processes."""

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.store import Store
from tests.postgres_server import PostgresServer
from tests.store.conftest import TEMPLATE

_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/store/postgres/" in item.path.as_posix() and "server" in item.fixturenames:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture
def empty_url(server: PostgresServer) -> Iterator[str]:
    """A database without any table."""
    name = f"empty_{next(_numbers)}"
    server.query(f"CREATE DATABASE {name}")
    yield server.url(name)
    server.query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def url(server: PostgresServer) -> Iterator[str]:
    name = f"own_{next(_numbers)}"
    server.query(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield server.url(name)
    server.query(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def other(url: str) -> AsyncIterator[Store]:
    """The store of another process."""
    async with Store(url) as other:
        yield other
