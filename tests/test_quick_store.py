"""The quicker store of the tests of features: the same rows, no thread, one compilation."""

import asyncio
import threading

import pytest

from bot.store import Store
from tests import quick_store
from tests.quick_store import SharedStatements, make_stores_quick


@pytest.fixture(autouse=True)
def statements(monkeypatch: pytest.MonkeyPatch) -> SharedStatements:
    empty = SharedStatements()
    monkeypatch.setattr(quick_store, "STATEMENTS", empty)
    make_stores_quick(monkeypatch)
    return empty


def store_in(folder) -> Store:
    return Store(f"sqlite+aiosqlite:///{folder / 'imnm.db'}")


def threads_of_stores() -> set[threading.Thread]:
    """Those of this process; a test before may have left some behind."""
    return {each for each in threading.enumerate() if each.name.startswith("store")}


async def test_calls_run_where_they_are_awaited(tmp_path):
    others = threads_of_stores()
    async with store_in(tmp_path) as store:
        assert await store.reports.all() == []
        assert threads_of_stores() <= others


async def test_without_it_a_store_has_its_thread(tmp_path, monkeypatch):
    monkeypatch.undo()
    others = threads_of_stores()
    async with store_in(tmp_path):
        assert threads_of_stores() - others


async def test_another_store_reuses_what_was_compiled(tmp_path, statements):
    known = []
    for name in ("first", "second"):
        async with store_in(tmp_path / name) as store:
            assert await store.reports.all() == []
        known.append({key: id(compiled) for key, compiled in statements.items()})
    assert known[0]
    assert known[0] == known[1]


async def test_others_go_on_while_a_call_is_awaited(tmp_path):
    async with store_in(tmp_path) as store:
        begun, ended = [], []

        async def read(who: str) -> None:
            begun.append(who)
            await store.reports.all()
            ended.append(who)

        reading = asyncio.gather(read("ana"), read("ben"))
        await asyncio.sleep(0)
        assert begun == ["ana", "ben"]
        assert not ended
        await reading
    assert ended == ["ana", "ben"]
