"""What is PostgreSQL's own: two stores on one database are two processes."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.store import Store
from tests.postgres_server import PostgresServer
from tests.store.conftest import TEMPLATE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/store/postgres/" in item.path.as_posix() and "server" in item.fixturenames:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture
def empty_url(server: PostgresServer) -> Iterator[str]:
    """A database without any table."""
    with server.database() as url:
        yield url


@pytest.fixture
def url(server: PostgresServer) -> Iterator[str]:
    with server.database(TEMPLATE) as url:
        yield url


@pytest.fixture
async def other(url: str) -> AsyncIterator[Store]:
    """The store of another process."""
    async with Store(url) as other:
        yield other
