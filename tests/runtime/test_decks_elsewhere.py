"""A deck that one process has read anew is read by the others too, and told of once."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreUnreachable
from bot.runtime.client import ImnmBot
from bot.store import Store
from bot.ui.steps import RETRY_AFTER
from tests.libraries import CARDS, library_over
from tests.runtime.test_client import edit
from tests.simulation import Simulation, simulated


class SharedStore(Store):
    """A store of several processes, of which the other ones are the test."""

    hear: Callable[[], object]
    told = 0
    reachable = True

    async def tell_of_new_deck(self) -> None:
        if not self.reachable:
            raise StoreUnreachable(self.place, "it is gone")
        self.told += 1

    def on_new_deck(self, react: Callable[[], object]) -> None:
        self.hear = react


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CARDS, tmp_path / "cards"))


@pytest.fixture
def store(tmp_path: Path) -> SharedStore:
    return SharedStore(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}")


@pytest.fixture
def bot(cards: Path, store: SharedStore) -> ImnmBot:
    return ImnmBot(library_over(cards), store, shard_count=1)


async def title(env: Simulation) -> str:
    channel = env.create_guild().create_text_channel("general")
    ana = env.guild.add_member(env.create_user("ana"))
    return str((await ana.slash(channel, "imnm subtypes")).response.embeds[0].title)


async def hear(env: Simulation, store: SharedStore) -> None:
    with env.bot_scope():
        store.hear()
    await env.advance_time(0.1)
    await env.settle()


async def reload(env: Simulation) -> bool:
    with env.bot_scope():
        reloading = asyncio.create_task(env.bot.reload())
    return bool(await reloading)


@pytest.mark.long
async def test_a_new_deck_that_another_process_tells_of_is_served_and_told_to_nobody(
    bot: ImnmBot, store: SharedStore, cards: Path
) -> None:
    async with simulated(bot) as env:
        edit(cards, "title: ", "title: Truly ")
        await hear(env, store)
        assert "Truly" in await title(env)
        assert store.told == 0


@pytest.mark.long
async def test_a_faulty_deck_that_another_process_tells_of_leaves_the_old_one(
    bot: ImnmBot, store: SharedStore, cards: Path
) -> None:
    async with simulated(bot) as env:
        edit(cards, "title: ", "heading: ")
        with capture_logs() as logged:
            await hear(env, store)
        assert "deck not reloaded, the old one serves on" in {each["event"] for each in logged}
        assert await title(env)


@pytest.mark.long
async def test_a_reload_is_told_if_the_deck_has_changed(
    bot: ImnmBot, store: SharedStore, cards: Path
) -> None:
    async with simulated(bot) as env:
        assert not await reload(env)
        assert store.told == 0
        edit(cards, "title: ", "title: Truly ")
        assert await reload(env)
        assert store.told == 1


@pytest.mark.long
async def test_what_could_not_be_told_is_told_later(
    bot: ImnmBot, store: SharedStore, cards: Path
) -> None:
    async with simulated(bot) as env:
        store.reachable = False
        edit(cards, "title: ", "title: Truly ")
        with capture_logs() as logged:
            assert await reload(env)
        assert "new deck not told to other processes" in {each["event"] for each in logged}
        assert "Truly" in await title(env)
        store.reachable = True
        await env.advance_time(RETRY_AFTER.total_seconds() + 1)
        assert store.told == 1


async def test_with_sqlite_nothing_is_written_for_it(tmp_path: Path) -> None:
    async with Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}") as store:
        before = store._database.commits
        await store.tell_of_new_deck()
        assert store._database.commits == before
