"""The messages that are kept up to date, as the database remembers them."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.deck.model import Level
from bot.store import EditRefusal, Pin, Store
from bot.store.tables import pin as table

HERE, THERE = 100, 200


def make(message_id: int, guild_id: int = HERE, page: str = "subtypes") -> Pin:
    return Pin(message_id, message_id % 3, guild_id, page, Level.PLAIN, "a1b2c3d4")


async def test_a_pin_comes_back_as_it_was_given(store: Store) -> None:
    pin = replace(make(1 << 62), level=Level.CLINICAL, page="dm/skin", refused=EditRefusal.RIGHTS)
    await store.pins.add(pin)
    assert await store.pins.get(pin.message_id) == pin
    assert await store.pins.get(5) is None


async def test_pinning_a_message_again_replaces_what_was_known_of_it(store: Store) -> None:
    await store.pins.add(replace(make(1), refused=EditRefusal.ACCESS))
    await store.pins.add(make(1, page="srp"))
    assert await store.pins.of_guild(HERE) == [make(1, page="srp")]


async def test_a_server_has_its_own_pins_oldest_first(store: Store) -> None:
    for message_id in (30, 10, 20):
        await store.pins.add(make(message_id))
    await store.pins.add(make(15, THERE))
    assert [pin.message_id for pin in await store.pins.of_guild(HERE)] == [10, 20, 30]


async def test_all_pins_are_walked_in_pages_oldest_first(store: Store) -> None:
    for message_id in (5, 3, 1, 4, 2):
        await store.pins.add(make(message_id, HERE if message_id % 2 else THERE))
    seen, last = [], 0
    while page := await store.pins.after(last, 2):
        last = page[-1].message_id
        seen += [pin.message_id for pin in page]
    assert seen == [1, 2, 3, 4, 5]


async def test_a_server_that_was_left_is_passed_over_until_the_bot_is_back(
    store: Store, now: datetime
) -> None:
    await store.pins.add(make(1))
    await store.pins.add(make(2, THERE))
    await store.servers.joined(HERE, now)
    await store.servers.left(HERE, now)
    assert [pin.message_id for pin in await store.pins.after(0, 9)] == [2]
    await store.servers.joined(HERE, now)
    assert [pin.message_id for pin in await store.pins.after(0, 9)] == [1, 2]


async def test_a_refusal_is_over_once_the_message_could_be_edited(store: Store) -> None:
    await store.pins.add(make(1))
    await store.pins.note_refused(1, EditRefusal.ARCHIVED)
    assert await store.pins.get(1) == replace(make(1), refused=EditRefusal.ARCHIVED)
    await store.pins.note_shown(1, "ffffffff")
    assert await store.pins.get(1) == replace(make(1), revision="ffffffff")


async def test_what_is_forgotten_does_not_come_back_with_a_late_note(store: Store) -> None:
    await store.pins.add(make(1))
    await store.pins.forget(1)
    await store.pins.note_shown(1, "ffffffff")
    assert await store.pins.get(1) is None


@pytest.mark.parametrize("column", table.columns.keys())
def test_who_pinned_is_not_kept(column: str) -> None:
    assert not any(word in column for word in ("person", "user", "by"))
