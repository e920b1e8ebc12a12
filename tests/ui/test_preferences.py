"""How a person wants to be answered, if the database does not say so in time."""

import asyncio
import sqlite3
from dataclasses import replace
from types import SimpleNamespace

import pytest
from discord.utils import utcnow

from bot.deck.model import Level
from bot.store import BoardVisibility, DisplayName, Store
from bot.ui.preferences import ReplyPreferences, name_people, preferences_for


@pytest.mark.long
@pytest.mark.fails_on_purpose
async def test_a_locked_database_keeps_nobody_waiting_and_gives_nobody_away(tmp_path):
    async with Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}") as store:
        asker = SimpleNamespace(
            client=SimpleNamespace(store=store), user=SimpleNamespace(id=1), guild_id=2
        )
        other = sqlite3.connect(store.place)
        other.execute("BEGIN IMMEDIATE")
        # Whoever writes waits for two seconds, and whoever reads waits behind them.
        writing = [
            asyncio.create_task(store.people.clear_reminders_stopped(person)) for person in (3, 4)
        ]
        await asyncio.sleep(0)
        assert await preferences_for(asker, "clinical") == ReplyPreferences(
            level=Level.CLINICAL, private=True
        )
        # The database is not free yet.
        assert not writing[-1].done()
        other.close()
        await asyncio.gather(*writing, return_exceptions=True)
        assert await preferences_for(asker) == ReplyPreferences()


async def test_choices_that_are_in_memory_are_given_without_waiting(tmp_path, monkeypatch):
    async with Store(f"sqlite+aiosqlite:///{tmp_path / 'imnm.db'}") as store:
        asker, alone = (
            SimpleNamespace(
                client=SimpleNamespace(store=store), user=SimpleNamespace(id=1), guild_id=guild_id
            )
            for guild_id in (2, None)
        )
        before = await preferences_for(asker)

        def wait(_seconds: float) -> None:
            raise AssertionError("the database is asked")

        monkeypatch.setattr(asyncio, "timeout", wait)
        assert await preferences_for(asker) == await preferences_for(alone) == before
        now = utcnow()
        await store.people.change(1, lambda mine: replace(mine, level=Level.CLINICAL))
        await store.servers.change(2, lambda its: replace(its, private=True), now)
        monkeypatch.undo()
        for _ in range(2):
            changed = await preferences_for(asker)
            assert (changed.level, changed.private) == (Level.CLINICAL, True)
            assert not (await preferences_for(alone)).private


@pytest.mark.parametrize("name", ["\u3164", "\uffa0", "\u0301\u0302\u0303", "👻", None])
async def test_the_alias_stands_where_a_name_shows_no_letter(name):
    shown = DisplayName(BoardVisibility.NAME, "Quiet Heron", name)
    client = SimpleNamespace(get_guild=lambda _: None)
    assert await name_people(client, 1, {2: shown}, {2: "\u3164"}) == {2: "Quiet Heron"}
