from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.database import Database
from bot.store.sqlite.schema import bring_up_to_date


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "imnm.db"


@pytest.fixture
def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    bring_up_to_date(path)
    database = Database(path)
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
