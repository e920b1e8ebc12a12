"""The list of who was erased is whole at any moment, and says all that the record says."""

import asyncio
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.errors import StoreCorrupt
from bot.store import Preferences, Store
from bot.store.erasures import Fingerprint, list_beside, merge, read_list, write_list
from tests.store.quiz_play import ANA, BEN, ask

SET = Preferences(text_only=True)
KEY = "ab" * 32


async def test_many_erasures_at_once_are_all_on_the_list(
    store: Store, path: Path, now: datetime
) -> None:
    people = range(1, 13)
    for person in people:
        await store.people.change(person, lambda _: SET)
    await asyncio.gather(
        *(store.privacy.erase(person, now + timedelta(seconds=person)) for person in people)
    )
    listed = read_list(list_beside(path))
    (key,) = {each.key for each in listed}
    assert listed.keys() == {Fingerprint.of(person, key) for person in people}
    assert sorted(each.name for each in path.parent.glob("*.erasures*")) == ["imnm.db.erasures"]


async def test_many_who_write_one_list_leave_nobody_out(tmp_path: Path, now: datetime) -> None:
    beside = tmp_path / "copy.db.erasures"
    people = [Fingerprint.of(person, KEY) for person in range(40)]
    await asyncio.gather(
        *(asyncio.to_thread(write_list, beside, {person: now}) for person in people)
    )
    assert read_list(beside).keys() == set(people)
    assert [file.name for file in beside.parent.iterdir()] == [beside.name]


@pytest.mark.long
@pytest.mark.parametrize("spoiled", [None, b"", b'{"format": 1, "erasures": [{"key": "00', b"\0"])
async def test_a_list_that_is_lost_or_damaged_is_made_of_the_record_at_the_start(
    url: str, path: Path, now: datetime, spoiled: bytes | None
) -> None:
    beside = list_beside(path)
    async with Store(url) as store:
        await store.people.change(ANA, lambda _: SET)
        await store.privacy.erase(ANA, now)
    whole = beside.read_bytes()
    beside.unlink()
    if spoiled is not None:
        beside.write_bytes(spoiled)
    with capture_logs() as logged:
        async with Store(url):
            pass
    assert beside.read_bytes() == whole
    damaged = path.with_name("imnm.db.erasures.damaged")
    assert (damaged.read_bytes() if damaged.exists() else None) == spoiled
    told = [line["event"] for line in logged if line["event"] != "file was open to others"]
    assert told == ["list of erasures was damaged, it is written anew"] * (spoiled is not None)


async def test_a_damaged_list_is_made_anew_by_the_next_erasure(
    store: Store, path: Path, now: datetime
) -> None:
    await store.privacy.erase(ANA, now)
    whole = read_list(list_beside(path))
    list_beside(path).write_text("this is no list")
    await store.privacy.erase(BEN, now)
    listed = read_list(list_beside(path))
    assert len(listed) == 2
    assert whole.items() <= listed.items()


async def test_a_list_that_says_all_is_left_as_it_is(url: str, path: Path, now: datetime) -> None:
    async with Store(url) as store:
        await store.privacy.erase(ANA, now)
    beside = list_beside(path)
    # In a form that this version would not write.
    beside.write_text(json.dumps(json.loads(beside.read_text()) | {"note": "mine"}))
    before = beside.read_bytes()
    async with Store(url):
        pass
    assert beside.read_bytes() == before


async def test_what_the_list_knows_of_a_lost_database_stays_on_it(
    url: str, path: Path, now: datetime
) -> None:
    async with Store(url) as store:
        await store.privacy.erase(ANA, now)
    known = read_list(list_beside(path))
    await asyncio.to_thread(path.unlink)
    async with Store(url) as store:
        await store.privacy.erase(BEN, now)
    listed = read_list(list_beside(path))
    assert known.items() <= listed.items()
    assert len(listed) == 2


@pytest.mark.long
async def test_a_damaged_list_keeps_nobody_from_restoring_while_the_record_is_whole(
    url: str, path: Path, now: datetime, tmp_path: Path
) -> None:
    copy = tmp_path / "copies" / "monday.db"
    async with Store(url) as store:
        await store.people.change(ANA, lambda _: SET)
        await store.backup(copy)
        await store.privacy.erase(ANA, now)
    list_beside(path).write_text("this is no list")
    assert (await Store.restore(url, copy)).erased == 1
    assert ask(path, "SELECT 1 FROM member") == []
    assert len(read_list(list_beside(path))) == 1
    # With neither, whoever was erased would come back.
    for each in (list_beside(path), path):
        each.write_text("this is neither")
    with pytest.raises(StoreCorrupt, match="no list of erasures"):
        await Store.restore(url, copy)


def test_the_latest_time_counts(now: datetime) -> None:
    ana = Fingerprint.of(ANA, KEY)
    later = now + timedelta(days=1)
    assert merge({ana: later}, {ana: now}) == {ana: later}
