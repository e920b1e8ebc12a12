"""The real bot with the real deck, in a Discord that lives in this process."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from random import Random

import pytest
import structlog

from bot.deck.library import Library
from bot.features.daily import job as daily_job
from bot.features.quiz import commands as quiz_commands
from bot.runtime.client import ImnmBot
from bot.store import Store, people
from tests.libraries import real_library
from tests.party import Party
from tests.quick_store import make_stores_quick


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "fails_on_purpose: a failure behind the door is wanted")


@pytest.fixture(scope="session")
def library() -> Library:
    return real_library()


@pytest.fixture(autouse=True)
def quick_store(monkeypatch) -> None:
    make_stores_quick(monkeypatch)


@pytest.fixture(autouse=True)
def same_draws(request, monkeypatch) -> None:
    """Draw the same questions and names in each run of a test, so that a red one stays red.

    `IMNM_DRAWS` makes them others, as `make flaky` does in each of its runs.
    """
    drawn = Random(f"{os.environ.get('IMNM_DRAWS', '')}{request.node.nodeid}")
    for module in (daily_job, quiz_commands, people):
        monkeypatch.setattr(module, "_RNG", drawn)


@pytest.fixture
async def make_bot(library, tmp_path) -> AsyncIterator[Callable[..., ImnmBot]]:
    """Makes a bot as a new process would: with nothing in memory, over the same database."""
    made: list[ImnmBot] = []

    def make(serving: Library = library) -> ImnmBot:
        store = Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")
        made.append(ImnmBot(serving, store, shard_count=1))
        return made[-1]

    yield make
    # simcord detaches a bot without closing it.
    for bot in made:
        await bot.store.close()


@pytest.fixture
def simcord_bot(make_bot):
    return make_bot()


@pytest.fixture(autouse=True)
def logged(request) -> Iterator[list]:
    """Every line that the bot logs; a failure behind the door fails the test."""
    with structlog.testing.capture_logs() as lines:
        yield lines
    if request.node.get_closest_marker("fails_on_purpose"):
        return
    failures = [line for line in lines if line["log_level"] in {"error", "critical"}]
    assert not failures


@pytest.fixture
def guild(simcord_env):
    return simcord_env.create_guild(name="Myositis community")


@pytest.fixture
def channel(guild):
    return guild.create_text_channel("general")


@pytest.fixture
def ana(simcord_env, guild):
    return guild.add_member(simcord_env.create_user("ana"))


@pytest.fixture
def ben(simcord_env, guild):
    return guild.add_member(simcord_env.create_user("ben"))


@pytest.fixture
def party(simcord_env, channel, tmp_path) -> Party:
    return Party(simcord_env, channel, tmp_path / "imnm.db")
