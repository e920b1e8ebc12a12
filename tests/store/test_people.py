"""What a person has chosen is kept, and nothing else."""

import asyncio
from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import func, select

from bot.deck.model import Level
from bot.store import Preferences, Reminder, Store
from bot.store.tables import member

PERSON = 1_234_567_890_123_456_789


@pytest.mark.long
@pytest.mark.parametrize(
    "chosen",
    [
        Preferences(Level.CLINICAL, private=True, text_only=True),
        Preferences(Level.PLAIN, private=False),
        Preferences(private=True),
        Preferences(text_only=True),
    ],
)
async def test_what_was_chosen_comes_back_after_a_restart(url: str, chosen: Preferences) -> None:
    async with Store(url) as store:
        await store.people.change(PERSON, lambda _: Preferences(Level.PLAIN))
        await store.people.change(PERSON, lambda _: chosen)
    async with Store(url) as store:
        assert await store.people.preferences(PERSON) == chosen
        assert await store.people.preferences(PERSON + 1) == Preferences()


async def test_nothing_is_kept_of_a_person_who_chooses_nothing(store: Store) -> None:
    await store.people.change(PERSON, lambda _: Preferences(Level.CLINICAL))
    await store.people.change(PERSON, lambda _: Preferences())
    await store.people.preferences(PERSON)

    def count(connection) -> int:
        statement = select(func.count()).select_from(member)
        return connection.execute(statement).scalar_one()

    assert await store._database.read(count) == 0


async def test_changes_at_the_same_moment_all_stay(store: Store) -> None:
    reminder = Reminder(time(7), "Europe/Berlin")
    shown = await asyncio.gather(
        store.people.change(PERSON, lambda it: replace(it, level=Level.CLINICAL)),
        store.people.change(PERSON, lambda it: replace(it, private=True)),
        store.people.change(PERSON, lambda it: replace(it, reminder=reminder)),
    )
    chosen = Preferences(level=Level.CLINICAL, private=True, reminder=reminder)
    # Who changed last is shown what the others changed before.
    assert shown[-1] == chosen
    assert await store.people.preferences(PERSON) == chosen
